"""Dates that keep their precision (精确到日、月、年), and intervals whose overlap has three answers.

A partial date is an ISO string of reduced precision: ``2021-03-05``, ``2021-03`` or ``2021``.
Intervals are half-open ``[from, to)``. An empty ``from`` means that the start is unknown, an empty
``to`` that the source states no end, so the interval is still open when the source was drawn up.
In arithmetic a date is a count of days since 1970-01-01.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal, NamedTuple

Overlap = Literal["certain", "possible", "impossible"]

EPOCH = date(1970, 1, 1)
#: Stand-ins for "before anything" and "after anything" in day counts.
DAY_MIN, DAY_MAX = -(10**6), 10**6
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Span(NamedTuple):
    """An interval with uncertain ends, in days since 1970-01-01.

    It begins somewhere in ``[from_lo, from_hi]`` and ends, exclusively, somewhere in
    ``[to_lo, to_hi]``.
    """

    from_lo: int
    from_hi: int
    to_lo: int
    to_hi: int


def day_bounds(partial: str) -> tuple[date, date]:
    """Return the first day that a partial date can mean, and the day after the last one.

    Raises ValueError where the text is no ISO date of day, month or year precision.
    """
    match = _PARTIAL.fullmatch(partial)
    if match is None:
        msg = f"not an ISO date: {partial!r}"
        raise ValueError(msg)
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if day is not None and month is not None:
        first = date(year, month, day)
        return first, first + timedelta(days=1)
    if month is not None:
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
    return date(year, 1, 1), date(year + 1, 1, 1)


def day_number(day: date) -> int:
    """Return the days from 1970-01-01 to `day`."""
    return (day - EPOCH).days


def span(valid_from: str | None, valid_to: str | None) -> Span:
    """Return the interval ``[valid_from, valid_to)`` of two partial dates with its uncertainty."""
    from_lo, from_hi = DAY_MIN, DAY_MAX
    to_lo = to_hi = DAY_MAX
    if valid_to:
        first, after = day_bounds(valid_to)
        to_lo, to_hi = day_number(first), day_number(after) - 1
    if valid_from:
        first, after = day_bounds(valid_from)
        from_lo, from_hi = day_number(first), day_number(after) - 1
    else:
        from_hi = min(from_hi, to_hi)
    return Span(from_lo, from_hi, to_lo, to_hi)


def overlap(a: Span, b: Span) -> Overlap:
    """Say whether two intervals certainly, possibly or impossibly share a day."""
    if max(a.from_hi, b.from_hi) < min(a.to_lo, b.to_lo):
        return "certain"
    if max(a.from_lo, b.from_lo) < min(a.to_hi, b.to_hi):
        return "possible"
    return "impossible"
