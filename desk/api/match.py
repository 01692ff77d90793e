"""One person described, and who in the registers it may be (单人核对): candidates, and "none of them"."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from desk.access.audit import record
from desk.access.tickets import ticket_of
from desk.api.door import asks
from desk.api.findings import Text
from desk.api.opened import shown, ticketed
from desk.asked import asked_for
from desk.reconciliation import Sources
from desk.results import Access
from desk.web import reconcile
from desk.web.access import flag_near
from resolve.explain import explain, level_words
from resolve.lookup import look_up

router = Router(tags=["match"])
Short = Annotated[str, StringConstraints(max_length=60)]


class Described(Schema):
    """Who is asked for; only the name is needed, and a name alone identifies nobody."""

    name: Annotated[str, StringConstraints(min_length=2, max_length=60)] = Field(
        description="姓名，不可遮盖 · the full name, not masked"
    )
    born: Short = Field("", description="出生日期，可只有年 · date of birth, the year will do")
    sex: Short = Field("", description="男 or 女")
    phone: Short = ""
    region: Short = Field("", description="行政区划代码 · GB/T 2260")
    kin: list[Short] = Field(
        default=[], max_length=10, description="亲属，如 配偶=宋某 · relatives"
    )


class Weight(Schema):
    """What one field weighs, in bans (log10 of a likelihood ratio)."""

    field: Text
    bans: float


class Firm(Schema):
    """A company of the candidate, in the caller's area."""

    uscc: str
    name: str


class Candidate(Schema):
    """A register person who may be the one asked for."""

    person_key: str
    name: str
    probability: float
    level: Text
    companies: list[Firm]
    weights: list[Weight]
    sentence: Text
    next_question: Text | None


class Matched(Schema):
    """The candidates in the caller's area, and the probability that it is none of them."""

    run: str
    candidates: list[Candidate]
    none: float = Field(description="不是以上任何一人的可能性 · that it is none of these")


@router.post("/match", response=Matched, summary="单人核对 · who in the registers may this be")
@asks("match.query")
def match(request: HttpRequest, described: Described) -> dict[str, Any]:
    """Candidates with probabilities. Needs a purpose ticket; whom is asked for is written into the audit."""
    ticketed(request)
    snapshot, access = shown(request)
    asked = asked_for(**described.dict())
    ticket = ticket_of(request)
    traced = {
        "purpose": ticket.purpose if ticket else "",
        "ticket": ticket.number if ticket else "",
        "run": snapshot.digest,
    }
    record(request.user, "match.query", "Person", text=described.name, **traced)
    flag_near(request.user, described.name, names=(described.name,), **traced)
    sources = reconcile._sources()
    (answer,) = look_up(sources.registers, [asked]) if access.regions else (None,)
    rows = [row for row in answer.rows if sources.seen(row["uscc_list"], access)] if answer else []
    return {
        "run": snapshot.digest,
        "candidates": [_candidate(row, rows, sources, access) for row in rows],
        "none": max(0.0, 1.0 - sum(row["probability"] for row in rows)),
    }


def _candidate(
    row: dict[str, Any], rows: list[dict[str, Any]], sources: Sources, access: Access
) -> dict[str, Any]:
    told = explain(row, [other for other in rows if other is not row])
    firms = [code for code in row["uscc_list"] if sources.seen([code], access)]
    question = row["question"]
    return {
        "person_key": row["person_key"],
        "name": row["name"],
        "probability": row["probability"],
        "level": _text(level_words(row["level"])),
        "companies": [{"uscc": code, "name": sources.firms[code].name} for code in firms],
        "weights": [{"field": _text(p.name), "bans": p.bans} for p in told.parts if p.bans],
        "sentence": _text(told.sentence),
        "next_question": {"zh": question[0], "en": question[1]} if question else None,
    }


def _text(words: Any) -> dict[str, str]:
    return {"zh": words.get("zh"), "en": words.get("en")}
