"""The picture as SVG, drawn on the server: without a script, in print, as an export.

It needs no style attribute: the desk's style sheet draws it by classes, and the export brings the
same look in presentation attributes. Colour never speaks alone: kinds differ in shape, what is
inferred is dotted, what only may hold on the day is dashed.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.sax.saxutils import escape, quoteattr

from desk.pathdrawing import wrap
from desk.picture.elements import Edge, Node, Shown
from desk.picture.times import on_day

MARGIN, RADIUS, LINE = 90, 17, 8
#: Kind of node → corners of its shape around the middle, in radii; a circle where there are none.
SHAPES: dict[str, tuple[tuple[float, float], ...]] = {
    "official": ((-1.1, -0.85), (1.1, -0.85), (1.1, 0.85), (-1.1, 0.85)),
    "company": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "unit": ((-1, 0), (-0.55, -0.95), (0.55, -0.95), (1, 0), (0.55, 0.95), (-0.55, 0.95)),
    "award": ((0, -1), (1, 0), (0, 1), (-1, 0)),
    "act": ((0, -1), (1, 0.8), (-1, 0.8)),
}
#: Kind of node → fill, outline; the same as in graph.css and graph.js.
COLOURS = {
    "official": ("#1f4b57", "#1f4b57"), "relative": ("#ffffff", "#1f4b57"),
    "person": ("#ffffff", "#56636a"), "company": ("#cfe3e8", "#1f4b57"),
    "unit": ("#e9e4d4", "#6b5d2e"), "award": ("#f3f0e6", "#6b5d2e"), "act": ("#f3f0e6", "#6b5d2e"),
}  # fmt: skip
Href = Callable[[Node], str]


def draw(shown: Shown, *, title: str, day: int | None = None, href: Href = lambda _node: "") -> str:
    """Return the SVG of a picture, safe to put into a page.

    Parameters
    ----------
    title : str
        What the picture shows, for who cannot see it.
    day : int or None
        The day that it is of: edges that only may hold then are dashed.
    href : callable
        The page that a node leads to; empty where it leads nowhere.
    """
    shown = shown.on(day)
    xs, ys = [node.x for node in shown.nodes], [node.y for node in shown.nodes]
    left, top = min(xs) - MARGIN, min(ys) - MARGIN
    width, height = max(xs) - left + MARGIN, max(ys) - top + MARGIN
    at = {node.id: node for node in shown.nodes}
    beside: dict[frozenset[str], int] = {}
    lines = []
    for edge in shown.edges:
        ends = frozenset((edge.start, edge.stop))
        lines.append(_edge(edge, at, beside.setdefault(ends, 0), day))
        beside[ends] += 1
    boxes = [_node(node, href(node)) for node in shown.nodes]
    return (
        '<svg class="graph-drawing" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" font-family="Noto Sans CJK SC, Noto Sans SC, sans-serif" '
        f"aria-label={quoteattr(title)}><title>{escape(title)}</title>"
        f"{_ARROW}{''.join(lines)}{''.join(boxes)}</svg>"
    )


_ARROW = (
    '<defs><marker id="graph-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="6" '
    'markerHeight="6" orient="auto"><path d="M0 0L10 5L0 10z" fill="#6b7a80"/></marker></defs>'
)


def _node(node: Node, href: str) -> str:
    fill, stroke = COLOURS[node.kind]
    corners = SHAPES.get(node.kind)
    common = f'fill="{fill}" stroke="{stroke}" stroke-width="{3 if node.start else 1.4}"'
    if corners:
        points = " ".join(
            f"{node.x + RADIUS * x:.1f},{node.y + RADIUS * y:.1f}" for x, y in corners
        )
        shape = f'<polygon points="{points}" {common}/>'
    else:
        dash = ' stroke-dasharray="4 2"' if node.kind == "relative" else ""
        shape = f'<circle cx="{node.x}" cy="{node.y}" r="{RADIUS}" {common}{dash}/>'
    names = "".join(
        f'<text x="{node.x}" y="{node.y + RADIUS + 14 + 14 * n:.1f}" text-anchor="middle" '
        f'font-size="12" fill="#1c2326">{escape(line)}</text>'
        for n, line in enumerate(wrap(node.name, LINE, 2))
    )
    more = (
        f'<text x="{node.x + RADIUS}" y="{node.y - RADIUS + 2:.1f}" font-size="11" '
        f'fill="#9a3412">+{node.more}</text>'
        if node.more
        else ""
    )
    told = f"{node.kind_text} {node.name}"
    group = (
        f'<g class="node node-{node.kind}"><title>{escape(told)}</title>{shape}{names}{more}</g>'
    )
    return f"<a href={quoteattr(href)}>{group}</a>" if href else group


def _edge(edge: Edge, at: dict[str, Node], nth: int, day: int | None) -> str:
    """Return an edge; of several between the same two nodes each bends further."""
    a, b = at[edge.start], at[edge.stop]
    dx, dy = b.x - a.x, b.y - a.y
    length = max(1.0, (dx * dx + dy * dy) ** 0.5)
    ux, uy = dx / length, dy / length
    side = 1 if (a.id < b.id) else -1  # the same side for both directions
    bend = side * (nth + 1) // 2 * 34 * (1 if nth % 2 else -1)
    x1, y1 = a.x + ux * (RADIUS + 3), a.y + uy * (RADIUS + 3)
    x2, y2 = b.x - ux * (RADIUS + 4), b.y - uy * (RADIUS + 4)
    mx, my = (x1 + x2) / 2 - uy * bend, (y1 + y2) / 2 + ux * bend
    possible = day is not None and on_day(edge.span, day) == "possible"
    dash = ' stroke-dasharray="2 4"' if edge.inferred else ""
    dash = ' stroke-dasharray="8 5"' if possible else dash
    colour = "#9a3412" if edge.kind == "INFERRED" else "#6b7a80"
    wide = 3 if edge.on_path else 1.3
    label = " ".join(part for part in (edge.label, edge.dates) if part)
    state = "possible" if possible else "inferred" if edge.inferred else "registered"
    return (
        f'<g class="edge {state}"><title>{escape(label)}</title>'
        f'<path d="M{x1:.1f} {y1:.1f}Q{mx:.1f} {my:.1f} {x2:.1f} {y2:.1f}" fill="none" '
        f'stroke="{colour}" stroke-width="{wide}"{dash} marker-end="url(#graph-arrow)"/>'
        f'<text x="{(x1 + 2 * mx + x2) / 4:.1f}" y="{(y1 + 2 * my + y2) / 4 - 3:.1f}" '
        f'text-anchor="middle" font-size="10" fill="#3d474c">{escape(edge.label)}</text></g>'
    )
