"""Aho-Corasick search for many names at once; leftmost, longest (最左最长匹配)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import ahocorasick


class Hit(NamedTuple):
    """A name found in a text, half-open code-point offsets."""

    start: int
    end: int
    value: Any


class Automaton:
    """A fixed set of names with a value each.

    The automaton holds one value a name; where a name is given twice the first one stands.
    """

    def __init__(self, names: Iterable[tuple[str, Any]]) -> None:
        self._automaton = ahocorasick.Automaton()
        for name, value in names:
            if name and name not in self._automaton:
                self._automaton.add_word(name, (len(name), value))
        self._empty = len(self._automaton) == 0
        if not self._empty:
            self._automaton.make_automaton()

    def __len__(self) -> int:
        return len(self._automaton)

    def every(self, text: str) -> Iterator[Hit]:
        """Yield every occurrence, overlapping ones too, in the order of their ends."""
        if self._empty:
            return
        for last, (length, value) in self._automaton.iter(text):
            yield Hit(last - length + 1, last + 1, value)

    def longest(self, text: str) -> list[Hit]:
        """Return occurrences without overlap: from the left, the longest at each place."""
        hits = sorted(self.every(text), key=lambda hit: (hit.start, -hit.end))
        kept: list[Hit] = []
        reach = 0
        for hit in hits:
            if hit.start >= reach:
                kept.append(hit)
                reach = hit.end
        return kept
