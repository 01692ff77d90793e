"""The sealed complaint zone (信访保管, law.md DP-13): who may see complaint material, and of which clue.

Complaint texts are for custodians. A custodian clears one handler for the complaint material of one
clue, for a time and with a reason. Who is not cleared gets the answers he would get had there been
no complaint (`desk.clearance`); nothing here ever tells him that there is one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from desk.access.audit import record
from desk.access.models import Clearance
from desk.access.permit import may

#: The longest that a clearance can be given for, in days.
LONGEST = 90


def clear(
    by: AbstractBaseUser | AnonymousUser, username: str, clue_item: str, reason: str, *, days: int
) -> Clearance:
    """Let a handler see the complaint material of one clue for some days.

    Raises
    ------
    PermissionDenied
        The user may not clear, the reason is empty, the time is too long, or the other is no handler.
    """
    handler = User.objects.filter(username=username, is_active=True).first()
    if handler is None or not may(handler, "clue.handle") or username == by.get_username():
        raise PermissionDenied
    if not may(by, "complaint.clear") or not reason.strip() or not 0 < days <= LONGEST:
        raise PermissionDenied
    until = timezone.now() + timedelta(days=days)
    with transaction.atomic():
        record(by, "complaint.clear", clue_item, handler=username, until=until, reason=reason[:500])
        return Clearance.objects.create(
            username=username,
            clue_item=clue_item[:80],
            reason=reason[:500],
            given_by=by.get_username(),
            valid_until=until,
        )


def withdraw(by: AbstractBaseUser | AnonymousUser, number: int) -> None:
    """Take a clearance back at once."""
    if not may(by, "complaint.clear"):
        raise PermissionDenied
    with transaction.atomic():
        given = Clearance.objects.select_for_update().filter(pk=number, withdrawn_at=None).first()
        if given is None:
            raise PermissionDenied
        record(by, "complaint.withdraw", given.clue_item, handler=given.username)
        given.withdrawn_at = timezone.now()
        given.save()


def cleared(
    user: AbstractBaseUser | AnonymousUser, clue_item: str, at: datetime | None = None
) -> Clearance | None:
    """Return the clearance by which a user may see the complaint material of a clue now, None without one.

    A user who has changed roles since has none.
    """
    if not clue_item or not user.is_authenticated or not may(user, "clue.handle"):
        return None
    now = at or timezone.now()
    found: Clearance | None = (
        Clearance.objects.filter(
            username=user.get_username(),
            clue_item=clue_item[:80],
            withdrawn_at=None,
            given_at__lte=now,
            valid_until__gt=now,
        )
        .order_by("-valid_until")
        .first()
    )
    return found
