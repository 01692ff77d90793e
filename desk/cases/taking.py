"""Clues written down and stepped (登记与办理): the state machine on the database, one transaction a step.

The audit event comes first, the step bears its number; both are committed together or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db import transaction
from django.utils import timezone

from desk.access.audit import record
from desk.access.permit import role_of
from desk.access.roles import capabilities
from desk.cases.codes import overall
from desk.cases.machine import Actor, Refused, Standing, Step, standing, take
from desk.cases.models import Clue, Matter, StepTaken
from desk.cases.numbering import next_item

AnyUser = AbstractBaseUser | AnonymousUser


class NewClue(NamedTuple):
    """What is known of a clue when it is registered."""

    channel: str
    region: str
    name: str
    received: date
    official_id: str = ""
    unit: str = ""
    title: str = ""
    regions: tuple[str, ...] = ()
    summary: str = ""
    reference: str = ""
    real_name: bool = False
    run: str = ""


class NewMatter(NamedTuple):
    """What a matter of a new clue is about."""

    uscc: str = ""
    company: str = ""
    subject: str = ""
    finding_id: str = ""
    pattern: str = ""
    sealed: bool = False


def actor_of(user: AnyUser) -> Actor:
    """Return a user as the state machine knows him."""
    return Actor(user.get_username(), capabilities(role_of(user)))


def taken(clue: Clue) -> list[Step]:
    """Return the steps of a clue as the state machine reads them."""
    rows = sorted(clue.steps.all(), key=lambda row: int(row.number))
    return [Step(row.name, row.by, row.on, row.data) for row in rows]


def register(user: AnyUser, new: NewClue, matters: Iterable[NewMatter]) -> Clue:
    """Enter a clue into the ledger under the next item number, with its matters.

    A lead that a person adopts is offered to case supervision at once; what case supervision itself takes in
    needs no hand-over.

    Raises
    ------
    Refused
        The user's role may not register.
    """
    central = "clue.supervise" in actor_of(user).may
    data = {
        "offered": new.channel == "lead",
        "central": central,
        "entered": "" if central else timezone.localdate().isoformat(),
    }
    step = Step("register", user.get_username(), new.received, data)
    now = take(Standing(), step, actor_of(user))
    with transaction.atomic():
        year = timezone.localdate().year
        item = next_item(new.region, year)
        clue = Clue.objects.create(
            **{**new._asdict(), "regions": list(new.regions or (new.region,))},
            item=item, year=year, registered_by=user, state=now.state,
            received_by_office=now.state == "received",
        )  # fmt: skip
        for number, matter in enumerate(matters, 1):
            Matter.objects.create(clue=clue, number=number, **matter._asdict())
        _write(user, clue, step, 1)
    return clue


def take_step(user: AnyUser, clue: Clue, name: str, data: Mapping[str, Any]) -> Standing:
    """Take one step of a clue.

    Raises
    ------
    Refused
        The step may not be taken; nothing is written.
    """
    step = Step(name, user.get_username(), timezone.localdate(), dict(data))
    with transaction.atomic():
        locked = Clue.objects.select_for_update().get(pk=clue.pk)
        before = taken(locked)
        now = take(standing(before), step, actor_of(user))
        _write(user, locked, step, len(before) + 1)
        _keep(locked, now, step)
    return now


def note(user: AnyUser, clue: Clue, name: str, data: Mapping[str, Any]) -> None:
    """Write a step that says what happened and changes nothing, such as an assignment that was refused."""
    with transaction.atomic():
        locked = Clue.objects.select_for_update().get(pk=clue.pk)
        step = Step(name, user.get_username(), timezone.localdate(), dict(data))
        _write(user, locked, step, len(taken(locked)) + 1)


def _write(user: AnyUser, clue: Clue, step: Step, number: int) -> None:
    event = record(user, f"clue.{step.name}", clue.item, run=clue.run, step=number)
    StepTaken.objects.create(
        clue=clue, number=number, name=step.name, by=step.by, role=role_of(user), on=step.on,
        data=dict(step.data), audit=event.number,
    )  # fmt: skip


def _keep(clue: Clue, now: Standing, step: Step) -> None:
    clue.state, clue.clearing = now.state, now.clearing
    clue.received_by_office = clue.received_by_office or now.state != "registered"
    closed = now.state == "closed"
    clue.outcome = overall(now.concluded.get("outcomes") or {}) if closed else ""
    if closed and step.name in ("approve_way", "approve_outcome"):
        clue.closed_on = step.on
    elif not closed:
        clue.closed_on = None
    clue.save()
    clue.officers.set(User.objects.filter(username__in=now.officers))


__all__ = ["NewClue", "NewMatter", "Refused", "actor_of", "note", "register", "take_step", "taken"]
