"""The prefecture benchmark on the smallest area: it measures every stage, and the nights after."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.prefecture import NIGHTS, STAGES, Cost, Step, run, tell, tell_growth, write


@pytest.mark.slow
def test_every_stage_is_measured_and_the_stages_are_the_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, 0.001, 5)
    first = run(tmp_path / "case", tmp_path)
    assert set(first.stages) == set(STAGES)
    assert sum(step.cpu for step in first.stages.values()) == pytest.approx(first.whole.cpu)
    assert first.whole.peak >= max(step.peak for step in first.stages.values())
    tell("first", first)
    assert f"officials {first.rows['officials']}" in capsys.readouterr().out
    for change in NIGHTS.values():
        change(tmp_path / "case")
    later = run(tmp_path / "case", tmp_path)  # all nights at once
    assert later.rows == {**first.rows, "shareholdings": first.rows["shareholdings"] + 1}


def test_growth_is_the_power_of_the_size(capsys: pytest.CaptureFixture[str]) -> None:
    def cost(cpu: float) -> Cost:
        return Cost(Step(1.0, cpu, 1.0), {"nlp": Step(1.0, cpu, 1.0)}, {})

    tell_growth(cost(2.0), cost(32.0), 4)
    assert capsys.readouterr().out == "4 times the size: nlp 2.00  whole 2.00\n"
