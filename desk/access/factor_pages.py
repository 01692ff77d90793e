"""The pages of the second factor: the code after the password, and enrolment."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_otp import login as otp_login  # type: ignore[import-untyped]

from desk.access.audit import record
from desk.access.permit import anybody
from desk.access.second_factor import begin, check, confirm, enrolled, picture
from desk.web.access import WINDOW, forget_failures, login_refused, record_failure
from desk.web.signin import address_of

Methods = require_http_methods(["GET", "HEAD", "POST"])


@anybody
@Methods
@sensitive_post_parameters("code")
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code of the app, or a recovery code; wrong ones count as failed logins."""
    user = _user(request)
    if user.is_verified() or not enrolled(user):  # type: ignore[attr-defined]
        return redirect("home")
    if request.method != "POST":
        return render(request, "access/second_factor.html", {})
    if refused := _refused(request, user):
        return refused
    device = check(user, request.POST.get("code", "").strip())
    if device is None:
        _failed(request, user)
        return render(request, "access/second_factor.html", {"wrong": True}, status=422)
    otp_login(request, device)
    forget_failures(user.get_username(), address_of(request))
    record(user, "factor.ok")
    return redirect("home")


@anybody
@Methods
@sensitive_post_parameters("code")
def enrol(request: HttpRequest) -> HttpResponse:
    """Show the QR code, take the app's first code, then show the recovery codes once."""
    user = _user(request)
    if enrolled(user) and not user.is_verified():  # type: ignore[attr-defined]
        return redirect("second_factor")
    wrong = False
    if request.method == "POST":
        if refused := _refused(request, user):
            return refused
        done = confirm(user, request.POST.get("code", "").strip())
        if done is not None:
            otp_login(request, done[0])
            return render(request, "access/recovery.html", {"codes": done[1]})
        _failed(request, user)
        wrong = True
    device = begin(user)
    content = {
        "picture": picture(device),
        "secret": device.config_url.partition("secret=")[2].partition("&")[0],
        "wrong": wrong,
        "again": enrolled(user),
    }
    return render(request, "access/enrol.html", content, status=422 if wrong else 200)


def _user(request: HttpRequest) -> AbstractBaseUser:
    assert isinstance(request.user, AbstractBaseUser)  # the login is asked for before
    return request.user


def _refused(request: HttpRequest, user: AbstractBaseUser) -> HttpResponse | None:
    if not login_refused(user.get_username(), address_of(request)):
        return None
    record(user, "factor.refused")
    minutes = int(WINDOW.total_seconds() // 60)
    return render(request, "desk/refused.html", {"minutes": minutes}, status=429)


def _failed(request: HttpRequest, user: AbstractBaseUser) -> None:
    record_failure(user.get_username(), address_of(request))
    record(user, "factor.failed")
