"""Runs of characters looked up by their code points (字符片段表): no string is made for a run.

Most features of the deciders are a prefix and a run of one to three characters. Here such a feature is a number, and
one compiled loop walks a text and looks up every run.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nlp.tagging.compiled import Array, compiled

#: The longest run, and how many bits a character of the vocabulary takes.
LONGEST, _BITS = 3, 14
#: An odd number that scatters the keys, and where the middle of the product begins.
_SCATTER, _MIDDLE = 0x1E3779B97F4A7C15, 21


class Run(NamedTuple):
    """The runs of some sizes in a text, each once, as features with a prefix."""

    prefix: str
    text: str
    sizes: tuple[int, ...]

    def features(self) -> list[str]:
        """Return the features as strings, in the order of the text: what the deciders are trained on."""
        text = self.text
        return [
            self.prefix + run
            for size in self.sizes
            for run in dict.fromkeys(text[i : i + size] for i in range(len(text) - size + 1))
        ]


class View(NamedTuple):
    """What a decider sees: whole features, and runs of characters."""

    words: list[str]
    runs: list[Run]

    def features(self) -> list[str]:
        """Return all features as strings."""
        return [*self.words, *(feature for run in self.runs for feature in run.features())]


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
def _key(prefix: int, letters: Array) -> int:
    """Return the key of a prefix with a run of letters; 0 where a letter is in no feature."""
    key = prefix
    for letter in letters:
        if letter == 0:
            return 0
        key = (key << _BITS) | letter
    return key


@compiled
def _find(
    letters: Array, spans: Array, keys: Array, rows: Array, stamps: Array, found: Array
) -> int:
    """Write the rows of the known runs of every span (prefix, size, start, end), each once; return how many."""
    count = 0
    for s in range(len(spans)):
        prefix, size, start, end = spans[s]
        stamps[0] += 1
        for i in range(start, end - size + 1):
            key = _key(prefix, letters[i : i + size])
            at = _place(keys, key)
            if key == 0 or keys[at] == 0:
                continue
            row = rows[at]
            if stamps[row + 1] != stamps[0]:
                stamps[row + 1] = stamps[0]
                found[count] = row
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
        self._prefixes: dict[str, int] = {}
        self._keys = np.zeros(1 << max(4, (8 * len(rows)).bit_length()), dtype=np.int64)
        self._rows = np.zeros(len(self._keys), dtype=np.int64)
        self._stamps = np.zeros(len(rows) + 1, dtype=np.int64)  # of each row, behind the latest one

    def rows(self, runs: Sequence[Run]) -> Array:
        """Return the rows of all known runs; a run that comes twice in a text counts once."""
        spans, at, most = [], 0, 0
        for run in runs:
            prefix = self._prefixes.get(run.prefix) or self._learn(run.prefix)
            end = at + len(run.text)
            for size in run.sizes:
                spans.append((prefix, size, at, end))
            most += len(run.text) * len(run.sizes)
            at = end
        letters = self._numbers("".join([run.text for run in runs]))
        found = np.empty(most, dtype=np.int64)
        places = np.array(spans, dtype=np.int64).reshape(-1, 4)
        count = _find(letters, places, self._keys, self._rows, self._stamps, found)
        return found[:count]

    def _learn(self, prefix: str) -> int:
        """Take the features of a prefix into the table, when it is first met."""
        number = self._prefixes[prefix] = len(self._prefixes) + 1
        cut = len(prefix)
        names = _beginning(self._names, prefix)
        for size in range(1, LONGEST + 1):
            found = [name for name in names if len(name) == cut + size]
            keys = np.full(len(found), number, dtype=np.int64)
            letters = self._numbers("".join([name[cut:] for name in found])).reshape(-1, size)
            for column in letters.T:
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
