from __future__ import annotations

from datetime import date

import pytest

from risk.learning.checks import Check
from risk.learning.labels import Disposition, label
from risk.learning.settings import settings

LEAD = Check(
    round="R1", drawn_on=date(2025, 3, 1), official_id="GY1", lead_id="L1", uscc="U1", odds=1.0
)
NONE = Check(round="R1", drawn_on=date(2025, 3, 1), official_id="GY2", odds=0.1, slice_odds=0.1)
LATER = date(2025, 4, 1)


def said(
    outcome: str, on: date = LATER, *, lead_id: str = "", official_id: str = "GY1", uscc: str = ""
) -> Disposition:
    return Disposition(outcome, on, lead_id, official_id, uscc)


@pytest.mark.parametrize(
    ("outcome", "identity", "link", "improper", "true"),
    [
        ("属实", 1, 1, 1, 1),
        ("部分属实", 1, 1, 1, 1),
        ("合规", 1, 1, 0, 0),  # the link is right, the conduct lawful
        ("不属实", 1, 0, None, 0),  # another person would have been 身份不符
        ("身份不符", 0, None, None, 0),  # another person: nothing is known of the rest
        ("证据不足", None, None, None, None),  # never taken for innocence, nor for the contrary
    ],
)
def test_what_an_outcome_says_of_each_head(
    outcome: str, identity: int | None, link: int | None, improper: int | None, true: int | None
) -> None:
    (found,) = label([LEAD], [said(outcome, lead_id="L1")], settings())
    assert found[:3] == (identity, link, improper)
    assert found.true == true


def test_every_outcome_of_the_source_table_is_known() -> None:
    assert set(settings().outcomes) == {
        "属实",
        "部分属实",
        "不属实",
        "身份不符",
        "合规",
        "证据不足",
    }


@pytest.mark.parametrize(
    "answer", [said("合规", lead_id="L1"), said("合规", uscc="U1"), said("合规")]
)
def test_a_disposition_is_found_by_lead_company_or_official(answer: Disposition) -> None:
    assert label([LEAD], [answer], settings())[0].outcome == "合规"


@pytest.mark.parametrize(
    "other",
    [said("属实", lead_id="L9"), said("属实", uscc="U9"), said("属实", official_id="GY9"), said("属实", date(2025, 2, 1))],
)  # fmt: skip
def test_what_speaks_of_something_else_or_was_decided_before_is_no_answer(
    other: Disposition,
) -> None:
    assert label([LEAD], [other], settings())[0].outcome == ""


def test_the_latest_counts_and_of_one_day_what_speaks_for_the_person() -> None:
    earlier, later = said("属实", date(2025, 4, 1)), said("不属实", date(2025, 5, 1))
    assert label([LEAD], [later, earlier], settings())[0].outcome == "不属实"
    same = [said("属实"), said("合规"), said("证据不足")]
    assert label([LEAD], same, settings())[0].outcome == "合规"
    assert label([LEAD], same[::2], settings())[0].outcome == "证据不足"


def test_an_official_without_a_lead_is_answered_by_whatever_came_of_it() -> None:
    answers = [said("属实", official_id="GY2", uscc="U5")]
    assert label([NONE], answers, settings())[0].true == 1
