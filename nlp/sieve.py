"""Many patterns looked for in one text (线索预筛): one compiled pass says where each of them may begin.

A text is asked for hundreds of cues, clause by clause; nearly all are absent. A cue is tried only from the first place on
where its first two characters stand (`openings`), so what it finds is what the pattern alone would find.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from nlp.openings import openings
from nlp.tagging.compiled import Array, compiled

#: Bits of a mark: one a pattern.
_ROOM = 62
#: Characters beyond the basic plane share a number.
_WIDE = 0xFFFF


class Marks:
    """Where in a text the patterns of a sieve may begin: places in order, and at each the bits of the patterns."""

    def __init__(self, places: list[int], bits: list[int], always: int) -> None:
        self.places, self.bits, self.always = places, bits, always

    def within(self, start: int, end: int) -> int:
        """Return the bits of the patterns that may begin in [start, end)."""
        places, found = self.places, self.always
        for i in range(bisect_left(places, start), len(places)):
            if places[i] >= end:
                break
            found |= self.bits[i]
        return found

    def first(self, bit: int, start: int, end: int) -> int:
        """Return the first place in [start, end) where a pattern may begin, -1 where there is none."""
        if bit & self.always:
            return start
        places = self.places
        for i in range(bisect_left(places, start), len(places)):
            if places[i] >= end:
                break
            if self.bits[i] & bit:
                return places[i]
        return -1


class Cue:
    """A pattern of a sieve; finds what the pattern finds."""

    __slots__ = ("bit", "pattern", "sieve")

    def __init__(self, sieve: Sieve, pattern: re.Pattern[str], bit: int) -> None:
        self.sieve, self.pattern, self.bit = sieve, pattern, bit

    def may(self, text: str, start: int, end: int) -> bool:
        """Say whether a match may begin in [start, end)."""
        return self.sieve.marks(text).first(self.bit, start, end) >= 0

    def search(self, text: str, start: int, end: int) -> re.Match[str] | None:
        """Return the first match in [start, end)."""
        first = self.sieve.marks(text).first(self.bit, start, end)
        return self.pattern.search(text, first, end) if first >= 0 else None

    def every(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a whole text, none of which may be empty."""
        marks, match = self.sieve.marks(text), self.pattern.match
        if marks.always & self.bit:
            yield from self.pattern.finditer(text)
            return
        reach = 0
        for place, bits in zip(marks.places, marks.bits, strict=True):
            if bits & self.bit and place >= reach and (found := match(text, place)) is not None:
                yield found
                reach = found.end()

    def finditer(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """Return the matches in [start, end)."""
        first = self.sieve.marks(text).first(self.bit, start, end)
        return self.pattern.finditer(text, first, end) if first >= 0 else iter(())


class Sieve:
    """Patterns that are looked for together; the marks of the latest text are kept."""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self._table: _Table | None = None
        self._latest: tuple[str, Marks] | None = None

    def cue(self, pattern: str) -> Cue:
        """Take in a pattern."""
        cue = Cue(self, re.compile(pattern), 1 << len(self.cues))
        self.cues.append(cue)
        self._table = self._latest = None
        return cue

    def marks(self, text: str) -> Marks:
        """Return where the patterns may begin in a text."""
        latest = self._latest
        if latest is None or latest[0] is not text:
            if self._table is None:
                self._table = _Table([openings(cue.pattern) for cue in self.cues])
            self._latest = latest = (text, self._table.marks(text))
        return latest[1]


class _Table:
    """Beginnings with the bits of their patterns, looked up by characters."""

    def __init__(self, found: Sequence[frozenset[str]]) -> None:
        if len(found) > _ROOM:
            problem = f"{len(found)} patterns in one sieve: it has room for {_ROOM}"
            raise ValueError(problem)
        self.always = sum(1 << n for n, heads in enumerate(found) if "" in heads)
        numbers: dict[int, int] = {}
        single: dict[int, int] = {}
        double: dict[tuple[int, int], int] = {}
        for n, heads in enumerate(found):
            for head in sorted(heads) if "" not in heads else ():
                points = [min(ord(c), _WIDE) for c in head]
                one, *two = (numbers.setdefault(point, len(numbers) + 1) for point in points)
                if two:
                    double[one, two[0]] = double.get((one, two[0]), 0) | 1 << n
                else:
                    single[one] = single.get(one, 0) | 1 << n
        self._numbers = np.zeros(_WIDE + 1, np.int32)
        self._numbers[list(numbers)] = list(numbers.values())
        self._single = np.zeros(len(numbers) + 1, np.int64)
        self._single[list(single)] = list(single.values())
        self._opens = np.zeros(len(numbers) + 1, np.bool_)
        self._opens[[one for one, _ in double]] = True
        keys = np.array([one << 16 | two for one, two in double], np.int64)
        self._slots, self._bits = _hashed(keys, np.array(list(double.values()), np.int64))

    def marks(self, text: str) -> Marks:
        """Return where the patterns may begin in a text."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        tables = (self._numbers, self._single, self._opens, self._slots, self._bits)
        places, bits = _scan(points, *tables)
        return Marks(places.tolist(), bits.tolist(), self.always)


@compiled
def _hashed(keys: Array, values: Array) -> tuple[Array, Array]:
    """Return an open table of keys, 0 where empty, and its values."""
    size = 16
    while size < 4 * keys.size:
        size *= 2
    slots, own = np.zeros(size, np.int64), np.zeros(size, np.int64)
    for i in range(keys.size):
        at = (keys[i] * 0x9E3779B1 >> 15) & (size - 1)
        while slots[at] != 0:
            at = (at + 1) & (size - 1)
        slots[at], own[at] = keys[i], values[i]
    return slots, own


@compiled
def _scan(
    points: Array, numbers: Array, single: Array, opens: Array, slots: Array, own: Array
) -> tuple[Array, Array]:
    """Return the places where a beginning stands, and the bits of the patterns that have it."""
    places, bits = np.empty(points.size, np.int64), np.empty(points.size, np.int64)
    count = 0
    for i in range(points.size):
        one = numbers[min(points[i], 0xFFFF)]
        if one == 0:
            continue
        found = single[one]
        if opens[one] and i + 1 < points.size:
            two = numbers[min(points[i + 1], 0xFFFF)]
            key = np.int64(one) << 16 | two
            at = (key * 0x9E3779B1 >> 15) & (slots.size - 1)
            while two != 0 and slots[at] != 0:
                if slots[at] == key:
                    found |= own[at]
                    break
                at = (at + 1) & (slots.size - 1)
        if found != 0:
            places[count], bits[count] = i, found
            count += 1
    return places[:count], bits[:count]
