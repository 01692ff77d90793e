"""Runs of characters looked up by their code points (字符片段表): no string is made for a run.

Most features of the deciders are a prefix and a run of one to three characters. Here such a feature is a number, and
one compiled loop walks a text, looks up every run and adds up the weights of those that are known.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np

from nlp.tagging.compiled import Array, compiled

#: The longest run, and how many bits a character of the vocabulary takes.
LONGEST, _BITS = 3, 14
#: An odd number that scatters the keys, and where the middle of the product begins.
_SCATTER, _MIDDLE = 0x1E3779B97F4A7C15, 21
#: Which letters of a text a part takes: every run of its size, the last or first so many, the one so far from an edge.
_EACH, _LAST, _FIRST, _LEFTWARD, _RIGHTWARD = range(5)


class Part(NamedTuple):
    """Features of one form: a prefix, letters of a text, a suffix."""

    prefix: str
    suffix: str
    mode: int
    size: int

    def features(self, text: str) -> list[str]:
        """Return the features as strings, in the order of the text: what the deciders are trained on."""
        size = self.size
        if self.mode == _EACH:
            runs = list(dict.fromkeys(text[i : i + size] for i in range(len(text) - size + 1)))
        elif self.mode == _LAST:
            runs = [text[-size:]]
        elif self.mode == _FIRST:
            runs = [text[:size]]
        else:
            letters = text[::-1] if self.mode == _LEFTWARD else text
            runs = [letters[size]] if size < len(letters) else []
        return [f"{self.prefix}{run}{self.suffix}" for run in runs]


class Frame:
    """What is looked up of a text: its parts; made once for each form and known by its identity."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = tuple(parts)


class Run(NamedTuple):
    """A text and the frame it is looked up by."""

    frame: Frame
    text: str

    def features(self) -> list[str]:
        """Return the features as strings."""
        return [feature for part in self.frame.parts for feature in part.features(self.text)]


class Bundle(NamedTuple):
    """Features that depend on few things: made once for each set of things, then known by it."""

    make: Callable[..., Sequence[str]]
    things: tuple[Hashable, ...]

    def features(self) -> Sequence[str]:
        """Return the features as strings."""
        return self.make(*self.things)


class View(NamedTuple):
    """What a decider sees: whole features, runs of characters, bundles of features."""

    words: Sequence[str]
    runs: Sequence[Run]
    bundles: Sequence[Bundle] = ()

    def features(self) -> list[str]:
        """Return all features as strings."""
        bundled = (feature for bundle in self.bundles for feature in bundle.features())
        return [
            *self.words,
            *bundled,
            *(feature for run in self.runs for feature in run.features()),
        ]


@cache
def runs(prefix: str, sizes: tuple[int, ...]) -> Frame:
    """Return the frame of the runs of some sizes, each once."""
    return Frame([Part(prefix, "", _EACH, size) for size in sizes])


def ending(prefix: str, size: int, suffix: str = "") -> Part:
    """Return the feature that is the last letters of a text."""
    return Part(prefix, suffix, _LAST, size)


def opening(prefix: str, size: int, suffix: str = "") -> Part:
    """Return the feature that is the first letters of a text."""
    return Part(prefix, suffix, _FIRST, size)


@cache
def stepwise(prefix: str, steps: int, *, leftward: bool) -> Frame:
    """Return the frame of single letters by their distance from the end of a text, or from its beginning."""
    mode = _LEFTWARD if leftward else _RIGHTWARD
    return Frame([Part(f"{prefix}{step}", "", mode, step) for step in range(steps)])


@compiled
def _place(keys: Array, key: int) -> int:
    """Return the place of a key in an open table, or that of the gap where it would go."""
    mask = len(keys) - 1
    at = ((key * _SCATTER) >> _MIDDLE) & mask
    while keys[at] != 0 and keys[at] != key:
        at = (at + 1) & mask
    return at


@compiled
def _fill(keys: Array, rows: Array, new: Array, own: Array) -> None:
    """Put keys with their rows into an open table."""
    for i in range(len(new)):
        at = _place(keys, new[i])
        keys[at] = new[i]
        rows[at] = own[i]


@compiled
def _key(prefix: int, letters: Array, start: int, end: int) -> int:
    """Return the key of a prefix with a run of letters; 0 where a letter is in no feature."""
    key = prefix
    for i in range(start, end):
        if letters[i] == 0:
            return 0
        key = (key << _BITS) | letters[i]
    return key


@compiled
def _bounds(mode: int, size: int, start: int, end: int) -> tuple[int, int, int]:
    """Return where the first run of a part begins, how long it is, and where the last one begins."""
    if mode == _EACH:
        return start, size, end - size
    short = min(size, end - start)
    if mode == _LAST:
        return end - short, short, end - short
    if mode == _FIRST:
        return start, short, start
    at = end - 1 - size if mode == _LEFTWARD else start + size
    return at, 1, at if start <= at < end else at - 1


@compiled
def _find(
    letters: Array, spans: Array, frames: tuple[Array, Array], table: tuple[Array, Array],
    stamps: Array, found: Array,
) -> int:  # fmt: skip
    """Write the known rows of every span (owner, frame, start, end) with its owner, each once a part; return how many."""
    starts, parts = frames
    keys, rows = table
    count = 0
    for s in range(len(spans)):
        owner, frame, start, end = spans[s]
        for p in range(starts[frame], starts[frame + 1]):
            prefix, mode, size = parts[p]
            first, length, last = _bounds(mode, size, start, end)
            stamps[0] += 1
            for i in range(first, last + 1):
                key = _key(prefix, letters, i, i + length)
                if key == 0:
                    continue
                at = _place(keys, key)
                if keys[at] == 0:
                    continue
                row = rows[at]
                if stamps[row + 1] != stamps[0]:
                    stamps[row + 1] = stamps[0]
                    found[count, 0], found[count, 1] = owner, row
                    count += 1
    return count


class GramTable:
    """The features of a vocabulary that are a prefix and a run."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        self._features = rows
        self._names = sorted(rows)
        letters = sorted({letter for name in rows for letter in name})
        self._letters = np.zeros(sys.maxunicode + 1, dtype=np.int16)
        if len(letters) >> _BITS:
            problem = f"{len(letters)} characters in the features: {_BITS} bits are too few"
            raise ValueError(problem)
        self._letters[[ord(c) for c in letters]] = np.arange(1, len(letters) + 1)
        self._prefixes: dict[tuple[str, str], int] = {}
        self._frames: dict[Frame, int] = {}
        self._starts, self._parts = np.zeros(1, np.int64), np.zeros((0, 3), np.int64)
        self._keys = np.zeros(1 << max(4, (8 * len(rows)).bit_length()), dtype=np.int64)
        self._rows = np.zeros(len(self._keys), dtype=np.int64)
        self._stamps = np.zeros(len(rows) + 1, dtype=np.int64)  # of each row, behind the latest one

    def rows(self, looked: Sequence[Sequence[Run]]) -> Array:
        """Return (number, row) of all known runs of each list; a run that comes twice in a part counts once."""
        spans: list[int] = []
        texts: list[str] = []
        at = most = 0
        known = self._frames
        for owner, some in enumerate(looked):
            for frame, text in some:
                number = known[frame] if frame in known else self._learn(frame)
                end = at + len(text)
                spans += (owner, number, at, end)
                texts.append(text)
                most += (end - at + 1) * len(frame.parts)
                at = end
        found = np.empty((most, 2), dtype=np.int64)
        places = np.array(spans, dtype=np.int64).reshape(-1, 4)
        count = _find(
            self._numbers("".join(texts)), places, (self._starts, self._parts),
            (self._keys, self._rows), self._stamps, found,
        )  # fmt: skip
        return found[:count]

    def _learn(self, frame: Frame) -> int:
        """Take the features of a frame into the table, when it is first met."""
        parts = [(self._prefix(p.prefix, p.suffix), p.mode, p.size) for p in frame.parts]
        self._parts = np.concatenate([self._parts, np.array(parts, np.int64).reshape(-1, 3)])
        self._starts = np.append(self._starts, len(self._parts))
        number = self._frames[frame] = len(self._frames)
        return number

    def _prefix(self, prefix: str, suffix: str) -> int:
        """Return the number of a prefix and a suffix; the first time their features go into the table."""
        known = self._prefixes.get((prefix, suffix))
        if known is not None:
            return known
        number = self._prefixes[prefix, suffix] = len(self._prefixes) + 1
        cut, rest = len(prefix), len(suffix)
        names = [name for name in _beginning(self._names, prefix) if name.endswith(suffix)]
        for size in range(LONGEST + 1):
            found = [name for name in names if len(name) == cut + size + rest]
            keys = np.full(len(found), number, dtype=np.int64)
            runs = "".join([name[cut : cut + size] for name in found])
            for column in self._numbers(runs).reshape(len(found), size).T:
                keys = (keys << _BITS) | column
            own = np.array([self._features[name] for name in found], dtype=np.int64)
            _fill(self._keys, self._rows, keys, own)
        return number

    def _numbers(self, text: str) -> Array:
        """Return the number of every letter of a text; 0 for one that is in no feature."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        return self._letters[points]


def _beginning(names: Sequence[str], prefix: str) -> Sequence[str]:
    """Return the sorted names that begin with a prefix."""
    return names[bisect_left(names, prefix) : bisect_left(names, prefix + chr(sys.maxunicode))]
