"""What is only told with a lead: freshness never moves it, a hub keeps it out of tier 1; a question stays in tier 2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from risk.pack import shipped

Judge = Callable[[Any], Any]
Case = Callable[[str], Any]


def others(tables: Any, n: int) -> Any:
    """Return the case with the person in `n` other companies of the register."""
    more = [
        {"uscc": f"H{i}", "name": "许青禾", "person": "p1", "role": "联络员", "valid_from": "2001-01-01", "valid_to": "2002-01-01"}
        for i in range(n)
    ]  # fmt: skip
    return {**tables, "roles": [*tables["roles"], *more]}


@pytest.mark.parametrize(("n", "reason", "tier"), [(28, "none", 1), (30, "agent", 2)])
def test_a_name_in_very_many_companies_is_no_first_tier(
    n: int, reason: str, tier: int, case: Case, judge: Judge
) -> None:
    outcome = judge(others(case("p02_own_role"), n))
    shown = [row for row in outcome.shown() if row["uscc"] == "C1" and row["pattern"] == "P-02"]
    assert [row["tier"] for row in shown] == [tier]
    assert reason in outcome.reasons("HUB")


def test_a_supplier_of_everybody_is_told_and_stays_where_it_is(case: Case, judge: Judge) -> None:
    tables = case("p08_own_unit_award")
    more = [
        {"award_id": f"X{i}", "buyer": f"某县第{i}小学", "uscc": "C1", "date": "2020-01-01"}
        for i in range(20)
    ]
    plain, many = judge(tables), judge({**tables, "awards": [*tables["awards"], *more]})
    assert many.reasons("HUB") >= {"supplier"}
    assert many.shown() == plain.shown()


@pytest.mark.parametrize(("day", "reason"), [("2025-06-01", "fresh"), ("2025-01-01", "undated")])
def test_the_latest_entry_stands_for_the_day_of_extraction(
    day: str, reason: str, case: Case, judge: Judge
) -> None:
    tables = case("p01_own_holding")
    entry = {"uscc": "C7", "name": "某公司", "status": "存续", "founded": day}
    outcome = judge({**tables, "companies": [*tables["companies"], entry]})
    assert outcome.reasons("FRESH") == {reason}
    assert outcome.shown() == judge(tables).shown()


def test_a_question_under_even_odds_is_no_lead(case: Case, judge: Judge) -> None:
    # science.md D2.2: what is less likely than not is a request for data; the report counts it
    outcome = judge(case("e04_state_owned_by_path"))
    assert outcome.probability.max() < shipped().weights.show_line
    assert outcome.outcomes("E-04") == {"cannot be told"}
    assert outcome.shown() == []
