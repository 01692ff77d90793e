"""A lead becomes a clue (采纳为问题线索): only here, only when a person adopts it."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desk.access.permit import permits
from desk.access.tickets import needs_ticket
from desk.cases.clocks import clocks
from desk.cases.forms import AdoptForm
from desk.cases.models import Clue, Counter, Matter
from desk.cases.superior import above
from desk.cases.taking import AnyUser, NewClue, NewMatter, register
from desk.cases.visible import visible
from desk.clearance import complaint_patterns
from desk.results import Finding, Lead, Snapshot, area_prefix
from desk.web import words
from desk.web.access import access_of, current_run, record_view


@permits("clue.adopt")
@needs_ticket
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, official_id: str) -> HttpResponse:
    """Show which leads of an official can be adopted; a POST makes the chosen ones a clue."""
    snapshot, lead, findings = _asked(request, official_id)
    if above(official_id, snapshot.out, settings.QINQING_CASE):
        limits = clocks(settings.QINQING_CASE)
        until = limits.superior(timezone.localdate())
        return render(request, "cases/superior.html", {"until": until}, status=422)
    record_view(request, official_id, run=snapshot.digest, place="adopt")
    already = adopted_findings(official_id)
    choices = [(f["finding_id"], _title(f)) for f in findings if f["finding_id"] not in already]
    form = AdoptForm(choices, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = [f for f in findings if f["finding_id"] in form.cleaned_data["findings"]]
        clue = adopt_findings(request.user, snapshot, lead, chosen, form.cleaned_data["summary"])
        if clue is not None:
            seen = visible(request.user).filter(pk=clue.pk).exists()
            return redirect("clue", item=clue.item) if seen else redirect(request.path)
        already = adopted_findings(official_id)
    content = {
        "lead": lead,
        "form": form,
        "choices": choices,
        "adopted": sorted(
            {already[f["finding_id"]] for f in findings if f["finding_id"] in already}
        ),
        "report": snapshot.report,
    }
    return render(request, "cases/adopt.html", content, status=422 if form.errors else 200)


def _asked(request: HttpRequest, official_id: str) -> tuple[Snapshot, Lead, list[Finding]]:
    """Return the run, the lead and its findings, or answer 404: of another area, hidden and missing alike."""
    snapshot, access = current_run().snapshot(), access_of(request.user)
    lead = snapshot.lead(official_id, access) if snapshot else None
    if snapshot is None or lead is None:
        raise Http404
    return snapshot, lead, snapshot.findings_of(official_id, access)


def adopted_findings(official_id: str) -> dict[str, str]:
    """Return the findings that are or were part of a clue, with its number; clues of other channels tell nothing.

    What was closed is taken up by reopening its clue for new facts, never by adopting it again.
    """
    handled = Clue.objects.filter(channel="lead", official_id=official_id).exclude(
        state="forwarded"
    )
    rows = Matter.objects.filter(clue__in=handled).values_list("finding_id", "clue__item")
    return dict(rows)


def adopt_findings(
    user: AnyUser, snapshot: Snapshot, lead: Lead, chosen: list[Finding], summary: str
) -> Clue | None:
    """Enter the chosen findings as one clue; None where somebody else was faster."""
    areas = tuple(area_prefix(region) for region in access_of(user).regions)
    region = next((r for r in lead.regions if "*" in areas or r.startswith(areas)), "000000")
    new = NewClue(
        channel="lead", region=region.ljust(6, "0")[:6], name=lead.name, official_id=lead.official_id,
        received=timezone.localdate(), unit=lead.unit, title=lead.title, regions=lead.regions,
        summary=summary, run=snapshot.digest,
    )  # fmt: skip
    matters = [
        NewMatter(
            uscc=f["uscc"] or "", company=f["company"] or "", subject=f["subject_name"] or "",
            finding_id=f["finding_id"], pattern=f["pattern"], sealed=f["pattern"] in complaint_patterns(),
        )
        for f in chosen
    ]  # fmt: skip
    with transaction.atomic():
        # One at a time: who waited here sees what the other has adopted.
        list(Counter.objects.select_for_update().filter(region=new.region))
        if adopted_findings(lead.official_id).keys() & {f["finding_id"] for f in chosen}:
            return None
        return register(user, new, matters)


def _title(finding: Finding) -> str:
    parts = (words.pattern(finding["pattern"]), finding["subject_name"], finding["company"])
    return f"{finding['pattern']} " + " · ".join(str(part) for part in parts if part)
