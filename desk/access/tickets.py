"""Purpose tickets (目的单, law.md DP-01, DP-20): nobody opens a named person without one that another has approved.

A ticket is chosen for the session; its number and purpose go into the audit with every opening.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from desk.access.audit import record
from desk.access.models import Ticket
from desk.access.permit import may

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
CHOSEN = "ticket"  # key in the session
_KEPT = "_ticket_of"  # on the request: looked up once


def make(user: AbstractBaseUser | AnonymousUser, **fields: Any) -> Ticket:
    """Make a ticket that waits for another person's approval.

    Parameters
    ----------
    **fields : Any
        The fields of `Ticket` that a person fills in.
    """
    if not may(user, "ticket.make"):
        raise PermissionDenied
    with transaction.atomic():
        year = timezone.localdate().year
        last = Ticket.objects.filter(number__startswith=f"MD{year}-").order_by("-pk").first()
        count = int(last.number.rpartition("-")[2]) + 1 if last else 1
        number = f"MD{year}-{count:04d}"
        record(user, "ticket.make", number, purpose=fields["purpose"], matter=fields["matter"])
        return Ticket.objects.create(number=number, made_by=user.get_username(), **fields)


def decide(user: AbstractBaseUser | AnonymousUser, number: str, *, yes: bool) -> None:
    """Approve or refuse a ticket that somebody else made.

    Raises
    ------
    PermissionDenied
        The user may not approve, made the ticket himself, or it is decided already.
    """
    with transaction.atomic():
        ticket = Ticket.objects.select_for_update().filter(number=number, decision="").first()
        if not may(user, "ticket.approve") or ticket is None:
            raise PermissionDenied
        if ticket.made_by == user.get_username():
            raise PermissionDenied
        record(user, "ticket.approve" if yes else "ticket.refuse", number, purpose=ticket.purpose)
        ticket.decision = "yes" if yes else "no"
        ticket.approved_by, ticket.decided_at = user.get_username(), timezone.now()
        ticket.save()


def valid() -> QuerySet[Ticket]:
    """Return the approved tickets that are still in force, newest first."""
    today = timezone.localdate()
    return Ticket.objects.filter(decision="yes", valid_until__gte=today).order_by("-pk")


def usable(user: AbstractBaseUser | AnonymousUser, number: str) -> Ticket | None:
    """Return an approved ticket in force that the user may work under; for the API, which has no session."""
    if not number or not may(user, "dossier.open"):
        return None
    return valid().filter(number=number).first()


def choose(request: HttpRequest, number: str) -> Ticket | None:
    """Work under a ticket from now on in this session; None, and nothing changed, where it is not in force."""
    ticket = usable(request.user, number)
    if ticket is not None:
        record(request.user, "ticket.choose", number, purpose=ticket.purpose, ticket=number)
        request.session[CHOSEN] = number
        setattr(request, _KEPT, ticket)
    return ticket


def ticket_of(request: HttpRequest) -> Ticket | None:
    """Return the ticket chosen in this session, None where there is none or it is no longer in force."""
    if not hasattr(request, _KEPT):
        session = getattr(request, "session", None)
        number = str(session.get(CHOSEN, "")) if session is not None else ""
        setattr(request, _KEPT, usable(request.user, number))
    kept: Ticket | None = getattr(request, _KEPT)
    return kept


def needs_ticket(view: View) -> View:
    """Send whoever has no ticket to choose or make one, and back; it stands inside of `permits`.

    It asks before anything is looked up, so the answer tells nothing of whether a person is there.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if ticket_of(request) is None:
            back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("home")
            return redirect(f"{reverse('tickets')}?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    guarded.needs_ticket = True  # type: ignore[attr-defined]  # the permission matrix reads it
    return guarded  # type: ignore[return-value]
