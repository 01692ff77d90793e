"""The nightly job: what changed, why, and in words that a machine reads."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from desk import history
from desk.changed import told
from desk.cli import app
from desk.difference import difference
from desk.results import Access
from desk.runlock import locked
from desk.scoring import json_log
from ingest.stage import Stage

Row = dict[str, Any]
LINKS = ("p_identity", "p_relation", "p_benefit", "p_overlap", "p_no_exemption")


def finding(number: str, *, tier: int = 2, probability: float = 0.6, **links: float) -> Row:
    return {
        "finding_id": number, "official_id": "G1", "pattern": "P-01", "company": "甲公司", "tier": tier,
        "probability": probability, "evidence": [], **dict.fromkeys(LINKS, 0.9), **links,
    }  # fmt: skip


def kinds(before: list[Row], after: list[Row]) -> list[tuple[str, str]]:
    changes = difference(
        before, after, new_rows=lambda _: [], spoken=lambda _: [], causes=["as-of"]
    )
    return [(c.kind, c.finding_id) for c in changes]


def test_new_and_gone_and_moved_are_told_apart() -> None:
    before = [finding("a"), finding("b"), finding("c"), finding("d", tier=1), finding("same")]
    after = [
        finding("b", tier=1), finding("c", probability=0.7), finding("d"), finding("e"),
        finding("same", probability=0.604),
    ]  # fmt: skip
    assert kinds(before, after) == [
        ("new", "e"), ("gone", "a"), ("stronger", "b"), ("stronger", "c"), ("weaker", "d"),
    ]  # fmt: skip
    assert kinds(before, before) == []


def test_a_change_names_the_new_row_or_else_what_was_decided_otherwise() -> None:
    row = ("股东出资.csv", 7, "持有甲公司")
    with_row, without = difference(
        [], [finding("a"), finding("b")],
        new_rows=lambda f: [row] if f["finding_id"] == "a" else [], spoken=lambda _: [], causes=["基准日"],
    )  # fmt: skip
    assert (with_row.rows, with_row.because) == ([row], [])
    assert (without.rows, without.because) == ([], ["基准日"])


def test_a_finding_that_is_gone_names_the_paper_that_came() -> None:
    paper = ("任职审批.csv", 3, "")
    (gone,) = difference(
        [finding("a")], [], new_rows=lambda _: [], spoken=lambda o: [paper] if o == "G1" else [], causes=["x"]
    )  # fmt: skip
    assert (gone.kind, gone.rows, gone.because) == ("gone", [paper], [])


def test_the_link_that_moved_is_named() -> None:
    (change,) = difference(
        [finding("a", p_identity=0.5)], [finding("a", tier=1, probability=0.9, p_identity=0.99)],
        new_rows=lambda _: [], spoken=lambda _: [], causes=[],
    )  # fmt: skip
    assert change.links == [("identity", 0.5, 0.99)]


def stage(out: Path) -> Stage:
    return Stage(out / "stages" / "ingest", {"tables": {}}, reused=True)


def test_a_row_is_new_by_what_it_says_not_by_where_it_stands(make_run: Callable[..., Path]) -> None:
    out = make_run()
    known = history.source_rows(stage(out), {})
    assert history.places(stage(out), known, known) == {}
    path = out / "stages" / "ingest" / "posts.parquet"
    posts = pq.read_table(path).to_pylist()
    moved = [{**row, "source": f"任职经历.csv#{n}"} for n, row in enumerate(posts[::-1], 50)]
    fresh = {**posts[0], "title": "局长", "source": "任职经历.csv#99"}
    pq.write_table(pa.Table.from_pylist([*moved, fresh], pq.read_schema(path)), path)
    now = history.source_rows(stage(out), known)
    assert now["awards"] is known["awards"]
    assert history.places(stage(out), known, now) == {"任职经历.csv#99": "G001"}


def test_what_is_kept_is_read_again_and_another_program_keeps_nothing(
    make_run: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    out = make_run()
    last = history.Last([], history.source_rows(stage(out), {}), {"as of": "2025-06-30"})
    assert history.read(out) is None
    history.keep(out, last)
    history.keep(out, last)
    again = history.read(out)
    assert again is not None
    assert len(again.findings) == pq.read_metadata(out / "findings.parquet").num_rows
    assert again.rows.keys() == last.rows.keys()
    for name, rows in last.rows.items():
        assert again.rows[name].table == rows.table
        assert np.array_equal(again.rows[name].digests, rows.digests)
    assert again.decided == last.decided
    assert len([p for p in (out / "history").iterdir() if p.is_dir()]) == 1
    monkeypatch.setattr("duckdb.__version__", "0.0.0")  # its digests would mean something else
    assert history.read(out) is None


def test_complaints_are_told_only_to_who_is_cleared(make_run: Callable[..., Path]) -> None:
    out = make_run()
    found = pq.read_table(out / "findings.parquet").to_pylist()
    rows: list[history.Place] = [("信访举报.csv", 2, "来信"), ("股东出资.csv", 2, "持股")]
    after = difference([], found, new_rows=lambda _: rows, spoken=lambda _: [], causes=[])
    gone = difference(found, [], new_rows=lambda _: [], spoken=lambda _: [], causes=[])
    plain = told([*after, *gone], out, Access(("*",)))
    assert {c.pattern for c in plain} == {"P-01", "P-02", "P-08"}
    assert {row for c in plain for row in c.rows} == {("股东出资.csv", 2, "持股")}
    cleared = told([*after, *gone], out, Access(("*",), complaints=True))
    assert {"P-28"} < {c.pattern for c in cleared}


def test_a_line_of_the_log_is_a_json_object() -> None:
    stream = io.StringIO()
    json_log(stream).info("stage", stage="ingest", reused=True)
    line = json.loads(stream.getvalue())
    assert (line["event"], line["stage"], line["level"]) == ("stage", "ingest", "info")
    assert line["timestamp"].endswith("Z")


@pytest.mark.slow
def test_a_night_after_a_night(
    world: Path, finished: tuple[Path, Path, str], tmp_path: Path
) -> None:
    case, out = tmp_path / "case", tmp_path / "out"
    shutil.copytree(world / "case", case)
    shutil.copytree(finished[0], out)
    lead = pq.read_table(out / "findings.parquet").to_pylist()[0]
    closings = case / "处置结果.csv"
    before = closings.read_text(encoding="utf-8")

    def score() -> tuple[list[Row], list[Row], int]:
        done = CliRunner().invoke(
            app, ["score", str(case), "--out", str(out), "--keys", str(finished[1]), "--as-of", "2025-06-30"]
        )  # fmt: skip
        log = [json.loads(line) for line in done.stderr.splitlines()]
        return [json.loads(line) for line in done.stdout.splitlines()], log, done.exit_code

    assert score()[0] == []  # the first night has nothing to compare with
    closed = (
        f"{lead['finding_id']},{lead['official_id']},{lead['uscc']},合规,予以了结,2025-06-20,X1\n"
    )
    closings.write_text(before + closed, encoding="utf-8")
    changes, log, code = score()
    assert (code, log[-1]["event"]) == (0, "done")
    (gone,) = [c for c in changes if c["finding_id"] == lead["finding_id"]]
    assert gone["kind"] == "gone"
    assert gone["rows"] == [["处置结果.csv", len(before.splitlines()) + 1, ""]]
    assert score()[0] == []
    with locked(out):
        assert score()[2] == 4
