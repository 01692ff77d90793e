"""The server and its accounts: loopback only, one-time passwords, a key of its own."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest

from desk.accounts import add_user, first_accounts, reset_password, set_access
from desk.opened import is_loopback
from desk.serve import serve
from desk.web.settings import secret_key, settings_for
from ingest.errors import SetupError, UserError


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True), ("127.5.5.5", True), ("::1", True), ("localhost", True),
        ("0.0.0.0", False), ("::", False), ("10.1.2.3", False), ("desk.example", False),
    ],
)  # fmt: skip
def test_loopback_is_told_from_the_rest(host: str, *, loopback: bool) -> None:
    assert is_loopback(host) is loopback


def test_the_key_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    data = tmp_path / "desk"
    first = secret_key(data)
    assert len(first) >= 64
    assert secret_key(data) == first
    assert stat.S_IMODE((data / "secret.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert secret_key(tmp_path / "other") != first


@pytest.mark.parametrize("secure", [False, True])
def test_cookies_are_for_https_only_beyond_this_machine(tmp_path: Path, *, secure: bool) -> None:
    settings = settings_for(tmp_path, secure=secure)
    assert settings["SESSION_COOKIE_SECURE"] is secure
    assert settings["CSRF_COOKIE_SECURE"] is secure
    assert ("SECURE_PROXY_SSL_HEADER" in settings) is secure
    assert settings["DEBUG"] is False
    assert "*" not in settings["ALLOWED_HOSTS"]


def test_a_new_user_sees_what_was_granted_and_gets_a_password_that_must_change(db: None) -> None:
    from django.contrib.auth.models import User

    password = add_user("reader", regions=("4206",))
    user = User.objects.get(username="reader")
    assert user.check_password(password)
    profile: Any = user.profile  # type: ignore[attr-defined]  # made by the model's related_name
    assert profile.regions == ["4206"]
    assert profile.must_change_password
    assert not profile.may_see_complaints
    set_access("reader", regions=("*",), may_see_complaints=True)
    profile.refresh_from_db()
    assert (profile.regions, profile.may_see_complaints) == (["*"], True)


def test_a_reset_password_replaces_the_old_one_and_opens_the_door_again(
    db: None, tmp_path: Path
) -> None:
    from django.contrib.auth.models import User

    from desk.web.access import login_refused, record_failure

    old = add_user("reader", regions=())
    for _ in range(5):
        record_failure("reader", "127.0.0.1")
    new = reset_password(tmp_path, "reader")
    user = User.objects.get(username="reader")
    assert user.check_password(new)
    assert not user.check_password(old)
    assert not login_refused("reader", "127.0.0.1")


def test_an_unknown_user_is_an_error_that_says_so(db: None, tmp_path: Path) -> None:
    for change in (
        lambda: reset_password(tmp_path, "nobody"),
        lambda: set_access("nobody", regions=(), may_see_complaints=False),
    ):
        with pytest.raises(UserError, match="nobody"):
            change()


def test_a_port_in_use_is_an_error_that_says_what_to_do(db: None, tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SetupError, match="--port"):
            serve(tmp_path, port=taken.getsockname()[1])


def test_serving_beyond_this_machine_is_warned_about(
    db: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SetupError):
        serve(tmp_path, host="192.0.2.1", port=1)  # an address that no machine has
    assert "TLS" in capsys.readouterr().err


def test_the_first_start_makes_one_account_for_each_role_and_no_second_time(db: None) -> None:
    from django.contrib.auth.models import User

    from desk.access.roles import roles

    passwords = first_accounts()
    assert list(passwords) == list(roles())
    assert len(set(passwords.values())) == len(passwords)
    for name, password in passwords.items():
        user: Any = User.objects.get(username=name)
        assert user.check_password(password)
        assert user.profile.role == name
        assert user.profile.must_change_password
        assert user.profile.regions == ([] if name == "administrator" else ["*"])
        assert not user.profile.may_see_complaints
    assert first_accounts() == {}
