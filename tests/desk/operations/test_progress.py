"""The run in progress as another process sees it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from desk.operations.progress import PROGRESS, ProgressFile, read_progress
from desk.runlock import locked

DAY = date(2025, 6, 30)


def test_a_run_at_work_tells_its_stages_and_nothing_of_what_it_reads(tmp_path: Path) -> None:
    heard: list[tuple[str, float, str]] = []
    with locked(tmp_path):
        report = ProgressFile(tmp_path, DAY).wrap(lambda *said: heard.append(said))
        report("ingest", 1.0, "reused")
        report("nlp", 1.0, "文书/江海的来信.docx")
        seen = read_progress(tmp_path)
    assert heard[1] == ("nlp", 1.0, "文书/江海的来信.docx")
    assert seen is not None
    assert (seen.state, seen.as_of) == ("running", "2025-06-30")
    assert seen.stages[:3] == (("ingest", 1.0, True), ("nlp", 1.0, False), ("resolve", 0.0, False))
    assert "江海" not in json.dumps(
        json.loads((tmp_path / PROGRESS).read_text()), ensure_ascii=False
    )


def test_a_killed_run_is_told_from_one_at_work_and_from_one_that_failed(tmp_path: Path) -> None:
    with locked(tmp_path):
        written = ProgressFile(tmp_path, DAY)
    killed = read_progress(tmp_path)
    assert killed is not None
    assert killed.state == "interrupted"
    written.failed()
    failed = read_progress(tmp_path)
    assert failed is not None
    assert failed.state == "failed"


def test_a_finished_run_leaves_nothing(tmp_path: Path) -> None:
    ProgressFile(tmp_path, DAY).finished()
    assert list(tmp_path.iterdir()) == []
    assert read_progress(tmp_path) is None


@pytest.mark.parametrize("content", ["", "[]", '{"state": "running"}', '{"stages": {"nlp": 1}}'])
def test_a_broken_file_is_no_run(tmp_path: Path, content: str) -> None:
    (tmp_path / PROGRESS).write_text(content)
    assert read_progress(tmp_path) is None
