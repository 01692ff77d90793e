"""Figures of case work without a name (办理统计, law.md DP-30), and feedback to the channels by quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from statistics import median
from typing import NamedTuple

from desk.cases.clocks import quarter_end
from desk.cases.codes import vocabulary
from desk.cases.models import Clue


class Figures(NamedTuple):
    """What can be told of many clues without naming anybody."""

    clues: int
    closed: int
    outcomes: list[tuple[str, int]]
    median_days: float | None  # from receipt to closing
    clearings_open: int
    clearings_done: int


class Feedback(NamedTuple):
    """The results of one quarter that go back to one channel."""

    channel: str
    until: date
    due: int
    given: int
    waiting: list[str]  # item numbers without feedback


def figures(clues: Sequence[Clue]) -> Figures:
    """Return the figures of clues."""
    closed = [clue for clue in clues if clue.closed_on]
    days = [(clue.closed_on - clue.received).days for clue in closed]
    counted = Counter(clue.outcome for clue in closed)
    return Figures(
        len(clues), len(closed),
        [(code, counted[code]) for code in vocabulary("outcomes") if counted[code]],
        median(days) if days else None,
        sum(clue.clearing in ("open", "planned", "approved") for clue in clues),
        sum(clue.clearing == "done" for clue in clues),
    )  # fmt: skip


def feedback(clues: Sequence[Clue]) -> list[Feedback]:
    """Return what went back to each channel and what still has to, newest quarter first."""
    groups: dict[tuple[date, str], list[tuple[Clue, bool]]] = {}
    for clue in clues:
        if not vocabulary("channels")[clue.channel].says.get("feedback"):
            continue
        over = _over(clue)
        if over:
            given = any(s.name == "feedback" and s.on >= over for s in clue.steps.all())
            groups.setdefault((quarter_end(over), clue.channel), []).append((clue, given))
    return [
        Feedback(
            channel, until, len(rows), sum(given for _, given in rows),
            [clue.item for clue, given in rows if not given],
        )
        for (until, channel), rows in sorted(groups.items(), key=lambda g: (-g[0][0].toordinal(), g[0][1]))
    ]  # fmt: skip


def _over(clue: Clue) -> date | None:
    """Return the day on which a clue left the office's hands, None while it has not."""
    if clue.state == "forwarded":
        return max((s.on for s in clue.steps.all() if s.name == "forward"), default=None)
    day: date | None = clue.closed_on
    return day
