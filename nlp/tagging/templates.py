"""Features as numbers: what a template sees around a character becomes one 64-bit key (特征模板).

A text is a matrix of integers, one row a character, one column a view of it (`views`). A template
joins up to three cells, each a column at an offset; its key mixes the template's number with the
cells. A cell that is absent (0) in a sparse column gives no feature. `bounds` are the paragraphs of
the text: no template looks over a bound.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ingest.errors import UserError
from nlp.tagging.compiled import Array, compiled

#: Cells a template may join.
WIDTH = 3


def parse(lines: Sequence[str], columns: Sequence[str], sparse: Sequence[str]) -> Array:
    """Return templates such as ``char[-1] char[0]`` as (template, cell, (column, offset, sparse)).

    Raises
    ------
    UserError
        Where a template names a column that does not exist or has more than three cells.
    """
    table = np.full((len(lines), WIDTH, 3), -1, np.int32)
    for number, line in enumerate(lines):
        cells = line.split()
        for place, cell in enumerate(cells):
            name, _, offset = cell.rstrip("]").partition("[")
            if name not in columns or len(cells) > WIDTH:
                what = f"特征模板有误 · feature template: {line}"
                fix = f"列名，至多三项 · columns, three at most: {', '.join(columns)}"
                raise UserError(what, fix)
            table[number, place] = columns.index(name), int(offset), int(name in sparse)
    return table


@compiled
def _key(cells: Array, templates: Array, f: int, i: int, low: int, high: int) -> np.uint64:
    """Return the key of one template at one character; cells outside the bounds are 1, sparse ones 0."""
    key = np.uint64(f + 1) * np.uint64(0xD6E8FEB86659FD93)
    for place in range(3):
        column = templates[f, place, 0]
        if column < 0:
            break
        at = i + templates[f, place, 1]
        sparse = templates[f, place, 2]
        value = cells[at, column] if low <= at < high else 1 - sparse
        if value == 0 and sparse:
            return np.uint64(0)
        key = (key ^ np.uint64(value)) * np.uint64(0x9E3779B97F4A7C15)
        key ^= key >> np.uint64(29)
    key *= np.uint64(0xBF58476D1CE4E5B9)
    key ^= key >> np.uint64(32)
    return key | np.uint64(1)


@compiled
def keys(cells: Array, bounds: Array, templates: Array) -> Array:
    """Return the key of every template at every character; 0 where there is no feature."""
    found = np.zeros((cells.shape[0], templates.shape[0]), np.uint64)
    for paragraph in range(bounds.size - 1):
        low, high = bounds[paragraph], bounds[paragraph + 1]
        for i in range(low, high):
            for f in range(templates.shape[0]):
                found[i, f] = _key(cells, templates, f, i, low, high)
    return found


@compiled
def table_of(names: Array) -> tuple[Array, Array]:
    """Return an open-addressing table of distinct keys: key and its row, -1 where empty."""
    size = 16
    while size < 2 * names.size:
        size *= 2
    slots = np.zeros(size, np.uint64)
    rows = np.full(size, -1, np.int32)
    mask = np.uint64(size - 1)
    for row in range(names.size):
        at = ((names[row] * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(24)) & mask
        while rows[at] >= 0:
            at = (at + np.uint64(1)) & mask
        slots[at] = names[row]
        rows[at] = row
    return slots, rows


@compiled
def find(wanted: Array, slots: Array, rows: Array) -> Array:
    """Return the row of every key, -1 where the table lacks it or the key is 0."""
    found = np.full(wanted.shape, -1, np.int32)
    mask = np.uint64(slots.size - 1)
    for i in range(wanted.shape[0]):
        for f in range(wanted.shape[1]):
            key = wanted[i, f]
            if key == 0:
                continue
            at = ((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(24)) & mask
            while rows[at] >= 0:
                if slots[at] == key:
                    found[i, f] = rows[at]
                    break
                at = (at + np.uint64(1)) & mask
    return found


@compiled
def emissions(found: Array, weights: Array, scale: Array) -> Array:
    """Return the summed weights of the features of every character, tag by tag."""
    length, tags = found.shape[0], weights.shape[1]
    total = np.zeros((length, tags), np.float32)
    for i in range(length):
        row = total[i]
        for f in range(found.shape[1]):
            at = found[i, f]
            if at >= 0:
                line = weights[at]
                for t in range(tags):
                    row[t] += line[t]
        for t in range(tags):
            row[t] *= scale[t]
    return total
