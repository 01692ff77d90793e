"""How leads were disposed of (处置结果): those that the run has read, those of the desk, and new ones.

A disposition is made by two persons, here as on the pages: an officer of the clue proposes it, somebody
else approves or returns it; the steps and their conditions are those of `desk.cases`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pyarrow.parquet as pq
from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, StringConstraints

from desk.api.door import asks
from desk.api.opened import Opened, opened
from desk.api.persons import LeadOf
from desk.api.problems import Problem
from desk.cases.assigning import decide
from desk.cases.dispositions import of_clue
from desk.cases.exporting import export_soon
from desk.cases.forms import StepForm
from desk.cases.machine import Refused, names
from desk.cases.models import Clue
from desk.cases.taking import AnyUser
from desk.cases.visible import material_shown, visible, visible_clue

router = Router(tags=["dispositions"])
Words = Annotated[str, StringConstraints(max_length=2000)]
Code = Annotated[str, StringConstraints(max_length=40)]


class Disposition(Schema):
    """One outcome of one matter."""

    lead_id: str | None
    official_id: str
    uscc: str | None
    outcome: str
    measure: str | None
    date: str | None
    document: str | None
    source: str = Field(
        description="运行读到的行，或工作台的线索编号 · the row that the run has read, or the clue of this desk"
    )


class Dispositions(Schema):
    """What was decided about one official."""

    run: str
    items: list[Disposition]


class Proposal(Schema):
    """What an officer proposes; the codes are those of the page (desk/cases/law/codes.yaml)."""

    outcomes: dict[Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}$")], Code] = Field(
        min_length=1, max_length=200, description="事项序号 → 结论 · number of the matter → outcome"
    )
    measure: Code
    reason: Words
    form: Code = ""
    tolerance: list[Code] = Field(default=[], max_length=20)
    tolerance_note: Words = ""


class Decision(Schema):
    """What the second person says of a proposal."""

    decision: Literal["approve", "return"]
    document: Annotated[str, StringConstraints(max_length=80)] = ""
    note: Words = ""


class Standing(Schema):
    """Where the clue stands after the step."""

    item: str
    state: str


@router.get("/dispositions", response=Dispositions, summary="处置结果 · dispositions of a lead")
@asks("dossier.open")
def dispositions(request: HttpRequest, lead: LeadOf) -> dict[str, Any]:
    """Give what was decided about an official, as far as the caller may know of it. Needs a purpose ticket."""
    found = opened(request, lead, place="api:dispositions")
    told = _of_desk(request.user, lead)
    known = {row["lead_id"] for row in told} | {one["finding_id"] for one in found.findings}
    rows = [
        row for row in _of_run(found, lead) if found.access.complaints or row["lead_id"] in known
    ]
    rows += told
    rows.sort(key=lambda row: (row["date"] or "", row["source"]), reverse=True)
    return {"run": found.snapshot.digest, "items": rows}


@router.post("/dispositions/{item}/proposal", response=Standing, summary="提出处理意见 · propose")
@asks("clue.handle")
def propose_disposition(request: HttpRequest, item: str, sent: Proposal) -> dict[str, Any]:
    """Propose the outcome of a clue that one handles; it waits for a second person."""
    said = {f"outcome_{number}": code for number, code in sent.outcomes.items()}
    plain = sent.dict(exclude={"outcomes"})
    return _step(request, item, "propose_outcome", {**plain, **said})


@router.post("/dispositions/{item}/decision", response=Standing, summary="审批处理意见 · decide")
@asks("clue.approve")
def decide_disposition(request: HttpRequest, item: str, sent: Decision) -> dict[str, Any]:
    """Approve or return a proposal that somebody else has made."""
    step = "approve_outcome" if sent.decision == "approve" else "return_outcome"
    return _step(request, item, step, sent.dict(exclude={"decision"}))


def _step(request: HttpRequest, item: str, step: str, said: dict[str, Any]) -> dict[str, Any]:
    clue = visible_clue(request.user, item)
    form = StepForm(step, clue, request.user, said)
    unknown = {name for name in said if name.startswith("outcome_") and name not in form.fields}
    if unknown or not form.is_valid():
        wrong = [{"where": name, "what": str(told[0])} for name, told in form.errors.items()]
        wrong += [
            {"where": name, "what": "没有此事项 · no such matter"} for name in sorted(unknown)
        ]
        raise Problem(code="invalid", errors=wrong)
    try:
        now = decide(request.user, clue, step, form.told())
    except Refused as refusal:
        told = names("refusals")[refusal.code]
        raise Problem(code="conflict", detail=f"{told.name('zh')} · {told.name('en')}") from refusal
    if now.state == "closed":
        transaction.on_commit(export_soon)
    return {"item": item, "state": now.state}


def _of_run(found: Opened, official_id: str) -> list[dict[str, Any]]:
    path = found.snapshot.out / "stages" / "ingest" / "dispositions.parquet"
    rows: list[dict[str, Any]] = pq.read_table(
        path, filters=[("official_id", "=", official_id)]
    ).to_pylist()
    return rows


def _of_desk(user: AnyUser, official_id: str) -> list[dict[str, Any]]:
    """Return what this desk has decided, of clues that the user may see; matters from complaints for the cleared."""
    rows = []
    for clue in visible(user).filter(official_id=official_id).prefetch_related("steps", "matters"):
        hidden = set() if material_shown(user, clue) else _sealed(clue)
        rows += [
            {**row._asdict(), "source": clue.item}
            for row in of_clue(clue)
            if row.lead_id not in hidden
        ]
    return rows


def _sealed(clue: Clue) -> set[str]:
    return {matter.finding_id or clue.item for matter in clue.matters.all() if matter.sealed}
