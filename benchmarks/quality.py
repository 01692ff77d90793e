"""How good the list is: precision, recall by observability tier, false flags, against six baselines.

::

    python -m benchmarks.quality --areas base:51:A shifted:52:A null:53:A evasive:54:A base:51:P
    python -m benchmarks.quality --areas base:1:A --officials 600 --page /path/of/a/page.md
    python -m benchmarks.quality --areas base:1:A --without awards changes 信访举报
    python -m benchmarks.quality --fit                    the weights of B4, on seed 1

An area is ``preset:seed:mode``; presets are those of `worlds.config`, mode A has ID numbers, mode P
names only (no ID number and no birth date of anybody). Each is written, run by `desk.pipeline` as
users run it, measured from what the run published, and kept in the cache by version of the code, so
that a benchmark that was stopped goes on. Seeds on the page are held out: nothing was tuned on them
(seed 1 is the development area).

quality_run        one area: written, run, measured, kept
quality_truth      the run's tables and the area's truth as plain values
quality_baselines  B0 to B5
quality_measures   intervals, calibration, ties, ratios
quality_report     the tables of the page
quality_causes     where what the list misses is lost (development seeds)
"""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from benchmarks import quality_report as page
from benchmarks.machine import machine_line
from benchmarks.quality_run import Area, fit, measure, shipped_weights

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "quality.md"
CACHE = ROOT / ".cache" / "quality"
Result = dict[str, Any]

HEAD = """# Quality

Written by `python -m benchmarks.quality`; do not edit. {machine}; load {load:.1f}.

Simulated areas with known truth, {officials:,} officials and {companies:,} companies each: {areas}.
A simulated area shows that the machinery works, not how good it is on real data: it shares our blind spots. Only a pilot with
a random slice can show that.

Mode A has ID numbers, full, masked or missing as offices file them; mode P has names only (no ID number and no birth date of
anybody). Recall is what a budget of 2 % of all officials finds (one name a scheme, where there are more schemes), by
observability tier: O1 own name, O2 declared relative, O3 undeclared relative, O4 nominee with a weak tie, O5 held by the other
side, no tie. False flags count every innocent official whom a method names at all. Shares come with counts and 95 % intervals
(Wilson); precision@n counts fewer names where a list is shorter. "Hits at our length" takes from each method exactly as many
names as our list has. B4 was fitted on the truth of the development area (seed 1). A lead counts as right where the official
has a scheme, and the table of measures says how often the company is the scheme's as well.
"""


def area_of(text: str, officials: int, without: str = "") -> Area:
    """Return the area of ``preset:seed:mode``, or ``preset:seed:mode:E4`` with one precaution."""
    preset, seed, mode, *rest = text.split(":")
    return Area(int(seed), preset, mode, officials, without, rest[0] if rest else "")


def groups_of(results: list[Result]) -> dict[str, list[Result]]:
    """Return the results by preset and mode, in the order of the areas."""
    found: dict[str, list[Result]] = {}
    for result in results:
        area = result["area"]
        found.setdefault(f"{area['preset']}, mode {area['mode']}", []).append(result)
    return found


def section(name: str, results: list[Result]) -> list[str]:
    """Return the part of the page on one preset and mode."""
    seeds = ", ".join(str(r["area"]["seed"]) for r in results)
    lines = [f"## {name} (seeds {seeds})", ""]
    if not any(r["guilty"] for r in results):
        first = [sum(x["tier"] == 1 for x in r["leads"]) for r in results]
        empty = sum(n == 0 for n in first)
        lines += [
            f"No schemes at all. Tier 1 is empty in {empty} of {len(results)} areas; tier 1 has "
            f"{sum(first)} names, tier 2 {sum(len(r['leads']) for r in results) - sum(first)}.", "",
        ]  # fmt: skip
        return [*lines, *page.exemptions(results), ""]
    parts = {
        "": page.headline(results),
        "### Measures": page.figures(results),
        "### False flags by innocent situation": page.exemptions(results),
        "### Fairness: false flags by group": page.fairness(results),
        "### By kind of scheme": page.kinds(results),
        "### Precautions (science.md 7.3)": page.evasions(results),
        "### Without one group of evidence": page.evidence(results),
    }
    for title, table in parts.items():
        lines += [title, "", *table, ""] if title else [*table, ""]
    return lines


def sources(results: list[Result], whole: list[Result]) -> list[str]:
    """Return what leaving one source out does, beside the same areas with all of them."""
    rows = []
    for without in dict.fromkeys(["", *(r["area"]["without"] for r in results)]):
        these = [r for r in results if r["area"]["without"] == without] if without else whole
        cells = page.headline(these)[2].split(" | ")
        names = sum(len(r["leads"]) for r in these)
        rows.append([without or "(all sources)", str(names), *cells[1:2], *cells[4:10]])
    head = ["left out", "names", "precision@50", *page.TIERS, "pooled"]
    return ["## Without one source", "", *page.table(head, rows), ""]


def main() -> None:
    """Run the areas and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", nargs="+", default=["base:1:A"])
    parser.add_argument(
        "--without", nargs="*", default=[], help="source tables to leave out in turn"
    )
    parser.add_argument("--officials", type=int, default=2000)
    parser.add_argument("--cache", type=Path, default=CACHE)
    parser.add_argument("--page", type=Path, default=PAGE)
    parser.add_argument("--fit", action="store_true", help="fit B4 on seed 1 and stop")
    chosen = parser.parse_args()
    if chosen.fit:
        weights = {"weights": fit(chosen.cache, chosen.officials), "fitted on": "base, seed 1"}
        path = Path(__file__).with_name("quality_b4.json")
        path.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")
        return
    b4 = shipped_weights()
    results, ablated = [], []
    for text in chosen.areas:
        area = area_of(text, chosen.officials)
        results.append(measure(area, chosen.cache, ROOT, b4))
        print(area.name, f"{results[-1]['seconds']} s", flush=True)
        for source in chosen.without:
            less = area_of(text, chosen.officials, source)
            ablated.append(measure(less, chosen.cache, ROOT, b4))
            print(less.name, f"{ablated[-1]['seconds']} s", flush=True)
        write(chosen.page, results, ablated, chosen.areas)


def write(path: Path, results: list[Result], ablated: list[Result], areas: list[str]) -> None:
    """Write the page of what is there so far."""
    size = results[0]["area"]["officials"]
    lines = [
        HEAD.format(
            machine=machine_line(), load=os.getloadavg()[0], officials=size, companies=10 * size,
            areas=", ".join(areas[: len(results)]),
        )
    ]  # fmt: skip
    for name, group in groups_of(results).items():
        lines += section(name, group)
    if ablated:
        lines += sources(ablated, results)
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
