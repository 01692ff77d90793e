"""DuckDB over Arrow tables in memory: every relational step of this room goes through here."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa


@cache
def _database() -> duckdb.DuckDBPyConnection:
    # What does not fit into memory spills there; the default would be the working directory.
    spill = Path(tempfile.gettempdir()) / f"qinqing-duckdb-{os.getpid()}"
    return duckdb.connect(config={"temp_directory": str(spill)})


def query(sql: str, **tables: pa.Table) -> pa.Table:
    """Return the result of a statement over named tables.

    The order of rows is only what ORDER BY says. A cursor of its own each time, which takes its
    names with it when it closes; one database, since opening one costs more than most statements here.
    """
    with _database().cursor() as con:
        for name, table in tables.items():
            con.register(name, table)
        result: pa.Table = con.sql(sql).to_arrow_table()
    return result


def column(table: pa.Table, name: str) -> Any:
    """Return a column without nulls as a numpy array."""
    return table[name].to_numpy()
