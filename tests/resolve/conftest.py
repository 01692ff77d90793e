"""Small tables of ingest and nlp, made in memory: a row names only what a test is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingest.schema import TABLES as INGEST
from ingest.stage import Stage, StageWriter
from nlp.schema import TABLES as NLP
from resolve.judgements import Judgement
from resolve.schema import TABLES
from resolve.stage import resolve

Row = dict[str, Any]
Tables = dict[str, list[Row]]


def table(schema: pa.Schema, rows: list[Row]) -> pa.Table:
    """Return a table; columns that a row leaves out are null."""
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in schema.names} for row in rows], schema=schema
    )


@pytest.fixture
def ingested() -> Callable[..., pa.Table]:
    """Make one typed table of ingest: ``ingested("holdings", [{...}])``."""

    def make(name: str, rows: list[Row]) -> pa.Table:
        numbered = [{"source": f"{name}.csv#{n}"} | row for n, row in enumerate(rows, start=2)]
        return table(INGEST[name], numbered)

    return make


class MemoryStage(Stage):
    """A finished stage whose tables never touch the disk."""

    def __init__(self, schemas: dict[str, pa.Schema], rows: Tables) -> None:
        super().__init__(Path(), {}, reused=False)
        object.__setattr__(self, "tables", {})
        for name, schema in schemas.items():
            numbered = [
                {"source": f"{name}.csv#{n}"} | row for n, row in enumerate(rows.get(name, []), 2)
            ]
            self.tables[name] = table(schema, numbered)

    tables: dict[str, pa.Table]

    def read(
        self, table: str, columns: list[str] | None = None, *, coded: Sequence[str] = ()
    ) -> pa.Table:
        """Return a table, or some of its columns."""
        return self.tables[table].select(columns or self.tables[table].column_names)


class MemoryWriter(StageWriter):
    """A writer that keeps what it is given, cast to the declared schema."""

    def __init__(self) -> None:
        super().__init__(Path())
        self.written: dict[str, pa.Table] = {}

    def write(self, name: str, table: pa.Table, schema: pa.Schema) -> None:
        """Keep one table."""
        self.written[name] = table.select(schema.names).cast(schema)


@pytest.fixture
def run() -> Callable[..., dict[str, pa.Table]]:
    """Run the stage on rows of ingest and nlp: ``run({"officials": [...]})["identities"]``."""

    def go(rows: Tables, judgements: Sequence[Judgement] = ()) -> dict[str, pa.Table]:
        ingest, nlp, writer = MemoryStage(INGEST, rows), MemoryStage(NLP, rows), MemoryWriter()
        resolve(
            ingest,
            nlp,
            writer,
            as_of=date(2025, 1, 1),
            progress=lambda *_: None,
            judgements=judgements,
        )
        assert writer.written.keys() == TABLES.keys()
        return writer.written

    return go
