"""The rows of the rosters about one official (名册各行): posts, relatives, declarations, approvals, dispositions.

The tables are small beside the registers: each is read once for a run and kept in the order of officials.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Row = dict[str, Any]
TABLES = ("posts", "relatives", "declarations", "approvals", "dispositions")


def rows_of(out: Path, table: str, official_id: str) -> list[Row]:
    """Return the rows of a table about an official in the order of the file; none where there is no table."""
    return rows_in(out / "stages" / "ingest" / f"{table}.parquet", official_id)


def rows_in(path: Path, official_id: str) -> list[Row]:
    """Return the rows of a Parquet file about an official in their order; none where there is no file."""
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return []
    kept, starts = _sorted(path, changed)
    start, count = starts.get(official_id, (0, 0))
    rows: list[Row] = kept.slice(start, count).to_pylist()
    return rows


@lru_cache(maxsize=2 * (len(TABLES) + 2))  # of two runs, the matches and their questions too
def _sorted(path: Path, changed: int) -> tuple[pa.Table, dict[str, tuple[int, int]]]:
    """Return a table in the order of officials, and where each one's rows begin and how many they are."""
    table = pq.read_table(path)
    order = pc.sort_indices(table["official_id"])
    kept = table.take(order).combine_chunks()
    starts: dict[str, tuple[int, int]] = {}
    for n, official in enumerate(kept["official_id"].to_pylist()):
        first, count = starts.get(official, (n, 0))
        starts[official] = (first, count + 1)
    return kept, starts
