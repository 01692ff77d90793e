"""从旧兼从轻: the version at the date of conduct is engaged; a later one is told unless it is heavier."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from risk.entries import Severity
from risk.pack import Pack, shipped
from risk.trial import Outcome, fill, tables_of

CASES = Path(__file__).parent / "cases"
OLD, NEW = "R-PIU23@2012", "R-PIU23"


def standing(pack: Pack, valid_from: str, valid_to: str | None) -> dict[str, str]:
    tables = tables_of(CASES / "version_institution_2012.yaml")
    held: dict[str, Any] = {**tables["holdings"][0], "valid_from": valid_from, "valid_to": valid_to}
    con = Outcome(fill({**tables, "holdings": [held]}), pack).con
    rows = con.execute("SELECT rule, standing FROM rules_applied").fetchall()
    con.close()
    return {str(rule): str(said) for rule, said in rows if str(rule).startswith(NEW)}


def with_severity(order: str) -> Pack:
    pack = shipped()
    said = Severity.model_validate({"than": OLD, "order": order, "source": "test"})
    rule = pack.rules[NEW].model_copy(update={"severity": said})
    return pack.model_copy(update={"rules": {**pack.rules, NEW: rule}})


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "expected"),
    [
        ("2013-05-01", "2015-05-01", {OLD: "then", NEW: "later"}),  # over before the new one
        ("2022-05-01", None, {OLD: "then", NEW: "then"}),  # went on under both
        ("2024-05-01", None, {NEW: "then"}),
    ],
)
def test_the_version_of_the_day_is_engaged(
    valid_from: str, valid_to: str | None, expected: dict[str, str]
) -> None:
    assert standing(shipped(), valid_from, valid_to) == expected


@pytest.mark.parametrize(("order", "told"), [("lighter", True), ("heavier", False)])
def test_a_later_version_is_told_unless_it_is_heavier(order: str, told: bool) -> None:  # noqa: FBT001
    found = standing(with_severity(order), "2013-05-01", "2015-05-01")
    assert found[OLD] == "then"
    assert (NEW in found) is told


def test_a_later_version_alone_is_no_rule_in_force() -> None:
    pack = shipped()
    less = {name: rule for name, rule in pack.rules.items() if name != OLD}
    assert standing(pack.model_copy(update={"rules": less}), "2013-05-01", "2015-05-01") == {}


def test_heavier_where_the_law_file_says_so() -> None:
    new = shipped().rules["R-CRL-165"].severity
    assert new is not None
    assert (new.than, new.order) == ("R-CRL-165@1997", "heavier")
