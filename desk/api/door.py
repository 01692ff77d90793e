"""The door of the API: who calls, whether his role may, how often, and the trace of it, before anything else.

A call comes with a token (``Authorization: Bearer …``) or, from the desk's own pages, with the session;
with a session everything but reading needs the CSRF token of the page.

Each address has one capability for all its methods. `asks` writes it on the operation, `urls` onto the
view as ``capabilities = {"": …}``, in the form that `desk.access.permit.permits` uses, and what is written
there is what is asked here; so a test that reads the marks from the table of addresses tests the door.
Differences from a page: who is not signed in gets 401 instead of a way to the login (``view.api`` says so).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from ninja.utils import check_csrf

from desk.access import tickets
from desk.access.audit import record
from desk.access.permit import ANYBODY, may
from desk.access.roles import holders
from desk.api import rate, tokens
from desk.api.problems import Problem, problem_of

View = Callable[..., HttpResponse]
Operation = TypeVar("Operation", bound=Callable[..., Any])
TICKET = "X-Qinqing-Ticket"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


def asks(capability: str) -> Callable[[Operation], Operation]:
    """Mark an operation as asking for a capability."""
    holders()[capability]  # a slip in a name shows at import

    def mark(operation: Operation) -> Operation:
        operation.asks = capability  # type: ignore[attr-defined]
        return operation

    return mark


def guarded(view: View, capability: str, name: str) -> View:
    """Return a view behind the door; `name` is what the audit calls it."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            _enter(request, capability, name, kwargs)
            response = view(request, *args, **kwargs)
        except Exception as error:  # what nobody foresaw is logged there
            return problem_of(error).answer()
        if isinstance(response, HttpResponseNotAllowed):
            allow = {"Allow": response.headers["Allow"]}
            return Problem(code="method-not-allowed", headers=allow).answer()
        return response

    answer.capabilities = {"": capability}  # type: ignore[attr-defined]
    answer.api = True  # type: ignore[attr-defined]
    answer.login_required = False  # type: ignore[attr-defined]  # asked here, answered with 401
    answer.csrf_exempt = True  # type: ignore[attr-defined]  # asked here of sessions
    return answer


def not_there(request: HttpRequest) -> HttpResponse:
    """Answer 404 at an address that the API does not have."""
    return Problem(code="not-found").answer()


def _enter(request: HttpRequest, capability: str, name: str, asked: dict[str, Any]) -> None:
    who = _signed_in(request)
    rate.count(who)
    told = {
        "call": who,
        "method": request.method,
        "query": request.META.get("QUERY_STRING", "")[:500],
    }
    about = str(next(iter(asked.values()), ""))
    ticket = request.headers.get(TICKET, "")
    if capability != ANYBODY and not may(request.user, capability):
        record(request.user, "api.refused", about, ticket=ticket, operation=name, **told)
        raise Problem(code="forbidden")
    record(request.user, f"api.{name}", about, ticket=ticket, **told)
    if ticket:
        # what the pages take from the session comes with each call here
        request._ticket_of = tickets.usable(request.user, ticket)  # type: ignore[attr-defined]


def _signed_in(request: HttpRequest) -> str:
    """Put the caller's user onto the request and return what calls are counted by."""
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    if kind:
        token = tokens.holder(text.strip()) if kind.lower() == "bearer" else None
        if token is None:
            raise _unauthenticated()
        request.user = token.user
        return f"token-{token.pk}"
    if not request.user.is_authenticated or not request.user.is_active:
        raise _unauthenticated()
    if request.method not in _SAFE and check_csrf(request):
        raise Problem(code="csrf")
    return f"session-{request.user.pk}"


def _unauthenticated() -> Problem:
    return Problem(code="unauthenticated", headers={"WWW-Authenticate": 'Bearer realm="qinqing"'})
