"""From findings to the risk list (疑点清单): one row an official, best first."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa

from risk.explain import explain_official
from risk.pack import LINKS, Pack
from risk.schema import RISK_LIST
from risk.tables import Con
from risk.weigh import circumstances, logit10, probability_of

Row = dict[str, Any]


def risk_list(con: Con, findings: list[Row], pack: Pack) -> list[Row]:
    """Return the rows of the table `risk_list` in their `place`."""
    by_official: dict[str, list[Row]] = defaultdict(list)
    for finding in findings:
        by_official[finding["official_id"]].append(finding)
    people = _people(con)
    rows = []
    for official, found in by_official.items():
        top = min(found, key=lambda f: (f["tier"], -f["probability"], f["finding_id"]))
        told = explain_official(found, pack)
        rows.append({
            **people[official],
            "tier": top["tier"],
            "probability": round(official_probability(found, pack), 6),
            "typology": top["typology"],
            "findings": len(found),
            "top_pattern": top["pattern"],
            "top_uscc": top["uscc"],
            "top_company": top["company"],
            "weakest_link": told.weakest_link.zh,
            "next_check": told.next_check.zh,
            "would_clear": told.would_clear.zh,
        })  # fmt: skip
    rows.sort(key=lambda row: place(row, by_official[row["official_id"]]))
    return [{"rank": n, **row} for n, row in enumerate(rows, 1)]


def place(row: Row, found: list[Row]) -> tuple[int, float, int, float, str, str]:
    """Return what a row of the risk list is ordered by, best first.

    By tier, then probability. Of equals the one with more independent findings, then with the larger
    stake, then whose interest met the office earlier; the id decides only where all this is equal.
    """
    return (
        row["tier"],
        -row["probability"],
        -len(independent(found)),
        -max((f["holding"] or 0.0 for f in found), default=0.0),
        min((f["overlap_from"] or "9999" for f in found), default="9999"),
        row["official_id"],
    )


def official_probability(found: list[Row], pack: Pack) -> float:
    """Return noisy-OR over the independent findings of an official (science.md D4.1).

    Findings that rest on a common row are one group, which counts with its strongest finding; a
    circumstance (旁证) counts once, in the strongest group that has it.
    """
    seen: set[tuple[str, str]] = set()
    left = 1.0
    for group in independent(found):
        left *= 1.0 - max(_without(finding, seen, pack) for finding in group)
        seen |= {(b["group"], b["item"]) for f in group for b in f["bans"] if b["bans"] > 0}
    # an official is never less sure than the strongest of his findings
    best: float = max(1.0 - left, *(f["probability"] for f in found))
    return best


def independent(found: list[Row]) -> list[list[Row]]:
    """Return the findings in groups that share no source row, the strongest group first.

    The rows that say who the official is and what post he holds are in every chain and not in
    doubt; every other row (relative, register person, company, stake, deal) ties its findings
    together: what is wrong with it is wrong with all of them.
    """
    groups: list[tuple[set[str], list[Row]]] = []
    for finding in sorted(found, key=_order):
        rows, members = rests_on(finding), [finding]
        for other in [group for group in groups if group[0] & rows]:
            rows, members = rows | other[0], other[1] + members
            groups.remove(other)
        groups.append((rows, members))
    return sorted((members for _, members in groups), key=lambda g: min(map(_order, g)))


def rests_on(finding: Row) -> set[str]:
    """Return the nodes and source rows that a finding rests on, but for the official and his post."""
    hops = [hop for hop in finding["path"] or [] if hop["kind"] != "IN_POST"]
    nodes = {hop[end] for hop in hops for end in ("from", "to") if hop[end]}
    own = {f"official:{finding['official_id']}"}
    kept = {n for n in nodes - own if not n.startswith("unit:")}
    rows = {f"row:{hop['source']}" for hop in hops if hop["source"]}
    return kept | rows | {f"subject:{finding['subject']}", f"company:{finding['uscc']}"}


def _order(finding: Row) -> tuple[int, float, str]:
    return finding["tier"], -finding["probability"], finding["finding_id"]


def path_probability(finding: Row) -> float:
    """Return the product of a finding's links."""
    product = 1.0
    for link in LINKS:
        product *= finding[f"p_{link}"]
    return product


def _without(finding: Row, seen: set[tuple[str, str]], pack: Pack) -> float:
    """Return the probability of a finding without the circumstances that were counted elsewhere."""
    bans = finding["bans"]
    left = [b for b in bans if (b["group"], b["item"]) not in seen]
    if len(left) == len(bans):
        return path_probability(finding)
    return path_probability(weighed(finding, left, pack))


def weighed(finding: Row, bans: list[Row], pack: Pack) -> Row:
    """Return a finding as it stands with other circumstances than its own."""
    moved = circumstances(bans, pack) - circumstances(finding["bans"], pack)
    last = logit10(np.array([finding["p_no_exemption"]])) + moved
    row = {**finding, "bans": bans, "p_no_exemption": float(probability_of(last)[0])}
    return {**row, "probability": path_probability(row)}


def _people(con: Con) -> dict[str, Row]:
    """Return name, unit and title of the officials: the post that ended last, or is still open."""
    query = """
        SELECT o.official_id, o.name, p.unit, p.title FROM officers o LEFT JOIN (
            SELECT *, row_number() OVER (PARTITION BY official_id ORDER BY (term).to_hi DESC,
                   (term).from_lo DESC, leads DESC, post) AS nth FROM office) p
        ON p.official_id = o.official_id AND p.nth = 1"""
    return {row["official_id"]: row for row in con.sql(query).to_arrow_table().to_pylist()}


def table(rows: list[Row]) -> pa.Table:
    """Return the risk list as a table."""
    return pa.Table.from_pylist(rows, RISK_LIST)
