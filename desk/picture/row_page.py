"""The very row of a register or roster that an edge of the picture comes from (来源行)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desk.access.permit import permits
from desk.access.tickets import needs_ticket
from desk.picture.asked import look, trace
from desk.picture.surroundings import edge_between
from desk.source_row import Place, SourceView, read_place
from desk.web import words


@permits("graph.view")
@needs_ticket
@require_safe
def source_row(request: HttpRequest) -> HttpResponse:
    """Show the row behind an edge that the viewer sees; for any other there is no such page."""
    seen = look(request)
    ends = request.GET.get("from", "")[:300], request.GET.get("to", "")[:300]
    source = request.GET.get("source", "")[:500]
    if seen is None or not source:
        raise Http404
    tie = edge_between(seen.index, seen.sight, ends, source)
    file, _, row = source.rpartition("#")
    if tie is None or not row.isdigit():
        raise Http404
    hidden = file in seen.snapshot.complaint_files and not seen.access.complaints
    view = None if hidden else read_place(seen.snapshot.out, Place(file, int(row)))
    if view is None:
        raise Http404
    trace(request, "graph.source", ends[0], run=seen.snapshot.digest, to=ends[1], place=source)
    content = {
        "view": view,
        "pairs": list(zip(view.header, _readable(view), strict=True)),
        "start": ends[0],
        "report": seen.snapshot.report,
    }
    return render(request, "picture/graph_source.html", content)


def _readable(view: SourceView) -> list[str]:
    """Return the cells of the row; of an ID number they hold the status, which gets its words."""
    return [
        words.of(words.STATUSES, cell) if kind == "id" else cell
        for kind, cell in zip(view.kinds, view.cells, strict=True)
    ]
