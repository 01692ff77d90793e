"""The yearly sheet (年度问责统计, law.md DP-30): how many leads, how many unfounded, how long it took. No names."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from risk.learning.checks import Check
from risk.learning.labels import Label
from risk.learning.measures import Share, wilson


class Sheet(NamedTuple):
    """One pattern in one year; `days` is the median from draw to answer, None without an answer."""

    pattern: str  # "" for all patterns together
    rounds: int
    leads: int
    answered: int
    confirmed: int
    unfounded: Share
    lawful: int  # closed as lawful: right person, right link, nothing wrong
    another_person: int
    insufficient: int
    days: float | None


def sheet(checks: Sequence[Check], labels: Sequence[Label], year: int) -> list[Sheet]:
    """Return the sheet of the leads drawn in a year: all of them first, then each pattern.

    A lead that turned out lawful, untrue or another person's is unfounded; one without enough evidence
    is answered and neither.
    """
    rows = [
        (c, label)
        for c, label in zip(checks, labels, strict=True)
        if c.drawn_on.year == year and c.lead_id
    ]
    patterns = sorted({c.pattern for c, _ in rows})
    parts = [("", rows)] + [(p, [r for r in rows if r[0].pattern == p]) for p in patterns]
    return [_one(pattern, part) for pattern, part in parts]


def _one(pattern: str, rows: Sequence[tuple[Check, Label]]) -> Sheet:
    outcomes = [label.outcome for _, label in rows]
    known = [label.true for _, label in rows if label.true is not None]
    days = [(label.on - c.drawn_on).days for c, label in rows if label.on]
    return Sheet(
        pattern=pattern,
        rounds=len({c.round for c, _ in rows}),
        leads=len(rows),
        answered=sum(bool(outcome) for outcome in outcomes),
        confirmed=sum(true == 1 for true in known),
        unfounded=wilson(sum(true == 0 for true in known), len(known)),
        lawful=outcomes.count("合规"),
        another_person=outcomes.count("身份不符"),
        insufficient=outcomes.count("证据不足"),
        days=median(days) if days else None,
    )
