"""What happens around every page: security headers, the language, the end of a session, the first password."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from desk.web.models import Profile

#: When a session began and when it was last used, in seconds; how long it lasts idle and in all.
SINCE, SEEN = "since", "seen"
IDLE, LONGEST = 30 * 60, 8 * 3600
Handler = Callable[[HttpRequest], HttpResponse]
#: Scripts and styles from our own files only, none inline, nothing from elsewhere.
POLICY = "; ".join((
    "default-src 'none'", "script-src 'self'", "connect-src 'self'", "style-src 'self'",
    "img-src 'self' data: blob:", "form-action 'self'",
    "frame-ancestors 'none'", "base-uri 'none'",
))  # fmt: skip


def content_security_policy(handler: Handler) -> Handler:
    """Send the content security policy, and keep pages with names out of every cache."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = handler(request)
        response["Content-Security-Policy"] = POLICY
        response["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        response["Cache-Control"] = "no-store"
        return response

    return handle


def chinese_first(handler: Handler) -> Handler:
    """Speak Chinese unless the reader has switched; the browser's own language does not count."""
    known = {code for code, _ in settings.LANGUAGES}

    def handle(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(language):
            response = handler(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return handle


def session_ends(handler: Handler) -> Handler:
    """Sign out who has done nothing for half an hour, and everybody after a working day.

    The time of the last page is kept to the minute, so that not every page writes the session.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, session = int(time()), request.session
            since, seen = session.get(SINCE, now), session.get(SEEN, now)
            if now - seen > IDLE or now - since > LONGEST:
                logout(request)
            elif SINCE not in session or now - seen >= 60:
                session[SINCE], session[SEEN] = since, now
        return handler(request)

    return handle


def own_password_first(handler: Handler) -> Handler:
    """Let a user with a one-time password do nothing before choosing an own one."""
    open_names = {"password", "logout", "set_language"}

    def handle(request: HttpRequest) -> HttpResponse:
        return handler(request)

    def process_view(request: HttpRequest, *_view: object) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or match.url_name in open_names or not request.user.is_authenticated:
            return None
        waiting = Profile.objects.filter(user_id=request.user.pk, must_change_password=True)
        return redirect("password") if waiting.exists() else None

    handle.process_view = process_view  # type: ignore[attr-defined]  # Django reads it from there
    return handle
