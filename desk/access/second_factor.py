"""The second factor (动态口令): a code of an authenticator app beside the password, and recovery codes.

Who has enrolled is asked for a code at each login. Roles named under ``second_factor`` in
``roles.yaml`` must enrol before they do anything else.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable

import segno
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django_otp import verify_token  # type: ignore[import-untyped]
from django_otp.plugins.otp_static.models import StaticDevice  # type: ignore[import-untyped]
from django_otp.plugins.otp_totp.models import TOTPDevice  # type: ignore[import-untyped]

from desk.access.audit import record
from desk.access.permit import role_of
from desk.access.roles import second_factor_roles

Handler = Callable[[HttpRequest], HttpResponse]
#: Recovery codes given at enrolment.
CODES = 8
#: What is open before the second factor is given: the factor itself, leaving, the first password.
OPEN = {"second_factor", "enrol", "password", "logout", "set_language"}


def second_factor_first(handler: Handler) -> Handler:
    """Let nobody in who has enrolled, or must, before the code of this session is given."""

    def handle(request: HttpRequest) -> HttpResponse:
        return handler(request)

    def process_view(request: HttpRequest, *_view: object) -> HttpResponse | None:
        match, user = request.resolver_match, request.user
        if match is None or match.url_name in OPEN or not user.is_authenticated:
            return None
        if user.is_verified():  # type: ignore[attr-defined]  # added by django_otp's middleware
            return None
        if enrolled(user):
            return redirect("second_factor")
        return redirect("enrol") if role_of(user) in second_factor_roles() else None

    handle.process_view = process_view  # type: ignore[attr-defined]  # Django reads it from there
    return handle


def enrolled(user: AbstractBaseUser) -> bool:
    """Say whether a user has a second factor that works."""
    return bool(TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).exists())


def begin(user: AbstractBaseUser) -> TOTPDevice:
    """Return the device that waits for its first code; the same one until that code comes."""
    device, _ = TOTPDevice.objects.get_or_create(
        user_id=user.pk, confirmed=False, defaults={"name": "app"}
    )
    return device


def picture(device: TOTPDevice) -> str:
    """Return the QR code of a device as a data address for an image."""
    return str(segno.make_qr(device.config_url).svg_data_uri(scale=5, border=2))


def confirm(user: AbstractBaseUser, code: str) -> tuple[TOTPDevice, list[str]] | None:
    """Take the first code of a new device; return the device and recovery codes, None where it is wrong."""
    device = begin(user)
    if not device.verify_token(code):
        return None
    with transaction.atomic():
        record(user, "factor.enrol")
        TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).delete()
        device.confirmed = True
        device.save()
        return device, _recovery(user)


def check(user: AbstractBaseUser, code: str) -> TOTPDevice | StaticDevice | None:
    """Return the device whose code this is: of the app, or a recovery code, which then is used up."""
    if code.isascii() and code.isdigit():
        return next(
            (d for d in TOTPDevice.objects.devices_for_user(user) if _is(user, d, code)), None
        )
    kept = _kept(code)
    found = next(
        (d for d in StaticDevice.objects.devices_for_user(user) if _is(user, d, kept)), None
    )
    if found is not None:
        record(user, "factor.recovery", left=found.token_set.count())
    return found


def reset(
    by: AbstractBaseUser | AnonymousUser | None, user: AbstractBaseUser, username: str
) -> None:
    """Take a user's second factor away, so that he can enrol anew."""
    with transaction.atomic():
        record(by, "factor.reset", username)
        TOTPDevice.objects.filter(user_id=user.pk).delete()
        StaticDevice.objects.filter(user_id=user.pk).delete()


def _is(user: AbstractBaseUser, device: TOTPDevice | StaticDevice, code: str) -> bool:
    return verify_token(user, device.persistent_id, code) is not None


def _recovery(user: AbstractBaseUser) -> list[str]:
    """Make new recovery codes; only their digests are kept."""
    StaticDevice.objects.filter(user_id=user.pk).delete()
    device = StaticDevice.objects.create(user_id=user.pk, name="recovery", confirmed=True)
    codes = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _ in range(CODES)]
    for code in codes:
        device.token_set.create(token=_kept(code))
    return codes


def _kept(code: str) -> str:
    plain = code.strip().lower()
    return salted_hmac("desk.recovery", plain, secret=settings.SECRET_KEY).hexdigest()[:16]
