"""Purpose tickets: no named person without one, made by one person and approved by another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

SignIn = Callable[..., Client]
FIELDS = {
    "matter": "东核〔2025〕12号",
    "legal_basis": "监察法第18条",
    "purpose": "专项核查",
    "approver": "室主任",
    "population": "东山市交通系统",
    "tables": "任职经历、股东出资",
    "period_from": "2020-01-01",
    "period_to": "2025-06-30",
    "valid_until": "2099-01-01",
}
DOSSIER = "/dossier/G001/"


def events(action: str) -> list[Any]:
    from desk.access.models import AuditEvent

    return list(AuditEvent.objects.filter(action=action))


@pytest.mark.parametrize(
    "url", [DOSSIER, "/dossier/NOBODY/", "/source/G001/?file=股东出资.csv&row=2", "/identity/G001/"]
)
def test_without_a_ticket_no_named_person_is_opened_and_none_is_told_from_nobody(
    signed_in: SignIn, url: str
) -> None:
    page = signed_in(ticket=False).get(url)
    assert page.status_code == 302
    assert page["Location"].startswith("/tickets/?next=")
    assert not events("dossier.open")


def test_made_by_one_approved_by_another_chosen_and_written_with_every_look(
    signed_in: SignIn,
) -> None:
    from desk.access.models import Ticket

    maker = signed_in(ticket=False)
    assert maker.post("/tickets/", FIELDS | {"next": DOSSIER}).status_code == 302
    number = Ticket.objects.get().number
    assert maker.post("/tickets/choose/", {"number": number}).status_code == 404, "not approved"
    other = signed_in(role="supervisor", ticket=False)
    form = {"number": number, "answer": "yes"}
    assert maker.post("/tickets/decide/", form).status_code == 403
    assert other.post("/tickets/decide/", form).status_code == 302
    assert other.post("/tickets/decide/", form).status_code == 403, "decided already"
    back = maker.post("/tickets/choose/", {"number": number, "next": DOSSIER})
    assert back["Location"] == DOSSIER
    assert maker.get(DOSSIER).status_code == 200
    (look,) = events("dossier.open")
    assert (look.ticket, look.purpose) == (number, "专项核查")


def test_nobody_approves_his_own_by_the_page_or_around_it(signed_in: SignIn) -> None:
    from desk.access.models import Ticket

    both = signed_in(role="supervisor", ticket=False)
    both.post("/tickets/", FIELDS)
    ticket = Ticket.objects.get()
    answer = both.post("/tickets/decide/", {"number": ticket.number, "answer": "yes"})
    assert answer.status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.update(approved_by=ticket.made_by, decision="yes")


def test_a_ticket_that_ran_out_or_was_refused_opens_nothing(signed_in: SignIn) -> None:
    from datetime import date

    from desk.access.models import Ticket

    client = signed_in()
    assert client.get(DOSSIER).status_code == 200
    Ticket.objects.update(valid_until=date(2020, 1, 1))
    assert client.get(DOSSIER).status_code == 302
    Ticket.objects.update(valid_until=date(2099, 1, 1), decision="no")
    assert client.get(DOSSIER).status_code == 302


def test_a_ticket_must_say_all_and_end_in_the_future(signed_in: SignIn) -> None:
    from desk.access.models import Ticket

    client = signed_in(ticket=False)
    for name in FIELDS:
        assert client.post("/tickets/", FIELDS | {name: ""}).status_code == 422, name
    assert client.post("/tickets/", FIELDS | {"valid_until": "2020-01-01"}).status_code == 422
    assert client.post("/tickets/", FIELDS | {"period_to": "2019-01-01"}).status_code == 422
    assert not Ticket.objects.exists()


def test_a_choice_leads_to_no_other_site(signed_in: SignIn) -> None:
    client = signed_in()
    form = {"number": "MD2025-0001", "next": "https://elsewhere.example/"}
    assert client.post("/tickets/choose/", form)["Location"] == "/"


def test_who_may_open_nobody_uses_no_ticket(signed_in: SignIn) -> None:
    from django.contrib.auth.models import User

    from desk.access.tickets import make, usable

    signed_in(role="auditor")
    auditor = User.objects.get()
    assert usable(auditor, "MD2025-0001") is None
    with pytest.raises(PermissionDenied):
        make(auditor, **FIELDS)
