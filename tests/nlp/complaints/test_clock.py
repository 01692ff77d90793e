from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.complaints.clock import Receipt, clock
from nlp.complaints.working_days import (
    add_days,
    add_months,
    add_working_days,
    calendar,
    is_working_day,
)
from nlp.resources import lexicon

DAYS = st.dates(date(2022, 6, 1), date(2027, 6, 1))


@pytest.mark.parametrize("day", ["2026-02-14", "2026-02-24", "2026-02-28", "2025-10-11", "2024-02-18", "2023-10-07"])  # fmt: skip
def test_make_up_days_are_worked(day: str) -> None:
    assert is_working_day(date.fromisoformat(day), calendar())


@pytest.mark.parametrize("day", ["2026-02-16", "2026-03-01", "2025-10-08", "2024-02-12"])
def test_holidays_and_weekends_are_not(day: str) -> None:
    assert not is_working_day(date.fromisoformat(day), calendar())


def test_the_calendar_lists_make_up_days_on_weekends_and_never_a_day_twice() -> None:
    for number, year in calendar().items():
        assert all(d.year == number for d in year.off | year.work)
        assert all(d.weekday() >= 5 for d in year.work)
        assert not year.off & year.work


@given(DAYS, st.integers(1, 40))
def test_a_term_of_working_days_is_counted_day_by_day(start: date, count: int) -> None:
    due = add_working_days(start, count, calendar()).day
    days = [start + timedelta(n) for n in range(1, (due - start).days + 1)]
    assert sum(is_working_day(day, calendar()) for day in days) == count
    assert is_working_day(due, calendar())


def test_a_year_without_data_counts_weekends_and_says_so() -> None:
    due = add_working_days(date(2031, 1, 31), 5, calendar())
    assert (due.day, due.sure) == (date(2031, 2, 7), False)
    found = clock([Receipt("2031-01-31", "来信", named=False)])
    assert found.deadline == "2031-02-07"
    assert "请核对" in found.terms[0].text


def test_months_and_days_end_on_a_working_day() -> None:
    assert add_months(date(2026, 1, 31), 1, calendar()).day == date(2026, 2, 28)
    assert add_days(date(2026, 1, 31), 15, calendar()).day == date(2026, 2, 24)


def test_a_real_name_gets_a_notice_and_repeats_get_no_new_one() -> None:
    named = Receipt("2026-03-02", "12388", named=True)
    later = Receipt("2026-05-06", "来信", named=True)
    once, twice = clock([named]), clock([named, later, later])
    assert {t.code: t.due for t in once.terms} == {"forward": "2026-03-09", "acceptance_notice": "2026-03-23"}  # fmt: skip
    assert once == twice
    assert (once.priority, once.deadline) == ("real_name", "2026-03-09")


def test_an_anonymous_complaint_has_the_same_screening_and_no_notice() -> None:
    found = clock([Receipt("2026-03-02", "12388", named=False)])
    assert found.priority == "regular"
    assert [t.code for t in found.terms] == ["forward"]
    assert found.deadline == clock([Receipt("2026-03-02", "12388", named=True)]).deadline


def test_the_hotline_goes_by_the_rules_of_petitions() -> None:
    found = clock([Receipt("2026-03-02", "12345", named=False)])
    assert {t.code: t.due for t in found.terms} == {"petition_transfer": "2026-03-17", "petition_handling": "2026-05-06"}  # fmt: skip


@pytest.mark.parametrize("received", [None, "2024", "2024-03"])
def test_without_a_full_date_no_term_is_made_up(received: str | None) -> None:
    assert clock([Receipt(received, None, named=False)]).deadline is None


def test_what_rests_on_memory_is_off_and_an_office_may_switch_it_on() -> None:
    rules = lexicon("clock")
    assert not [t for t in rules["terms"] if t["tag"] == "M" and t["in_force"]]
    own = {**rules, "terms": [{**t, "in_force": True} for t in rules["terms"]]}
    found = clock([Receipt("2026-03-02", "来信", named=False)], own)
    assert {t.code: t.due for t in found.terms}["disposal_opinion"] == "2026-04-02"


def test_every_rule_has_its_source_and_tag() -> None:
    for rule in [*lexicon("clock")["terms"], *lexicon("clock")["priorities"]]:
        assert rule["source"]
        assert rule["tag"] in ("V1", "V2", "M")
