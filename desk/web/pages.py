"""The pages of the desk. Each reads the run through the viewer's `Access`, never around it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from desk.access.audit import record
from desk.access.permit import anybody, permits
from desk.access.tickets import needs_ticket
from desk.results import Access, Lead, Snapshot
from desk.source_row import Place, SourceView, read_place
from desk.web import words
from desk.web.access import PURPOSE, access_of, current_run, record_view
from desk.web.findings import Shown, places_of, sha256_of, show
from desk.web.forms import PAGE, Chosen, ListFilter, PurposeForm
from desk.web.navigation import navigation
from desk.web.runs import missing_of, report_sections
from risk.explain import explain_official


@anybody
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Go to the first page that the viewer's role can open."""
    entries = navigation(request)["navigation"]
    return redirect(entries[0][0] if entries else "password")


@permits("list.view")
@require_safe
def risk_list(request: HttpRequest) -> HttpResponse:
    """Show the risk list: filtered, sorted, paged; when it is empty it says why."""
    run = current_run()
    snapshot, access = run.snapshot(), access_of(request.user)
    if snapshot is None:
        state, done = run.state()
        return render(request, "desk/no_run.html", {"state": state, "done": done, "out": run.out})
    leads = snapshot.leads(access)
    patterns = sorted({code for lead in leads for code in lead.patterns})
    form = ListFilter(request.GET or None, patterns=patterns)
    valid = form.is_valid()
    given = {name: value for name, value in form.cleaned_data.items() if value} if valid else {}
    chosen = Chosen(**given)
    found = chosen.select(leads)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    record(request.user, "list.view", run=snapshot.digest, filter=given, page=page.number)
    content = {
        "form": form,
        "page": page,
        "rows": [_row(snapshot, lead, access) for lead in page],
        "total": len(leads),
        "chosen": chosen,
        "query": urlencode(given),
        "area": access.regions,
        "missing": missing_of(snapshot.report, access),
        "report": snapshot.report,
        "purpose": request.session.get(PURPOSE, ""),
    }
    return render(request, "desk/list.html", content)


@permits("dossier.open")
@needs_ticket
@require_safe
def dossier(request: HttpRequest, official_id: str) -> HttpResponse:
    """Show all findings on one official, in the order facts, chain, innocent explanations … score."""
    snapshot, access, shown = _opened(request, official_id)
    lead = snapshot.lead(official_id, access)
    record_view(request, official_id, run=snapshot.digest)
    told = explain_official(snapshot.findings_of(official_id, access), snapshot.pack)
    content = {
        "lead": lead,
        "would_clear": words.said(told.would_clear),
        "next_check": words.said(told.next_check),
        "findings": shown,
        "report": snapshot.report,
        "official_id": official_id,
    }
    return render(request, "desk/dossier.html", content)


@permits("dossier.open")
@needs_ticket
@require_safe
def source(request: HttpRequest, official_id: str) -> HttpResponse:
    """Show the row or the words behind a fact; only places that the official's findings point at."""
    snapshot, access, shown = _opened(request, official_id)
    place = _place(request)
    findings = snapshot.findings_of(official_id, access)
    if place not in places_of(findings):
        raise Http404
    view = read_place(snapshot.out, place)
    if view is None:
        raise Http404
    record_view(
        request,
        official_id,
        run=snapshot.digest,
        place=f"{place.file}#{place.row or place.page or ''}",
    )
    facts = [fact.text for one in shown for fact in one.facts if fact.place == place]
    content = {
        "view": view,
        "pairs": list(zip(view.header, _readable(view, view.cells), strict=True)),
        "beside": [(number, _readable(view, cells)) for number, cells in view.beside],
        "facts": list(dict.fromkeys(facts)),
        "replaced": bool(sha256_of(findings, place) - {view.sha256}),
        "official_id": official_id,
        "lead": snapshot.lead(official_id, access),
        "report": snapshot.report,
    }
    return render(request, "desk/source.html", content)


@permits("report.view")
@require_safe
def report(request: HttpRequest) -> HttpResponse:
    """Show what the run read, what it lacked, which patterns were off."""
    snapshot = current_run().snapshot()
    if snapshot is None:
        return redirect("list")
    sections = report_sections(snapshot, access_of(request.user))
    return render(request, "desk/report.html", {"sections": sections, "report": snapshot.report})


@permits("dossier.open")
@require_POST
def purpose(request: HttpRequest) -> HttpResponse:
    """Keep why dossiers are opened, for the audit of this session's views."""
    form = PurposeForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data["purpose"]
        record(request.user, "purpose.change", purpose=told)
        request.session[PURPOSE] = told
    return redirect("list")


@login_not_required
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the viewer's role does not allow this."""
    return render(request, "desk/forbidden.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page, or none that the viewer may know of."""
    return render(request, "desk/not_found.html", status=404)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    """Say that the desk has failed; what happened is in the log, not on the page."""
    return render(request, "desk/broken.html", status=500)


def _row(snapshot: Snapshot, lead: Lead, access: Access) -> tuple[Lead, str, str, str]:
    """Return a lead with its pattern, weakest link and next check in the reader's language."""
    pattern = words.pattern(lead.top_pattern)
    if get_language() != "en":
        return lead, pattern, lead.weakest_link, lead.next_check
    told = explain_official(snapshot.findings_of(lead.official_id, access), snapshot.pack)
    return lead, pattern, words.said(told.weakest_link), words.said(told.next_check)


def _readable(view: SourceView, cells: tuple[str, ...]) -> list[str]:
    """Return the cells of a row; of an ID number they hold the status, which gets its words."""
    return [
        words.of(words.STATUSES, cell) if kind == "id" else cell
        for kind, cell in zip(view.kinds, cells, strict=False)  # rows beside have no extra columns
    ]


def _opened(request: HttpRequest, official_id: str) -> tuple[Snapshot, Access, list[Shown]]:
    """Return the run and the findings that the viewer may see of an official, or answer 404.

    An official out of the viewer's area, one with nothing to see and one who does not exist give
    the same answer.
    """
    snapshot, access = current_run().snapshot(), access_of(request.user)
    found = snapshot.findings_of(official_id, access) if snapshot else []
    if snapshot is None or not found:
        raise Http404

    def link(place: Place) -> str:
        asked = {
            "file": place.file, "row": place.row, "page": place.page,
            "from": place.span_start, "to": place.span_end,
        }  # fmt: skip
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"{reverse('source', args=[official_id])}?{query}"

    return snapshot, access, show(snapshot.out, found, link)


def _place(request: HttpRequest) -> Place:
    """Return the place that an address asks for; anything but numbers where they belong is a 404."""
    numbers: dict[str, Any] = {}
    for name, field in (
        ("row", "row"),
        ("page", "page"),
        ("from", "span_start"),
        ("to", "span_end"),
    ):
        given = request.GET.get(name)
        if given is not None:
            if not (given.isascii() and given.isdigit() and len(given) < 12):
                raise Http404
            numbers[field] = int(given)
    return Place(request.GET.get("file", ""), **numbers)
