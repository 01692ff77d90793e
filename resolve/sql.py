"""DuckDB over Arrow tables in memory: every relational step of this room goes through here."""

from __future__ import annotations

from typing import Any

import duckdb
import pyarrow as pa


def query(sql: str, **tables: pa.Table) -> pa.Table:
    """Return the result of a statement over named tables.

    The order of rows is only what ORDER BY says. A session of its own each time: nothing is left.
    """
    with duckdb.connect() as con:
        for name, table in tables.items():
            con.register(name, table)
        result: pa.Table = con.sql(sql).to_arrow_table()
    return result


def column(table: pa.Table, name: str) -> Any:
    """Return a column without nulls as a numpy array."""
    return table[name].to_numpy()
