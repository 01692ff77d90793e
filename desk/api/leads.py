"""The risk list (疑点清单) for programs: the same officials, filters and orders as on the page."""

from __future__ import annotations

import re
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field, field_validator

from desk.api.door import asks
from desk.api.opened import shown
from desk.api.paging import Limit, Offset, Paged, page
from desk.listing import Chosen
from desk.results import Lead
from desk.web.list_page import selected
from desk.web.listings import seen_by

router = Router(tags=["leads"])
_ORDERS = Literal[
    "strength", "name", "unit", "level", "pattern", "company", "region", "findings", "listed",
    "-strength", "-name", "-unit", "-level", "-pattern", "-company", "-region", "-findings", "-listed",
]  # fmt: skip
_REGION, _DAY = re.compile(r"[0-9]{2,6}\Z"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class LeadFilter(Schema):
    """Filter and order; everything is optional."""

    tier: int | None = Field(None, ge=1, le=2, description="层级 · 1 or 2")
    typology: str = Field("", max_length=10, description="类型 · T1 … T5")
    pattern: str = Field("", max_length=20, description="情形 · P-01 …")
    unit: str = Field("", max_length=80, description="单位或职务含此文字 · words of unit or post")
    region: str = Field(
        "", max_length=6, description="行政区划代码，2 至 6 位 · GB/T 2260, 2 to 6 digits"
    )
    level: str = Field("", max_length=40, description="职级 · grade of the post")
    text: str = Field(
        "",
        max_length=80,
        description="姓名、编号、单位、企业含此文字 · words of name, number, unit, company",
    )
    since: str = Field(
        "", max_length=10, description="此日（YYYY-MM-DD）以来列出 · listed since that day"
    )
    changed: Literal["", "new", "changed"] = Field(
        "", description="与上次运行相比 · new or changed since the run before"
    )
    state: str = Field(
        "",
        max_length=40,
        description="办理状态，限您能看到的线索 · state of the clue made of it, where you may see it",
    )
    sort: _ORDERS = Field("strength", description="排序，前加 - 倒序 · order, - turns it round")

    @field_validator("region", "since")
    @classmethod
    def form_of(cls, value: str, info: Any) -> str:
        """Refuse what is neither empty nor of the field's form."""
        form = _REGION if info.field_name == "region" else _DAY
        if value and not form.match(value):
            msg = "2 至 6 位数字 · 2 to 6 digits" if form is _REGION else "YYYY-MM-DD"
            raise ValueError(msg)
        return value


class LeadRow(Schema):
    """An official of the list: a lead to check (疑点，待核实), never a finding."""

    official_id: str
    name: str
    unit: str
    title: str
    level: str = Field(description="职级 · grade")
    regions: list[str]
    tier: int
    probability: float = Field(description="所列事实成立的把握 · that the facts hold, never guilt")
    typology: str
    typologies: list[str]
    patterns: list[str]
    findings: int
    top_pattern: str
    top_uscc: str
    top_company: str
    weakest_link: str
    next_check: str
    would_clear: str
    dossier: str = Field(
        description="卷宗地址（须目的单） · address of the dossier, needs a ticket"
    )


class Leads(Paged):
    """A page of the risk list."""

    run: str = Field(description="运行的摘要 · digest of the run")
    as_of: str | None
    items: list[LeadRow]


@router.get("/leads", response=Leads, summary="疑点清单 · the risk list")
@asks("list.view")
def leads(
    request: HttpRequest, chosen: Query[LeadFilter], limit: Limit = 50, offset: Offset = 0
) -> dict[str, Any]:
    """Officials of the caller's area with at least one shown finding, best first unless sorted."""
    snapshot, access = shown(request)
    found = selected(request.user, seen_by(snapshot, access), Chosen(**chosen.dict()))
    items, told = page(request, found, limit, offset)
    return {
        "run": snapshot.digest,
        "as_of": snapshot.report.get("as_of"),
        "items": [row(lead) for lead in items],
        **told,
    }


def row(lead: Lead) -> dict[str, Any]:
    """Return a lead as the API tells it."""
    same = {name: getattr(lead, name) for name in LeadRow.model_fields if hasattr(lead, name)}
    return same | {
        "regions": list(lead.regions),
        "typologies": sorted(lead.typologies),
        "patterns": sorted(lead.patterns),
        "dossier": f"/api/dossiers/{lead.official_id}",
    }
