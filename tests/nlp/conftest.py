"""A small invented area, and the pipeline that knows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from spacy.language import Language

from ingest.schema import TABLES
from ingest.stage import Stage, StageStore, StageWriter
from nlp.area import Area
from nlp.pipeline import build

#: Codes are of the right form only; the tests of this room never check the check character.
AREA = Area(
    companies=(
        ("91420600MA00000001", "东江市宏达建筑工程有限公司"),
        ("91420600MA00000002", "东江市鑫源商贸有限公司"),
        ("91420600MA00000003", "北河县鑫源商贸有限公司"),
        ("91420600MA00000004", "东江瑞丰农业科技有限公司"),
        ("91420600MA00000005", "东江市恒通（集团）股份有限公司"),
        ("91420600MA00000006", "东江市同名物流有限公司"),
        ("91420600MA00000007", "东江市同名物流有限公司"),
    ),
    units=("东江市财政局", "东江市南城区住房和城乡建设局", "柳河镇人民政府"),
    persons=("江建华", "柳青山", "欧阳明月"),
)


@pytest.fixture(scope="session")
def local() -> Language:
    """The pipeline with the names of the invented area."""
    return build(AREA)


@pytest.fixture(scope="session")
def bare() -> Language:
    """The pipeline without an area."""
    return build()


Ingested = Callable[[dict[str, list[dict[str, Any]]]], Stage]


@pytest.fixture
def ingested(tmp_path: Path) -> Ingested:
    """Return a function that makes an ingest stage of given rows; other tables are empty."""

    def make(rows: dict[str, list[dict[str, Any]]]) -> Stage:
        def produce(writer: StageWriter) -> None:
            for name, schema in TABLES.items():
                table = pa.Table.from_pylist(rows.get(name, []), schema=schema)
                writer.write(name, table, schema)

        return StageStore(tmp_path / "in").run("ingest", produce, inputs={}, params={}, rooms=())

    return make
