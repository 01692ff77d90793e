"""Every notebook runs from top to bottom on a finished run."""

from __future__ import annotations

from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient

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
    from datetime import date

    from desk.checking import draw_round
    from desk.results import Access

    rows = draw_round(tmp_path, finished[0], "2025Q3", 40, date(2025, 1, 1), Access(("*",)))
    monkeypatch.setenv("QINQING_RUN", str(finished[0]))
    monkeypatch.setenv("QINQING_CASE", str(tmp_path))
    monkeypatch.setenv("JUPYTER_PLATFORM_DIRS", "1")
    notebook = jupytext.read(ROOT / "notebooks" / "04_calibration_feedback.py")
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    said = "".join(
        output["data"].get("text/plain", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if "data" in output
    )
    assert "recorded" in said
    assert "half of it" not in said
    assert str(len({row.official_id for row in rows})) in said
