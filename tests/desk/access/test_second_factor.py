"""The second factor: asked for after the password, obligatory for named roles, recovery codes once, limits."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import time
from typing import Any

import pytest
from django.test import Client
from django_otp.oath import totp  # type: ignore[import-untyped]

SignIn = Callable[..., Client]
PASSWORD = "Teahouse-under-9-willows"


def code_of(device: Any, *, drift: int = 0) -> str:
    return f"{totp(device.bin_key, drift=drift):06d}"


@pytest.fixture
def enrolled(signed_in: SignIn) -> tuple[Any, list[str]]:
    """A user with a second factor and a password, and the recovery codes that the page showed."""
    from django.contrib.auth.models import User
    from django_otp.plugins.otp_totp.models import TOTPDevice  # type: ignore[import-untyped]

    client = signed_in()
    assert "data:image/svg+xml" in client.get("/second-factor/enrol/").content.decode()
    device = TOTPDevice.objects.get()
    page = client.post("/second-factor/enrol/", {"code": code_of(device)}).content.decode()
    codes = re.findall(r"<li>([0-9a-f]{6}-[0-9a-f]{6})</li>", page)
    assert len(codes) == 8
    assert client.get("/list/").status_code == 200, "the session that enrolled goes on"
    user = User.objects.get()
    user.set_password(PASSWORD)
    user.save()
    return user, codes


def signed(user: Any) -> Client:
    client = Client()
    client.post("/login/", {"username": user.username, "password": PASSWORD})
    return client


def test_after_the_password_nothing_opens_before_the_code(enrolled: tuple[Any, list[str]]) -> None:
    from django_otp.plugins.otp_totp.models import TOTPDevice

    user, _ = enrolled
    client = signed(user)
    for url in ("/list/", "/dossier/G001/", "/tickets/", "/"):
        assert client.get(url)["Location"] == "/second-factor/", url
    assert client.get("/second-factor/enrol/")["Location"] == "/second-factor/"
    assert client.post("/second-factor/", {"code": "000000"}).status_code == 422
    TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0)
    device = TOTPDevice.objects.get()
    assert client.post("/second-factor/", {"code": code_of(device)}).status_code == 302
    assert client.get("/list/").status_code == 200
    again = signed(user)
    answer = again.post("/second-factor/", {"code": code_of(device)})
    assert answer.status_code == 422, "a code is good once"


def test_a_recovery_code_works_once_and_is_kept_as_a_digest(
    enrolled: tuple[Any, list[str]],
) -> None:
    from django_otp.plugins.otp_static.models import StaticToken  # type: ignore[import-untyped]

    user, codes = enrolled
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert not kept & set(codes)
    assert signed(user).post("/second-factor/", {"code": codes[0]}).status_code == 302
    assert signed(user).post("/second-factor/", {"code": codes[0]}).status_code == 422


def test_wrong_codes_close_the_door(enrolled: tuple[Any, list[str]]) -> None:
    user, codes = enrolled
    client = signed(user)
    for _ in range(5):
        client.post("/second-factor/", {"code": "0"})
    assert client.post("/second-factor/", {"code": codes[1]}).status_code == 429
    assert (
        Client().post("/login/", {"username": user.username, "password": PASSWORD}).status_code
        == 429
    )


def test_a_role_that_must_enrol_does_nothing_else_before(
    signed_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.access import second_factor

    monkeypatch.setattr(second_factor, "second_factor_roles", lambda: frozenset({"auditor"}))
    assert signed_in(role="auditor").get("/report/")["Location"] == "/second-factor/enrol/"
    assert signed_in(role="investigator").get("/report/").status_code == 200


def test_a_session_ends_after_half_an_hour_idle_and_after_a_working_day(signed_in: SignIn) -> None:
    for name, ago in (("seen", 1801), ("since", 8 * 3600 + 1)):
        client = signed_in()
        assert client.get("/list/").status_code == 200
        session = client.session
        session[name] = int(time()) - ago
        session.save()
        assert client.get("/list/")["Location"].startswith("/login/"), name


def test_signing_in_and_out_is_written_down_and_a_mistyped_name_is_not_kept(
    enrolled: tuple[Any, list[str]],
) -> None:
    from desk.access.models import AuditEvent

    user, _ = enrolled
    client = signed(user)
    client.post("/logout/")
    Client().post("/login/", {"username": user.username, "password": "wrong"})
    Client().post("/login/", {"username": PASSWORD, "password": ""})
    told = list(AuditEvent.objects.filter(action__startswith="sign").values_list("action", "about"))
    assert told == [
        ("signin", ""),
        ("signout", ""),
        ("signin.failed", user.username),
        ("signin.failed", ""),
    ]
    assert not AuditEvent.objects.filter(detail__contains=PASSWORD).exists()
