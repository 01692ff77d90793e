"""Aho-Corasick search for many names at once; leftmost, longest (最左最长匹配).

Of pyahocorasick, daachorse and ahocorasick-rs the first one holds 3 million registered names with the
lowest peak of memory (`benchmarks/linking.py`), so it stands behind this interface.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import ahocorasick

_LENGTH_BITS = 12
_LENGTH = (1 << _LENGTH_BITS) - 1
#: Names times characters up to which a text is searched name by name.
_SMALL = 1 << 16


class Hit(NamedTuple):
    """A name found in a text, half-open code-point offsets."""

    start: int
    end: int
    value: Any


class Automaton:
    """A fixed set of names with a value each.

    The automaton holds one value a name; where a name is given twice the first one stands. A name's
    length and the number of its value share one integer in the trie: millions of names of few kinds
    need no Python object each.

    Raises
    ------
    ValueError
        Where a name has 4,096 characters or more.
    """

    def __init__(self, names: Iterable[tuple[str, Hashable]]) -> None:
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        numbers: dict[Hashable, int] = {}
        for name, value in names:
            if len(name) > _LENGTH:
                what = f"a name of {len(name)} characters begins with {name[:40]}"
                raise ValueError(what)
            if name and name not in self._automaton:
                number = numbers.setdefault(value, len(numbers))
                self._automaton.add_word(name, number << _LENGTH_BITS | len(name))
        self._values = list(numbers)
        self._empty = len(self._automaton) == 0
        if not self._empty:
            self._automaton.make_automaton()

    def __len__(self) -> int:
        return len(self._automaton)

    def every(self, text: str) -> Iterator[Hit]:
        """Yield every occurrence, overlapping ones too, in the order of their ends."""
        if self._empty:
            return
        for last, code in self._automaton.iter(text):
            yield Hit(last + 1 - (code & _LENGTH), last + 1, self._values[code >> _LENGTH_BITS])

    def longest(self, text: str) -> list[Hit]:
        """Return occurrences without overlap: from the left, the longest at each place."""
        return _leftmost(self.every(text))


def longest_of(names: Mapping[str, Hashable], text: str) -> list[Hit]:
    """Return occurrences as `Automaton.longest` does, for names that are asked for once; an empty one is none.

    Few names in a short text are found sooner one by one than an automaton is made.
    """
    if len(names) * len(text) > _SMALL:
        return Automaton(names.items()).longest(text)
    return _leftmost(hit for name, value in names.items() for hit in _places(name, value, text))


def _places(name: str, value: Hashable, text: str) -> Iterator[Hit]:
    at = text.find(name) if name else -1
    while at >= 0:
        yield Hit(at, at + len(name), value)
        at = text.find(name, at + 1)


def _leftmost(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits without overlap: from the left, the longest at each place."""
    kept: list[Hit] = []
    reach = 0
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= reach:
            kept.append(hit)
            reach = hit.end
    return kept
