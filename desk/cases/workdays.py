"""Working days and legal days off in China (工作日历): what a time limit in working days counts.

Days off and made-up working days come from the yearly notice; a year without one falls back to weekends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from desk.cases.codes import law
from ingest.errors import InputError

FILE = "holidays.yaml"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """The days off and the made-up working days of the known years."""

    years: frozenset[int]
    free: frozenset[date]
    made_up: frozenset[date]

    def works(self, day: date) -> bool:
        """Say whether a day is a working day."""
        return day in self.made_up or (day.weekday() < 5 and day not in self.free)

    def after(self, day: date, working_days: int) -> date:
        """Return the last day of a limit in working days; the day it starts on is not counted."""
        while working_days > 0:
            day += _DAY
            working_days -= self.works(day)
        return day

    def between(self, first: date, last: date) -> int:
        """Return the number of working days after `first` up to and with `last`."""
        days = (last - first).days
        return sum(self.works(first + _DAY * n) for n in range(1, days + 1))

    def unknown(self, first: date, last: date) -> list[int]:
        """Return the years of a span of which only the weekends are known."""
        return [year for year in range(first.year, last.year + 1) if year not in self.years]


def calendar(case: Path | None = None) -> Calendar:
    """Return the calendar, with the years that an office adds in ``holidays.yaml`` of its case folder.

    Raises
    ------
    InputError
        The office's file cannot be read.
    """
    path = case / FILE if case else None
    if path is None or not path.is_file():
        return _shipped()
    try:
        own = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return _of({**law("holidays"), **own})
    except (yaml.YAMLError, ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"节假日表无法读取 · the list of days off cannot be read: {error}"
        fix = "形式见 desk/cases/law/holidays.yaml · in the form of that file"
        raise InputError(what, fix, file=FILE) from error


@cache
def _shipped() -> Calendar:
    return _of(law("holidays"))


def _of(years: Mapping[Any, Mapping[str, Any]]) -> Calendar:
    free, made_up = set[date](), set[date]()
    for year, told in years.items():
        free |= set(_days(int(year), told["free"]))
        made_up |= set(_days(int(year), told.get("work", [])))
    return Calendar(frozenset(map(int, years)), frozenset(free), frozenset(made_up))


def _days(year: int, spans: Iterable[str]) -> Iterable[date]:
    for span in spans:
        first, _, last = str(span).partition("/")
        day, end = (date.fromisoformat(f"{year}-{part}") for part in (first, last or first))
        while day <= end:
            yield day
            day += _DAY
