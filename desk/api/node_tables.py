"""The tables of nodes and edges of a run, asked in SQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]


def file_of(out: Path, table: str) -> str:
    """Return the file of a table of the stage `graph`."""
    return str(out / "stages" / "graph" / f"{table}.parquet")


def rows(asked: str, *values: str) -> list[Row]:
    """Return the rows of a query; `values` fill its question marks, nothing of a caller is ever in its text."""
    with duckdb.connect() as con:
        found: list[Row] = con.sql(asked, params=list(values)).to_arrow_table().to_pylist()
    return found
