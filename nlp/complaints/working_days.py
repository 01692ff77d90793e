"""Working days (工作日): weekends, public holidays and make-up days, year by year as data.

A year without data counts weekends only, and the answer says so: nobody is to miss a term because a calendar was guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from nlp.resources import lexicon

_SATURDAY = 5
_DAY = timedelta(days=1)


class Year(NamedTuple):
    """The days of a year that are not as the week has them."""

    off: frozenset[date]
    work: frozenset[date]
    sure: bool


class Due(NamedTuple):
    """A date, and whether the calendar of all years up to it is known for sure."""

    day: date
    sure: bool


@cache
def calendar() -> dict[int, Year]:
    """Return the years that the package knows."""
    return {int(year): read_year(rows) for year, rows in lexicon("working_days").items()}


def read_year(rows: Mapping[str, Any]) -> Year:
    """Return a year from its data: days, and ranges of days written with two dots."""
    return Year(frozenset(_days(rows["free"])), frozenset(_days(rows["work"])), bool(rows["sure"]))


def _days(items: Iterable[Any]) -> Iterator[date]:
    for item in items:
        first, _, last = str(item).partition("..")
        day, end = date.fromisoformat(first), date.fromisoformat(last or first)
        while day <= end:
            yield day
            day += _DAY


def is_working_day(day: date, years: Mapping[int, Year]) -> bool:
    """Say whether a day is worked."""
    year = years.get(day.year)
    if year is not None and day in year.work:
        return True
    return day.weekday() < _SATURDAY and (year is None or day not in year.off)


def add_working_days(start: date, count: int, years: Mapping[int, Year]) -> Due:
    """Return the last day of a term of so many working days; the day of receipt does not count."""
    day, left = start, count
    while left:
        day += _DAY
        left -= is_working_day(day, years)
    span = range(start.year, day.year + 1)
    return Due(day, all(n in years and years[n].sure for n in span))


def add_days(start: date, count: int, years: Mapping[int, Year]) -> Due:
    """Return the last day of a term of calendar days; one that ends on a day off ends on the next working day."""
    day = start + _DAY * count
    while not is_working_day(day, years):
        day += _DAY
    return Due(day, day.year in years and years[day.year].sure)


def add_months(start: date, count: int, years: Mapping[int, Year]) -> Due:
    """Return the last day of a term of months, the same day of the month or its last."""
    month = start.month - 1 + count
    first = date(start.year + month // 12, month % 12 + 1, 1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    last = min(after - _DAY, first + _DAY * (start.day - 1))
    return add_days(last, 0, years)
