"""Every case file: small tables in, the findings that are shown and the exemptions' outcomes out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from risk.pack import shipped

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
KEYS = ("official_id", "pattern", "subject_name", "uscc", "tier")


def content(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_case_comes_out_as_its_file_says(
    path: Path, case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    expected = content(path)
    outcome = judge(case(path.stem))
    shown = [{key: finding[key] for key in KEYS} for finding in outcome.findings]
    assert sorted(shown, key=str) == sorted(expected["expect"], key=str)
    for code, outcomes in expected.get("outcomes", {}).items():
        assert outcome.outcomes(code) == set(outcomes)
    for finding in outcome.findings:
        assert set(expected.get("rules", [])) <= set(finding["rules"])
        if "predicate" in expected:
            assert finding["predicate_rule"] == expected["predicate"]


def test_every_pattern_has_a_case_in_which_it_is_shown() -> None:
    shown = {row["pattern"] for path in CASES for row in content(path)["expect"]}
    assert shown == set(shipped().patterns)


def test_every_exemption_has_a_case_in_which_it_applies() -> None:
    applied = {
        code
        for path in CASES
        for code, outcomes in content(path).get("outcomes", {}).items()
        if "applies" in outcomes
    }
    assert applied == {code for code, e in shipped().exemptions.items() if not e.says_only}


def test_an_exemption_that_is_only_told_never_lifts_a_lead(
    judge: Callable[[Any], Any], case: Callable[[str], Any]
) -> None:
    told = {code for code, e in shipped().exemptions.items() if e.says_only}
    assert told == {"FRESH", "HUB"}
    outcome = judge(case("p01_own_holding"))
    assert all("applies" not in outcome.outcomes(code) for code in told)
