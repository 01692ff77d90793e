"""The page of the graph picture (关系图), and the elements that its script asks for."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from desk.access.permit import may, permits
from desk.access.tickets import needs_ticket
from desk.picture.asked import (
    MOST_HOPS,
    MOST_PATHS,
    Drawn,
    Look,
    drawn,
    look,
    query_of,
    read,
    trace,
    trace_names,
)
from desk.picture.drawing import draw
from desk.picture.elements import PERSONS, Edge, Node, as_json
from desk.picture.leaving import with_names
from desk.picture.search import search
from desk.picture.surroundings import days_of
from desk.picture.times import on_day
from desk.picture.words import kinds, picture_words
from ingest.dates import day_number


@permits("graph.view")
@needs_ticket
@require_safe
def graph(request: HttpRequest) -> HttpResponse:
    """Show the surroundings of a node, or the paths between two; without a start, ask for one."""
    asked, seen = read(request.GET), look(request)
    words_asked = request.GET.get("q", "").strip()[:100]
    if not asked.node:
        content = {
            "q": words_asked,
            "found": _found(request, seen, words_asked) if words_asked else [],
            "no_run": seen is None,
        }
        return render(request, "picture/graph_start.html", content)
    goal = request.GET.get("goal", "").strip()[:100]
    candidates = _found(request, seen, goal) if goal and not asked.to else []
    if len(candidates) == 1:
        return redirect(f"{reverse('graph')}?{query_of(asked, to=candidates[0].id, opened=())}")
    one = drawn(request, asked, seen)
    _trace_opening(request, one)
    content = {
        **_content(request, one),
        "goal": goal,
        "opened": "\n".join(asked.opened),
        "candidates": [
            (node, query_of(asked, to=node.id, opened=()))
            for node in candidates
            if node.id != asked.node
        ],
        "drawing": mark_safe(_drawing(one)),  # every text in it was escaped
        "data": _data(request, one),
        "kinds": [(code, word, code in asked.kinds) for code, word in kinds()],
        "hops_choice": range(2, MOST_HOPS + 1),
        "most_choice": range(1, MOST_PATHS + 1),
        "report": one.look.snapshot.report,
    }
    return render(request, "picture/graph.html", content)


@permits("graph.view")
@needs_ticket
@require_safe
def elements(request: HttpRequest) -> JsonResponse:
    """Return the nodes and edges of a picture that grows, and its tables."""
    asked = read(request.GET)
    one = drawn(request, asked, look(request))
    run = one.look.snapshot.digest
    about = asked.opened[-1] if asked.opened else asked.node
    opened = list(asked.opened)
    trace(request, "graph.expand", about, run=run, start=asked.node, opened=opened)
    for node in dict.fromkeys([about, *opened]):
        _trace_person(request, one, node)
    twin = render_to_string("picture/graph_twin.html", _content(request, one), request)
    return JsonResponse({**_data(request, one), "twin": twin})


def _trace_opening(request: HttpRequest, one: Drawn) -> None:
    asked, run = one.asked, one.look.snapshot.digest
    more: dict[str, Any] = {"opened": list(asked.opened)} if asked.opened else {}
    if asked.to:
        trace(request, "graph.path", asked.node, run=run, to=asked.to, hops=asked.hops, **more)
        _trace_person(request, one, asked.to)
    else:
        trace(request, "graph.open", asked.node, run=run, **more)
    for node in dict.fromkeys([asked.node, *asked.opened]):
        _trace_person(request, one, node)


def _trace_person(request: HttpRequest, one: Drawn, about: str) -> None:
    named = tuple(n.name for n in one.shown.nodes if n.id == about and n.kind in PERSONS)
    if named:
        trace_names(request, about, named, run=one.look.snapshot.digest)


def _found(request: HttpRequest, seen: Look | None, text: str) -> list[Node]:
    """Return the nodes that a text names, after the search is written into the audit."""
    if seen is None:
        return []
    trace(request, "graph.search", text, run=seen.snapshot.digest)
    trace_names(request, text, (text,), run=seen.snapshot.digest)
    number = seen.index.number(text)
    numbers = search(seen.index, seen.sight, text)
    if number is not None and seen.sight.open[number]:
        numbers = [number]
    told = picture_words()
    found = []
    for one in numbers:
        row = seen.index.node(one)
        kind = row["id"].partition(":")[0]
        name = row["name"] or row["id"]
        found.append(
            Node(row["id"], kind, told.kind(kind), name, told.about(row), 0, 0, True, 0, False)
        )
    return found


def _content(request: HttpRequest, one: Drawn) -> dict[str, Any]:
    """Return what the page and its tables show."""
    asked = one.asked
    ids = {node.id: node for node in one.shown.nodes}
    hidden = asked.day
    return {
        "asked": asked,
        "day": one.day,
        "picture": one.picture,
        "start": ids[asked.node],
        "goal_node": ids.get(asked.to),
        "query": query_of(asked),
        "nodes": [
            (
                node,
                query_of(asked, opened=(*asked.opened, node.id)) if node.more else "",
                query_of(asked, to=node.id, opened=()) if node.open and not node.start else "",
                urlencode({"node": node.id}) if node.open and not node.start else "",
                _dossier(request, one, node),
            )
            for node in one.shown.nodes
        ],
        "edges": [
            (edge, ids[edge.start], ids[edge.stop], _row(edge), _state(edge, hidden))
            for edge in one.shown.edges
        ],
        "named": with_names(request, asked.node),
        "may_export": may(request.user, "export.request"),
    }


def _data(request: HttpRequest, one: Drawn) -> dict[str, Any]:
    """Return the elements and the days between which the slider runs."""
    last = _as_of(one)
    days = days_of(one.look.index, one.picture.edges)
    return {
        "nodes": [
            {**as_json(node), "dossier": _dossier(request, one, node)} for node in one.shown.nodes
        ],
        "edges": [{**as_json(edge), "href": _row(edge)} for edge in one.shown.edges],
        "first": min(days[0], last) if days else last - 3650,
        "last": last,
        "day": one.asked.day,
        "full": one.picture.full,
    }


def _as_of(one: Drawn) -> int:
    try:
        return day_number(date.fromisoformat(str(one.look.snapshot.report.get("as_of"))))
    except ValueError:
        return day_number(date.today())


def _drawing(one: Drawn) -> str:
    asked = one.asked

    def href(node: Node) -> str:
        if not node.more:
            return ""
        return f"{reverse('graph')}?{query_of(asked, opened=(*asked.opened, node.id))}"

    start = next(node for node in one.shown.nodes if node.start)
    title = gettext("{name}的关系图，{nodes} 个节点，{edges} 条关系").format(
        name=start.name, nodes=len(one.shown.nodes), edges=len(one.shown.edges)
    )
    return draw(one.shown, title=title, day=asked.day, href=href)


def _row(edge: Edge) -> str:
    """Return the page of the row that an edge comes from; empty where no row says it."""
    if not edge.source:
        return ""
    asked = {"from": edge.start, "to": edge.stop, "source": edge.source}
    return f"{reverse('graph_source')}?{urlencode(asked)}"


def _dossier(request: HttpRequest, one: Drawn, node: Node) -> str:
    """Return the dossier of an official who has one that the viewer may see."""
    key = node.id.partition(":")[2]
    if node.kind != "official":
        return ""
    lead = one.look.snapshot.lead(key, one.look.access)
    return reverse("dossier", args=[key]) if lead and may(request.user, "dossier.open") else ""


def _state(edge: Edge, day: int | None) -> str:
    return on_day(edge.span, day) if day is not None else ""
