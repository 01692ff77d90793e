"""Every notebook runs from top to bottom on a finished run."""

from __future__ import annotations

import runpy
from datetime import date
from pathlib import Path

import jupytext
import matplotlib
import pytest
from nbclient import NotebookClient

from desk.checking import draw_round
from desk.results import Access

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES = {"01_risk_list": 4, "02_identity": 2, "03_network": 3, "04_calibration_feedback": 2}
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_pictures(
    path: Path, finished: tuple[Path, Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QINQING_RUN", str(finished[0]))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    notebook = jupytext.read(path)
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    pictures = [output for output in outputs if "image/png" in output.get("data", {})]
    assert len(pictures) >= PICTURES[path.stem]
    said = "".join(output.get("text", "") for output in outputs)
    assert "missing from" not in said, "a font without Chinese characters"


def test_there_is_a_notebook_for_each_subject() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(PICTURES)


@pytest.mark.slow
def test_recorded_checks_are_read_instead_of_a_rehearsal(
    finished: tuple[Path, Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = draw_round(tmp_path, finished[0], "2025Q3", 40, date(2025, 1, 1), Access(("*",)))
    monkeypatch.setenv("QINQING_RUN", str(finished[0]))
    monkeypatch.setenv("QINQING_CASE", str(tmp_path))
    monkeypatch.setenv("MPLBACKEND", "agg")
    matplotlib.use("agg")
    said = runpy.run_path(str(ROOT / "notebooks" / "04_calibration_feedback.py"))
    assert said["recorded"]
    assert said["checks"] == rows
    assert list(said["truths"]) == ["record"]
