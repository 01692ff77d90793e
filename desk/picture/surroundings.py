"""The nodes and edges of a picture: a start, what was opened after it, the paths that were asked for.

What a picture shows follows from what its address asks (`Asked`) and nothing else, so an address can
be kept, sent on, printed, and opened without a script.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import pyarrow as pa

from desk.picture.index import KINDS, Index
from desk.picture.layout import Layout, Point
from desk.picture.paths import TooWideError, shortest_paths
from desk.picture.sight import Sight
from desk.picture.times import on_day
from ingest.dates import Span

#: Neighbours that one opening adds; a second opening of the same node adds the next ones.
PAGE = 40
#: Nodes and edges of a picture, together.
MOST = 2000
#: Ties of persons and of ownership: what a path goes along unless other kinds are chosen.
PERSONAL = ("KIN", "SAME_AS", "INFERRED", "HOLDS", "ROLE")
#: What the first picture follows without being asked: who is who, and what that person has.
_FIRST = frozenset({"SAME_AS", "INFERRED"})
_FIRST_MOST = 12
_BOUNDS = ("from_lo", "from_hi", "to_lo", "to_hi")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a picture's address asks for.

    Parameters
    ----------
    node : str
        Where it starts.
    opened : tuple of str
        What was opened since, in order; a node twice shows its next neighbours.
    to : str
        The other end of the paths; empty where none are asked for.
    hops, most : int
        How long a path may be, and how many are shown.
    kinds : tuple of str
        Kinds of edges; all where empty (`PERSONAL` for paths).
    day : int or None
        The day that paths must be possible on, in days since 1970-01-01.
    """

    node: str
    opened: tuple[str, ...] = ()
    to: str = ""
    hops: int = 6
    most: int = 3
    kinds: tuple[str, ...] = ()
    day: int | None = None


@dataclass(slots=True)
class Picture:
    """Nodes with their places in the order of appearance, edges, and what each node has besides."""

    places: dict[int, Point]
    edges: list[int]
    more: dict[int, int]
    open: set[int]
    paths: list[list[int]] = field(default_factory=list)
    full: bool = False  # not all that was asked for is drawn
    wide: bool = False  # the search for paths was given up


def picture(index: Index, sight: Sight, asked: Asked) -> Picture | None:
    """Return what an address asks for; None where its start, or the paths' end, is not there for the viewer."""
    start = seen(index, sight, asked.node)
    goal = seen(index, sight, asked.to) if asked.to else None
    if start is None or (asked.to and goal is None):
        return None
    drawn = _Drawn(index, sight, asked)
    drawn.layout.put(start, (0.0, 0.0))
    if goal is None:
        drawn.first(start)
    else:
        drawn.connect(start, goal)
    for node in asked.opened:
        number = seen(index, sight, node)
        if number is not None and number in drawn.layout.places:
            drawn.expand(number)
    return drawn.finished()


def seen(index: Index, sight: Sight, node: str) -> int | None:
    """Return the number of a node that the viewer may open; None for any other."""
    number = index.number(node)
    return number if number is not None and bool(sight.open[number]) else None


class _Drawn:
    """A picture on its way."""

    def __init__(self, index: Index, sight: Sight, asked: Asked) -> None:
        self.index, self.sight, self.asked = index, sight, asked
        self.layout = Layout()
        self.kinds = {KINDS.index(kind) for kind in asked.kinds if kind in KINDS}
        self.paths: list[list[int]] = []
        self.full = self.wide = False
        self._near: dict[int, list[tuple[int, int]]] = {}
        self._edges: set[int] = set()  # between nodes that have a place

    def first(self, start: int) -> None:
        """Open the start, then follow matches of identity to what a matched person has."""
        self.expand(start)
        followed = {start}
        for _ in range(3):
            here = [
                node
                for node in list(self.layout.places)
                if node not in followed and self.sight.open[node] and self._leads_on(node)
            ]
            for node in here[: _FIRST_MOST - len(followed)]:
                followed.add(node)
                self.expand(node)

    def _leads_on(self, node: int) -> bool:
        """Say whether a node is one side of a match whose other side is drawn, or should be."""
        return any(KINDS[self.index.kind[tie]] in _FIRST for _, tie in self.ties(node))

    def connect(self, start: int, goal: int) -> None:
        """Draw the shortest paths between two nodes, step by step from left to right."""
        kinds = self.kinds or {KINDS.index(kind) for kind in PERSONAL}

        def near(node: int) -> list[int]:
            return [
                other
                for other, tie in self.sight.ties(self.index, node)
                if int(self.index.kind[tie]) in kinds and self._holds(tie)
            ]

        try:
            self.paths = shortest_paths(
                near, start, goal, hops=self.asked.hops, most=self.asked.most
            )
        except TooWideError:
            self.wide = True
        layers: dict[int, int] = {start: 0}
        for path in self.paths:
            for step, node in enumerate(path):
                layers[node] = max(step, layers.get(node, 0))
        if goal not in layers:
            layers[goal] = 3  # no path: both ends are shown, apart
        self.layout = Layout()
        self.layout.rows(
            [[n for n, s in layers.items() if s == at] for at in range(max(layers.values()) + 1)]
        )
        self._join(layers)

    def expand(self, number: int) -> None:
        """Add the next neighbours of a node, as many as there is room for."""
        new = [n for n, _ in self.ties(number) if n not in self.layout.places]
        room = MOST - len(self.layout.places) - len(self._edges)
        page = list(dict.fromkeys(new))[:PAGE]
        if room < 2 * len(page):
            self.full = True
            page = page[: max(0, room // 2)]
        self.layout.around(number, page)
        self._join(page)

    def ties(self, number: int) -> list[tuple[int, int]]:
        """Return a node's neighbours and edges of the chosen kinds."""
        if number not in self._near:
            found = self.sight.ties(self.index, number)
            if self.kinds:
                found = [(n, tie) for n, tie in found if int(self.index.kind[tie]) in self.kinds]
            self._near[number] = found
        return self._near[number]

    def finished(self) -> Picture:
        """Return the picture with all edges between its nodes."""
        places = self.layout.places
        more = {node: len({n for n, _ in self.ties(node)} - places.keys()) for node in places}
        edges = sorted(self._edges)
        if self.paths and not self.kinds:
            edges = sorted(set(edges) | self._path_edges())
        return Picture(
            places=places,
            edges=edges,
            more={node: count for node, count in more.items() if count and self.sight.open[node]},
            open={node for node in places if self.sight.open[node]},
            paths=self.paths,
            full=self.full,
            wide=self.wide,
        )

    def _join(self, new: Iterable[int]) -> None:
        """Add the edges between new nodes and all that have a place."""
        places = self.layout.places
        self._edges |= {tie for node in new for other, tie in self.ties(node) if other in places}

    def _path_edges(self) -> set[int]:
        steps = {frozenset(pair) for path in self.paths for pair in pairwise(path)}
        return {
            tie
            for pair in steps
            for node in [min(pair)]
            for other, tie in self.sight.ties(self.index, node)
            if other in pair
        }

    def _holds(self, tie: int) -> bool:
        """Say whether an edge can hold on the day that was asked for."""
        if self.asked.day is None:
            return True
        return on_day(span_of(self.index, tie), self.asked.day) != "impossible"


def span_of(index: Index, tie: int) -> Span:
    """Return the time of an edge."""
    bounds = (index.edges[name][tie].as_py() for name in _BOUNDS)
    return Span(*bounds)


def edge_between(index: Index, sight: Sight, ends: tuple[str, str], source: str) -> int | None:
    """Return the edge that a source states between two nodes, where the viewer sees it."""
    a, b = (index.number(node) for node in ends)
    if a is None or b is None:
        return None
    for other, tie in sight.ties(index, a):
        if other == b and index.edges["source"][tie].as_py() == source:
            return tie
    return None


def days_of(index: Index, edges: list[int]) -> tuple[int, int] | None:
    """Return the first and the last day that a picture's edges name; None where none names a day."""
    if not edges:
        return None
    rows = index.edges.select(list(_BOUNDS)).take(pa.array(edges, pa.int64()))
    named = np.concatenate([np.asarray(rows[name]) for name in _BOUNDS])
    days = named[np.abs(named) < 10**6]
    return (int(days.min()), int(days.max())) if len(days) else None
