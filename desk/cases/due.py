"""What is due, for whom (到期提醒): the time limits that run on the clues a user has to do with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from desk.access.permit import may
from desk.cases.clocks import Clocks, Due, clocks
from desk.cases.codes import vocabulary
from desk.cases.machine import standing
from desk.cases.models import Clue
from desk.cases.taking import AnyUser, actor_of, taken
from desk.cases.visible import taken_in_by, visible


class Reminder(NamedTuple):
    """One time limit on one clue, as one user sees it."""

    item: str
    name: str  # of the person; empty for who may not see the clue any more
    due: Due
    late: bool
    mine: bool  # whether the user himself is asked


def due_on(clue: Clue, limits: Clocks) -> list[Due]:
    """Return the limits that run on a clue."""
    feedback = bool(vocabulary("channels")[clue.channel].says.get("feedback"))
    return limits.due(taken(clue), named=clue.real_name, feedback=feedback)


def due_for(user: AnyUser, clue: Clue, limits: Clocks) -> list[Due]:
    """Return the limits that run on a clue and that a user may know of.

    What a reporter or a channel waits for would tell an officer where the clue came from (law.md DP-13).
    """
    return [due for due in due_on(clue, limits) if _may_know(user, clue, due)]


def _may_know(user: AnyUser, clue: Clue, due: Due) -> bool:
    if "registrar" in due.asks:
        return bool(clue.registered_by_id == user.pk)
    return due.clock != "feedback" or not may(user, "clue.handle")


def reminders(user: AnyUser, today: date, case: Path | None) -> list[Reminder]:
    """Return what is due on the clues that a user may see, the earliest first.

    Whoever took a clue in is still reminded of what the reporter waits for, by its number only.
    """
    limits = clocks(case)
    found = [
        Reminder(clue.item, clue.name, due, due.late(today), _asks(user, clue, due))
        for clue in _with_steps(visible(user))
        for due in due_for(user, clue, limits)
    ]
    if may(user, "complaint.intake"):
        found += [
            Reminder(clue.item, "", due, due.late(today), mine=True)
            for clue in _with_steps(taken_in_by(user).filter(received_by_office=True))
            for due in due_on(clue, limits)
            if "registrar" in due.asks
        ]
    return sorted(found, key=lambda one: (one.due.until, one.item, one.due.clock))


def next_due(user: AnyUser, clues: Iterable[Clue], case: Path | None) -> dict[str, Due]:
    """Return the earliest limit of each clue that has one, by item number."""
    limits = clocks(case)
    found = {clue.item: due_for(user, clue, limits) for clue in clues}
    return {item: dues[0] for item, dues in found.items() if dues}


def _asks(user: AnyUser, clue: Clue, due: Due) -> bool:
    now, actor = standing(taken(clue)), actor_of(user)
    if "officer" in due.asks and actor.name in now.officers:
        return True
    if "registrar" in due.asks:
        return actor.name == now.registrar
    return any(ask in actor.may for ask in due.asks) and actor.name not in now.handled


def _with_steps(clues: Iterable[Clue]) -> Iterable[Clue]:
    return clues.prefetch_related("steps")  # type: ignore[attr-defined,no-any-return]
