"""The one door of every page: a view says what it asks for, and nobody without it comes in.

Every address of the desk leads to a view that is marked here, either by `permits` or by `anybody`;
the test of the permission matrix reads the marks from the table of addresses, so none is forgotten.
A refusal answers 403 and says so; what lies out of a viewer's area answers 404, as if it were not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from desk.access.roles import allowed, capabilities, holders
from desk.web.models import Profile

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
#: The mark of a view that needs no capability: signing in and out, one's own password.
ANYBODY = "*"


def permits(capability: str, **by_method: str) -> Callable[[View], View]:
    """Mark a view as asking for a capability and refuse everybody else.

    Parameters
    ----------
    capability : str
        A key of ``may`` in ``roles.yaml``.
    **by_method : str
        Another capability for one method of HTTP, such as ``POST="clue.assign"``.
    """
    asked = {"": capability, **by_method}
    for name in asked.values():
        holders()[name]  # a slip in a name shows at import, not at the first request

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request.user, asked.get(request.method or "", capability)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.capabilities = asked  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark


def anybody(view: View) -> View:
    """Mark a view as open to every signed-in user, or to nobody in particular."""
    view.capabilities = {"": ANYBODY}  # type: ignore[attr-defined]
    return view


def keyed(capability: str) -> Callable[[View], View]:
    """Mark a view that nobody signs in to: it lets in the holder of a key, who must have the capability."""
    holders()[capability]

    def mark(view: View) -> View:
        view.capabilities = {"": capability}  # type: ignore[attr-defined]
        view.keyed = True  # type: ignore[attr-defined]
        return view

    return mark


def role_of(user: AbstractBaseUser | AnonymousUser) -> str:
    """Return the role of a user; empty, which may do nothing, for one without a profile."""
    try:
        role: str = user.profile.role  # type: ignore[union-attr]  # kept with the user for one request
    except (AttributeError, Profile.DoesNotExist):
        return ""
    return role


def may(user: AbstractBaseUser | AnonymousUser, capability: str) -> bool:
    """Say whether a user has a capability."""
    return allowed(role_of(user), capability)


def may_of(request: HttpRequest) -> dict[str, Any]:
    """Give templates ``may``: the viewer's capabilities, points written as underscores."""
    role = role_of(request.user) if request.user.is_authenticated else ""
    return {
        "may": {name.replace(".", "_"): True for name in capabilities(role)},
        "role": role,
    }
