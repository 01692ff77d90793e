"""What is due on a clue, and until when (办理时限): limits as data, counted over its steps.

The limits of ``law/clocks.yaml``; an office changes them in ``clocks.yaml`` of its case folder.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from desk.cases.codes import Code, law, named, vocabulary
from desk.cases.machine import Step
from desk.cases.workdays import Calendar, calendar
from ingest.errors import InputError

FILE = "clocks.yaml"
_UNITS = ("working_days", "months", "quarters")


@dataclass(frozen=True, slots=True)
class Due:
    """One time limit that runs."""

    clock: str
    since: date
    until: date
    asks: tuple[str, ...]  # whom: `officer`, `registrar`, or a capability

    def late(self, today: date) -> bool:
        """Say whether the limit has passed."""
        return today > self.until


@dataclass(frozen=True)
class Clocks:
    """The limits of an office and its working days."""

    limits: Mapping[str, Mapping[str, int] | None]
    calendar: Calendar

    def due(self, taken: Sequence[Step], *, named: bool = False, feedback: bool = False) -> list[Due]:  # fmt: skip
        """Return the limits that run after these steps, the earliest first.

        Parameters
        ----------
        named : bool
            Whether a real-name reporter waits for an answer.
        feedback : bool
            Whether the channel gets a result back.
        """
        marks = list(_marks(taken, named=named, feedback=feedback))
        found = []
        for code, clock in law("clocks")["clocks"].items():
            limit, since = self.limits[code], _running(clock, marks)
            if limit and since:
                found.append(Due(code, since, self.end(since, limit), tuple(clock["for"])))
        return sorted(found, key=lambda due: (due.until, due.clock))

    def end(self, since: date, limit: Mapping[str, int]) -> date:
        """Return the last day of a limit."""
        if "working_days" in limit:
            return self.calendar.after(since, limit["working_days"])
        if "months" in limit:
            return months_later(since, limit["months"])
        return quarter_end(since, limit["quarters"])

    def superior(self, today: date) -> date:
        """Return until when a complaint about a superior organ's person has to be passed on, on paper."""
        return self.end(today, law("clocks")["superior"])


def clocks(case: Path | None = None) -> Clocks:
    """Return the limits, with those of ``clocks.yaml`` in the case folder.

    Raises
    ------
    InputError
        The office's file names an unknown clock or unit, or no whole number.
    """
    limits = {code: clock["limit"] for code, clock in law("clocks")["clocks"].items()}
    path = case / FILE if case else None
    if path is not None and path.is_file():
        try:
            own = (yaml.safe_load(path.read_text(encoding="utf-8")) or {})["limits"]
            for code, limit in own.items():
                limits[code] = _limit(code, limit, limits)
        except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"时限表无法读取 · the time limits cannot be read: {error}"
            fix = "如 such as limits: {opinion: {working_days: 10}}；" + ", ".join(limits)
            raise InputError(what, fix, file=FILE) from error
    return Clocks(limits, calendar(case))


def name(code: str) -> Code:
    """Return the names of a clock."""
    return named(code, law("clocks")["clocks"][code])


def months_later(day: date, n: int) -> date:
    """Return the same day `n` months later, or the last day of that month (民法典 202)."""
    month = day.month - 1 + n
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


def quarter_end(day: date, n: int = 1) -> date:
    """Return the last day of the quarter that a day lies in, or of the nth from there."""
    last = date(day.year, (day.month - 1) // 3 * 3 + 3, 1)
    last = months_later(last, 3 * (n - 1))
    return last.replace(day=months.monthrange(last.year, last.month)[1])


def _limit(code: str, limit: Any, known: Mapping[str, Any]) -> dict[str, int] | None:
    if code not in known:
        raise ValueError(code)
    if limit is None:
        return None
    ((unit, n),) = limit.items()
    if unit not in _UNITS or type(n) is not int or not 1 <= n <= 366:
        msg = f"{code}: {limit}"
        raise ValueError(msg)
    return {unit: n}


def _marks(taken: Sequence[Step], *, named: bool, feedback: bool) -> Iterator[tuple[str, date]]:
    """Yield the steps under the names that clocks start and stop on."""
    asked = [kind for kind, given in (("named", named), ("feedback", feedback)) if given]
    proposal: Mapping[str, Any] = {}
    for step in taken:
        yield step.name, step.on  # a clue's registration bears the day on which it was received
        if step.data.get("entered"):
            yield "entered", date.fromisoformat(step.data["entered"])
        if step.name in ("propose_way", "propose_outcome"):
            proposal = step.data
        way = proposal.get("way", "close")  # an outcome is approved under another name
        if step.name == "approve_way":
            yield f"approve_way.{way}", step.on
        closed = step.name == "approve_outcome" or (step.name == "approve_way" and way == "close")
        starts = (
            ["closed"] if closed else [step.name] if step.name in ("register", "forward") else []
        )
        yield from ((f"{start}.{kind}", step.on) for start in starts for kind in asked)
        if closed and _clears(proposal):
            yield "clearing_opened", step.on


def _clears(proposal: Mapping[str, Any]) -> bool:
    codes = (proposal.get("outcomes") or {}).values()
    return any(vocabulary("outcomes")[code].says.get("clearing") for code in codes)


def _running(clock: Mapping[str, Any], marks: Sequence[tuple[str, date]]) -> date | None:
    since = None
    for name_, on in _standing(marks):
        if name_ in clock["until"]:
            since = None
        if name_ in clock["from"]:
            since = on
    return since


def _standing(marks: Sequence[tuple[str, date]]) -> list[tuple[str, date]]:
    """Return the marks without proposals that were returned: the limit before them still runs."""
    found: list[tuple[str, date]] = []
    for mark in marks:
        proposed = mark[0].replace("return_", "propose_")
        if mark[0].startswith("return_") and proposed in [name for name, _ in found]:
            found.pop(len(found) - 1 - [name for name, _ in reversed(found)].index(proposed))
        else:
            found.append(mark)
    return found
