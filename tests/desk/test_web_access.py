"""Who gets in and who sees what: login, area, complaints, the trace of views."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import URLPattern, get_resolver

SignIn = Callable[..., Client]
PASSWORD = "Teahouse-under-9-willows"
SHAREHOLDING = "/source/G001/?file=股东出资.csv&row=2"
COMPLAINT = "/source/G001/?file=信访举报.csv&row=2&from=10&to=16"


def body(page: Any) -> str:
    text: str = page.content.decode()
    return text


def account(name: str = "reader", **profile: Any) -> None:
    from django.contrib.auth.models import User

    from desk.web.models import Profile

    user = User.objects.create_user(name, password=PASSWORD)
    Profile.objects.create(user=user, **profile)


def test_every_page_but_login_and_language_asks_for_a_login(db: None) -> None:
    patterns = [str(e.pattern) for e in get_resolver().url_patterns if isinstance(e, URLPattern)]
    assert len(patterns) >= 9
    for pattern in patterns:
        address = "/" + re.sub(r"<[^>]*>", "G001", pattern)
        if address in ("/login/", "/language/"):
            continue
        page = Client().get(address)
        if address.startswith(
            "/reconcile/key/"
        ):  # OpenRefine cannot log in: the key is in the address
            assert page.status_code == 401, address
            continue
        if page.status_code == 405:  # a page for POST only, tried as such
            page = Client().post(address)
        assert page.status_code == 302, address
        assert page["Location"].startswith("/login/"), address


@pytest.mark.parametrize(
    "url", ["/dossier/G001/", SHAREHOLDING, "/dossier/NOBODY/", "/dossier/G003/"]
)
def test_an_official_out_of_the_area_and_one_who_does_not_exist_look_the_same(
    signed_in: SignIn, url: str
) -> None:
    from desk.access.models import AuditEvent

    page = signed_in(regions=("421125",)).get(url)
    assert page.status_code == 404
    assert "江海" not in body(page)
    assert not AuditEvent.objects.filter(about="G001").exists()


def test_the_list_holds_the_officials_of_the_area_only(signed_in: SignIn) -> None:
    page = body(signed_in(regions=("4211",)).get("/list/"))
    assert "周宁" in page
    assert "江海" not in page


def test_an_account_without_an_area_sees_nobody_and_is_told_why(signed_in: SignIn) -> None:
    page = body(signed_in(regions=()).get("/list/"))
    assert "没有授权区域" in page
    assert "G00" not in page


def test_a_user_without_a_profile_sees_nobody(db: None, settings: Any, shared_run: Path) -> None:
    from django.contrib.auth.models import User

    settings.QINQING_OUT = shared_run
    client = Client()
    client.force_login(User.objects.create_user("bare"))
    for url in ("/list/", "/dossier/G001/", "/report/"):
        page = client.get(url)
        assert page.status_code == 403, url
        assert "江海" not in body(page)


def test_without_clearance_no_page_tells_of_a_complaint(signed_in: SignIn) -> None:
    client = signed_in()
    assert client.get("/dossier/G003/").status_code == 404
    assert client.get(COMPLAINT).status_code == 404
    for url in ("/list/", "/dossier/G001/", "/report/", SHAREHOLDING):
        page = body(client.get(url))
        for trace in ("P-28", "信访", "来信", "举报"):
            assert trace not in page, (url, trace)


def test_with_clearance_the_complaint_is_shown_with_its_words_marked(signed_in: SignIn) -> None:
    client = signed_in(complaints=True)
    assert "P-28" in body(client.get("/list/"))
    assert '<mark id="span">东山路桥公司</mark>' in body(client.get(COMPLAINT))


@pytest.mark.parametrize(
    "query",
    [
        "file=股东出资.csv&row=4",  # a row of another company, in no finding
        "file=公职人员.csv&row=2",
        "file=../../etc/passwd",
        "file=股东出资.csv&row=-1",
        "file=股东出资.csv&row=２",
        "file=文书/会议纪要.txt&page=1&from=0&to=99",
        "",
    ],
)
def test_only_places_that_the_findings_point_at_can_be_opened(
    signed_in: SignIn, query: str
) -> None:
    assert signed_in(complaints=True).get(f"/source/G001/?{query}").status_code == 404


def test_every_view_of_a_dossier_or_source_is_written_down(signed_in: SignIn) -> None:
    from desk.access.models import AuditEvent

    client = signed_in()
    client.post("/purpose/", {"purpose": "东山专项 12 号"})
    client.get("/dossier/G001/")
    client.get(SHAREHOLDING)
    events = AuditEvent.objects.filter(about="G001")
    seen = list(events.values_list("username", "action", "detail", "purpose"))
    assert seen == [
        ("user0", "dossier.open", "{}", "东山专项 12 号"),
        ("user0", "source.open", '{"place": "股东出资.csv#2"}', "东山专项 12 号"),
    ]
    assert all(len(event.run) == 64 for event in events)


def test_the_trace_can_be_added_to_but_never_changed(db: None) -> None:
    from desk.access.audit import record
    from desk.access.models import AuditEvent

    event = record(None, "dossier.open", "G001")
    with pytest.raises(TypeError, match="append-only"):
        event.delete()
    for change in (
        event.save,
        lambda: AuditEvent.objects.update(username="b"),
        AuditEvent.objects.all().delete,
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert AuditEvent.objects.get().username == ""


def test_five_wrong_passwords_close_the_door_even_to_the_right_one(db: None) -> None:
    account()
    client = Client()
    for _ in range(5):
        assert client.post("/login/", {"username": "reader", "password": "x"}).status_code == 200
    page = client.post("/login/", {"username": "reader", "password": PASSWORD})
    assert page.status_code == 429
    assert "暂停登录" in body(page)
    account("other")
    page = client.post("/login/", {"username": "other", "password": PASSWORD})
    assert page.status_code == 302, "another name is not locked out"


def test_an_old_failure_no_longer_counts(db: None) -> None:
    from datetime import timedelta

    from desk.web.access import WINDOW, login_refused, record_failure
    from desk.web.models import LoginFailure

    for _ in range(5):
        record_failure("reader", "127.0.0.1")
    assert login_refused("reader", "10.0.0.9")
    assert not login_refused("other", "127.0.0.1")
    for failure in LoginFailure.objects.all():
        LoginFailure.objects.filter(pk=failure.pk).update(
            failed_at=failure.failed_at - WINDOW - timedelta(seconds=1)
        )
    assert not login_refused("reader", "127.0.0.1")


def test_a_one_time_password_opens_nothing_but_its_own_change(db: None) -> None:
    account(regions=["*"], must_change_password=True)
    client = Client()
    client.post("/login/", {"username": "reader", "password": PASSWORD})
    assert client.get("/list/")["Location"] == "/password/"
    new = "Nine-willows-by-7-ponds"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post("/password/", form)["Location"] == "/"
    assert client.get("/list/").status_code == 200


def test_logout_ends_the_session_and_needs_a_post(signed_in: SignIn) -> None:
    client = signed_in()
    assert client.get("/logout/").status_code == 405
    client.post("/logout/")
    assert client.get("/list/").status_code == 302


def test_a_post_without_its_token_is_refused(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/login/", {"username": "a", "password": "b"}).status_code == 403


def test_pages_allow_scripts_of_their_own_files_only_and_are_never_cached(
    signed_in: SignIn,
) -> None:
    page = signed_in().get("/list/")
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src 'self';" in policy
    assert "://" not in policy
    assert page["Cache-Control"] == "no-store"
    assert page["X-Frame-Options"] == "DENY"


def test_cookies_are_closed_to_scripts_and_other_sites(db: None) -> None:
    account(regions=["*"])
    client = Client()
    client.post("/login/", {"username": "reader", "password": PASSWORD})
    for name in ("qinqing_session", "qinqing_csrf"):
        cookie = client.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"


def test_passwords_are_kept_as_argon2(db: None) -> None:
    from django.contrib.auth.models import User

    account()
    assert User.objects.get().password.startswith("argon2$argon2id$")


def test_a_login_leads_to_no_other_site(db: None) -> None:
    account(regions=["*"])
    form = {"username": "reader", "password": PASSWORD, "next": "https://elsewhere.example/"}
    assert Client().post("/login/", form)["Location"] == "/"
