"""Every case file: small tables in, the findings that are shown and the exemptions' outcomes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from risk.pack import shipped
from risk.trial import differences, read

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def content(path: Path) -> Mapping[str, Any]:
    return read(path)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_case_comes_out_as_its_file_says(path: Path) -> None:
    assert differences(path, shipped()) == []


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
