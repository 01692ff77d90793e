from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.stage import Stage, StageStore
from nlp.schema import TABLES
from nlp.stage import mine

Ingested = Callable[[dict[str, list[dict[str, Any]]]], Stage]
COMPLAINT = "听说柳河镇的钱书记在东江市宏达建筑工程有限公司有干股，还收了20万元。"
ROWS: dict[str, list[dict[str, Any]]] = {
    "companies": [{"uscc": "91420600MA00000001", "name": "东江市宏达建筑工程有限公司"}],
    "officials": [{"official_id": "O1", "name": "江建华"}],
    "posts": [{"official_id": "O1", "unit": "东江市财政局"}],
    "complaints": [
        {"complaint_id": "X2", "received": "2023-05-02", "title": "反映问题", "text": COMPLAINT},
        {"complaint_id": "X1", "received": "2023-05-01", "title": "反映问题", "text": COMPLAINT},
        {"complaint_id": "X3", "received": None, "title": "无正文", "text": None},
    ],
    "documents": [
        {"source_id": "文书/通报.txt", "text": "东江市财政局原局长江建华被免职。", "pages": [0]}
    ],
}


def run(ingest: Stage, out: Path) -> Stage:
    return StageStore(out).run(
        "nlp",
        lambda writer: mine(ingest, writer, progress=lambda done, what: None),
        inputs={},
        params={},
        rooms=("nlp",),
    )


def test_the_stage_writes_its_four_tables_and_offsets_point_at_their_text(
    ingested: Ingested, tmp_path: Path
) -> None:
    ingest = ingested(ROWS)
    stage = run(ingest, tmp_path / "a")
    for name, schema in TABLES.items():
        assert stage.read(name).schema.equals(schema)
    texts = {r["complaint_id"]: r["text"] for r in ROWS["complaints"]}
    texts |= {r["source_id"]: r["text"] for r in ROWS["documents"]}
    mentions = stage.read("mentions").to_pylist()
    assert mentions
    for row in mentions:
        assert texts[row["source_id"]][row["start"] : row["end"]] == row["text"]
    keys = {(r["text"], r["entity_key"]) for r in mentions}
    assert ("东江市宏达建筑工程有限公司", "91420600MA00000001") in keys
    assert ("东江市财政局", "东江市财政局") in keys
    assert ("江建华", None) in keys  # a person is never resolved here


def test_equal_inputs_give_equal_bytes(ingested: Ingested, tmp_path: Path) -> None:
    ingest = ingested(ROWS)
    first, second = run(ingest, tmp_path / "a"), run(ingest, tmp_path / "b")
    assert first.manifest["tables"] == second.manifest["tables"]


def test_equal_complaints_are_one_group(ingested: Ingested, tmp_path: Path) -> None:
    rows = run(ingested(ROWS), tmp_path / "a").read("complaint_groups").to_pylist()
    assert [row["complaint_ids"] for row in rows] == [["X1", "X2"], ["X3"]]
    assert rows[0]["first_received"] == "2023-05-01"
    assert rows[0]["category"] in ("business_interest", "graft")  # the text tells of both


def test_an_area_without_texts_gives_empty_tables(ingested: Ingested, tmp_path: Path) -> None:
    stage = run(ingested({}), tmp_path / "a")
    assert {name: stage.read(name).num_rows for name in TABLES} == dict.fromkeys(TABLES, 0)
