"""Time limits against dates counted by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.cases.clocks import _running, clocks, months_later, quarter_end
from desk.cases.codes import law
from desk.cases.machine import Step
from desk.cases.workdays import calendar
from ingest.errors import InputError

D = date.fromisoformat
Taken = tuple[str, str, dict[str, Any]]


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2025-01-20", 5, "2025-01-26"),  # Sunday the 26th is made up for the Spring Festival
        ("2025-01-24", 15, "2025-02-20"),  # 26 Jan, 27 Jan, then 5-8, 10-14, 17-20 Feb
        ("2025-04-25", 1, "2025-04-27"),  # Sunday made up
        ("2025-09-30", 1, "2025-10-09"),  # 1-8 October off
        ("2025-09-26", 15, "2025-10-23"),  # 28, 29, 30 Sep; 9-11, 13-17, 20-23 Oct
        ("2026-02-13", 2, "2026-02-24"),  # Saturday the 14th made up, then 15-23 off
        ("2026-03-02", 5, "2026-03-09"),  # nothing but a weekend
        ("2031-03-03", 5, "2031-03-10"),  # a year of which only weekends are known
    ],
)
def test_working_days(start: str, n: int, end: str) -> None:
    assert calendar().after(D(start), n) == D(end)


def test_a_year_without_a_notice_is_said() -> None:
    assert calendar().unknown(D("2026-12-01"), D("2027-02-01")) == [2027]


@given(st.dates(D("2023-01-01"), D("2028-12-31")), st.integers(1, 40))
def test_a_limit_ends_on_a_working_day_after_so_many_of_them(start: date, n: int) -> None:
    end = calendar().after(start, n)
    assert calendar().works(end)
    assert calendar().between(start, end) == n


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-08-31", 6, "2027-02-28"),
    ],
)
def test_calendar_months(start: str, n: int, end: str) -> None:
    assert months_later(D(start), n) == D(end)


@pytest.mark.parametrize(
    ("day", "end"), [("2026-01-01", "2026-03-31"), ("2026-06-30", "2026-06-30"), ("2026-11-23", "2026-12-31")]
)  # fmt: skip
def test_quarters(day: str, end: str) -> None:
    assert quarter_end(D(day)) == D(end)


def steps(*taken: Taken) -> list[Step]:
    return [Step(name, "x", D(on), data) for name, on, data in taken]


def running(*taken: Taken, **how: bool) -> dict[str, str]:
    return {due.clock: due.until.isoformat() for due in clocks().due(steps(*taken), **how)}


LETTER = ("propose_way", "2026-03-10", {"way": "letter"})


def test_the_limits_of_a_letter() -> None:
    registered = ("register", "2026-03-02", {"entered": "2026-03-02"})
    assert running(registered) == {"opinion": "2026-04-02", "handover": "2026-03-09"}
    received: Taken = ("receive", "2026-03-03", {})
    assert running(registered, received) == {"opinion": "2026-04-02"}
    assert running(registered, received, LETTER) == {"approval": "2026-03-17"}
    approved: Taken = ("approve_way", "2026-03-12", {})
    assert running(registered, received, LETTER, approved) == {}
    sent: Taken = ("send_letter", "2026-03-16", {})
    # 15 working days from Monday 16 March: 6 April is a day off (4-6), so the 15th is Tuesday the 7th
    assert running(registered, received, LETTER, approved, sent) == {"letter_reply": "2026-04-07"}
    answered: Taken = ("receive_explanation", "2026-04-01", {})
    assert running(registered, received, LETTER, approved, sent, answered) == {
        "report": "2026-05-01"
    }


def test_the_limits_after_closing() -> None:
    way = {"way": "close", "outcomes": {"1": "不属实"}}
    closed: tuple[Taken, ...] = (("register", "2026-05-06", {}), ("receive", "2026-05-06", {}), ("propose_way", "2026-05-07", way), ("approve_way", "2026-05-08", {}))  # fmt: skip
    assert running(*closed) == {"clearing": "2026-06-08"}
    assert running(*closed, feedback=True)["feedback"] == "2026-06-30"
    # 9 May (Saturday) is made up; 15 working days after the 8th end on Thursday the 28th
    assert running(*closed, named=True)["named_result"] == "2026-05-28"
    done: tuple[Taken, ...] = (*closed, ("clearing_done", "2026-05-20", {}), ("feedback", "2026-06-01", {}), ("notify_result", "2026-05-11", {}), ("notify_acceptance", "2026-05-11", {}))  # fmt: skip
    assert running(*done, named=True, feedback=True) == {}


def test_what_could_not_be_settled_starts_no_clearing() -> None:
    way = {"way": "close", "outcomes": {"1": "证据不足"}}
    assert running(("register", "2026-05-06", {}), ("receive", "2026-05-06", {}), ("propose_way", "2026-05-07", way), ("approve_way", "2026-05-08", {})) == {}  # fmt: skip


def test_what_is_held_comes_back() -> None:
    hold = ("propose_way", "2026-03-10", {"way": "hold"})
    held: tuple[Taken, ...] = (("register", "2026-03-02", {}), ("receive", "2026-03-02", {}), hold, ("approve_way", "2026-03-12", {}))  # fmt: skip
    assert running(*held) == {"revisit": "2026-09-12"}
    assert running(*held, ("revisit", "2026-09-01", {})) == {"revisit": "2027-03-01"}


def test_an_office_sets_its_own_limits_and_days_off(tmp_path: Path) -> None:
    (tmp_path / "clocks.yaml").write_text(
        "limits: {opinion: {working_days: 10}, approval: null}", encoding="utf-8"
    )
    (tmp_path / "holidays.yaml").write_text(
        "2027: {source: x, free: [01-01/01-03], work: [01-09]}", encoding="utf-8"
    )
    own = clocks(tmp_path)
    found = {due.clock: due.until for due in own.due(steps(("register", "2026-12-25", {})))}
    # 28-31 Dec, then 4-8 Jan, and Saturday the 9th is made up
    assert found["opinion"] == D("2027-01-09")
    assert own.calendar.unknown(D("2026-12-01"), D("2027-02-01")) == []


@pytest.mark.parametrize(
    "text", ["limits: {opinon: {months: 1}}", "limits: {opinion: {weeks: 1}}", "limits: {opinion: {months: 0}}", "[", "limits: 3"]
)  # fmt: skip
def test_a_wrong_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "clocks.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="时限表"):
        clocks(tmp_path)


def test_a_superior_organs_item_goes_on_within_five_working_days() -> None:
    # 1-7 off, Saturday the 10th made up: 8, 9, 10, 12, 13
    assert clocks().superior(D("2026-09-30")) == D("2026-10-13")


def test_a_returned_proposal_leaves_the_limit_before_it_running_and_a_closed_clue_leaves_none() -> (
    None
):
    clock = {"from": ["register"], "until": ["propose_way"]}
    first, later = date(2026, 3, 2), date(2026, 3, 9)
    proposed = [("register", first), ("propose_way", later)]
    assert _running(clock, proposed) is None
    assert _running(clock, [*proposed, ("return_way", later)]) == first
    letter = law("clocks")["clocks"]["letter_reply"]
    sent = [("send_letter", first)]
    assert _running(letter, sent) == first
    assert _running(letter, [*sent, ("approve_outcome", later)]) is None
    assert _running(letter, [*sent, ("approve_way.close", later)]) is None
