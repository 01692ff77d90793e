"""Callers of the API: clients with a token of a user of some role and area."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.desk import conftest as desk

SignIn = Callable[..., Client]


class Caller:
    """A program with a token and, unless told otherwise, a purpose ticket."""

    def __init__(self, user: Any, text: str, ticket: str) -> None:
        self.user, self.token, self.ticket = user, text, ticket
        self.client = Client(enforce_csrf_checks=True)

    def call(self, method: str, address: str, data: Any = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.token}"}
        if self.ticket:
            sent["X-Qinqing-Ticket"] = self.ticket
        body: dict[str, Any] = (
            {} if data is None else {"data": json.dumps(data), "content_type": "application/json"}
        )
        return self.client.generic(method, address, **body, headers=sent | headers)

    def get(self, address: str, **headers: str) -> Any:
        return self.call("GET", address, **headers)

    def post(self, address: str, data: Any, **headers: str) -> Any:
        return self.call("POST", address, data, **headers)


@pytest.fixture
def caller(signed_in: SignIn) -> Callable[..., Caller]:
    """A function that returns a caller with a token of a new user."""
    from django.contrib.auth.models import User

    from desk.api.tokens import make

    def made(*, ticket: bool = True, **profile: Any) -> Caller:
        client = signed_in(ticket=False, **profile)
        user = User.objects.get(pk=client.session["_auth_user_id"])
        _, text = make(user, "test", 1)
        return Caller(user, text, desk.approved_ticket() if ticket else "")

    return made
