"""How leads were disposed of (处置结果), official by official."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq
from django.http import HttpRequest
from ninja import Router, Schema

from desk.api.door import asks
from desk.api.opened import opened
from desk.api.persons import LeadOf

router = Router(tags=["dispositions"])


class Disposition(Schema):
    """One row of 处置结果 that the run has read."""

    lead_id: str | None
    official_id: str
    uscc: str | None
    outcome: str
    measure: str | None
    date: str | None
    document: str | None
    source: str


class Dispositions(Schema):
    """What was decided about one official."""

    run: str
    items: list[Disposition]


@router.get("/dispositions", response=Dispositions, summary="处置结果 · dispositions of a lead")
@asks("dossier.open")
def dispositions(request: HttpRequest, lead: LeadOf) -> dict[str, Any]:
    """Dispositions of an official that the run has read. Needs a purpose ticket."""
    found = opened(request, lead, place="api:dispositions")
    path = found.snapshot.out / "stages" / "ingest" / "dispositions.parquet"
    rows = pq.read_table(path, filters=[("official_id", "=", lead)]).to_pylist()
    rows.sort(key=lambda row: (row["date"] or "", row["source"]), reverse=True)
    return {"run": found.snapshot.digest, "items": rows}
