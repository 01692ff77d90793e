"""Who may see what, and the trace of what was seen."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from desk.access.audit import record
from desk.access.recusal import conflicts
from desk.access.tickets import ticket_of
from desk.results import Access
from desk.web.models import LoginFailure, Profile
from desk.web.shown_run import current_run as current_run  # the pages take it from here

#: Failed logins allowed for one name, or from one address, within the window.
FAILURES_PER_NAME, FAILURES_PER_ADDRESS = 5, 20
WINDOW = timedelta(minutes=15)
SELF_QUERY = "self_query"  # the action of a flagged look
PURPOSE = "purpose"  # key in the session: why dossiers are opened


def access_of(user: AbstractBaseUser | AnonymousUser) -> Access:
    """Return what a user may see; a user without a profile sees nothing."""
    profile = Profile.objects.filter(user_id=user.pk).first()
    if profile is None:
        return Access(())
    return Access(tuple(map(str, profile.regions)), complaints=profile.may_see_complaints)


def record_view(
    request: HttpRequest, official_id: str, *, run: str, place: str = "", action: str = ""
) -> None:
    """Write into the audit that the user opens a named person, before anything of it is sent.

    Parameters
    ----------
    place : str
        What of the person is opened: a source's row, a match; the dossier itself where empty.
    action : str
        The code in the audit; ``dossier.open`` or, with a place, ``source.open`` where empty.
    """
    ticket = ticket_of(request)
    traced: dict[str, Any] = {
        "purpose": str(request.session.get(PURPOSE, "")) or (ticket.purpose if ticket else ""),
        "ticket": ticket.number if ticket else "",
        "run": run,
    }
    where = {"place": place[:500]} if place else {}
    code = action or ("source.open" if place else "dossier.open")
    record(request.user, code, official_id, **traced, **where)
    flag_near(request.user, official_id, **traced)


def flag_near(
    user: AbstractBaseUser | AnonymousUser,
    about: str,
    *,
    names: tuple[str, ...] = (),
    **traced: str,
) -> None:
    """Write a flagged event where a user looks at himself, a relative or a colleague (law.md DP-20)."""
    near = conflicts(user, "" if names else about, names=names)
    if near:
        record(user, SELF_QUERY, about, **traced, near=[one._asdict() for one in near])


def login_refused(username: str, address: str) -> bool:
    """Say whether this name or this address has failed too often within the window."""
    recent = LoginFailure.objects.filter(failed_at__gt=timezone.now() - WINDOW)
    return (
        recent.filter(username=username[:150]).count() >= FAILURES_PER_NAME
        or recent.filter(address=address).count() >= FAILURES_PER_ADDRESS
    )


def record_failure(username: str, address: str) -> None:
    """Count a failed login, and forget those that no longer count."""
    LoginFailure.objects.filter(failed_at__lt=timezone.now() - 4 * WINDOW).delete()
    LoginFailure(username=username[:150], address=address).save()


def forget_failures(username: str, address: str) -> None:
    """Forget the failures of a name from an address that has now logged in."""
    LoginFailure.objects.filter(Q(username=username[:150]) & Q(address=address)).delete()
