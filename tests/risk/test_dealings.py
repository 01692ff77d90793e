"""What the own unit's dealings say of a doubtful match: by how rare they are, and never of nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from risk.office import Office, adjusted
from risk.pack import shipped
from risk.trial import Outcome, fill, read

NAME = "e15_name_and_dealing"
OFFICE = read(Path(__file__).parent / "cases" / f"{NAME}.yaml")["office"]


def identity(tables: Any, pattern: str = "P-08") -> float:
    """Return the identity of the match in the case as it is weighed."""
    outcome = Outcome(fill(tables), adjusted(shipped(), Office.model_validate(OFFICE), "case"))
    (p,) = outcome.con.execute(
        "SELECT p_identity FROM candidates WHERE pattern = ?", [pattern]
    ).fetchone()
    return float(p)


def award(n: int, uscc: str) -> dict[str, Any]:
    return {
        "award_id": f"W{n}", "buyer": "东山县水利局", "uscc": uscc, "title": "物资采购", "method": "公开招标",
        "bidders": 5, "amount": 20, "date": "2021-07-01",
    }  # fmt: skip


def test_the_more_companies_the_unit_deals_with_the_less_one_of_them_says(
    case: Callable[[str], Any],
) -> None:
    tables = case(NAME)
    found = [identity(tables)]
    for n, uscc in enumerate(("C2", "C3"), 2):
        tables = {**tables, "awards": [*tables["awards"], award(n, uscc)]}
        found.append(identity(tables))
    assert found[0] > found[1] > found[2] == pytest.approx(0.79)


def test_it_never_makes_a_match_identified(case: Callable[[str], Any]) -> None:
    tables = case(NAME)
    more = [{"uscc": f"D{n}", "name": f"第{n}商贸有限公司"} for n in range(60)]
    assert identity({**tables, "companies": [*tables["companies"], *more]}) <= 0.95


def test_awards_that_are_missing_make_no_dealing_rarer(case: Callable[[str], Any]) -> None:
    tables = case("p08_own_unit_award")
    (row,) = tables["identities"]
    doubtful = {**tables, "identities": [{**row, "probability": 0.79}]}
    fewer = Outcome(fill(doubtful), shipped())
    more = Outcome(fill({**doubtful, "awards": [*doubtful["awards"], award(2, "C9")]}), shipped())
    for outcome in (fewer, more):
        assert outcome.con.execute("SELECT max(p_identity) FROM candidates").fetchone() == (0.79,)


def test_an_office_may_leave_it_out(case: Callable[[str], Any]) -> None:
    never = {"parameters": {**OFFICE["parameters"], "deals_of_kin": {"value": 0, "source": "案例"}}}
    pack = adjusted(shipped(), Office.model_validate(never), "case")
    outcome = Outcome(fill(case(NAME)), pack)
    assert outcome.con.execute("SELECT max(p_identity) FROM candidates").fetchone() == (0.79,)
    assert outcome.shown() == []
