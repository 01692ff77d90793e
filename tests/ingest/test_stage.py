"""The stage store: whole or not at all, reused where nothing has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from ingest.stage import StageStore, StageWriter

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = pa.schema([("a", pa.int64()), ("b", pa.string())])
ROWS = pa.table({"b": ["x", "y"], "a": [1, 2]})


def test_a_stage_is_written_once_and_reused(tmp_path: Path) -> None:
    runs: list[int] = []

    def produce(writer: StageWriter) -> None:
        runs.append(1)
        writer.write("t", ROWS, SCHEMA)
        writer.attach("note.bin", b"content")

    def run(**inputs: str) -> tuple[bool, str]:
        stage = StageStore(tmp_path).run("s", produce, inputs=inputs, params={}, rooms=("ingest",))
        return stage.reused, stage.digest

    first, again, other = run(x="1"), run(x="1"), run(x="2")
    assert (first[0], again[0], other[0], len(runs)) == (False, True, False, 2)
    assert first[1] == again[1] == other[1]


@pytest.mark.parametrize("damaged", ["t.parquet", "note.bin", "manifest.json"])
def test_a_damaged_stage_is_made_again(tmp_path: Path, damaged: str) -> None:
    def produce(writer: StageWriter) -> None:
        writer.write("t", ROWS, SCHEMA)
        writer.attach("note.bin", b"content")

    store = StageStore(tmp_path)
    folder = store.run("s", produce, inputs={}, params={}, rooms=()).folder
    (folder / damaged).write_bytes(b"?")
    stage = store.run("s", produce, inputs={}, params={}, rooms=())
    assert not stage.reused
    assert stage.read("t").column_names == ["a", "b"]


def test_a_stage_that_breaks_off_leaves_the_old_one(tmp_path: Path) -> None:
    store = StageStore(tmp_path)
    old = store.run("s", lambda w: w.write("t", ROWS, SCHEMA), inputs={}, params={"n": 1}, rooms=())

    def broken(writer: StageWriter) -> None:
        writer.write("t", ROWS.slice(0, 1), SCHEMA)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.run("s", broken, inputs={}, params={"n": 2}, rooms=())
    assert old.read("t").num_rows == 2


def test_a_streamed_table_is_the_sum_of_its_pieces(tmp_path: Path) -> None:
    def produce(writer: StageWriter) -> None:
        with writer.stream("t", SCHEMA) as put:
            put(ROWS)
            put(ROWS.slice(0, 0))
            put(ROWS.slice(1))
        with writer.stream("empty", SCHEMA):
            pass

    stage = StageStore(tmp_path).run("s", produce, inputs={}, params={}, rooms=())
    assert stage.read("t")["a"].to_pylist() == [1, 2, 2]
    assert stage.read("empty").schema == SCHEMA
    assert {name: facts["rows"] for name, facts in stage.manifest["tables"].items()} == {
        "t": 3,
        "empty": 0,
    }
