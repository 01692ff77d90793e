"""Documents on the ledger's own clues: who sees them, and what a complaint taken in at the desk keeps back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

SignIn = Callable[..., Client]
ITEM = "420600-2025-0001"


def user_of(client: Client) -> Any:
    from django.contrib.auth.models import User

    return User.objects.get(pk=client.session["_auth_user_id"])


@pytest.fixture
def ledger(signed_in: SignIn) -> Callable[..., Any]:
    """A function that enters a clue into the ledger."""

    def enter(item: str = ITEM, officers: tuple[Client, ...] = (), **more: Any) -> Any:
        from desk.cases.models import Clue

        fields = {
            "region": "420600", "year": 2025, "channel": "lead", "official_id": "G001", "name": "江海",
            "unit": "东山市交通运输局", "title": "副局长", "regions": ["420600"], "state": "assigned",
            "received": date(2025, 3, 4), "received_by_office": True,
        } | more  # fmt: skip
        by = user_of(signed_in(role="case_supervision"))
        clue = Clue.objects.create(item=item, registered_by=by, **fields)
        clue.officers.set([user_of(client) for client in officers])
        return clue

    return enter


def test_the_officer_of_a_clue_drafts_and_no_other(
    signed_in: SignIn, ledger: Callable[..., Any], filled: dict[str, str]
) -> None:
    officer, other = signed_in(), signed_in()
    ledger(officers=(officer,))
    at = f"/clues/{ITEM}/documents/"
    assert officer.get(at).status_code == 200
    assert officer.post(f"{at}new/reminder/", filled).status_code == 302
    assert other.get(at).status_code == 404
    assert other.post(f"{at}new/reminder/", filled).status_code == 404
    assert signed_in(role="supervisor", regions=("4206",)).get(at).status_code == 200
    assert signed_in(role="supervisor", regions=("4211",)).get(at).status_code == 404


@pytest.mark.parametrize(("clearing", "code"), [("none", 409), ("open", 302), ("approved", 302)])
def test_a_clearing_letter_needs_an_open_task_of_clearing(
    signed_in: SignIn, ledger: Callable[..., Any], filled: dict[str, str], clearing: str, code: int
) -> None:
    officer = signed_in()
    ledger(officers=(officer,), clearing=clearing)
    more = {**filled, "untrue": "持股一事", "verified": "已核实", "range": "书面澄清"}
    page = officer.post(f"/clues/{ITEM}/documents/new/clearing/", more)
    assert page.status_code == code


def test_a_complaint_taken_in_at_the_desk_is_kept_back_too(
    signed_in: SignIn, ledger: Callable[..., Any], filled: dict[str, str]
) -> None:
    officer, supervisor = signed_in(), signed_in(role="supervisor")
    ledger(officers=(officer,))
    said = "称该局食堂采购多年来只在一家副食店进行，且价格高于市场"
    ledger("420600-2025-0002", channel="complaint", reference="LX-3321", summary=said, name="周宁")
    at = f"/clues/{ITEM}/documents/"
    for risks, sent in (
        ("食堂采购多年来只在一家副食店进行", 404),
        ("见编号LX-3321", 404),
        ("2025年3月4日的材料", 404),
        ("食堂管理制度不完善", 200),
    ):
        letter = officer.post(f"{at}new/reminder/", {**filled, "risks": risks})["Location"]
        assert supervisor.post(f"{letter}release/", {"version": "1"}).status_code == 302
        assert supervisor.get(f"{letter}file/").status_code == sent, risks


def test_the_page_of_a_clue_leads_to_its_documents_whom_may_read_them() -> None:
    from django.template.loader import render_to_string

    folder = Path(__file__).resolve().parents[3] / "desk" / "cases" / "templates" / "cases"
    page = (folder / "clue.html").read_text(encoding="utf-8")
    assert 'include "documents/link.html"' in page
    clue = {"clue": {"item": ITEM}}
    shown = render_to_string("documents/link.html", {**clue, "may": {"document_view": True}})
    assert f'href="/clues/{ITEM}/documents/"' in shown
    assert "href" not in render_to_string("documents/link.html", {**clue, "may": {}})
