"""A finding's path drawn as SVG on the server: boxes, arrows, and the weakest link marked.

The picture needs no script and no style attribute, so it passes a strict content security policy;
it is drawn by classes of the desk's style sheet, with presentation attributes as a fallback. Colour
never speaks alone: the weakest link is dashed and carries words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Hop = dict[str, Any]
#: Which kinds of hops make up each link of the chain; a link may need several hops.
LINK_HOPS: dict[str, frozenset[str]] = {
    "p_identity": frozenset({"SAME_AS"}),
    "p_relation": frozenset({"KIN", "INFERRED"}),
    "p_benefit": frozenset({"HOLDS", "ROLE", "CONTACT"}),
    "p_overlap": frozenset({"IN_POST", "SUPERVISES", "PROCURED", "ACTED", "WON", "GOT"}),
    "p_no_exemption": frozenset(),
}
#: Node boxes and the room between them, in SVG units (CSS pixels at full size).
WIDE, HIGH, GAP_X, GAP_Y, MARGIN = 168, 66, 132, 84, 14
#: Room on the right for the words beside an upright edge of the last column.
ASIDE = 60
#: Boxes in one row of the picture.
ROW = 4
_LINE = 10  # Chinese characters in a line of a box


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a picture, in the reader's language."""

    title: str
    weakest: str
    edge: Callable[[Hop], tuple[str, str]]  # a hop's label and its dates
    kind: Callable[[str], str]  # a node id's kind, in words


def node_order(path: list[Hop]) -> list[str]:
    """Return the nodes in the order of a walk along the hops, whichever way their arrows point."""
    near: dict[str, list[str]] = {}
    for hop in path:
        near.setdefault(hop["from"], []).append(hop["to"])
        near.setdefault(hop["to"], []).append(hop["from"])
    order: list[str] = []
    for start in near:
        here: str | None = None if start in order else start
        while here is not None:
            order.append(here)
            here = next((other for other in near[here] if other not in order), None)
    return order


def positions(path: list[Hop]) -> dict[str, tuple[int, int]]:
    """Return column and row of each node.

    A chain runs in rows, every second one backwards; a ring (the way back to the official) is laid
    out in two rows, so that it closes at its left end.
    """
    order = node_order(path)
    ring = len(order) > 3 and any({hop["from"], hop["to"]} == {order[0], order[-1]} for hop in path)
    ring = ring and len(order) <= 2 * ROW
    across = -(-len(order) // 2) if ring else ROW
    placed = {}
    for n, node in enumerate(order):
        row, column = divmod(n, across)
        placed[node] = (across - 1 - column if row % 2 else column, row)
    if ring:
        placed[order[-1]] = (0, 1)
    return placed


def draw(
    path: list[Hop],
    *,
    names: Mapping[str, str],
    weakest: str | None,
    words: Words,
    href: Callable[[Hop], str | None] = lambda _hop: None,
) -> str:
    """Return the SVG of a path, safe to put into a page.

    Parameters
    ----------
    path : list of hops, as `graph.schema.HOP`
    names : mapping of node id to name
    weakest : str or None
        The weakest link, one of the keys of `LINK_HOPS`.
    words : Words
    href : callable
        The page that shows the source of a hop, None where there is none.
    """
    placed = positions(path)
    columns = 1 + max((x for x, _ in placed.values()), default=0)
    rows = 1 + max((y for _, y in placed.values()), default=0)
    width = 2 * MARGIN + columns * WIDE + (columns - 1) * GAP_X + (ASIDE if rows > 1 else 0)
    height = 2 * MARGIN + rows * HIGH + (rows - 1) * GAP_Y
    marked = LINK_HOPS.get(weakest or "", frozenset())
    parts = [_edge(hop, placed, words, weak=hop["kind"] in marked, href=href(hop)) for hop in path]
    parts += [_node(node, at, names.get(node, node), words) for node, at in placed.items()]
    return (
        f'<svg class="path" xmlns="http://www.w3.org/2000/svg" role="group" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f"aria-label={quoteattr(words.title)}><title>{escape(words.title)}</title>"
        f"{_MARKERS}{''.join(parts)}</svg>"
    )


_MARKERS = "".join(
    f'<defs><marker id="{name}" class="{name}" viewBox="0 0 10 10" refX="9" refY="5" '
    'markerWidth="7" markerHeight="7" orient="auto-start-reverse">'
    '<path d="M0 0L10 5L0 10z"/></marker></defs>'
    for name in ("arrow", "arrow-weak")
)


def _corner(at: tuple[int, int]) -> tuple[int, int]:
    return MARGIN + at[0] * (WIDE + GAP_X), MARGIN + at[1] * (HIGH + GAP_Y)


def _node(node: str, at: tuple[int, int], name: str, words: Words) -> str:
    x, y = _corner(at)
    kind = node.partition(":")[0]
    lines = wrap(name, _LINE, 2)
    first = y + 21 if len(lines) == 2 else y + 31
    text = "".join(
        f'<text x="{x + WIDE // 2}" y="{first + 17 * n}" class="name">{escape(line)}</text>'
        for n, line in enumerate(lines)
    )
    return (
        f'<g class="node node-{escape(kind)}"><title>{escape(name)}</title>'
        f'<rect x="{x}" y="{y}" width="{WIDE}" height="{HIGH}" rx="6"/>{text}'
        f'<text x="{x + WIDE // 2}" y="{y + HIGH - 9}" class="kind">{escape(words.kind(kind))}</text></g>'
    )


def _edge(
    hop: Hop,
    placed: dict[str, tuple[int, int]],
    words: Words,
    *,
    weak: bool,
    href: str | None,
) -> str:
    start, stop = placed[hop["from"]], placed[hop["to"]]
    (x1, y1), (x2, y2) = _anchor(start, stop), _anchor(stop, start)
    label, dates = words.edge(hop)
    lines = [("label", line) for line in wrap(label, 13 if x1 == x2 else 8, 2)]
    lines += [("dates", dates)] if dates else []
    lines += [("weakest", words.weakest)] if weak else []
    dash, arrow = (' stroke-dasharray="6 4"', "arrow-weak") if weak else ("", "arrow")
    group = (
        f'<g class="edge{" weak" if weak else ""}">'
        f"<title>{escape(' · '.join(part for part in (label, dates) if part))}</title>"
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" marker-end="url(#{arrow})"{dash}/>'
        f"{_texts(lines, (x1 + x2) // 2, (y1 + y2) // 2, beside=x1 == x2)}</g>"
    )
    return f"<a href={quoteattr(href)}>{group}</a>" if href else group


def _texts(lines: list[tuple[str, str]], x: int, y: int, *, beside: bool) -> str:
    """Return the words of an edge: beside an upright one, else two lines above it, others below."""
    above = min(2, len(lines))
    texts = []
    for n, (style, line) in enumerate(lines):
        if beside:
            at, anchor, down = x + 10, "start", 5 + 15 * n - 7 * (len(lines) - 1)
        else:
            at, anchor = x, "middle"
            down = -6 - 15 * (above - 1 - n) if n < above else 17 + 15 * (n - above)
        texts.append(
            f'<text x="{at}" y="{y + down}" text-anchor="{anchor}" class="{style}">'
            f"{escape(line)}</text>"
        )
    return "".join(texts)


def _anchor(here: tuple[int, int], there: tuple[int, int]) -> tuple[int, int]:
    """Return the point of a box's side that faces another box."""
    x, y = _corner(here)
    if there[1] != here[1] and (there[0] == here[0] or abs(there[1] - here[1]) > 0):
        return x + WIDE // 2, y + HIGH if there[1] > here[1] else y
    return (x + WIDE if there[0] > here[0] else x), y + HIGH // 2


def wrap(text: str, wide: int, lines: int) -> list[str]:
    """Return a text in lines of `wide` Chinese characters; what does not fit ends in an ellipsis."""
    found, line, filled = [], "", 0
    for character in text:
        step = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if filled + step > 2 * wide:
            found.append(line)
            line, filled = "", 0
        line, filled = line + character, filled + step
    found.append(line)
    if len(found) > lines:
        found = [*found[: lines - 1], found[lines - 1][:-1] + "…"]
    return found
