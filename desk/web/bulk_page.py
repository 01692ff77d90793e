"""Many leads at once (批量采纳分办): adopted as clues, and those that case supervision has received given to two officers.

A lead that is adopted goes to case supervision first (监督执纪工作规则 19-20 条); only after it has signed for the
clue can it be given out, so a second use of the same form then assigns.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from desk.access.permit import permits
from desk.access.tickets import needs_ticket
from desk.cases.adopt_page import adopt_findings
from desk.cases.assigning import assign
from desk.cases.machine import Refused
from desk.cases.models import Matter
from desk.cases.superior import above
from desk.cases.visible import visible
from desk.results import Access, Lead, Snapshot
from desk.web import words
from desk.web.access import access_of, current_run, record_view
from desk.web.forms import PAGE

RESULTS = {
    "adopted": _("已采纳为问题线索，移交案件监督管理部门签收"),
    "assigned": _("已分办"),
    "waiting": _("已采纳，尚待案件监督管理部门签收，签收后方可分办"),
    "underway": _("已在办理，未作改动"),
    "settled": _("所列情形已由他人采纳或已办结，未作改动"),
    "superior": _("属上级管理的干部或本机关主要负责人，不在本台办理"),
    "recusal": _("承办人须回避，未分办"),
    "refused": _("未分办：承办人不符合条件"),
    "gone": _("不在您可见的清单中"),
}


@permits("clue.assign")
@needs_ticket
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Adopt the chosen leads that nobody has, assign those that can be; say of each what became of it."""
    snapshot, access = current_run().snapshot(), access_of(request.user)
    chosen = list(dict.fromkeys(request.POST.getlist("official")))[:PAGE]
    officers = {name: request.POST.get(name, "") for name in ("first", "second")}
    summary = request.POST.get("reason", "").strip()[:300]
    rows = []
    for official in chosen:
        lead = snapshot.lead(official, access) if snapshot else None
        if snapshot is None or lead is None:
            rows.append((official, "", "gone"))
            continue
        record_view(request, official, run=snapshot.digest, place="bulk")
        done = _one(request, snapshot, access, lead, officers, summary)
        rows.append((official, lead.name, done))
    content: dict[str, Any] = {
        "rows": [(official, name, words.of(RESULTS, done)) for official, name, done in rows],
        "tally": [(words.of(RESULTS, done), n) for done, n in Counter(r[2] for r in rows).items()],
        "back": request.POST.get("back", "")[:500],
    }
    return render(request, "desk/bulk.html", content)


def _one(
    request: HttpRequest,
    snapshot: Snapshot,
    access: Access,
    lead: Lead,
    officers: dict[str, str],
    summary: str,
) -> str:
    """Return what became of one lead: a key of `RESULTS`."""
    if above(lead.official_id, snapshot.out, settings.QINQING_CASE):
        return "superior"
    own = visible(request.user).filter(channel="lead", official_id=lead.official_id)
    clue = own.exclude(state__in=["closed", "forwarded"]).order_by("-pk").first()
    if clue is None:
        known = Matter.objects.filter(clue__channel="lead", clue__official_id=lead.official_id)
        settled = set(
            known.values_list("finding_id", flat=True)
        )  # closed ones too: they stay closed
        findings = snapshot.findings_of(lead.official_id, access)
        fresh = [finding for finding in findings if finding["finding_id"] not in settled]
        made = adopt_findings(request.user, snapshot, lead, fresh, summary) if fresh else None
        return "adopted" if made else "settled"
    if clue.state == "registered":
        return "waiting"
    if clue.state != "received":
        return "underway"
    try:
        assign(request.user, clue, officers)
    except Refused as refusal:
        return "recusal" if refusal.code == "recusal" else "refused"
    return "assigned"
