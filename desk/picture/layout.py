"""Where the nodes stand (布局): worked out step by step, so that who stands does not move.

Each step puts new nodes around one that is there, facing away from the middle, on the nearest free
places of widening arcs. The same steps give the same picture on every machine, in the page, in the
drawing of the server and in every export.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]
#: Room that a node takes with its name, in units of the picture (CSS pixels at full size).
WIDE, HIGH = 118.0, 66.0
#: The first arc around a node, and how much wider each next one is.
NEAREST, STEP = 150.0, 78.0
#: An arc away from the middle, in radians, and the arcs tried before a node is put beyond all.
FACING, ARCS = math.radians(150), 400


class Layout:
    """The places of the nodes of one picture."""

    def __init__(self) -> None:
        self.places: dict[int, Point] = {}
        self._taken: dict[tuple[int, int], list[Point]] = {}

    def put(self, node: int, at: Point) -> None:
        """Put a node at a place."""
        self.places[node] = at
        self._taken.setdefault(_cell(at), []).append(at)

    def around(self, middle: int, nodes: Sequence[int]) -> None:
        """Put nodes that have no place yet around one that has."""
        new = [node for node in dict.fromkeys(nodes) if node not in self.places]
        centre = self.places[middle]
        outward = math.atan2(centre[1], centre[0])
        width = 2 * math.pi if math.hypot(*centre) < 1 else FACING
        arc, slot = 0, 0
        for node in new:
            at, arc, slot = self._free(centre, outward, width, arc, slot)
            self.put(node, at)

    def rows(self, layers: Sequence[Sequence[int]]) -> None:
        """Put nodes into columns from left to right: the steps of paths."""
        gap = 2 * WIDE
        for column, layer in enumerate(layers):
            top = -(len(layer) - 1) / 2
            for row, node in enumerate(layer):
                self.put(node, (column * gap, (top + row) * HIGH * 1.6))

    def _free(
        self, centre: Point, outward: float, width: float, arc: int, slot: int
    ) -> tuple[Point, int, int]:
        """Return the next free place, and where the search for the one after it goes on."""
        while True:
            radius = NEAREST + STEP * arc
            slots = max(1, int(radius * width / (WIDE * 1.05)))
            while slot < slots:
                # every other arc is turned by half a slot, so that edges pass between nodes
                angle = outward + _spread(slot, slots, width) + (arc % 2) * width / slots / 2
                at = (
                    round(centre[0] + radius * 1.25 * math.cos(angle), 1),
                    round(centre[1] + radius * 0.85 * math.sin(angle), 1),
                )
                slot += 1
                if arc >= ARCS or self._clear(at):
                    return at, arc, slot
            arc, slot = arc + 1, 0

    def _clear(self, at: Point) -> bool:
        x, y = _cell(at)
        near = (
            other
            for i in (x - 1, x, x + 1)
            for j in (y - 1, y, y + 1)
            for other in self._taken.get((i, j), ())
        )
        return not any(
            abs(at[0] - other[0]) < WIDE and abs(at[1] - other[1]) < HIGH for other in near
        )


def _spread(slot: int, slots: int, width: float) -> float:
    """Return the angle of a slot: the full circle in order, an arc from its middle outwards."""
    if width > math.pi:
        return width * slot / slots - math.pi / 2
    step = width / slots
    side = 1 if slot % 2 else -1
    return side * step * ((slot + 1) // 2)


def _cell(at: Point) -> tuple[int, int]:
    return math.floor(at[0] / WIDE), math.floor(at[1] / HIGH)
