"""Words by class that a text is searched for (词表): evidence for the model, never a mention by itself.

Only numbers derived from the words are kept, with the classes of each as bits; every stretch of two to
`LONGEST` characters is looked up. A column per class says for each character whether a word of the class
begins, goes on or ends there (annotated lexicons are known as soft lexicons).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from nlp.tagging.compiled import Array, compiled
from nlp.tagging.templates import table_of
from nlp.tagging.views import characters

LONGEST = 12


#: Numbers are cut to 40 bits: among half a million words a chance match comes once in two million.
_BITS = (1 << 40) - 1
#: Bits of the sieve before the table, as a power of two: half a megabyte.
_SIEVE = 22


def _name(word: str) -> int:
    value = 7
    for point in characters(word).tolist():
        value = (value * 1000003 + point) & 0xFFFFFFFFFFFFFFFF
    return (value ^ (value >> 24)) & _BITS


def compile_words(classes: Mapping[str, Iterable[str]]) -> tuple[Array, Array]:
    """Return the sorted numbers of all words and the classes of each as bits, in the given order."""
    bits: dict[int, int] = {}
    for place, words in enumerate(classes.values()):
        for word in words:
            if 2 <= len(word) <= LONGEST:
                name = _name(word)
                bits[name] = bits.get(name, 0) | (1 << place)
    names = sorted(bits)
    return np.array(names, np.uint64), np.array([bits[name] for name in names], np.uint32)


class Gazetteer:
    """A table of words; made once, asked for every text."""

    def __init__(self, names: Array, bits: Array, classes: int) -> None:
        self._table = (*table_of(names), bits, _sieve(names))
        self.classes = classes

    def columns(self, points: Array) -> Array:
        """Return one sparse column a class for the code points of a text."""
        cells = np.zeros((points.size, 1 + self.classes), np.int64)
        cells[:, 0] = points
        self.fill(cells, 1)
        return cells[:, 1:]

    def fill(self, cells: Array, first: int) -> None:
        """Write one sparse column a class, from `first` on, for the code points in column 0."""
        _search(cells, first, self.classes, self._table)


@compiled
def _sieve(names: Array) -> Array:
    """Return bits by which nearly all stretches that are no word are told without a look at the table."""
    bits = np.zeros(1 << (_SIEVE - 6), np.uint64)
    for name in names:
        at = (name * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _SIEVE)
        bits[at >> np.uint64(6)] |= np.uint64(1) << (at & np.uint64(63))
    return bits


@compiled
def _search(
    cells: Array, first: int, classes: int, table: tuple[Array, Array, Array, Array]
) -> None:
    slots, rows, bits, sieve = table
    length = cells.shape[0]
    mask = np.uint64(slots.size - 1)
    for i in range(length):
        name = np.uint64(7) * np.uint64(1000003) + np.uint64(cells[i, 0])
        for end in range(i + 2, min(length, i + 12) + 1):
            name = name * np.uint64(1000003) + np.uint64(cells[end - 1, 0])
            short = (name ^ (name >> np.uint64(24))) & np.uint64(0xFFFFFFFFFF)
            seen = (short * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - _SIEVE)
            if (sieve[seen >> np.uint64(6)] >> (seen & np.uint64(63))) & np.uint64(1) == 0:
                continue
            at = ((short * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(24)) & mask
            row = -1
            while rows[at] >= 0:
                if slots[at] == short:
                    row = rows[at]
                    break
                at = (at + np.uint64(1)) & mask
            if row >= 0:
                _mark(cells[:, first : first + classes], i, end, bits[row])


@compiled
def _mark(found: Array, start: int, end: int, bits: int) -> None:
    """Note a word in the columns of its classes: begin and end by length, and what lies between."""
    size = min(end - start - 2, 2)
    for c in range(found.shape[1]):
        if (bits >> np.uint32(c)) & np.uint32(1):
            found[start, c] |= 1 << size
            found[end - 1, c] |= 8 << size
            for k in range(start + 1, end - 1):
                found[k, c] |= 64
