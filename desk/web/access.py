"""Who may see what, and the trace of what was seen."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from desk.access.audit import record
from desk.results import Access, Run
from desk.web.models import LoginFailure, Profile

#: Failed logins allowed for one name, or from one address, within the window.
FAILURES_PER_NAME, FAILURES_PER_ADDRESS = 5, 20
WINDOW = timedelta(minutes=15)
PURPOSE = "purpose"  # key in the session: why dossiers are opened


@lru_cache(maxsize=8)
def _run(out: Path) -> Run:
    return Run(out)


def current_run() -> Run:
    """Return the run that this desk shows."""
    return _run(settings.QINQING_OUT)


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
    record(
        request.user,
        action or ("source.open" if place else "dossier.open"),
        official_id,
        purpose=str(request.session.get(PURPOSE, "")),
        run=run,
        **({"place": place[:500]} if place else {}),
    )


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
