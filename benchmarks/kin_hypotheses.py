"""Undeclared relatives and nominees as hypotheses: how many are found, how many that are named are right.

::

    python -m benchmarks.kin_hypotheses --seeds 1 2 3     development seeds, a table on the screen

Truth is the world in memory: the relatives of an official who do not stand in the roster, as far as
the registers know them at all, and the nominees of schemes (driver, classmate, co-villager). Detector
and generator share nothing but the record types; what a world does not write down nobody can find, so
the report gives the recall of those whom a contact ties beside that of all, and says where hardly anybody is tied.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb

from benchmarks.machine import machine_line
from benchmarks.quality_run import run_world
from worlds.build import build_world
from worlds.config import WorldConfig
from worlds.people import Person

LEVELS = (0.2, 0.35, 0.5, 0.65, 0.8, 0.9)
#: Share of undeclared relatives with a contact below which the report says that recall means little.
LEAST_TIED = 0.2
NOMINEES = ("driver", "classmate", "co-villager")
Pair = tuple[str, str]  # official_id, key of a natural person


def truth(config: WorldConfig) -> tuple[set[Pair], set[Pair], dict[Pair, str]]:
    """Return the undeclared relatives, the nominees, and the kinship of all relatives of a world."""
    world = build_world(config)
    kinship: dict[Pair, str] = {}
    declared: set[Pair] = set()
    for official in world.officials:
        for kin in official.kin:
            pair = official.official_id, kin.person.key
            kinship[pair] = kin.kinship
            if kin.declared:
                declared.add(pair)
        near: list[Person] = [official.person, *(kin.person for kin in official.kin)]
        for person in near:  # whom a relative runs a firm with: his own spouse, child or sibling
            for other in person.family:
                kinship.setdefault((official.official_id, other.key), "亲属的亲属")
    nominees = {
        (s.official.official_id, s.holder.key) for s in world.schemes if s.holder_kind in NOMINEES
    }
    return set(kinship) - declared, nominees, kinship


def hypotheses(world: Path) -> list[tuple[str, str, str, float, list[str]]]:
    """Return official, natural person behind the register person, tie, probability, items of evidence."""
    stage = world / "run" / "stages" / "resolve"
    rows: list[tuple[str, str, str, float, list[str]]] = duckdb.sql(f"""
        WITH who AS (
          SELECT a.person_key, mode(p.person ORDER BY p.person) AS person
          FROM read_parquet('{stage}/appearances.parquet') a
          JOIN read_parquet('{world}/truth/persons.parquet') p USING (source, name) GROUP BY ALL
        )
        SELECT official_id, coalesce(person, '?'), tie, probability,
               list_transform(evidence, lambda e: e.code)
        FROM read_parquet('{stage}/tie_hypotheses.parquet') LEFT JOIN who USING (person_key)
        WHERE basis = 'inferred' ORDER BY ALL""").fetchall()
    return rows


def registered(world: Path) -> set[str]:
    """Return the natural persons of whom the registers know anything."""
    stage = world / "run" / "stages" / "resolve"
    rows = duckdb.sql(f"""
        SELECT DISTINCT p.person FROM read_parquet('{world}/truth/persons.parquet') p
        JOIN read_parquet('{stage}/appearances.parquet') a USING (source, name)""").fetchall()
    return {row[0] for row in rows}


def reachable(world: Path, hidden: set[Pair]) -> set[Pair]:
    """Return the hidden pairs that a contact ties: a telephone of the official's side on one's company.

    Truth says who is in which company; the roster and 企业登记, as read, say which telephones.
    """
    stages = world / "run" / "stages"
    rows = duckdb.sql(f"""
        WITH reach AS (
          SELECT official_id, phone FROM read_parquet('{stages}/ingest/officials.parquet')
          UNION SELECT official_id, phone FROM read_parquet('{stages}/ingest/relatives.parquet')
        )
        SELECT DISTINCT r.official_id, p.person FROM reach r
        JOIN read_parquet('{stages}/ingest/companies.parquet') c USING (phone)
        JOIN read_parquet('{stages}/resolve/appearances.parquet') a USING (uscc)
        JOIN read_parquet('{world}/truth/persons.parquet') p ON p.source = a.source AND p.name = a.name
        WHERE r.phone <> ''""").fetchall()
    return hidden & set(rows)


def observable(world: Path) -> dict[str, int]:
    """Count what the case folder holds of what D1.5 lives on."""
    ingest = world / "run" / "stages" / "ingest"
    one = duckdb.sql(f"""
        WITH o AS (SELECT * FROM read_parquet('{ingest}/officials.parquet')),
        r AS (SELECT * FROM read_parquet('{ingest}/relatives.parquet')),
        c AS (SELECT * FROM read_parquet('{ingest}/companies.parquet')),
        d AS (SELECT * FROM read_parquet('{ingest}/documents.parquet'))
        SELECT (SELECT count(DISTINCT (o.official_id, c.uscc)) FROM o JOIN c USING (phone)),
               (SELECT count(DISTINCT (r.official_id, c.uscc)) FROM r JOIN c USING (phone)),
               (SELECT count(*) FROM o JOIN c USING (address)),
               (SELECT count(*) FROM d WHERE regexp_matches(text, '司机|秘书|同学|老乡|同乡|妻子|弟弟|儿子'))
        """).fetchall()[0]
    names = ("officials' phones in the register", "relatives' phones in the register",
             "homes in the register", "documents with a word of kin or tie")  # fmt: skip
    return dict(zip(names, map(int, one), strict=True))


class Hit(NamedTuple):
    """A hypothesis that was named, and what truth says of it."""

    probability: float
    kin: bool
    tied: bool
    nominee: bool
    what: str
    grounds: str


class Score:
    """Counts over worlds; what was named is kept one by one."""

    def __init__(self) -> None:
        self.hits: list[Hit] = []
        self.kin = self.tied = self.nominees = 0
        self.seen = Counter[str]()

    def add(self, world: Path, config: WorldConfig) -> None:
        """Count one world that was run."""
        hidden, nominees, kinship = truth(config)
        known = registered(world)
        self.kin += sum(person in known for _, person in hidden)
        self.nominees += sum(person in known for _, person in nominees)
        tied = reachable(world, hidden)
        self.tied += len(tied)
        self.seen.update(observable(world))
        for official, person, tie, p, codes in hypotheses(world):
            pair = official, person
            what = "nominee" if pair in nominees else kinship.get(pair, "stranger")
            grounds = f"{tie}: {' '.join(codes)}"
            told = Hit(p, pair in hidden, pair in tied, pair in nominees, what, grounds)
            self.hits.append(told)

    def table(self) -> Iterator[str]:
        """Yield precision and recall at each threshold."""
        yield (
            "| probability ≥ | named | relatives | precision | recall of all | of those tied by a contact "
            "| or nominees | precision |"
        )
        yield "| --- " * 8 + "|"
        for level in LEVELS:
            named = [h for h in self.hits if h.probability >= level]
            kin, either = sum(h.kin for h in named), sum(h.kin or h.nominee for h in named)
            n = max(1, len(named))
            recall = kin / max(1, self.kin)
            tied = f"{sum(h.tied for h in named) / self.tied:.3f}" if self.tied else "–"
            cells = [level, len(named), kin, f"{kin / n:.2f}", f"{recall:.3f}", tied, either]
            yield "| " + " | ".join(map(str, [*cells, f"{either / n:.2f}"])) + " |"

    def caveat(self) -> str:
        """Say what the recall of all cannot tell, where the worlds tie few undeclared relatives by any contact."""
        share = self.tied / max(1, self.kin)
        if share >= LEAST_TIED:
            return ""
        return (
            f"only {share:.1%} of the undeclared relatives share a telephone with the official's side in these worlds: "
            "the recall of all tells how little is written down, not how well it is read"
        )

    def grounds(self) -> Iterator[str]:
        """Yield for each set of evidence how sure we were and how often it was right."""
        for text in sorted({h.grounds for h in self.hits}):
            group = [h for h in self.hits if h.grounds == text]
            mean, right = sum(h.probability for h in group), sum(h.kin for h in group)
            kinds = ", ".join(f"{k} {n}" for k, n in sorted(Counter(h.what for h in group).items()))
            yield f"{text} · {len(group)} · {mean / len(group):.2f} · {right / len(group):.2f} · {kinds}"


def main() -> None:
    """Run worlds and print precision and recall at thresholds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--folder", type=Path, help="worlds and runs are kept here")
    arguments = parser.parse_args()
    score = Score()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        for seed in arguments.seeds:
            config = WorldConfig(seed=seed)
            world = folder / f"{config.prevalence}-{seed}"
            if not (world / "run" / "run_report.json").exists():
                run_world(world, config)
            score.add(world, config)
    print(f"{machine_line()}; seeds {arguments.seeds}\n")
    print(
        f"undeclared relatives in the registers: {score.kin}, {score.tied} of them by a company with"
        f" a telephone of the official's side; nominees: {score.nominees}"
    )
    print("; ".join(f"{name} {n}" for name, n in score.seen.items()), "\n")
    print("\n".join(score.table()))
    print(score.caveat())
    print("\nevidence · named · mean probability · share of relatives · who they are")
    print("\n".join(score.grounds()))


if __name__ == "__main__":
    main()
