"""The page of the quality benchmark: tables over the results of all areas."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from benchmarks.quality_measures import (
    calibration,
    mapped,
    precision,
    ratio,
    tied,
    wilson,
    without_group,
)

Result = dict[str, Any]
TIERS = ("O1", "O2", "O3", "O4", "O5")
BUDGET = 0.02


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """Return the lines of a table."""
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows)]


def share(hits: int, size: int) -> str:
    """Return a share with its counts and its 95 % interval."""
    if not size:
        return "–"
    low, high = wilson(hits, size)
    return f"{hits / size:.2f} ({hits}/{size}; {low:.2f}–{high:.2f})"


def budget(result: Result) -> int:
    """Return how many names are looked at: 2 % of the roster, or one for each scheme if there are more."""
    officials: int = result["officials"]
    return max(round(BUDGET * officials), len(result["guilty"]))


def ranked(result: Result, method: str) -> list[str]:
    """Return the officials whom a method names, best first."""
    if method == "Qinqing, tiers 1 and 2":
        return [lead["official_id"] for lead in result["leads"]]
    if method == "Qinqing, tier 1 alone":
        return [lead["official_id"] for lead in result["leads"] if lead["tier"] == 1]
    listed: list[str] = result["baselines"].get(method, [])
    return listed


def methods(results: list[Result]) -> list[str]:
    """Return our two lists and the baselines."""
    named = {name for result in results for name in result["baselines"]}
    return ["Qinqing, tiers 1 and 2", "Qinqing, tier 1 alone", *sorted(named)]


def headline(results: list[Result]) -> list[str]:
    """Return precision, recall by tier, lift, false flags and hits at equal budget of every method."""
    head = [
        "method", "precision@50", "precision@100", "precision@500", *TIERS, "pooled", "lift at 1 %",
        "false flags / 10,000", "hits at our length",
    ]  # fmt: skip
    rows = [_method(results, name) for name in methods(results)]
    return table(head, rows)


def _method(results: list[Result], name: str) -> list[str]:
    at = {top: [0, 0] for top in (50, 100, 500)}
    found: Counter[str] = Counter()
    there: Counter[str] = Counter()
    false = innocent = equal = equal_size = 0
    lifts = []
    for result in results:
        right, listed = set(result["guilty"]), ranked(result, name)
        for top, cell in at.items():
            hits, size = precision(listed, right, top)
            cell[0] += hits
            cell[1] += size
        first = set(listed[: budget(result)])
        for official, g in result["guilty"].items():
            there[g["tier"]] += 1
            found[g["tier"]] += official in first
        ours = name.startswith("Qinqing")
        false += len(set(listed) - right) if ours else result["baselines_false"].get(name, 0)
        innocent += result["officials"] - len(right)
        hits, size = precision(listed, right, len(result["leads"]))
        equal, equal_size = equal + hits, equal_size + size
        few = max(1, round(0.01 * result["officials"]))
        if right:
            hits, _ = precision(listed, right, few)
            lifts.append(hits / few / (len(right) / result["officials"]))
    total = sum(there.values())
    return [
        name, *(share(*cell) for cell in at.values()), *(f"{found[t]}/{there[t]}" for t in TIERS),
        f"{sum(found.values()) / total:.2f}" if total else "–",
        f"{sum(lifts) / len(lifts):.1f}" if lifts else "–",
        "everybody" if false == innocent else f"{10_000 * false / max(1, innocent):.1f}",
        f"{equal}/{equal_size}",
    ]  # fmt: skip


def figures(results: list[Result]) -> list[str]:
    """Return calibration, ties, tier-1 false flags, right companies, floods, stability."""
    leads = [(r, lead) for r in results for lead in r["leads"]]
    pairs = [(lead["probability"], lead["official_id"] in r["guilty"]) for r, lead in leads]
    first = sum(tier == 1 for r in results for tier in r["false"].values())
    innocent = sum(r["officials"] - len(r["guilty"]) for r in results)
    ties = sum(tied([(x["tier"], x["probability"]) for x in r["leads"]]) for r in results)
    company = [
        lead["company"] in r["guilty"][lead["official_id"]]["companies"]
        for r, lead in leads if lead["official_id"] in r["guilty"]
    ]  # fmt: skip
    stable = [r["stability"] for r in results if r["stability"]]
    rows = [
        ["tier-1 false flags per 10,000 innocents", f"{10_000 * first / max(1, innocent):.1f} ({first} of {innocent})"],
        ["ECE of the shown probabilities", f"{calibration(pairs):.3f} over {len(pairs)} leads"],
        ["ECE behind the map of the development areas (not shipped)", f"{calibration(mapped(pairs)):.3f}"],
        ["leads that share tier and probability with another", share(ties, len(leads))],
        ["true leads whose first company is one of the scheme", share(sum(company), len(company))],
        ["honest people flooded with copies (E14) in tier 1", str(sum(r["flooded_tier_1"] for r in results))],
    ]  # fmt: skip
    if stable:
        rows.append(["list under priors ×1/3 and ×3", "; ".join(_stable(s) for s in stable)])
    return table(["measure", "value"], rows)


def _stable(stability: Any) -> str:
    """Return how much of the list stays when every prior is a third, or three times, of what it is."""
    return ", ".join(
        f"×{cell['scale']:.2f}: {cell['officials']} names, {cell['tier_1']} in tier 1, "
        f"{cell['same_shown']:.0%} the same"
        for cell in stability
        if cell["scale"] != 1
    )


def exemptions(results: list[Result]) -> list[str]:
    """Return false flags by the reason for which a situation is innocent."""
    cells: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for r in results:
        for code, (flagged, size) in r["exemptions"].items():
            cells[code][0] += flagged
            cells[code][1] += size
    return table(
        ["exemption or situation", "named falsely", "officials in it"],
        [[code, str(flagged), str(size)] for code, (flagged, size) in sorted(cells.items())],
    )


def fairness(results: list[Result]) -> list[str]:
    """Return the worst against the best share of false flags by group."""
    names = sorted({name for r in results for name in r["groups"]})
    rows = []
    for name in names:
        cells: dict[str, tuple[int, int]] = {}
        for r in results:
            for value, (flagged, size) in r["groups"].get(name, {}).items():
                had = cells.get(value, (0, 0))
                cells[value] = (had[0] + flagged, had[1] + size)
        found = ratio(cells)
        worst = max(cells, key=lambda v: cells[v][0] / max(1, cells[v][1]))
        told = f"{found:.2f}" if found is not None else "too few flags to say"
        rows.append([name, told, f"{worst}: {cells[worst][0]} of {cells[worst][1]}"])
    return table(["group", "worst / best", "most flagged"], rows)


def kinds(results: list[Result]) -> list[str]:
    """Return recall by scheme kind, and pooled recall with one kind left out."""
    there: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for r in results:
        first = set(ranked(r, "Qinqing, tiers 1 and 2")[: budget(r)])
        for official, g in r["guilty"].items():
            there[g["kind"]] += 1
            found[g["kind"]] += official in first
    total, all_found = sum(there.values()), sum(found.values())
    rows = [
        [kind, share(found[kind], n), share(all_found - found[kind], total - n)]
        for kind, n in sorted(there.items())
    ]
    return table(["kind of scheme", "found", "found among all other kinds"], rows)


def evasions(results: list[Result]) -> list[str]:
    """Return what each precaution costs: recall against schemes of the same tier without any."""
    plain: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    taken: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for r in results:
        first = set(ranked(r, "Qinqing, tiers 1 and 2")[: budget(r)])
        for official, g in r["guilty"].items():
            hit = official in first
            if not g["evasions"]:
                plain[g["tier"]][0] += hit
                plain[g["tier"]][1] += 1
            for evasion in g["evasions"]:
                taken[evasion].append((g["instead"], hit))
    rows = []
    for evasion, cases in sorted(taken.items(), key=lambda item: int(item[0][1:])):
        expected = sum(plain[t][0] / plain[t][1] if plain[t][1] else 0.0 for t, _ in cases)
        hits = sum(hit for _, hit in cases)
        cost = f"{1 - hits / expected:.0%}" if expected >= 0.5 else "–"
        rows.append([evasion, str(len(cases)), str(hits), f"{expected:.1f}", cost])
    head = ["precaution", "schemes", "found", "expected without it", "loss of recall"]
    return table(head, rows)


def evidence(results: list[Result]) -> list[str]:
    """Return precision of the list put in order anew without one group of evidence."""
    groups = sorted({g for r in results for lead in r["leads"] for g in lead["without"]})
    rows = []
    for group in ["(none left out)", *groups]:
        hits = size = touched = 0
        for r in results:
            order = sorted(
                enumerate(r["leads"]),
                key=lambda item: (
                    -without_group(item[1]["probability"], item[1]["without"].get(group, 0.0)),
                    item[0],
                ),
            )
            top = max(1, len(r["leads"]) // 2)
            got, of = precision([x["official_id"] for _, x in order], set(r["guilty"]), top)
            hits, size = hits + got, size + of
            touched += sum(x["without"].get(group, 0.0) != 0 for x in r["leads"])
        rows.append([group, str(touched), share(hits, size)])
    return table(["group of evidence", "leads it touches", "precision of the upper half"], rows)
