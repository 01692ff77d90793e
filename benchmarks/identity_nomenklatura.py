"""nomenklatura's matchers on a sample of the same tables.

    <peers python> identity_nomenklatura.py <folder> <logic-v2|logic-v1|name-based|regression-v1>

It runs with an interpreter of its own (`python3 -m venv NOMENKLATURA_VENV && NOMENKLATURA_VENV/bin/pip install
nomenklatura==4.17.4 pyarrow`; pyicu is compiled, which takes two minutes and needs libicu-dev), reads
``roster.parquet`` and ``register.parquet``, writes ``links.parquet`` (roster_id, source, p) and prints
one JSON line. A matcher scores pairs one by one in Python, hence the sample: every subject whose
number divides by EVERY. The pairs are given to it, all that share the name or a number, since its
own blocker drops a quarter of Chinese names (`peers.md` section 0).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

#: One subject of so many is scored.
EVERY = 25

_PAIRS = """
SELECT a.unique_id AS n, b.unique_id AS source, a.* EXCLUDE (unique_id), b.name AS name_b,
       b.born AS born_b, b.sex AS sex_b, b.phone AS phone_b, b.id_full AS id_full_b
FROM roster a JOIN register b
  ON a.name = b.name OR a.id_full = b.id_full OR a.id_tail = b.id_tail
WHERE a.unique_id % $every = 0 ORDER BY ALL
"""


def main() -> None:
    """Score the pairs of ``<folder>/roster.parquet`` and ``<folder>/register.parquet``."""
    folder, algorithm = Path(sys.argv[1]), sys.argv[2]
    import duckdb
    from nomenklatura.matching import get_algorithm  # type: ignore[import-not-found]  # the peers' own
    from nomenklatura.matching.types import ScoringConfig  # type: ignore[import-not-found]

    con = duckdb.connect()
    tables = {name: str(folder / f"{name}.parquet") for name in ("roster", "register")}
    sql = _PAIRS.replace("$every", str(EVERY))
    for name, path in tables.items():
        con.execute(f"CREATE VIEW {name} AS SELECT * FROM '{path}'")
    pairs = con.execute(sql).fetchall()
    matcher, config = get_algorithm(algorithm), ScoringConfig.defaults()
    start, cpu = time.perf_counter(), time.process_time()
    rows: list[tuple[int, str, float]] = []
    for number, pair in enumerate(pairs):
        subject, source, name, born, sex, _, phone, id_full, _, _, *theirs = pair
        # An id is never used twice: the matcher remembers names by it.
        left = entity(f"a{number}", (name, born, sex, phone, id_full))
        right = entity(f"b{number}", tuple(theirs))
        rows.append((subject, source, float(matcher.compare(left, right, config).score)))
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    con.execute("CREATE TABLE links (roster_id BIGINT, source VARCHAR, p DOUBLE)")
    if rows:
        con.executemany("INSERT INTO links VALUES (?, ?, ?)", rows)
    con.execute(f"COPY links TO '{folder / 'links.parquet'}'")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    print(json.dumps({
        "seconds": seconds, "cpu": cpu, "peak_gib": peak / 2**20, "every": EVERY,
        "pairs": len(pairs),
    }))  # fmt: skip


def entity(key: str, facts: tuple[Any, ...]) -> Any:
    """Return a person of FollowTheMoney."""
    from followthemoney import model  # type: ignore[import-not-found]  # the peers' own

    name, born, sex, phone, number = facts
    properties = {
        "name": name, "birthDate": born, "gender": {"男": "male", "女": "female"}.get(sex),
        "phone": phone and f"+86{phone}", "idNumber": number,
    }  # fmt: skip
    given = {key: [value] for key, value in properties.items() if value}
    return model.get_proxy({"id": key, "schema": "Person", "properties": given})


if __name__ == "__main__":
    main()
