"""A text as a matrix of integers: one row a character, one column a view of it (特征列).

Dense columns say what stands there: the character, its kind and groups, its place in a word of the segmenter,
that word and its neighbours. Sparse columns say what else is known and are 0 elsewhere: words of a
lexicon that cover the character, and what the rules propose there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from nlp.resources import lexicon
from nlp.segment import Word
from nlp.tagging.compiled import Array, compiled

DENSE = ("char", "kind", "coarse", "fine", "seg", "word", "before", "after", "tag")
_KINDS = (
    ("0123456789", 3), ("一二三四五六七八九十百千万亿零〇两", 4), ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 5),
    ("abcdefghijklmnopqrstuvwxyz", 6), ("“‘「『（(【[《<", 7), ("”’」』）)】]》>", 8), ("、", 9),
    ("，,；;：:", 10), ("。！？!?", 11), (" \t\n\r\u3000", 12), ("某*＊×", 13), (".-—~～/%％·", 14),
)  # fmt: skip
_FULL_WIDTH = 0xFEE0


def _kind_table() -> Array:
    table = np.ones(0x10000, np.int64)
    table[0x3400:0xA000] = 2
    for characters, kind in _KINDS:
        table[[ord(c) for c in characters]] = kind
    return table


#: The kind of every character: Han, digit, numeral, letter, bracket, mark.
_KIND = _kind_table()


@cache
def _groups() -> Array:
    """Return the coarse and the fine group of every character, 2 where it has none."""
    table = np.full((0x10000, 2), 2, np.int64)
    for column, name in enumerate(("coarse", "fine")):
        for number, members in enumerate(lexicon("characters")[name], 3):
            table[[ord(c) for c in members], column] = number
    return table


def characters(text: str) -> Array:
    """Return the code points with full-width forms and digits folded: digits are all alike."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
    points = np.where((points >= 0xFF01) & (points <= 0xFF5E), points - _FULL_WIDTH, points)
    return np.where((points >= 0x30) & (points <= 0x39), 0x30, points)


def dense(text: str, words: Sequence[Word], tags: dict[str, int], width: int = 0) -> Array:
    """Return the dense columns of a text, with room for others behind them; `tags` numbers the tags of the dictionary."""
    cells = np.zeros((len(text), max(width, len(DENSE))), np.int64)
    ends = np.array([w.end for w in words], np.int64)
    numbers = np.array([tags.get(w.tag, 2) for w in words], np.int64)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    _fill_characters(points, _KIND, _groups(), cells)
    _fill_words(ends, numbers, cells)
    return cells


@compiled
def _fill_characters(points: Array, kinds: Array, groups: Array, cells: Array) -> None:
    """Write the characters as `characters` folds them, their kinds and groups."""
    for i in range(points.size):
        point: Any = np.int64(points[i])
        if 0xFF01 <= point <= 0xFF5E:
            point -= _FULL_WIDTH
        if 0x30 <= point <= 0x39:
            point = 0x30
        low = min(point, 0xFFFF)
        cells[i, 0], cells[i, 1] = point, kinds[low]
        cells[i, 2], cells[i, 3] = groups[low, 0], groups[low, 1]


@compiled
def _fill_words(ends: Array, numbers: Array, cells: Array) -> None:
    """Write place in word, word, neighbours and tag; words follow each other without a gap."""
    names = np.ones(ends.size + 2, np.int64)
    start = 0
    for w in range(ends.size):
        name = np.int64(7)
        for i in range(start, ends[w]):
            name = (name * 1000003 + cells[i, 0]) & 0x3FFFFFFFFFFFFFF
        names[w + 1] = name
        start = ends[w]
    start = 0
    for w in range(ends.size):
        size = ends[w] - start
        for i in range(start, ends[w]):
            place = 1 if i == start else 3 if i == ends[w] - 1 else 2
            if size == 1:
                place = 4
            cells[i, 4] = place * 8 + min(size, 6)
            cells[i, 5] = names[w + 1]
            cells[i, 6] = names[w]
            cells[i, 7] = names[w + 2]
            cells[i, 8] = numbers[w]
        start = ends[w]


#: How spans of a column are written: each place with a number, or as bits that add up.
PLACED, MASKS = 0, 1


@compiled
def fill_spans(cells: Array, spans: Array) -> None:
    """Write spans (column, start, end, number, how) into sparse columns.

    As numbers: the number and the place (B, I, E, S) of every character. As bits: whether spans begin (1), go on (2),
    end (4) or stand alone (8) there.
    """
    for s in range(len(spans)):
        column, start, end, number, how = spans[s]
        for i in range(start, end):
            place = 2 - (i == start) + (i == end - 1)
            if end == start + 1:
                place = 4
            if how == PLACED:
                cells[i, column] = 4 * number + place
            else:
                cells[i, column] |= 8 if place == 4 else 4 if place == 3 else place
