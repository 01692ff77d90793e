"""What leaves the desk of a picture: SVG, GraphML, and the labels for a PNG drawn in the browser.

The names of natural persons leave it only with a second person's yes (law.md DP-07); otherwise there
is the surname and a number. Every export is written into the audit before it is made.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from desk.access.four_eyes import approved
from desk.access.permit import permits
from desk.access.tickets import needs_ticket
from desk.picture.asked import Drawn, drawn, look, read, trace
from desk.picture.drawing import draw
from desk.picture.elements import Shown
from desk.picture.graphml import graphml

#: The step that a second person says yes to, about the node that the picture starts from.
STEP = "export.graph"
TYPES = {"svg": "image/svg+xml", "graphml": "application/graphml+xml"}


def with_names(request: HttpRequest, node: str) -> bool:
    """Say whether somebody has agreed that this viewer takes the names of this picture away."""
    return approved(request.user, STEP, node) is not None


@permits("export.request")
@needs_ticket
@require_safe
def exported(request: HttpRequest, form: str) -> HttpResponse:
    """Return the picture as a file: what is shown on the day that was asked for, nothing else."""
    if form not in TYPES:
        raise Http404
    one = drawn(request, read(request.GET), look(request))
    content = _leaving(request, one, form).on(one.asked.day)
    title = gettext("关系图（疑点，待核实，不是结论），基准日 {day}").format(
        day=one.day or one.look.snapshot.report.get("as_of", "")
    )
    if form == "svg":
        text = '<?xml version="1.0" encoding="UTF-8"?>\n' + draw(
            content, title=title, day=one.asked.day
        )
    else:
        text = graphml(content)
    response = HttpResponse(text, content_type=f"{TYPES[form]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="qinqing-graph.{form}"'
    return response


@permits("export.request")
@needs_ticket
@require_safe
def labels(request: HttpRequest) -> JsonResponse:
    """Return the names under which the nodes leave the desk, by their ids on the page."""
    one = drawn(request, read(request.GET), look(request))
    content = _leaving(request, one, "png")
    names = zip(one.shown.nodes, content.nodes, strict=True)
    return JsonResponse({"labels": {node.id: leaving.name for node, leaving in names}})


def _leaving(request: HttpRequest, one: Drawn, form: str) -> Shown:
    """Write the export into the audit and return what may leave."""
    named = with_names(request, one.asked.node)
    counts = {"nodes": len(one.shown.nodes), "edges": len(one.shown.edges)}
    run = one.look.snapshot.digest
    trace(
        request,
        "graph.export",
        one.asked.node,
        run=run,
        form=form,
        named=named,
        opened=list(one.asked.opened),
        to=one.asked.to,
        **counts,
    )
    return one.shown if named else one.shown.masked()
