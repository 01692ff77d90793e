"""The source behind a fact (来源): the row of a table, the words of a text, the page of a document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from desk.access.permit import permits
from desk.access.tickets import needs_ticket
from desk.page_image import has_picture, picture_of
from desk.source_row import Place, SourceView, read_place
from desk.web import words
from desk.web.access import record_view
from desk.web.dossier_page import Opened, opened
from desk.web.findings import places_of, sha256_of


@permits("dossier.open")
@needs_ticket
@require_safe
def source(request: HttpRequest, official_id: str) -> HttpResponse:
    """Show the row or the words behind a fact; only places that the official's dossier points at."""
    one, place, view = _asked(request, official_id)
    where = f"{place.file}#{place.row or place.page or ''}"
    record_view(request, official_id, run=one.snapshot.digest, place=where)
    findings = one.snapshot.findings_of(official_id, one.access)
    facts = [fact.text for shown in one.findings for fact in shown.facts if fact.place == place]
    case: Path | None = settings.QINQING_CASE
    image = ""
    if view.text and case and has_picture(case, view):
        image = f"{reverse('page_image', args=[official_id])}?{request.GET.urlencode()}"
    content = {
        "view": view,
        "pairs": list(zip(view.header, _readable(view, view.cells), strict=True)),
        "beside": [(number, _readable(view, cells)) for number, cells in view.beside],
        "facts": list(dict.fromkeys(facts)),
        "image": image,
        "replaced": bool(sha256_of(findings, place) - {view.sha256}),
        "official_id": official_id,
        "lead": one.lead,
        "report": one.snapshot.report,
    }
    return render(request, "desk/source.html", content)


@permits("dossier.open")
@needs_ticket
@require_safe
def page_image(request: HttpRequest, official_id: str) -> HttpResponse:
    """Return the picture of a document's page with the words of the fact framed."""
    one, place, view = _asked(request, official_id)
    case: Path | None = settings.QINQING_CASE
    picture = picture_of(case, view) if case else None
    if picture is None:
        raise Http404
    where = f"{place.file}#{view.page or ''} image"
    record_view(request, official_id, run=one.snapshot.digest, place=where)
    return HttpResponse(picture, content_type="image/png")


def _asked(request: HttpRequest, official_id: str) -> tuple[Opened, Place, SourceView]:
    one = opened(request, official_id)
    place = _place(request)
    findings = one.snapshot.findings_of(official_id, one.access)
    if place not in places_of(findings) | one.life.places:
        raise Http404
    view = read_place(one.snapshot.out, place)
    if view is None:
        raise Http404
    return one, place, view


def _readable(view: SourceView, cells: tuple[str, ...]) -> list[str]:
    """Return the cells of a row; of an ID number they hold the status, which gets its words."""
    return [
        words.of(words.STATUSES, cell) if kind == "id" else cell
        for kind, cell in zip(view.kinds, cells, strict=False)  # rows beside have no extra columns
    ]


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
