"""Nodes by name, among those that the viewer may open; in the order of the names, never ranked.

Officials, companies and units are found by a part of the name or by their number, other persons by
the whole name only: nobody leafs through them (science.md 9).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from desk.picture.index import Index
from desk.picture.sight import Sight

#: Where a picture can start; persons only by their whole name.
KINDS = ("official", "company", "unit", "person")
#: Nodes of one kind in an answer.
MOST = 20
LEAST_LETTERS = 2


def search(index: Index, sight: Sight, asked: str, *, most: int = MOST) -> list[int]:
    """Return the nodes that a text names; none for a text of fewer than two letters."""
    text = asked.strip()
    if len(text) < LEAST_LETTERS:
        return []
    found: list[int] = []
    for kind in KINDS:
        part = index.of_kind(kind)
        names = index.nodes["name"].slice(part.start, len(part))
        named = pc.equal(names, text) if kind == "person" else pc.match_substring(names, text)
        hit = np.asarray(pc.fill_null(named, False))
        if kind in ("official", "company"):
            ids = index.nodes["id"].slice(part.start, len(part))
            hit = hit | np.asarray(pc.equal(ids, f"{kind}:{text}"))
        numbers = np.flatnonzero(hit & sight.open[part.start : part.stop]) + part.start
        found += _by_name(index, numbers)[:most]
    return found


def _by_name(index: Index, numbers: np.ndarray) -> list[int]:
    named = index.nodes["name"].take(pa.array(numbers)).to_pylist()
    return [int(n) for _, n in sorted(zip(named, numbers, strict=True))]
