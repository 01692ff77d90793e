"""The shortest paths between two nodes of the graph (关系路径), as the picture shows them, for programs."""

from __future__ import annotations

import itertools
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from desk.api.door import asks
from desk.api.opened import shown, ticketed
from desk.picture.asked import MOST_HOPS, MOST_PATHS, Drawn, drawn, look, trace, trace_names
from desk.picture.elements import PERSONS, Edge
from desk.picture.surroundings import Asked
from desk.picture.times import day_of

router = Router(tags=["paths"])
Kind = Literal[
    "KIN", "SAME_AS", "INFERRED", "HOLDS", "ROLE", "IN_POST", "WON", "GOT", "PROCURED", "ACTED"
]


class PathQuery(Schema):
    """Between which nodes, and which way."""

    start: str = Field(
        min_length=3, max_length=300, description="如 official:… · a node of the graph"
    )
    to: str = Field(min_length=3, max_length=300, description="如 company:… · another node")
    hops: int = Field(6, ge=1, le=MOST_HOPS, description="最多几步 · steps at most")
    most: int = Field(3, ge=1, le=MOST_PATHS, description="最多几条 · paths at most")
    kind: list[Kind] = Field(
        default=[],
        max_length=10,
        description="关系种类；不写为人与股权关系 · kinds of edges; ties of persons and ownership where none is named",
    )
    day: str = Field(
        "", max_length=10, description="此日（YYYY-MM-DD）可能成立 · possible on that day"
    )


class PathNode(Schema):
    """A node on a path."""

    id: str
    kind: str
    name: str
    about: str = Field(description="与同名者的区别 · what tells it from another of its name")


class PathEdge(Schema):
    """An edge between two nodes of a path, with the row that says so."""

    start: str
    stop: str
    kind: str
    label: str
    dates: str
    inferred: bool = Field(description="推断，待核实 · a hypothesis, in no register and no roster")
    status: str
    probability: float | None
    share: float | None
    source: str | None


class Paths(Schema):
    """Paths, shortest first, each as the ids of its nodes."""

    run: str
    paths: list[list[str]]
    nodes: list[PathNode]
    edges: list[PathEdge]
    given_up: bool = Field(
        description="范围过大，未找完 · there is too much between the two to search it all"
    )


@router.get("/paths", response=Paths, summary="关系路径 · paths between two nodes")
@asks("graph.view")
def paths(request: HttpRequest, asked: Annotated[PathQuery, Query(...)]) -> dict[str, Any]:
    """Give the shortest simple paths. Needs a purpose ticket.

    Both ends must lie in the caller's area; what lies beyond is passed only as the picture does it.
    """
    ticketed(request)
    snapshot, _ = shown(request)
    wanted = Asked(
        asked.start, to=asked.to, hops=asked.hops, most=asked.most, kinds=tuple(asked.kind),
        day=day_of(asked.day),
    )  # fmt: skip
    if asked.start == asked.to:
        raise Http404
    one = drawn(request, wanted, look(request))
    trace(request, "graph.path", asked.start, run=snapshot.digest, to=asked.to, hops=asked.hops)
    _flag(request, one)
    index = one.look.index
    found = [[index.id_of(number) for number in path] for path in one.picture.paths]
    on_paths = {node for path in found for node in path}
    pairs = {frozenset(pair) for path in found for pair in itertools.pairwise(path)}
    return {
        "run": snapshot.digest,
        "paths": found,
        "nodes": [node for node in one.shown.nodes if node.id in on_paths],
        "edges": [_edge(edge) for edge in one.shown.edges if {edge.start, edge.stop} in pairs],
        "given_up": one.picture.wide,
    }


def _flag(request: HttpRequest, one: Drawn) -> None:
    """Flag a look at a person who bears the name of the caller's own relative or colleague."""
    ends = {one.asked.node, one.asked.to}
    named = tuple(n.name for n in one.shown.nodes if n.id in ends and n.kind in PERSONS)
    if named:
        trace_names(request, one.asked.node, named, run=one.look.snapshot.digest)


def _edge(edge: Edge) -> dict[str, Any]:
    return {name: getattr(edge, name) for name in PathEdge.model_fields}
