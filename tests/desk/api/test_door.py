"""Who comes in to the API: tokens and sessions, roles, the rate, the trace; every refusal is a problem."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern

SignIn = Callable[..., Client]
Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = json.loads(response.content)
    assert told["status"] == status
    assert told["type"].startswith("urn:qinqing:problem:")
    return told


def resources() -> list[URLPattern]:
    from desk.api.urls import urlpatterns

    return [
        one for one in urlpatterns if isinstance(one, URLPattern) and hasattr(one.callback, "api")
    ]


def address(pattern: URLPattern) -> str:
    text = str(pattern.pattern)
    for name, value in (
        ("<path:official_id>", "G001"),
        ("<person_key>", "p1"),
        ("<uscc>", "X"),
        ("<kind>", "type"),
    ):
        text = text.replace(name, value)
    return f"/api/{text}"


def test_nobody_comes_in_without_token_or_session(db: None) -> None:
    assert len(resources()) >= 13
    for pattern in resources():
        for client in (
            Client(),
            Client(headers={"Authorization": "Bearer qq_nothing"}),
            Client(headers={"Authorization": "Basic eDp5"}),
        ):
            response = client.get(address(pattern))
            problem(response, 401)
            assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    "role", ["intake", "analyst", "supervisor", "auditor", "administrator", "custodian", ""]
)
def test_each_role_is_let_in_where_its_capability_says_and_nowhere_else(
    caller: Call, role: str
) -> None:
    from desk.access.permit import ANYBODY
    from desk.access.roles import allowed

    one = caller(role=role)
    for pattern in resources():
        capability = vars(pattern.callback)["capabilities"][""]
        status = one.get(address(pattern)).status_code
        assert (status != 403) == (capability == ANYBODY or allowed(role, capability)), (
            role,
            pattern,
        )


def test_a_token_speaks_for_its_user_and_ends_with_him(caller: Call) -> None:
    one = caller()
    assert one.get("/api/leads").status_code == 200
    one.user.set_password("Another-long-word-9")
    one.user.save()
    problem(one.get("/api/leads"), 401)


def test_a_token_ends_when_its_user_is_deactivated(caller: Call) -> None:
    one = caller()
    one.user.is_active = False
    one.user.save()
    problem(one.get("/api/leads"), 401)


def test_a_token_ends_when_a_new_password_is_due(caller: Call) -> None:
    one = caller()
    one.user.profile.must_change_password = True
    one.user.profile.save()
    problem(one.get("/api/leads"), 401)


def test_a_token_ends_on_its_day_and_when_it_is_revoked(caller: Call) -> None:
    from django.utils import timezone

    from desk.api.models import Token
    from desk.api.tokens import in_force, revoke

    one, other = caller(), caller()
    Token.objects.filter(user=one.user).update(expires_at=timezone.now())
    problem(one.get("/api/leads"), 401)
    number = in_force(other.user).get().pk
    assert not revoke(one.user, number), "nobody revokes another's token"
    assert other.get("/api/leads").status_code == 200
    assert revoke(other.user, number)
    problem(other.get("/api/leads"), 401)


def test_only_a_digest_of_a_token_is_kept(caller: Call) -> None:
    from desk.api.models import Token

    one = caller()
    kept = Token.objects.filter(user=one.user).values().get()
    assert one.token not in str(kept)
    assert len(one.token) > 40


def test_a_role_taken_away_counts_at_once(caller: Call) -> None:
    one = caller(role="investigator")
    assert one.get("/api/leads").status_code == 200
    one.user.profile.role = "administrator"
    one.user.profile.save()
    problem(one.get("/api/leads"), 403)


def test_a_session_may_read_and_needs_the_pages_value_for_the_rest(signed_in: SignIn) -> None:
    from django.contrib.auth.models import User

    known = signed_in()
    assert known.get("/api/leads").status_code == 200
    assert known.get("/api/dossiers/G001").status_code == 200, "the session's ticket counts"
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.get(pk=known.session["_auth_user_id"]))
    told = problem(
        strict.post("/api/match", {"name": "江海"}, content_type="application/json"), 403
    )
    assert told["type"].endswith(":csrf")


def test_an_unknown_address_a_wrong_method_and_a_broken_body_are_problems(caller: Call) -> None:
    one = caller()
    problem(one.get("/api/nothing/here"), 404)
    problem(Client().get("/api/leads/"), 404)
    response = one.post("/api/leads", {})
    problem(response, 405)
    assert response["Allow"] == "GET"
    problem(
        one.client.post(
            "/api/match",
            "{",
            content_type="application/json",
            headers={"Authorization": f"Bearer {one.token}"},
        ),
        400,
    )
    told = problem(one.get("/api/leads?limit=0&sort=guilt&region=42x"), 422)
    assert {error["where"].rpartition(".")[2] for error in told["errors"]} == {
        "limit",
        "sort",
        "region",
    }
    assert "42x" not in json.dumps(told), "what was sent is not sent back"


def test_a_body_too_large_is_refused_before_it_is_read(caller: Call) -> None:
    problem(caller().post("/api/match", {"name": "江" * 70_000}), 413)


def test_what_breaks_is_logged_and_tells_nothing(
    caller: Call, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from desk.api import leads

    def broken(request: Any) -> Any:
        msg = "secret of the house"
        raise RuntimeError(msg)

    one = caller()
    monkeypatch.setattr(leads, "shown", broken)
    response = one.get("/api/leads")
    problem(response, 500)
    assert "secret" not in response.content.decode()
    assert "RuntimeError" in caplog.text


def test_too_many_calls_of_one_token_wait_while_another_goes_on(
    caller: Call, settings: Any
) -> None:
    settings.QINQING_API_PER_MINUTE = 3
    one, other = caller(), caller()
    answers = [one.get("/api/runs/current") for _ in range(5)]
    assert [answer.status_code for answer in answers].count(200) in (
        3,
        4,
    )  # a minute may end in between
    problem(answers[-1], 429)
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert other.get("/api/runs/current").status_code == 200


def test_a_run_that_is_not_there_is_said(caller: Call, settings: Any, tmp_path: Any) -> None:
    one = caller(out=tmp_path / "empty")
    problem(one.get("/api/leads"), 503)
    assert one.get("/api/runs/current").json()["state"] == "none"


def test_every_call_is_written_down_before_it_is_answered(caller: Call) -> None:
    from desk.access.models import AuditEvent

    one = caller(role="supervisor")
    one.get("/api/leads?unit=水利")
    one.get("/api/dossiers/NOBODY")
    one.post("/api/match", {"name": "江海"})
    told = list(AuditEvent.objects.filter(action__startswith="api.").order_by("number"))
    assert [(event.action, event.about) for event in told] == [
        ("api.leads", ""), ("api.dossier", "NOBODY"), ("api.refused", ""),
    ]  # fmt: skip
    assert all(event.username == one.user.username for event in told)
    assert told[1].ticket == one.ticket
    assert one.token not in "".join(event.detail for event in told)


def test_a_call_that_cannot_be_written_down_is_not_answered(
    caller: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.api import door

    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "no space left")

    one = caller()
    monkeypatch.setattr(door, "record", full)
    assert "江海" not in problem(one.get("/api/leads"), 500).values()


def test_names_are_opened_under_a_ticket_only(caller: Call) -> None:
    without = caller(ticket=False)
    named = (
        "/api/dossiers/G001",
        "/api/dossiers/NOBODY",
        "/api/persons?lead=G001",
        "/api/persons/p1?lead=G001",
        "/api/dispositions?lead=G001",
        "/api/reconcile?queries=%7B%7D",
        "/api/companies/91420600000000001X?lead=G001",
    )
    for url in named:
        response = without.get(url)
        told = problem(response, 428)
        assert told["type"].endswith("ticket-required"), url
    problem(without.post("/api/match", {"name": "江海"}), 428)
    problem(without.get("/api/dossiers/G001", **{"X-Qinqing-Ticket": "MD2025-9999"}), 403)


def test_no_other_site_may_read_an_answer(caller: Call) -> None:
    response = caller().get("/api/leads", Origin="https://elsewhere.example")
    assert "Access-Control-Allow-Origin" not in response.headers
    assert response["Cache-Control"] == "no-store"
    assert "default-src 'none'" in response["Content-Security-Policy"]
