"""Nodes and edges with their words: what the page, its table, the drawing and the exports all show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

from desk.picture.index import Index
from desk.picture.layout import Point
from desk.picture.surroundings import Picture
from desk.picture.times import TIMELESS, on_day
from ingest.dates import Span

#: Kinds of nodes that are natural persons: their names leave the desk masked (law.md DP-07).
PERSONS = frozenset({"official", "relative", "person"})


@dataclass(frozen=True, slots=True)
class Node:
    """A node as it is shown."""

    id: str
    kind: str
    kind_text: str
    name: str
    about: str
    x: float
    y: float
    open: bool  # whether the viewer may open it; a link that leads no further where not
    more: int  # neighbours that are not drawn
    start: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge as it is shown, with what it rests on."""

    id: str
    start: str
    stop: str
    kind: str
    kind_text: str
    label: str
    dates: str
    precision: str
    span: Span
    inferred: bool
    status: str
    probability: float | None
    share: float | None
    alternatives: str
    source: str
    on_path: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a picture, in the reader's language."""

    kind: Callable[[str], str]  # a node's kind
    edge: Callable[[dict[str, Any]], tuple[str, str, str]]  # an edge's kind, label, dates
    status: Callable[[dict[str, Any]], str]  # registered, declared, confirmed, inferred
    precision: Callable[[dict[str, Any]], str]  # to the day, the month, the year, unknown
    about: Callable[[dict[str, Any]], str]  # what tells a node from another of its name


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture ready to be shown."""

    nodes: list[Node]
    edges: list[Edge]

    def on(self, day: int | None) -> Shown:
        """Return the picture of one day: without the edges that do not hold then."""
        if day is None:
            return self
        held = [edge for edge in self.edges if on_day(edge.span, day) != "impossible"]
        return Shown(self.nodes, held)

    def masked(self) -> Shown:
        """Return the picture with only the surnames of persons, numbered in the order of appearance."""
        nodes = [
            replace(node, name=masked(node.name, number), id=f"{node.kind}:{number}", about="")
            if node.kind in PERSONS
            else node
            for number, node in enumerate(self.nodes, 1)
        ]
        new = {old.id: node.id for old, node in zip(self.nodes, nodes, strict=True)}
        edges = [replace(edge, start=new[edge.start], stop=new[edge.stop]) for edge in self.edges]
        return Shown(nodes, edges)


def masked(name: str, number: int) -> str:
    """Return a person's name with the given name left out: 刘某3."""
    return f"{name[:1]}某{number}"


def shown(index: Index, picture: Picture, start: str, words: Words) -> Shown:
    """Return the nodes in the order of appearance and the edges in the order of their kinds."""
    rows = index.nodes_of(list(picture.places))
    nodes = [
        _node(row, number, at, picture, start, words)
        for row, (number, at) in zip(rows, picture.places.items(), strict=True)
    ]
    steps = {frozenset(pair) for path in picture.paths for pair in pairwise(path)}
    ids = {number: node.id for number, node in zip(picture.places, nodes, strict=True)}
    ties = zip(picture.edges, index.edges_of(picture.edges), strict=True)
    return Shown(nodes, [_edge(row, tie, ids, steps, words) for tie, row in ties])


def as_json(element: Node | Edge) -> dict[str, Any]:
    """Return an element as data of a script."""
    return asdict(element)


def _node(
    row: dict[str, Any], number: int, at: Point, picture: Picture, start: str, words: Words
) -> Node:
    kind = row["id"].partition(":")[0]
    return Node(
        id=row["id"],
        kind=kind,
        kind_text=words.kind(kind),
        name=row["name"] or row["id"],
        about=words.about(row),
        x=at[0],
        y=at[1],
        open=number in picture.open,
        more=picture.more.get(number, 0),
        start=row["id"] == start,
    )


def _edge(
    row: dict[str, Any], tie: int, ids: dict[int, str], steps: set[frozenset[int]], words: Words
) -> Edge:
    kind_text, label, dates = words.edge(row)
    return Edge(
        id=f"edge{tie}",
        start=ids[row["a"]],
        stop=ids[row["b"]],
        kind=row["kind"],
        kind_text=kind_text,
        label=label,
        dates=dates,
        precision=words.precision(row) if row["kind"] not in TIMELESS else "",
        span=Span(row["from_lo"], row["from_hi"], row["to_lo"], row["to_hi"]),
        inferred=row["kind"] in TIMELESS,
        status=words.status(row),
        probability=row["probability"],
        share=row["share"],
        alternatives=row["alternatives"] or "",
        source=row["source"] or "",
        on_path=frozenset((row["a"], row["b"])) in steps,
    )
