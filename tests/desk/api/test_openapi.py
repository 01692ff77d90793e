"""The OpenAPI document: valid, complete, and what the API really does, tried with random calls (schemathesis)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.desk.test_reconcile import sources

SignIn = Callable[..., Client]
Call = Callable[..., Any]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROLES: list[dict[str, Any]] = [
    {"role": "analyst"},
    {"role": "investigator", "complaints": True, "regions": ("4206",)},
    {"role": "supervisor", "ticket": False},
    {"role": "auditor"},
]


def document() -> Any:
    from desk.api.service import document

    return json.loads(json.dumps(document()))


def test_the_document_is_openapi_3_1_and_valid() -> None:
    told = document()
    assert told["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(told).validate()


def test_the_document_names_every_address_and_every_error() -> None:
    from desk.api.urls import urlpatterns

    told = document()
    views = [
        one
        for one in urlpatterns
        if getattr(one, "name", None) not in ("api", "openapi", "tokens", "api_missing")
    ]
    assert len(told["paths"]) == len(views) >= 15
    for address, methods in told["paths"].items():
        for method, operation in methods.items():
            missing = {"401", "403", "404", "405", "422", "429", "500"} - operation[
                "responses"
            ].keys()
            assert not missing, (method, address)
            assert operation["summary"]
            assert "X-Qinqing-Ticket" in {one["name"] for one in operation["parameters"]}
    assert told["security"] == [{"token": []}, {"session": []}]


def test_operation_ids_are_used_once() -> None:
    ids = [
        one["operationId"] for methods in document()["paths"].values() for one in methods.values()
    ]
    assert len(ids) == len(set(ids))


def test_the_document_is_for_those_who_may_call(caller: Call, signed_in: SignIn) -> None:
    assert Client().get("/api/openapi.json").status_code == 401
    assert caller(role="auditor").get("/api/openapi.json").json() == document()
    assert signed_in(role="intake").get("/api/openapi.json").json() == document()


@pytest.mark.parametrize("profile", ROLES, ids=lambda profile: profile["role"])
def test_random_calls_never_break_it_and_answer_as_the_document_says(
    caller: Call, profile: dict[str, Any], monkeypatch: pytest.MonkeyPatch, settings_of_rate: None
) -> None:
    from desk.web import reconcile

    made = sources()
    monkeypatch.setattr(reconcile, "_sources", lambda: made)
    one = caller(**profile)
    headers = {"Authorization": f"Bearer {one.token}"}
    if one.ticket:
        headers["X-Qinqing-Ticket"] = one.ticket
    schema = schemathesis.openapi.from_dict(document())
    schema.app = get_wsgi_application()
    statuses: set[int] = set()
    for result in schema.get_all_operations():
        operation = result.ok()  # type: ignore[union-attr]

        @seed(20261123)
        @settings(
            max_examples=4, database=None, deadline=None, suppress_health_check=list(HealthCheck)
        )
        @given(case=operation.as_strategy())
        def calls(case: Any) -> None:
            response = case.call(headers=headers)
            statuses.add(response.status_code)
            case.validate_response(response, checks=CHECKS)

        calls()
    assert 200 in statuses, statuses
    assert 401 not in statuses


@pytest.fixture
def settings_of_rate(settings: Any) -> None:
    """No limit on the calls of a minute."""
    settings.QINQING_API_PER_MINUTE = 1_000_000
