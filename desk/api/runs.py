"""The run (运行) for programs: how far it is, its report, what it changed, each as the caller may see it."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from desk.api.door import asks
from desk.api.opened import shown
from desk.api.paging import Limit, Offset, Paged, page
from desk.changed import in_area, read_changes
from desk.difference import Change
from desk.web.access import current_run
from desk.web.runs import report_sections

router = Router(tags=["runs"])


class RunState(Schema):
    """How far the run in the folder is."""

    state: Literal["none", "unfinished", "complete"]
    stages_done: list[str]
    run: str | None = Field(description="运行的摘要 · digest of the run that is shown")
    as_of: str | None


class Section(Schema):
    """A table of the report, as text."""

    title: str
    header: list[str]
    rows: list[list[str]]


class Report(Schema):
    """The report of the run, without what the caller may not know of."""

    run: str
    as_of: str | None
    sections: list[Section]


class NewRow(Schema):
    """A row that was in no earlier run."""

    file: str
    row: int | None
    fact: str


class Moved(Schema):
    """A link of the chain that moved."""

    link: str
    before: float
    after: float


class ChangeRow(Schema):
    """A finding that came, went or moved."""

    kind: Literal["new", "gone", "stronger", "weaker"]
    finding_id: str
    official_id: str
    pattern: str
    company: str | None
    tier_before: int | None
    tier: int | None
    probability_before: float | None
    probability: float | None
    rows: list[NewRow]
    links: list[Moved]
    because: list[str]


class ChangeList(Paged):
    """A page of changes; `state` says why there may be none."""

    state: str = Field(description="none, first, old, told")
    items: list[ChangeRow]


@router.get("/runs/current", response=RunState, summary="运行状态 · state of the run")
@asks("report.view")
def run_state(request: HttpRequest) -> dict[str, Any]:
    """Whether there is a finished run, and which stages of the one in the folder are done."""
    run = current_run()
    state, done = run.state()
    snapshot = run.snapshot()
    return {
        "state": state,
        "stages_done": done,
        "run": snapshot.digest if snapshot else None,
        "as_of": snapshot.report.get("as_of") if snapshot else None,
    }


@router.get("/runs/current/report", response=Report, summary="运行报告 · the run report")
@asks("report.view")
def run_report(request: HttpRequest) -> dict[str, Any]:
    """Tell what the run read, what it lacked, which patterns were off."""
    snapshot, access = shown(request)
    sections = report_sections(snapshot, access)
    told = [{"title": one.title, "header": one.header, "rows": one.rows} for one in sections]
    return {"run": snapshot.digest, "as_of": snapshot.report.get("as_of"), "sections": told}


@router.get("/runs/current/changes", response=ChangeList, summary="本次变化 · what the run changed")
@asks("list.view")
def run_changes(request: HttpRequest, limit: Limit = 50, offset: Offset = 0) -> dict[str, Any]:
    """Give findings of the caller's area that are new, gone, stronger or weaker since the run before."""
    snapshot, access = shown(request)
    changes = in_area(read_changes(snapshot, access), snapshot, access)
    found = [change for _, of in sorted(changes.of.items()) for change in of]
    items, told = page(request, found, limit, offset)
    return {"state": changes.state, "items": [_row(change) for change in items], **told}


def _row(change: Change) -> dict[str, Any]:
    return change.record() | {
        "rows": [{"file": file, "row": row, "fact": fact} for file, row, fact in change.rows],
        "links": [{"link": name, "before": a, "after": b} for name, a, b in change.links],
    }
