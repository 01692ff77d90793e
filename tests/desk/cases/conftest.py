"""An office of invented persons: one user a role, and the steps of a whole case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from desk.cases.models import Clue

SignIn = Callable[..., Client]
OFFICIAL = "G001"


@dataclass
class Office:
    """Who works here; each has a client of his own."""

    analyst: Client
    intake: Client
    first: Client
    second: Client
    other: Client
    supervisor: Client
    chief: Client
    case_supervision: Client

    def name(self, role: str) -> str:
        """Return the user name of one of them."""
        return name_of(getattr(self, role))

    def step(self, who: str, clue: Clue, step: str, **data: Any) -> Any:
        """Take a step from the page and return the answer."""
        client: Client = getattr(self, who)
        return client.post(f"/clues/{clue.item}/{step}/", data)

    def adopted(self, official: str = OFFICIAL, findings: tuple[str, ...] = ("F0001",)) -> Clue:
        """Return a lead that the analyst has adopted."""
        answer = self.analyst.post(f"/adopt/{official}/", {"findings": list(findings)})
        assert answer.status_code == 302, answer.content.decode()
        return Clue.objects.latest("pk")

    def assigned(self, **how: Any) -> Clue:
        """Return a clue that case supervision has received and the supervisor has assigned."""
        clue = self.adopted(**how)
        self.done("case_supervision", clue, "receive")
        self.done(
            "supervisor", clue, "assign", first=self.name("first"), second=self.name("second")
        )
        return clue

    def verifying(self, **how: Any) -> Clue:
        """Return a clue in preliminary verification."""
        clue = self.assigned(**how)
        self.done("first", clue, "propose_way", way="verification", reason="可查")
        self.done("supervisor", clue, "approve_way")
        return clue

    def closed(self, outcome: str = "不属实", **how: Any) -> Clue:
        """Return a clue closed with an outcome that is to nobody's disadvantage."""
        clue = self.verifying(**how)
        outcomes = {f"outcome_{m.number}": outcome for m in clue.matters.all()}
        self.done("first", clue, "propose_outcome", measure="予以了结", reason="查否", **outcomes)
        self.done("supervisor", clue, "approve_outcome", document="东纪〔2026〕1号")
        clue.refresh_from_db()
        return clue

    def done(self, who: str, clue: Clue, step: str, **data: Any) -> None:
        """Take a step that has to succeed."""
        answer = self.step(who, clue, step, **data)
        assert answer.status_code == 302, (step, text(answer))


def name_of(client: Client) -> str:
    """Return the user name of a client."""
    name: str = User.objects.get(pk=client.session["_auth_user_id"]).username
    return name


def text(answer: Any) -> str:
    """Return the page of an answer."""
    content: str = answer.content.decode()
    return content


@pytest.fixture
def office(signed_in: SignIn, settings: Any) -> Office:
    """An office without a case folder, on the run of the other tests."""
    settings.QINQING_CASE = None
    return Office(
        analyst=signed_in(role="analyst"),
        intake=signed_in(role="intake"),
        first=signed_in(role="investigator"),
        second=signed_in(role="investigator"),
        other=signed_in(role="investigator"),
        supervisor=signed_in(role="supervisor"),
        chief=signed_in(role="supervisor"),
        case_supervision=signed_in(role="case_supervision"),
    )
