"""The reconciliation endpoint for OpenRefine: the same login as the pages, or an address with a key in it.

OpenRefine cannot log in, so a logged-in user makes an address that speaks for him for one working
day and dies with his password. The endpoint answers on this machine only, sends no CORS header, no
JSONP, and writes every query into the audit before it answers.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.core import signing
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from desk.access.audit import record
from desk.access.permit import keyed, may, permits
from desk.access.tickets import needs_ticket
from desk.identity_check import registers_of
from desk.reconciliation import (
    BadQueryError,
    Firm,
    Query,
    Sources,
    answers,
    manifest,
    parse,
    suggest,
)
from desk.web.access import PURPOSE, access_of, current_run, flag_near
from desk.web.models import Profile
from ingest.errors import SetupError
from ingest.stage import open_stage
from nlp.area import read_area
from nlp.linking.component import Linker

SALT = "desk.reconcile"
#: A key lives for a working day, as long as a session.
HOURS = 8
_loading = Lock()


@permits("match.query")
@needs_ticket
@require_http_methods(["GET", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Make the address for OpenRefine, and say how it is used."""
    made = ""
    if request.method == "POST":
        key = issue(request)
        made = request.build_absolute_uri(reverse("reconcile_keyed", args=[key]))
    content = {"address": made, "hours": HOURS, "loopback": _local(request)}
    return render(request, "desk/reconcile.html", content)


@permits("match.query")
@needs_ticket
@require_http_methods(["GET", "HEAD", "POST"])
def reconcile(request: HttpRequest) -> HttpResponse:
    """Answer who is logged in: the manifest, or the results of a batch."""
    return _answer(request, request.user, str(request.session.get(PURPOSE, "")))


@permits("match.query")
@needs_ticket
@require_safe
def reconcile_suggest(request: HttpRequest, kind: str) -> HttpResponse:
    """Answer who is logged in what a few letters can mean."""
    return _suggest(request, request.user, kind)


@keyed("match.query")
@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def reconcile_keyed(request: HttpRequest, key: str) -> HttpResponse:
    """Answer whoever has an address with a key that still holds."""
    held = holder(key)
    return _answer(request, *held) if held else _refused(401, "地址已失效 · the key is not valid")


@keyed("match.query")
@login_not_required
@require_safe
def suggest_keyed(request: HttpRequest, key: str, kind: str) -> HttpResponse:
    """Answer whoever has an address with a key what a few letters can mean."""
    held = holder(key)
    if held is None:
        return _refused(401, "地址已失效 · the key is not valid")
    return _suggest(request, held[0], kind)


def issue(request: HttpRequest) -> str:
    """Return a key that speaks for the logged-in user; it carries the purpose of his session."""
    content = {
        "user": request.user.pk,
        "proof": _proof(request.user),
        "purpose": str(request.session.get(PURPOSE, ""))[:200],
    }
    return signing.dumps(content, salt=SALT)


def holder(key: str) -> tuple[Any, str] | None:
    """Return the user of a key and his purpose; None where it is wrong, old, or his password is new."""
    try:
        content = signing.loads(key, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=content["user"], is_active=True).first()
    if user is None or not constant_time_compare(content["proof"], _proof(user)):
        return None
    if Profile.objects.filter(user_id=user.pk, must_change_password=True).exists():
        return None
    return (user, content["purpose"]) if may(user, "match.query") else None


def _proof(user: Any) -> str:
    return salted_hmac(SALT, user.get_session_auth_hash()).hexdigest()[:16]


def _answer(request: HttpRequest, user: Any, purpose: str) -> HttpResponse:
    if not _local(request):
        return _refused(403, "只在本机提供 · on this machine only")
    text = (request.POST if request.method == "POST" else request.GET).get("queries")
    if text is None:
        return JsonResponse(manifest(request.build_absolute_uri(request.path)))
    try:
        queries = parse(text)
        sources = _sources()
    except BadQueryError as error:
        return _refused(400, str(error))
    except SetupError as error:
        return _refused(503, error.what)
    _record(queries, user, purpose)
    return JsonResponse(answers(sources, queries, access_of(user)))


def _suggest(request: HttpRequest, user: Any, kind: str) -> HttpResponse:
    if not _local(request):
        return _refused(403, "只在本机提供 · on this machine only")
    prefix = request.GET.get("prefix", "")[:500]
    if kind == "entity":
        record(user, "match.suggest", kind, run=_digest(), text=prefix)
    try:
        found = suggest(_sources(), kind, request.GET.get("prefix", ""), access_of(user))
    except SetupError as error:
        return _refused(503, error.what)
    return JsonResponse(found)


def _refused(status: int, message: str) -> JsonResponse:
    return JsonResponse({"status": "error", "message": message}, status=status)


def _local(request: HttpRequest) -> bool:
    """Say whether the request comes from this machine itself, through no proxy."""
    if any(name in request.META for name in ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED")):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _record(queries: dict[str, Query], user: Any, purpose: str) -> None:
    """Write into the audit who asks for whom, before anything is answered."""
    run = _digest()
    for one in queries.values():
        record(user, "match.query", one.kind, purpose=purpose, run=run, text=one.text[:500])
        flag_near(user, one.text, names=(one.text,), purpose=purpose, run=run)


def _digest() -> str:
    snapshot = current_run().snapshot()
    return snapshot.digest if snapshot else ""


def _sources() -> Sources:
    """Return the registers of the run that is shown, read once for each run."""
    with _loading:
        return _read(current_run().out, _digest())


@lru_cache(maxsize=1)
def _read(out: Path, digest: str) -> Sources:
    registers = registers_of(out)
    ingest = open_stage(out / "stages" / "ingest")
    if ingest is None:
        raise SetupError(f"{out}: 没有已完成的读入 · no finished intake here", "qinqing run")  # noqa: EM102
    area = read_area(ingest)
    linker = Linker()
    linker.know(area)
    firms = {
        code: Firm(name, region)
        for (code, name), (region, _) in zip(area.companies, area.seats, strict=True)
    }
    return Sources(registers, linker.companies, firms)
