"""Whom a clue can be given to (分办与回避): officers of the area who have no reason to keep away (law.md DP-18)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from desk.access.permit import may
from desk.access.recusal import conflicts
from desk.cases.machine import OFFICE, Refused, Standing, steps
from desk.cases.models import Clue
from desk.cases.taking import note, take_step
from desk.web.access import access_of

#: Says why a user should keep away from a clue; nothing where no reason is known.
Conflicts = Callable[[User, Clue], Sequence[Any]]


def near(user: User, clue: Clue) -> Sequence[Any]:
    """Return why a user should keep away from a clue, from his own records and the run's graph."""
    matters = list(clue.matters.all())
    return conflicts(
        user,
        clue.official_id,
        companies=[matter.uscc for matter in matters if matter.uscc],
        names=[clue.name, *(matter.subject for matter in matters if matter.subject)],
    )


def officers_for(clue: Clue) -> list[User]:
    """Return the users whose role and area let them handle a clue, by name."""
    return [user for user in _active() if may(user, "clue.handle") and _covers(user, clue)]


def receivers_for(clue: Clue, giver: AbstractBaseUser | AnonymousUser) -> list[str]:
    """Return to whom a file can be handed over: case supervision, then persons by name."""
    if clue.state == "registered":
        return [OFFICE]
    persons = [
        user.get_username()
        for user in _active()
        if user.pk != giver.pk and _covers(user, clue)
        and (may(user, "clue.supervise") or may(user, "clue.assign") or clue.officers.filter(pk=user.pk).exists())
    ]  # fmt: skip
    return [OFFICE, *persons]


def assign(
    user: AbstractBaseUser | AnonymousUser,
    clue: Clue,
    data: Mapping[str, Any],
    *,
    conflicts_of: Conflicts = near,
) -> Standing:
    """Give a clue to two officers, unless one of them has to keep away: that is recorded, and nothing assigned.

    Raises
    ------
    Refused
        A reason for recusal, or the state machine's own.
    """
    chosen = {name: data.get(name, "") for name in ("first", "second")}
    fit = {officer.get_username(): officer for officer in officers_for(clue)}
    if any(name not in fit for name in chosen.values()):
        refusal = "incomplete"
        raise Refused(refusal)
    hit = [name for name in chosen.values() if conflicts_of(fit[name], clue)]
    if hit:
        note(user, clue, "recusal_blocked", {"officers": hit})
        refusal = "recusal"
        raise Refused(refusal)
    return take_step(user, clue, "assign", chosen)


def decide(
    user: AbstractBaseUser | AnonymousUser,
    clue: Clue,
    step: str,
    data: Mapping[str, Any],
    *,
    conflicts_of: Conflicts = near,
) -> Standing:
    """Take a step; an approval is refused, and that recorded, to who has to keep away (law.md DP-18).

    Raises
    ------
    Refused
        A reason for recusal, or the state machine's own.
    """
    decides = "clue.approve" in steps()[step]["may"]
    approver = User.objects.get(pk=user.pk)
    if decides and conflicts_of(approver, clue):
        note(user, clue, "recusal_blocked", {"officers": [user.get_username()], "step": step})
        refusal = "recusal"
        raise Refused(refusal)
    return take_step(user, clue, step, data)


def _active() -> list[User]:
    found = User.objects.filter(is_active=True, profile__isnull=False)
    return list(found.select_related("profile").order_by("username"))


def _covers(user: User, clue: Clue) -> bool:
    return access_of(user).covers(clue.regions)
