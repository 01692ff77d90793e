"""How good the list is: precision, recall by observability tier, false flags, against three baselines.

::

    python -m benchmarks.quality            three held-out seeds, ten null worlds → docs/quality.md
    python -m benchmarks.quality --seeds 21 --null-seeds 101 --out /path/of/a/report.md

The seeds are held out: nothing in the product was tuned on them (seed 1 is the development world).
The baselines get what we get from ingest (clean tables, typed numbers) and work on officials and
their declared relatives alike:

B0  exact ID: a register row carries the full, valid ID number
B1  exact name: a register row carries the name
B2  name, sex and birth year: B1, and sex and year of the row's number agree (rows that show neither
    cannot be compared and do not count)

Each baseline ranks own hits before relatives' hits, then more companies first, ties by a fixed shuffle.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb

from benchmarks.machine import machine_line
from desk.pipeline import RunOptions, run_case
from worlds.config import WorldConfig
from worlds.write import write_world

AS_OF = date(2025, 6, 30)
TIERS = ("O1", "O2", "O3", "O4", "O5")
TOP, BUDGET = 50, 0.02
BASELINES = {
    "B0 exact ID": "s.fid IS NOT NULL AND s.fid = r.fid",
    "B1 exact name": "s.name = r.name",
    "B2 name + sex + birth year": (
        "s.name = r.name AND s.sex = r.sex AND s.year = r.year AND s.sex IS NOT NULL"
    ),
}


def people(ingest: Path) -> str:
    """Return SQL for officials and declared relatives: official_id, own, name, sex, year, fid."""
    fid = "list_filter(person_id_tokens, lambda t: starts_with(t, 'F:'))[1]"
    columns = f"name, sex, left(coalesce(born, person_id_born), 4) AS year, {fid} AS fid"
    return f"""
    SELECT official_id, true AS own, {columns} FROM read_parquet('{ingest}/officials.parquet')
    UNION ALL
    SELECT official_id, false, {columns} FROM read_parquet('{ingest}/relatives.parquet')"""


def register(ingest: Path) -> str:
    """Return SQL for every natural person's row in the register: uscc, name, sex, year, fid."""
    fid = "list_filter({}_tokens, lambda t: starts_with(t, 'F:'))[1]"
    return f"""
    SELECT uscc, holder_name AS name, holder_id_sex AS sex, left(holder_id_born, 4) AS year,
           {fid.format("holder_id")} AS fid
    FROM read_parquet('{ingest}/holdings.parquet') WHERE coalesce(holder_type, '自然人') = '自然人'
    UNION ALL
    SELECT uscc, name, person_id_sex, left(person_id_born, 4), {fid.format("person_id")}
    FROM read_parquet('{ingest}/roles.parquet')"""


def baseline(ingest: Path, condition: str) -> list[str]:
    """Return the officials whom a baseline flags, best first."""
    rows = duckdb.sql(f"""
        SELECT s.official_id, bool_or(s.own) AS own, count(DISTINCT r.uscc) AS companies
        FROM ({people(ingest)}) s JOIN ({register(ingest)}) r ON {condition}
        GROUP BY s.official_id ORDER BY s.official_id""").fetchall()
    random.Random(0).shuffle(rows)
    return [row[0] for row in sorted(rows, key=lambda row: (not row[1], -row[2]))]


def ours(out: Path) -> tuple[list[str], list[str]]:
    """Return the officials of our list, best first, and those of them in tier 1."""
    path = out / "risk_list.parquet"
    rows = duckdb.sql(
        f"SELECT official_id, tier FROM read_parquet('{path}') ORDER BY rank"
    ).fetchall()
    return [row[0] for row in rows], [row[0] for row in rows if row[1] == 1]


def truth(world: Path) -> dict[str, set[str]]:
    """Return the scheming officials of a world by observability tier."""
    schemes: dict[str, set[str]] = defaultdict(set)
    with (world / "truth" / "schemes.csv").open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            schemes[row["observability"]].add(row["official_id"])
    return schemes


def officials(ingest: Path) -> int:
    """Return how many officials the area has."""
    path = f"{ingest}/officials.parquet"
    [(found,)] = duckdb.sql(f"SELECT count(*) FROM read_parquet('{path}')").fetchall()
    return int(found)


def run_world(folder: Path, config: WorldConfig) -> Path:
    """Write a world and run it; return the folder of the run."""
    world = folder / f"{config.prevalence}-{config.seed}"
    write_world(world, config)
    run_case(
        world / "case",
        world / "run",
        as_of=AS_OF,
        options=RunOptions(keys=folder / "keys"),
        progress=lambda *_: None,
    )
    return world


class Score:
    """Counts of one method summed over worlds; rates come out at the end."""

    def __init__(self) -> None:
        self.top_hits = self.top = self.false = self.innocent = 0
        self.equal_hits = self.equal = 0
        self.found: dict[str, int] = defaultdict(int)
        self.there: dict[str, int] = defaultdict(int)

    def add(self, ranked: list[str], schemes: dict[str, set[str]], *, n: int, equal: int) -> None:
        """Count one world of `n` officials; `equal` is how many names our list has there."""
        guilty = set().union(*schemes.values())
        self.top_hits += len(guilty & set(ranked[:TOP]))
        self.top += min(TOP, len(ranked))
        budget = set(ranked[: round(BUDGET * n)])
        for tier in TIERS:
            self.found[tier] += len(schemes[tier] & budget)
            self.there[tier] += len(schemes[tier])
        self.false += len(set(ranked) - guilty)
        self.equal_hits += len(guilty & set(ranked[:equal]))
        self.equal += min(equal, len(ranked))
        self.innocent += n - len(guilty)

    def row(self, name: str) -> str:
        """Return the method's line of the table."""
        recall = [f"{self.found[t]}/{self.there[t]}" for t in TIERS]
        pooled = sum(self.found.values()) / max(1, sum(self.there.values()))
        precision = self.top_hits / max(1, self.top)
        flags = 10_000 * self.false / max(1, self.innocent)
        cells = [name, f"{precision:.2f} ({self.top_hits}/{self.top})", *recall]
        equal = f"{self.equal_hits}/{self.equal}"
        return "| " + " | ".join([*cells, f"{pooled:.2f}", f"{flags:.0f}", equal]) + " |"


def compare(folder: Path, seeds: list[int]) -> list[str]:
    """Return the lines of the comparison over worlds with schemes."""
    scores: dict[str, Score] = defaultdict(Score)
    for seed in seeds:
        world = run_world(folder, WorldConfig(seed=seed))
        ingest = world / "run" / "stages" / "ingest"
        schemes, n = truth(world), officials(ingest)
        ranked, tier1 = ours(world / "run")
        equal = len(ranked)
        scores["Qinqing, tiers 1 and 2"].add(ranked, schemes, n=n, equal=equal)
        scores["Qinqing, tier 1 alone"].add(tier1, schemes, n=n, equal=equal)
        for name, condition in BASELINES.items():
            flagged = baseline(ingest, condition)
            scores[name].add(flagged, schemes, n=n, equal=equal)
        print("\n".join(score.row(name) for name, score in scores.items()), flush=True)
    head = ["method", f"precision@{TOP}", *TIERS, "pooled", "false flags / 10,000 innocents"]
    head.append("hits at equal budget")
    lines = ["| " + " | ".join(head) + " |", "| --- " * len(head) + "|"]
    return lines + [score.row(name) for name, score in scores.items()]


def null_worlds(folder: Path, seeds: list[int]) -> list[str]:
    """Return what the list shows in worlds without any scheme."""
    lines = ["| seed | tier 1 | tier 2 |", "| --- | --- | --- |"]
    empty = 0
    for seed in seeds:
        world = run_world(folder, WorldConfig(seed=seed, prevalence=0.0))
        ranked, tier1 = ours(world / "run")
        empty += not tier1
        lines.append(f"| {seed} | {len(tier1)} | {len(ranked) - len(tier1)} |")
        print(lines[-1], flush=True)
    return [*lines, "", f"Tier 1 is empty in {empty} of {len(seeds)} null worlds."]


REPORT = """# Quality

Written by `python -m benchmarks.quality`; do not edit. {machine}.

Simulated areas with known truth, default size (2,000 officials, 20,000 companies, 1,500 complaints, 60 documents, 2 % of
officials in a scheme), held-out seeds {seeds}. A simulated area shows that the machinery works, not how good it is on real
data: it shares our blind spots. Only a pilot with a random slice can show that.

Recall is what a budget of {budget:.0%} of all officials finds, by observability tier: O1 own name, O2 declared relative, O3
undeclared relative, O4 nominee with a weak tie, O5 held by the other side, no tie. Of O3-O5 ours finds
only what shared contacts or a complaint beside a register path show; what the baselines find there are officials whom they name for another, lawful company. False flags count every innocent official
whom a method names at all. Precision@50 is hits among the first 50 names (fewer where a list is shorter): hits/names. The last
column takes from each baseline exactly as many names as our list has in that area: equal budget.

{table}

## Null worlds: no schemes at all

{null}
"""


def main() -> None:
    """Run the comparison and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="*", default=[21, 22, 23])
    parser.add_argument("--null-seeds", type=int, nargs="*", default=list(range(101, 111)))
    default = Path(__file__).parent.parent / "docs" / "quality.md"
    parser.add_argument("--out", type=Path, default=default)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = compare(Path(folder), arguments.seeds)
        null = null_worlds(Path(folder), arguments.null_seeds)
    report = REPORT.format(
        machine=machine_line(),
        seeds=", ".join(map(str, arguments.seeds)),
        budget=BUDGET,
        table="\n".join(table),
        null="\n".join(null),
    )
    arguments.out.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
