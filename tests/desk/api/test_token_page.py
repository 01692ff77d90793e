"""The page of one's own tokens and the reference: shown once, one's own only, nothing inline, both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

SignIn = Callable[..., Client]
API = Path(__file__).resolve().parents[3] / "desk" / "api"


def agreed(client: Client) -> None:
    """Let a second person have said yes to a token for who is signed in."""
    from datetime import timedelta

    from django.contrib.auth.models import User
    from django.utils import timezone

    from desk.access.models import Approval

    Approval.objects.create(
        requested_by=User.objects.get(pk=client.session["_auth_user_id"]).username,
        action="token.make",
        about="",
        reason="夜间任务",
        decision="yes",
        decided_by="另一人",
        decided_at=timezone.now(),
        valid_until=timezone.now() + timedelta(hours=1),
    )


def made(client: Client, name: str = "夜间任务", days: str = "7") -> str:
    agreed(client)
    page = client.post("/api/tokens/", {"name": name, "days": days})
    assert page.status_code == 200
    found = re.search(r"qq_[\w-]{40,}", page.content.decode())
    assert found
    return found[0]


def test_a_token_is_shown_once_and_speaks_for_whoever_made_it(signed_in: SignIn) -> None:
    client = signed_in(regions=("4211",))
    text = made(client)
    assert text not in client.get("/api/tokens/").content.decode()
    told = Client(headers={"Authorization": f"Bearer {text}"}).get("/api/leads").json()
    assert [lead["official_id"] for lead in told["items"]] == ["G002"]


def test_making_and_revoking_are_written_down_without_the_token(signed_in: SignIn) -> None:
    from desk.access.models import AuditEvent

    client = signed_in()
    text = made(client)
    number = client.get("/api/tokens/").context["tokens"][0].pk
    assert client.post("/api/tokens/", {"revoke": number}).status_code == 302
    events = AuditEvent.objects.filter(action__startswith="token.").order_by("number")
    assert [(event.action, event.about) for event in events] == [
        ("token.make", str(number)),
        ("token.revoke", str(number)),
    ]
    assert text not in "".join(event.detail for event in events)
    assert Client(headers={"Authorization": f"Bearer {text}"}).get("/api/leads").status_code == 401


def test_nobody_revokes_or_sees_anothers(signed_in: SignIn) -> None:
    one, other = signed_in(), signed_in()
    text = made(one, "甲的令牌")
    number = one.get("/api/tokens/").context["tokens"][0].pk
    assert "甲的令牌" not in other.get("/api/tokens/").content.decode()
    for wrong in (str(number), "9999", "x", "-1", "²"):
        assert other.post("/api/tokens/", {"revoke": wrong}).status_code == 404
    assert Client(headers={"Authorization": f"Bearer {text}"}).get("/api/leads").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "", "days": "7"},
        {"name": "x", "days": "36500"},
        {"name": "x" * 81, "days": "7"},
        {"name": "x"},
    ],
)
def test_a_token_for_ever_or_for_nothing_is_refused(
    signed_in: SignIn, wrong: dict[str, str]
) -> None:
    client = signed_in()
    agreed(client)
    assert client.post("/api/tokens/", wrong).status_code == 422
    assert not client.get("/api/tokens/").context["tokens"]


def test_there_is_an_end_to_how_many(signed_in: SignIn) -> None:
    from desk.api.tokens import MOST

    client = signed_in()
    for _ in range(MOST):
        made(client)
    page = client.post("/api/tokens/", {"name": "one more", "days": "1"})
    assert page.status_code == 422
    assert "qq_" not in page.content.decode()


def test_a_token_that_reads_names_needs_a_second_persons_yes(signed_in: SignIn) -> None:
    named, nameless = signed_in(), signed_in(role="administrator")
    asked = {"name": "夜间任务", "days": "7"}
    assert named.post("/api/tokens/", asked).status_code == 403
    assert "/requests/?action=token.make" in named.get("/api/tokens/").content.decode()
    assert nameless.post("/api/tokens/", asked).status_code == 200


def test_roles_without_the_api_have_no_token(signed_in: SignIn) -> None:
    for role in ("intake", "custodian"):
        assert signed_in(role=role).get("/api/tokens/").status_code == 403


def test_the_reference_describes_every_resource_without_a_script(signed_in: SignIn) -> None:
    from desk.api.service import document

    page = signed_in().get("/api/").content.decode()
    for address in document()["paths"]:
        assert address in page
    assert "<script" not in page
    assert "style=" not in page
    assert not re.search(r"(?:src|href)=\"https?:", page)


def test_the_pages_speak_english_too(signed_in: SignIn) -> None:
    client = signed_in()
    client.cookies["qinqing_language"] = "en"
    assert "Tokens in force" in client.get("/api/tokens/").content.decode()
    assert "API reference" in client.get("/api/").content.decode()
