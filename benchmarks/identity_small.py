"""How right the identities are on simulated areas with known truth: precision, recall, calibration.

    python -m benchmarks.identity_small [--seeds 11,12,13] [--officials 2000] [--companies 20000]

For every seed it writes a default world, runs ingest and resolve on its case folder, and compares
`identities` with ``truth/persons.parquet``. A match is right when the register person's rows speak
mostly of the natural person that the subject is. The stage `nlp` is left out (empty tables): texts
play no part in identity. It sees the whole way from the case folder; how matching stands against
peers and at size is `benchmarks.identity`. Seeds 11, 12 and 13 are for reporting only; nothing was tuned on them.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from benchmarks.identity_score import calibration_error
from benchmarks.machine import machine_line
from ingest.case import IngestOptions, read_case
from ingest.stage import Stage, StageStore, StageWriter
from nlp.schema import TABLES as NLP
from resolve.sql import query
from resolve.stage import resolve
from worlds.config import WorldConfig
from worlds.write import write_world

LEVELS = ("identified", "probable", "hold")

#: Subjects with the natural person that each is, and the register persons with the one that most
#: of their rows speak of, as far as the truth knows.
_SUBJECTS = """
WITH place AS (
  SELECT official_id, 'self' AS subject, source, name FROM officials
  UNION ALL SELECT official_id, source, source, name FROM relatives
)
SELECT official_id, subject,
       coalesce(min(person) FILTER (place.name = truth.name),
                CASE WHEN count(DISTINCT person) = 1 THEN min(person) END) AS person
FROM place JOIN truth USING (source) GROUP BY ALL
"""
_CLUSTERS = """
WITH single AS (SELECT source, min(person) AS person FROM truth GROUP BY source HAVING count(*) = 1),
votes AS (
  SELECT person_key, coalesce(single.person, truth.person) AS person, count(*) AS n
  FROM appearances a LEFT JOIN single USING (source)
  LEFT JOIN truth ON truth.source = a.source AND truth.name = a.name
  WHERE coalesce(single.person, truth.person) IS NOT NULL GROUP BY ALL
)
SELECT person_key, max_by(person, (n, person)) AS person, max(n) AS of_him, sum(n)::BIGINT AS rows
FROM votes GROUP BY person_key
"""
_MATCHES = """
SELECT i.official_id, i.subject, i.person_key, i.probability, i.level,
       coalesce(s.person = c.person, false) AS right_,
       list_filter(i.fields, lambda f: f.field = 'id')[1].agreement AS id
FROM identities i LEFT JOIN subjects s USING (official_id, subject) LEFT JOIN clusters c USING (person_key)
"""
#: Subjects who are in the registers at all; found if a cluster of theirs is matched.
_PRESENT = """
SELECT s.official_id, s.subject,
       coalesce(max(m.probability) FILTER (m.right_), 0) AS best
FROM subjects s LEFT JOIN matches m USING (official_id, subject)
WHERE s.person IN (SELECT person FROM clusters) GROUP BY ALL
"""


def main() -> None:
    """Print one block a seed and the sum of all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="11,12,13")
    parser.add_argument("--officials", type=int, default=2000)
    parser.add_argument("--companies", type=int, default=20000)
    options = parser.parse_args()
    found = []
    for seed in map(int, options.seeds.split(",")):
        config = WorldConfig(seed=seed, officials=options.officials, companies=options.companies)
        with TemporaryDirectory() as folder:
            found.append(measure(Path(folder), config))
        print_block(f"seed {seed}", *found[-1])
    if len(found) > 1:
        matches, present, clusters = (pa.concat_tables(part) for part in zip(*found, strict=True))
        print_block("all seeds", matches, present, clusters)
    print(f"\n{machine_line()}")


def measure(folder: Path, config: WorldConfig) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Write a world, run the stages, and return matches, subjects in the registers and clusters."""
    write_world(folder, config)
    stages = StageStore(folder / "stages")
    ingest = stages.run("ingest", lambda w: _ingest(folder, w), inputs={}, params={}, rooms=())
    nlp = stages.run("nlp", _no_texts, inputs={}, params={}, rooms=())
    start = time.perf_counter()
    resolved = stages.run("resolve", _resolver(ingest, nlp), inputs={}, params={}, rooms=())
    print(f"resolve: {time.perf_counter() - start:.1f} s")
    return compare(ingest, resolved, pq.read_table(folder / "truth" / "persons.parquet"))


def compare(ingest: Stage, resolved: Stage, truth: pa.Table) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return matches, subjects who are in the registers, and clusters, each beside the truth."""
    subjects = query(
        _SUBJECTS,
        officials=ingest.read("officials"),
        relatives=ingest.read("relatives"),
        truth=truth,
    )
    clusters = query(_CLUSTERS, appearances=resolved.read("appearances"), truth=truth)
    matches = query(
        _MATCHES, identities=resolved.read("identities"), subjects=subjects, clusters=clusters
    )
    present = query(_PRESENT, subjects=subjects, clusters=clusters, matches=matches)
    return matches, present, clusters


def print_block(title: str, matches: pa.Table, present: pa.Table, clusters: pa.Table) -> None:
    """Print precision, recall and calibration of one comparison."""
    print(f"\n{title}")
    level = np.array(matches["level"].to_pylist())
    right = matches["right_"].to_numpy()
    p = matches["probability"].to_numpy()
    print(f"{'level':>22} {'matches':>8} {'precision':>10} {'mean p':>8} {'ECE':>7}")
    for name in LEVELS:
        print_line(name, right[level == name], p[level == name])
    kinds = np.array(matches["id"].to_pylist())
    for kind in sorted(set(kinds)):
        shown = (kinds == kind) & (level != "hold")
        print_line(f"shown, id {kind}", right[shown], p[shown])
    best = present["best"].to_numpy()
    print(
        f"subjects in the registers: {len(best)}; identified {np.mean(best >= 0.98):.3f}, "
        f"probable or better {np.mean(best >= 0.80):.3f}, hold or better {np.mean(best >= 0.20):.3f}"
    )
    of_him, rows = clusters["of_him"].to_numpy(), clusters["rows"].to_numpy()
    people = len(set(clusters["person"].to_pylist()))
    print(
        f"register persons: {len(rows)} for {people} natural persons; "
        f"{np.mean(of_him == rows):.5f} of them pure"
    )


def print_line(name: str, right: NDArray[np.bool_], p: NDArray[np.float64]) -> None:
    """Print one line of the table; nothing where there is no match."""
    if len(right):
        print(
            f"{name:>22} {len(right):>8} {right.mean():>10.4f} {p.mean():>8.4f} "
            f"{calibration_error(right, p):>7.4f}"
        )


def _ingest(folder: Path, writer: StageWriter) -> None:
    options = IngestOptions(keep_going=True)
    keys = folder / "keys"
    read_case(folder / "case", writer, keys=keys, options=options, progress=lambda done, what: None)


def _no_texts(writer: StageWriter) -> None:
    for name, schema in NLP.items():
        writer.write(name, schema.empty_table(), schema)


def _resolver(ingest: Stage, nlp: Stage) -> Any:
    def produce(writer: StageWriter) -> None:
        resolve(ingest, nlp, writer, as_of=date(2025, 6, 30), progress=lambda done, what: None)

    return produce


if __name__ == "__main__":
    main()
