"""Where the schemes that the list misses are lost: a count by observability tier and cause.

::

    python -m benchmarks.quality_causes --areas base:1:A base:2:A      development seeds only

The truth of an area is followed through the tables of its run, in the order in which a scheme can be
lost: the registers, the match with a register person, the tie, the shape, the exemption, the weight,
the bar between shown and not shown. It looks at single schemes, so it is for development seeds: what
it was looked at for is not measured on the same seed.
"""

from __future__ import annotations

import argparse
import shutil
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality import CACHE, area_of
from benchmarks.quality_run import AS_OF, run_area
from benchmarks.quality_truth import rows_of
from risk.evaluate import evaluate, links
from risk.pack import LINKS, shipped
from risk.tables import READ, Con, connect
from risk.weigh import chain, combine, tiers

TIERS = ("O1", "O2", "O3", "O4", "O5")
Row = dict[str, Any]


def causes(world: Path) -> dict[str, Counter[str]]:
    """Return cause → observability tier → schemes (the most visible one of an official)."""
    tables = {p.stem: p for p in (world / "run/stages").glob("*/*.parquet") if p.stem in READ}
    con = connect(tables, shipped(), as_of=AS_OF)
    evaluate(con, shipped())
    persons = world / "truth" / "persons.parquet"
    con.execute(f"CREATE TABLE truth AS SELECT * FROM read_parquet('{persons}')")
    candidates, shown = _candidates(con)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    schemes = sorted(rows_of(world / "truth" / "schemes.csv"), key=lambda s: s["observability"])
    for scheme in {s["official_id"]: s for s in reversed(schemes)}.values():
        tier = scheme["observability"]
        official = scheme["official_id"]
        cause = "found" if official in shown else _lost(con, scheme, candidates[official])
        found[cause][tier] += 1
    return found


def _candidates(con: Con) -> tuple[dict[str, list[Row]], set[str]]:
    table = links(con)
    parts = chain(table)
    probability = combine(parts)
    tier = tiers(table, parts, shipped())
    company = dict(con.execute("SELECT cid, uscc FROM candidates").fetchall())
    found: dict[str, list[Row]] = defaultdict(list)
    for n, row in enumerate(table.to_pylist()):
        more = {
            "uscc": company[row["cid"]],
            "probability": float(probability[n]),
            "parts": parts[n],
        }
        found[row["official_id"]].append({**row, **more})
    shown = {
        official
        for official, t in zip(table.column("official_id").to_pylist(), tier, strict=True)
        if t > 0
    }
    return found, shown


def _lost(con: Con, scheme: dict[str, str], candidates: list[Row]) -> str:
    """Return the first place where a scheme that is not shown was lost."""
    official = scheme["official_id"]
    companies = [scheme["uscc"], *filter(None, scheme["through"].split(";"))]
    keys = _column(
        con,
        "SELECT DISTINCT a.person_key FROM appearances a JOIN truth t USING (source) "
        "WHERE t.person = ? AND list_contains(?, a.uscc)",
        [scheme["person"], companies],
    )
    if not keys:
        return "1 registers: the holder has no row there"
    declared = scheme["observability"] in ("O1", "O2")
    table = "identities" if declared else "ties"
    column = "probability" if declared else "p_relation"
    known = _column(
        con,
        f"SELECT {column} FROM {table} WHERE official_id = ? AND list_contains(?, person_key)",
        [official, keys],
    )
    if not known:
        return "2 identity: no match" if declared else "3 tie: no hypothesis at even odds"
    own = [c for c in candidates if c["uscc"] in companies and c["person_key"] in keys]
    if not own:
        return "4 pattern: no shape"
    best = max(own, key=lambda c: (not c["excluded"], c["probability"]))
    if best["excluded"]:
        codes = _column(
            con,
            "SELECT DISTINCT code FROM outcomes WHERE cid = ? AND outcome = 'applies' ORDER BY 1",
            [best["cid"]],
        )
        return f"5 exemption: {', '.join(codes)}"
    if best["probability"] < shipped().weights.show_line:
        return f"6 probability: {LINKS[int(np.argmin(best['parts']))]} is weakest"
    return "7 bar: no one check would do"


def _column(con: Con, query: str, values: list[Any]) -> list[Any]:
    return [row[0] for row in con.execute(query, values).fetchall()]


def table(counts: dict[str, Counter[str]]) -> list[str]:
    """Return the counts as the lines of a table."""
    lines = [f"| where | {' | '.join(TIERS)} |", f"| --- |{' --- |' * len(TIERS)}"]
    for cause in sorted(counts):
        lines.append(f"| {cause} | {' | '.join(str(counts[cause][t]) for t in TIERS)} |")
    return lines


def main() -> None:
    """Run the areas and print one table of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", nargs="+", default=["base:1:A"])
    parser.add_argument("--officials", type=int, default=2000)
    parser.add_argument("--cache", type=Path, default=CACHE)
    chosen = parser.parse_args()
    total: dict[str, Counter[str]] = defaultdict(Counter)
    for text in chosen.areas:
        world = run_area(area_of(text, chosen.officials), chosen.cache)
        for cause, by_tier in causes(world).items():
            total[cause] += by_tier
        shutil.rmtree(world)
    print("\n".join(table(total)))


if __name__ == "__main__":
    main()
