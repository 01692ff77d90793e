"""The dossier of an official (卷宗): facts first, the score last (science.md D4.9); its print view too."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from desk.access.audit import record
from desk.access.permit import permits
from desk.access.tickets import needs_ticket
from desk.results import Access, Lead, Snapshot
from desk.source_row import Place
from desk.web import words
from desk.web.access import access_of, current_run, record_view
from desk.web.case_states import cases_of
from desk.web.findings import Shown, numbered, show
from desk.web.forms import FirstViewForm
from desk.web.kept import FirstView
from desk.web.life import Life, life_of

#: Key in the session: the score stays hidden until a first view is written.
BLIND = "first_view_first"


@dataclass(frozen=True, slots=True)
class Opened:
    """A dossier as one viewer may see it: the page, the print view and the document are made from it."""

    official_id: str
    snapshot: Snapshot
    access: Access
    lead: Lead | None
    findings: list[Shown]
    life: Life
    would_clear: str
    next_check: str


@permits("dossier.open")
@needs_ticket
@require_safe
def dossier(request: HttpRequest, official_id: str) -> HttpResponse:
    """Show all findings on one official, in the order facts, chain, innocent explanations … score."""
    one = opened(request, official_id)
    printed = request.GET.get("print") == "1"
    action = "dossier.print" if printed else ""
    record_view(request, official_id, run=one.snapshot.digest, action=action)
    own = FirstView.objects.filter(username=request.user.get_username(), official_id=official_id)
    first = own.order_by("-pk").first()
    blind = bool(request.session.get(BLIND))
    content = {
        "lead": one.lead,
        "would_clear": one.would_clear,
        "next_check": one.next_check,
        "findings": one.findings,
        "life": one.life,
        "drawing": _drawing(one.life),
        "report": one.snapshot.report,
        "official_id": official_id,
        "sources": numbered(one.findings, one.life.places) if printed else [],
        "blind": blind,
        "hidden": blind and first is None,
        "first": first,
        "adopt": _address("adopt", official_id),
        "case": cases_of(request.user, [official_id]).get(official_id),
        "graph": _graph(official_id),
    }
    return render(request, "desk/print.html" if printed else "desk/dossier.html", content)


@permits("dossier.open")
@needs_ticket
@require_POST
def first_view(request: HttpRequest, official_id: str) -> HttpResponse:
    """Write down what is thought of the facts before the score, or choose to see scores only after that."""
    one = opened(request, official_id)
    if "blind" in request.POST:
        request.session[BLIND] = request.POST["blind"] == "1"
    form = FirstViewForm(request.POST)
    if form.is_valid():
        record(request.user, "dossier.first_view", official_id, run=one.snapshot.digest)
        FirstView.objects.create(
            username=request.user.get_username(),
            official_id=official_id,
            run=one.snapshot.digest[:64],
            text=form.cleaned_data["text"],
        )
    return redirect(f"{reverse('dossier', args=[official_id])}#score")


def opened(request: HttpRequest, official_id: str) -> Opened:
    """Return what the viewer may see of an official, or answer 404.

    An official out of the viewer's area, one with nothing to see and one who does not exist give
    the same answer.
    """
    snapshot, access = current_run().snapshot(), access_of(request.user)
    found = snapshot.findings_of(official_id, access) if snapshot else []
    if snapshot is None or not found:
        raise Http404
    told = snapshot.told(official_id, access)

    def link(place: Place) -> str:
        return source_address(official_id, place)

    return Opened(
        official_id=official_id,
        snapshot=snapshot,
        access=access,
        lead=snapshot.lead(official_id, access),
        findings=show(snapshot.out, found, link),
        life=life_of(snapshot, official_id, found, link, complaints=access.complaints),
        would_clear=words.said(told.would_clear),
        next_check=words.said(told.next_check),
    )


def source_address(official_id: str, place: Place) -> str:
    """Return the address of the page that shows a place."""
    asked = {
        "file": place.file, "row": place.row, "page": place.page,
        "from": place.span_start, "to": place.span_end,
    }  # fmt: skip
    query = urlencode({name: value for name, value in asked.items() if value is not None})
    return f"{reverse('source', args=[official_id])}?{query}"


def _drawing(life: Life) -> SafeString:
    # every text in the drawing was escaped by desk.timeline
    return mark_safe(life.drawn(gettext("时间线")))


def _graph(official_id: str) -> str:
    address = _address("graph")
    return f"{address}?{urlencode({'node': f'official:{official_id}'})}" if address else ""


def _address(name: str, *arguments: str) -> str:
    """Return the address of a part of the desk that may not be installed; empty where it is not."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
