"""Reconciliation 0.2 (对账接口) under the API: the answers of `desk.reconciliation`, for whoever has a token.

Unlike the address with a key in it, it may be asked through the TLS proxy: the token travels in a header,
and a batch needs a purpose ticket.
"""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Form, Path, Query, Router, Schema

from desk.access.audit import record
from desk.access.tickets import ticket_of
from desk.api.door import asks
from desk.api.opened import shown, ticketed
from desk.api.problems import Problem
from desk.reconciliation import BadQueryError, answers, manifest, parse, suggest
from desk.web import reconcile
from desk.web.access import flag_near

router = Router(tags=["reconciliation"])
Batch = dict[str, Any]


class Queries(Schema):
    """A batch of queries, as the specification has it: JSON in a form's field."""

    queries: str


@router.get(
    "/reconcile", response=Batch, summary="对账接口说明或结果 · manifest, or results of a batch"
)
@asks("match.query")
def reconcile_get(
    request: HttpRequest, queries: Annotated[str | None, Query(None)] = None
) -> dict[str, Any]:
    """Manifest of the service; with ``queries`` the results of the batch, which needs a purpose ticket."""
    if queries is None:
        return manifest(request.build_absolute_uri(request.path))
    return _answer(request, queries)


@router.post("/reconcile", response=Batch, summary="对账结果 · results of a batch")
@asks("match.query")
def reconcile_post(request: HttpRequest, sent: Form[Queries]) -> dict[str, Any]:
    """Results of a batch of reconciliation 0.2. Needs a purpose ticket."""
    return _answer(request, sent.queries)


@router.get(
    "/reconcile/suggest/{kind}", response=Batch, summary="对账补全 · what a few letters can mean"
)
@asks("match.query")
def reconcile_suggestions(
    request: HttpRequest,
    kind: Annotated[str, Path(..., pattern=r"^(entity|property|type)$")],
    prefix: Annotated[str, Query("", max_length=200)] = "",
) -> dict[str, Any]:
    """Suggestions of an entity, a property or a type; entities need a purpose ticket."""
    if kind == "entity":
        ticketed(request)
    _, access = shown(request)
    return suggest(reconcile._sources(), kind, prefix, access)


def _answer(request: HttpRequest, text: str) -> dict[str, Any]:
    ticketed(request)
    snapshot, access = shown(request)
    try:
        queries = parse(text)
    except BadQueryError as error:
        raise Problem(code="bad-request", detail=str(error)) from error
    sources = reconcile._sources()
    ticket = ticket_of(request)
    traced = {
        "purpose": ticket.purpose if ticket else "",
        "ticket": ticket.number if ticket else "",
        "run": snapshot.digest,
    }
    for one in queries.values():
        record(request.user, "match.query", one.kind, text=one.text[:500], **traced)
        flag_near(request.user, one.text, names=(one.text,), **traced)
    return answers(sources, queries, access)
