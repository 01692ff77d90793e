"""Steps that need a second person's yes (双人审批): unmasking, names that leave the desk (law.md DP-07).

One person asks, another who may decides; the yes holds for a while, for that person, that step and
what it was asked about.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from desk.access.audit import record
from desk.access.models import Approval
from desk.access.permit import may
from desk.access.roles import capabilities

#: A step that is asked for → the capability that asking needs.
ASKED = {
    "export.list": "export.request", "export.dossier": "export.request", "export.graph": "export.request",
    "token.make": "export.request",  # names leave the desk through a program's token, too
    "unmask": "unmask.request",
}  # fmt: skip
#: How long a yes holds.
HOURS = 24


def request(
    user: AbstractBaseUser | AnonymousUser, action: str, about: str, reason: str
) -> Approval:
    """Ask for a second person's yes; the same question that still waits is not asked twice.

    Raises
    ------
    PermissionDenied
        The user's role may not ask for this, or nobody declared such a step.
    """
    if action not in ASKED or not may(user, ASKED[action]) or not reason.strip():
        raise PermissionDenied
    name = user.get_username()
    with transaction.atomic():
        asked = {"requested_by": name, "action": action, "about": about[:200], "decision": ""}
        waiting = Approval.objects.filter(**asked).first()
        if waiting is not None:
            return waiting
        record(user, "approval.request", about, step=action, reason=reason[:500])
        return Approval.objects.create(**asked, reason=reason[:500])


def approved(user: AbstractBaseUser | AnonymousUser, action: str, about: str) -> Approval | None:
    """Return the yes that holds now for a user, a step and what it is about; None where there is none."""
    found: Approval | None = (
        Approval.objects.filter(
            requested_by=user.get_username(),
            action=action,
            about=about[:200],
            decision="yes",
            valid_until__gt=timezone.now(),
        )
        .exclude(decided_by=user.get_username())
        .order_by("-pk")
        .first()
    )
    return found


def decide(
    user: AbstractBaseUser | AnonymousUser, number: int, *, yes: bool, answer: str = ""
) -> Approval:
    """Say yes or no to what somebody else asked for.

    Raises
    ------
    PermissionDenied
        The user may not decide, asked himself, or it is decided already.
    """
    with transaction.atomic():
        waiting = Approval.objects.select_for_update().filter(pk=number, decision="").first()
        if waiting is None or not may(user, "approval.decide"):
            raise PermissionDenied
        if waiting.requested_by == user.get_username():
            raise PermissionDenied
        what = "approval.yes" if yes else "approval.no"
        record(user, what, waiting.about, step=waiting.action, of=waiting.requested_by)
        now = timezone.now()
        waiting.decision, waiting.decided_by = ("yes" if yes else "no"), user.get_username()
        waiting.decided_at, waiting.answer = now, answer[:500]
        waiting.valid_until = now + timedelta(hours=HOURS) if yes else None
        waiting.save()
    return waiting


def steps_of(role: str) -> list[str]:
    """Return the steps that a role may ask for."""
    return [step for step, needed in ASKED.items() if needed in capabilities(role)]
