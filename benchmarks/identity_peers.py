"""Run peers on the same tables, each in a process of its own, with an interpreter of their own.

A peer gets one record a subject and one for each person in a company, names in canonical spelling,
numbers as equal or different tokens. It is scored generously: every link above a threshold counts,
or only the best one of each subject, whichever is better; and beside the threshold 0.8 (our "shown")
stands the best threshold that the truth could have told it.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.identity_baselines import with_persons
from benchmarks.identity_score import Score, score
from resolve.sql import query

#: Each peer's name in the table, its script, and the script's argument.
PEERS = {
    "splink": ("Splink 5, code points", "identity_splink.py", "code"),
    "splink-bytes": ("Splink 5, its own (bytes)", "identity_splink.py", "bytes"),
    "logic-v2": ("nomenklatura logic-v2", "identity_nomenklatura.py", "logic-v2"),
    "regression-v1": ("nomenklatura regression-v1", "identity_nomenklatura.py", "regression-v1"),
    "name-based": ("nomenklatura name-based", "identity_nomenklatura.py", "name-based"),
}
_RECORDS = """
SELECT {key} AS unique_id, name, born, sex, region, phone,
       list_filter(tokens, lambda t: t LIKE 'F:%')[1] AS id_full,
       list_filter(tokens, lambda t: t LIKE 'M3c03f:%')[1] AS id_tail,
       list_filter(tokens, lambda t: t LIKE 'M303ff:%')[1] AS id_year
FROM records ORDER BY ALL
"""


def write_records(folder: Path, roster: pa.Table, register: pa.Table) -> None:
    """Write what peers read: tables of `benchmarks.identity_baselines.records`, numbers as columns."""
    pq.write_table(query(_RECORDS.format(key="n"), records=roster), folder / "roster.parquet")
    pq.write_table(
        query(_RECORDS.format(key="source"), records=register), folder / "register.parquet"
    )


def run_peer(python: Path, peer: str, folder: Path, subjects: pa.Table, rows: pa.Table) -> None:
    """Print the lines of one peer on the records in a folder."""
    name, script, kind = PEERS[peer]
    command = [str(python), str(Path(__file__).parent / script), str(folder), kind]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["?"])[-1]
        print(f"{name:>34}  did not run: {why}")
        return
    facts = json.loads(done.stdout.strip().splitlines()[-1])
    _print_peer(name, folder, facts, subjects, rows)


def _print_peer(
    name: str, folder: Path, facts: dict[str, Any], subjects: pa.Table, rows: pa.Table
) -> None:
    links = query(
        "SELECT roster_id::BIGINT AS n, source, p FROM links",
        links=pq.read_table(folder / "links.parquet"),
    )
    links = with_persons(links, rows)
    if "every" in facts:  # a sample
        subjects = query(
            f"SELECT * FROM subjects WHERE n % {facts['every']} = 0", subjects=subjects
        )
    cost = f"{facts['seconds']:.1f} s (CPU {facts['cpu']:.0f} s), {facts['peak_gib']:.2f} GiB"
    cost += f", {facts['pairs']} pairs of a sample" if "every" in facts else ""
    fixed, way = _either(links, 0.8, subjects)
    print(f"{name + ', p ≥ .8, ' + way:>34} {fixed.pairs:>8} {fixed.precision:>9.4f} "
          f"{fixed.recall:>7.4f} {fixed.f1:>6.4f}  {cost}")  # fmt: skip
    best, way, cut = max(
        ((*_either(links, t, subjects), t) for t in _thresholds(links)),
        key=lambda found: found[0].f1,
    )
    print(f"{f'best threshold {cut:.4f}, {way}':>34} {best.pairs:>8} {best.precision:>9.4f} "
          f"{best.recall:>7.4f} {best.f1:>6.4f}")  # fmt: skip


def _thresholds(links: pa.Table) -> list[float]:
    p = links["p"].to_numpy()
    if not len(p):
        return [0.5]
    return sorted({0.5, 0.8, 0.9, 0.95, 0.99, *np.quantile(p, np.linspace(0, 0.99, 20)).tolist()})


def _either(links: pa.Table, threshold: float, subjects: pa.Table) -> tuple[Score, str]:
    """Return the better of all links above a threshold and of the best one of each subject."""
    every = query("SELECT * FROM links WHERE p >= $t".replace("$t", repr(threshold)), links=links)
    first = query(
        """
        SELECT * FROM every
        QUALIFY row_number() OVER (PARTITION BY n ORDER BY p DESC, source) = 1
        """,
        every=every,
    )
    scores = [(score(every, subjects), "all"), (score(first, subjects), "best")]
    return max(scores, key=lambda found: found[0].f1)
