"""The shortest simple paths between two nodes (关系路径), as many as are asked for.

Two edges between the same two nodes are one step: a path is a list of nodes, none of them twice.
The distances to the goal are measured first; from then on the search only takes steps from which the
goal can still be reached within the limit, so it never wanders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heappop, heappush

Near = Callable[[int], Iterable[int]]
#: Nodes whose neighbours are asked for before the search gives up and says so.
MOST_ASKED = 200_000


class TooWideError(Exception):
    """There is too much between the two nodes to search it all."""


def shortest_paths(
    near: Near, start: int, goal: int, *, hops: int, most: int, asked: int = MOST_ASKED
) -> list[list[int]]:
    """Return up to `most` simple paths of at most `hops` steps, shortest first.

    Among paths of one length the one with the smaller node numbers comes first, so the answer is the
    same every time.

    Parameters
    ----------
    near : callable
        The neighbours of a node, in either direction.

    Raises
    ------
    TooWideError
        More than `asked` nodes would have to be looked at.
    """
    if start == goal:
        return []
    known = _Known(near, asked)
    left = _meeting(known, start, goal, hops)
    found: list[list[int]] = []
    # (length at least, path): the heap gives back whole paths in the order of their lengths
    heap: list[tuple[int, list[int]]] = [(left[start], [start])] if start in left else []
    for _ in range(asked):
        if not heap or len(found) == most:
            return found
        _, path = heappop(heap)
        if path[-1] == goal:
            found.append(path)
            continue
        for node in known(path[-1]):
            if node not in path and len(path) + left.get(node, hops) <= hops:
                heappush(heap, (len(path) + left[node], [*path, node]))
    raise TooWideError


class _Known:
    """The neighbours of nodes, each asked for once; too many of them are refused."""

    def __init__(self, near: Near, most: int) -> None:
        self._near, self._most = near, most
        self._kept: dict[int, list[int]] = {}

    def __call__(self, node: int) -> list[int]:
        if node not in self._kept:
            if len(self._kept) >= self._most:
                raise TooWideError
            self._kept[node] = sorted(set(self._near(node)) - {node})
        return self._kept[node]


def _meeting(neighbours: _Known, start: int, goal: int, hops: int) -> dict[int, int]:
    """Return the distance to the goal of every node that can lie on a path within the limit.

    Both ends grow, the smaller border first, until together they cover the limit; a node of the
    start's half has its distance measured on from the goal's half.
    """
    near_start, near_goal = {start: 0}, {goal: 0}
    border_start, border_goal = [start], [goal]
    deep_start = deep_goal = 0
    while deep_start + deep_goal < hops and (border_start or border_goal):
        grow_start = bool(border_start) and (
            not border_goal or len(border_start) <= len(border_goal)
        )
        if grow_start:
            border_start = _wave(neighbours, near_start, border_start)
            deep_start += 1
        else:
            border_goal = _wave(neighbours, near_goal, border_goal)
            deep_goal += 1
    return _onwards(neighbours, near_start, near_goal, deep_goal, hops)


def _wave(neighbours: _Known, seen: dict[int, int], border: list[int]) -> list[int]:
    found: list[int] = []
    for node in border:
        for other in neighbours(node):
            if other not in seen:
                seen[other] = seen[node] + 1
                found.append(other)
    return found


def _onwards(
    neighbours: _Known,
    near_start: dict[int, int],
    near_goal: dict[int, int],
    deep_goal: int,
    hops: int,
) -> dict[int, int]:
    """Measure on from the goal's half, through nodes near enough to the start."""
    left = {n: d for n, d in near_goal.items() if n in near_start or d <= deep_goal}
    border = [n for n, d in near_goal.items() if d == deep_goal]
    depth = deep_goal
    while border and depth < hops:
        depth += 1
        grown = []
        for node in border:
            for other in neighbours(node):
                if other not in left and near_start.get(other, hops + 1) + depth <= hops:
                    left[other] = depth
                    grown.append(other)
        border = grown
    return left
