"""Small tables of ingest and nlp, made in memory: a row names only what a test is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingest.schema import TABLES as INGEST
from ingest.stage import Stage, StageStore, StageWriter
from nlp.schema import TABLES as NLP
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


def _stage(store: StageStore, name: str, schemas: dict[str, pa.Schema], rows: Tables) -> Stage:
    def produce(writer: StageWriter) -> None:
        for key, schema in schemas.items():
            numbered = [
                {"source": f"{key}.csv#{n}"} | row for n, row in enumerate(rows.get(key, []), 2)
            ]
            writer.write(key, table(schema, numbered), schema)

    return store.run(name, produce, inputs={}, params={}, rooms=())


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., dict[str, pa.Table]]:
    """Run the stage on rows of ingest and nlp: ``run({"officials": [...]})["identities"]``."""
    count = iter(range(1000))

    def go(rows: Tables) -> dict[str, pa.Table]:
        store = StageStore(tmp_path / str(next(count)))
        ingest = _stage(store, "ingest", INGEST, rows)
        nlp = _stage(store, "nlp", NLP, rows)

        def produce(writer: StageWriter) -> None:
            resolve(ingest, nlp, writer, as_of=date(2025, 1, 1), progress=lambda *_: None)

        stage = store.run("resolve", produce, inputs={}, params={}, rooms=())
        return {name: stage.read(name) for name in stage.manifest["tables"]}

    return go
