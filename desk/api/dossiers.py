"""The dossier of an official (卷宗) for programs: what the page shows, facts first, the score last."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from desk.api import findings as told
from desk.api.door import asks
from desk.api.findings import FindingRow, Text
from desk.api.leads import LeadRow, row
from desk.api.opened import opened
from risk.explain import explain_official

router = Router(tags=["dossiers"])


class Dossier(Schema):
    """All that the caller may see of one official."""

    run: str
    as_of: str | None
    notice: Text
    official_id: str
    findings: list[FindingRow]
    weakest_link: Text
    next_check: Text = Field(description="最省事的下一步核查 · the cheapest next check")
    would_clear: Text = Field(description="怎样即可排除 · what would clear the person")
    lead: LeadRow | None


#: Said with every dossier, also where only a program reads it.
NOTICE = {
    "zh": "以下是待核实的疑点线索，不是结论。",
    "en": "These are indications to be checked, not a finding.",
}


@router.get(
    "/dossiers/{path:official_id}", response=Dossier, summary="卷宗 · the dossier of an official"
)
@asks("dossier.open")
def dossier(request: HttpRequest, official_id: str) -> dict[str, Any]:
    """Give findings with evidence, exemptions and weights, the weakest link, the next check, what would clear.

    Needs a purpose ticket. An official out of the caller's area is answered as one who does not exist.
    """
    found = opened(request, official_id)
    snapshot = found.snapshot
    summed = explain_official(found.findings, snapshot.pack)
    return {
        "run": snapshot.digest,
        "as_of": snapshot.report.get("as_of"),
        "notice": NOTICE,
        "official_id": official_id,
        "findings": told.rows(found.findings, snapshot.out, snapshot.pack),
        **{name: told.text(getattr(summed, name)) for name in summed._fields},
        "lead": row(found.lead) if found.lead else None,
    }
