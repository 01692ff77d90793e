"""The measures of the quality benchmark against what can be worked out by hand."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import quality_report as page
from benchmarks.fidelity import FIGURES, collision, tail_exponent
from benchmarks.quality import area_of, section
from benchmarks.quality_measures import (
    calibration,
    mapped,
    precision,
    ratio,
    tied,
    wilson,
    without_group,
)
from benchmarks.quality_run import Area, leave_out, version
from worlds.config import EVASIONS, WorldConfig
from worlds.write import write_world


def test_the_wilson_interval_is_that_of_the_textbook() -> None:
    low, high = wilson(8, 10)
    assert low == pytest.approx(0.490, abs=0.001)
    assert high == pytest.approx(0.943, abs=0.001)
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 200), st.integers(1, 200))
def test_the_interval_holds_the_share(hits: int, size: int) -> None:
    hits = min(hits, size)
    low, high = wilson(hits, size)
    assert 0 <= low <= hits / size + 1e-12
    assert hits / size - 1e-12 <= high <= 1


def test_precision_counts_no_more_names_than_there_are() -> None:
    assert precision(["a", "b", "c"], {"a", "c"}, 2) == (1, 2)
    assert precision(["a", "b", "c"], {"a", "c"}, 50) == (2, 3)


def test_what_happens_as_often_as_said_is_calibrated_and_its_opposite_is_not() -> None:
    sure = [(0.8, i < 80) for i in range(100)]
    assert calibration(sure) == pytest.approx(0.0, abs=1e-9)
    assert calibration([(0.95, False)] * 10) == pytest.approx(0.95)
    assert calibration([]) == 0


def test_the_map_of_development_areas_keeps_the_order_and_lowers_nothing() -> None:
    said = [(p / 100, True) for p in range(1, 100)]
    behind = [p for p, _ in mapped(said)]
    assert behind == sorted(behind)
    assert all(p >= q for p, (q, _) in zip(behind, said, strict=True))
    assert max(behind) < 1


def test_ties_are_counted_within_a_tier() -> None:
    assert tied([(1, 0.9), (1, 0.9), (2, 0.9), (2, 0.4)]) == 2


def test_a_ratio_needs_enough_flags_and_enough_people() -> None:
    assert ratio({"a": (2, 1000), "b": (2, 1000)}) is None
    assert ratio({"a": (20, 1000), "b": (3, 10)}) is None
    found = ratio({"a": (20, 1000), "b": (10, 1000)})
    assert found == pytest.approx(20.5 / 10.5)


@given(st.floats(0.01, 0.99), st.floats(-2, 2))
def test_taking_evidence_away_and_putting_it_back_changes_nothing(p: float, bans: float) -> None:
    assert without_group(without_group(p, bans), -bans) == pytest.approx(p, abs=1e-6)
    assert (without_group(p, bans) < p) is (bans > 1e-12) or abs(bans) < 1e-9


def _result(**changes: object) -> page.Result:
    lead = {"company": "X", "pattern": "P-01", "without": {"timing": 0.3}}
    leads = [
        {**lead, "official_id": "a", "tier": 1, "probability": 0.9},
        {**lead, "official_id": "z", "tier": 2, "probability": 0.4},
    ]
    plain = {"kind": "own", "typology": "T1", "companies": ["X"]}
    made = {
        "area": {"preset": "base", "mode": "A", "seed": 7, "officials": 100},
        "officials": 100, "leads": leads, "false": {"z": 2}, "flooded_tier_1": 0, "stability": None,
        "guilty": {
            "a": {**plain, "tier": "O1", "instead": "O1", "evasions": []},
            "b": {**plain, "tier": "O1", "instead": "O1", "evasions": ["E5"]},
        },
        "groups": {"sex": {"男": [1, 60], "女": [0, 38]}},
        "exemptions": {"E-04": [1, 5]},
        "baselines": {"B0 exact ID": ["b", "z"]}, "baselines_false": {"B0 exact ID": 1},
    }  # fmt: skip
    return {**made, **changes}


def test_the_page_tells_hits_budget_and_false_flags_of_every_method() -> None:
    lines = page.headline([_result()])
    ours, tier1, b0 = (line.split(" | ") for line in lines[2:])
    assert ours[1].startswith("0.50 (1/2;")
    assert ours[4] == "1/2"
    assert tier1[1].startswith("1.00 (1/1;")
    assert b0[4] == "1/2"
    assert ours[-2] == f"{10_000 / 98:.1f}"


def test_a_precaution_costs_what_schemes_of_its_tier_would_have_been_found() -> None:
    [line] = page.evasions([_result()])[2:]
    assert line == "| E5 | 1 | 0 | 1.0 | 100% |"


def test_an_area_without_schemes_tells_only_whom_it_names() -> None:
    text = "\n".join(section("null, mode A", [_result(guilty={}, leads=[], false={})]))
    assert "Tier 1 is empty in 1 of 1 areas" in text


def test_areas_are_told_by_preset_seed_mode_and_precaution() -> None:
    assert area_of("base:5:P", 600) == Area(5, "base", "P", 600)
    config = area_of("evasive:5:A:E4", 600, "awards").config()
    assert config.evasions == ("E4",)
    assert config.evading == 1.0
    assert set(EVASIONS) > set(config.evasions)
    assert Area(5, mode="P").config().names_only


def test_the_version_changes_with_the_code_and_not_with_what_is_held_out(tmp_path: Path) -> None:
    rules = tmp_path / "risk" / "rules.yaml"
    secret = tmp_path / "nlp" / "corpus" / "held_out" / "x.csv"
    for path in (rules, secret):
        path.parent.mkdir(parents=True)
        path.write_text("a", encoding="utf-8")
    first = version(tmp_path)
    secret.write_text("b", encoding="utf-8")
    assert version(tmp_path) == first
    rules.write_text("b", encoding="utf-8")
    assert version(tmp_path) != first


def test_a_source_can_be_left_out_of_a_case(tmp_path: Path) -> None:
    config = WorldConfig(officials=50, companies=300, complaints=20, documents=3)
    write_world(tmp_path, config)
    for source in ("awards", "companies", "declarations", "文书"):
        leave_out(tmp_path / "case", source)
    left = {p.name for p in (tmp_path / "case").iterdir()}
    assert not left & {
        "awards.csv.gz",
        "企业登记",
        "个人有关事项报告.jsonl",
        "mapping.yaml",
        "文书",
    }
    with pytest.raises(KeyError):
        leave_out(tmp_path / "case", "nothing")


def test_collision_and_tail_are_those_of_the_definitions() -> None:
    assert collision("aab") == pytest.approx(1 / 3)
    dice = random.Random(1)
    drawn = [int(2.5 * (1 - dice.random()) ** (-1 / 1.5) + 0.5) for _ in range(20000)]
    assert tail_exponent(drawn, 3) == pytest.approx(2.5, abs=0.12)


def test_the_fidelity_card_has_its_figures_each_with_tolerance_and_source() -> None:
    assert len(FIGURES) >= 15
    assert all(f.low < f.high and f.source for f in FIGURES)
