"""What a call may read: the finished run through the caller's access, and a lead opened under a ticket."""

from __future__ import annotations

from typing import NamedTuple

from django.http import Http404, HttpRequest

from desk.access import tickets
from desk.api.door import TICKET
from desk.api.problems import Problem
from desk.results import Access, Finding, Lead, Snapshot
from desk.web.access import access_of, current_run, record_view


class Opened(NamedTuple):
    """An official whose findings the caller may see."""

    snapshot: Snapshot
    access: Access
    lead: Lead | None
    findings: list[Finding]


def shown(request: HttpRequest) -> tuple[Snapshot, Access]:
    """Return the finished run and what of it the caller may see, or answer 503."""
    snapshot = current_run().snapshot()
    if snapshot is None:
        raise Problem(code="no-run")
    return snapshot, access_of(request.user)


def ticketed(request: HttpRequest) -> None:
    """Answer 428 where the call names no purpose ticket, 403 where it is not in force.

    It is asked before anything is looked up, so the answer tells nothing of whether a person is there.
    """
    if tickets.ticket_of(request) is None:
        if request.headers.get(TICKET):
            raise Problem(code="ticket-not-valid")
        what = "在请求头 X-Qinqing-Ticket 写明已批准的目的单号 · name an approved ticket in the header X-Qinqing-Ticket"
        raise Problem(code="ticket-required", detail=what)


def opened(request: HttpRequest, official_id: str, *, place: str = "") -> Opened:
    """Open an official under a ticket, or answer 404: out of the area, hidden and missing alike."""
    ticketed(request)
    snapshot, access = shown(request)
    findings = snapshot.findings_of(official_id, access)
    if not findings:
        raise Http404
    record_view(request, official_id, run=snapshot.digest, place=place)
    return Opened(snapshot, access, snapshot.lead(official_id, access), findings)
