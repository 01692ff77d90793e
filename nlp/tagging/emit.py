"""What the features of a text say of every tag (发射分): the scores of every character in one compiled call.

The results are those of `templates`, which say how and which training uses; here no feature is written down. Of a
character first all keys are made, then all are looked up, then the weights are summed: so the waits for memory overlap.
Weights are summed as integers, in any order the same.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nlp.tagging.compiled import Array, compiled
from nlp.tagging.templates import table_of

#: Columns of weights are filled up to a multiple of this: whole registers, no rest.
_LANES = 16


class Plan(NamedTuple):
    """Templates in groups: those of a group need the same cell, so one look at it rules out all."""

    templates: Array  # as `templates.parse` gives them, by group
    numbers: Array  # the number of each, which its keys are mixed with
    groups: Array  # (column, offset, first template, behind the last); column -1: always looked at


def plan(templates: Array) -> Plan:
    """Return the templates grouped by a sparse cell that they need, one at the character itself if any."""
    anchors = []
    for number, cells in enumerate(templates.tolist()):
        sparse = sorted((abs(offset), column, offset) for column, offset, may in cells if may == 1)
        anchors.append((*(sparse[0][1:] if sparse else (-1, 0)), number))
    anchors.sort()
    groups: list[list[int]] = []
    for place, (column, offset, _) in enumerate(anchors):
        if not groups or groups[-1][:2] != [column, offset]:
            groups.append([column, offset, place, place])
        groups[-1][3] = place + 1
    numbers = np.array([number for *_, number in anchors], np.int64)
    table = np.array(groups, np.int64).reshape(-1, 4)
    return Plan(templates[numbers], numbers, table)


def padded(weights: Array) -> Array:
    """Return the weights in sixteen bits a row, filled up with zeros to whole registers."""
    tags = weights.shape[1]
    wide = np.zeros((weights.shape[0], -(-tags // _LANES) * _LANES), np.int8)
    wide[:, :tags] = weights
    return wide


class Known(NamedTuple):
    """The features of a model: a table in which the upper bits of a key stand beside its row, and the weights."""

    table: Array
    bits: Array  # how many bits of an entry are the row, counted from one; an entry of 0 is empty
    weights: Array


def known(keys: Array, weights: Array) -> Known:
    """Return the features of a model as one table: to find a key takes one look at memory, not two."""
    slots, rows = table_of(keys)
    bits = np.uint64(int(keys.size).bit_length())
    upper = (slots >> bits) << bits
    table = np.where(rows >= 0, upper | (rows + 1).astype(np.uint64), np.uint64(0))
    return Known(table, np.array([bits], np.uint64), padded(weights))


@compiled
def _keys(cells: Array, i: int, low: int, high: int, plan: tuple[Array, ...], found: Array) -> int:
    """Write the keys of all features of one character; return how many there are."""
    templates, numbers, groups = plan
    count = 0
    for g in range(groups.shape[0]):
        column = groups[g, 0]
        if column >= 0:
            at = i + groups[g, 1]
            if at < low or at >= high or cells[at, column] == 0:
                continue
        for f in range(groups[g, 2], groups[g, 3]):
            key = np.uint64(numbers[f] + 1) * np.uint64(0xD6E8FEB86659FD93)
            there = True
            for place in range(3):
                wanted = templates[f, place, 0]
                if wanted < 0:
                    break
                at = i + templates[f, place, 1]
                sparse = templates[f, place, 2]
                value = cells[at, wanted] if low <= at < high else 1 - sparse
                if value == 0 and sparse:
                    there = False
                    break
                key = (key ^ np.uint64(value)) * np.uint64(0x9E3779B97F4A7C15)
                key ^= key >> np.uint64(29)
            key *= np.uint64(0xBF58476D1CE4E5B9)
            key ^= key >> np.uint64(32)
            found[count] = key | np.uint64(1)
            count += there
    return count


@compiled
def _rows(keys: Array, count: int, table: Array, bits: np.uint64, rows: Array) -> int:
    """Write the rows of the keys that the table has; return how many there are."""
    mask = np.uint64(table.size - 1)
    low = (np.uint64(1) << bits) - np.uint64(1)
    known = 0
    for k in range(count):
        key = keys[k]
        slot = ((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(24)) & mask
        entry = table[slot]
        while entry != 0 and (entry ^ key) >> bits != 0:
            slot = (slot + np.uint64(1)) & mask
            entry = table[slot]
        rows[known] = np.int64(entry & low) - 1
        known += entry != 0
    return known


@compiled
def scores(
    cells: Array, bounds: Array, plan: tuple[Array, ...], known: tuple[Array, ...],
    scale: Array, lean: float,
) -> Array:  # fmt: skip
    """Return the score of every tag at every character; `lean` is added where a span may begin."""
    table, bits, weights = known
    tags, most = scale.size, plan[0].shape[0] + 1
    found = np.empty((cells.shape[0], tags), np.float32)
    keys, rows = np.empty(most, np.uint64), np.empty(most, np.int64)
    total = np.zeros(weights.shape[1], np.int16)  # a hundred weights of eight bits
    more = np.zeros(tags, np.float32)
    more[1::4] = lean
    more[4::4] = lean
    for paragraph in range(bounds.size - 1):
        low, high = bounds[paragraph], bounds[paragraph + 1]
        for i in range(low, high):
            count = _keys(cells, i, low, high, plan, keys)
            count = _rows(keys, count, table, bits[0], rows)
            total[:] = 0
            for k in range(count):
                line = weights[rows[k]]
                for t in range(total.size):
                    total[t] += line[t]
            for t in range(tags):
                found[i, t] = np.float32(total[t]) * scale[t]
            for t in range(tags):
                found[i, t] += more[t]
    return found
