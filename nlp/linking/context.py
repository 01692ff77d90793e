"""What the text around a mention says of place and business (上下文): evidence for one firm or another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from nlp.automaton import Automaton
from nlp.linking.regions import Regions
from nlp.linking.spelling import canonical
from nlp.resources import lexicon, words

#: Characters on each side of a mention whose words tell its line of business.
WINDOW = 40


class Context(NamedTuple):
    """What is known when a mention is read."""

    near: tuple[str, ...] = ()  # trimmed codes of places that the text, or the office, speaks of
    sections: frozenset[str] = frozenset()  # GB/T 4754 sections of words close by
    named: frozenset[str] = frozenset()  # keys of companies that the same text names surely
    strangers: frozenset[str] = frozenset()  # trade names of unregistered firms named in full


@cache
def _words() -> Automaton:
    data: dict[str, str] = lexicon("company_parts")["context"]
    return Automaton((word, letter) for letter, items in data.items() for word in words(items))


def sections_around(text: str, start: int, end: int) -> frozenset[str]:
    """Return the sections of the words around a span, the span itself left out."""
    before = text[max(0, start - WINDOW) : start]
    after = text[end : end + WINDOW]
    return frozenset(hit.value for part in (before, after) for hit in _words().longest(part))


def places_in(names: Iterable[str], regions: Regions) -> tuple[str, ...]:
    """Return the codes of places and of places that names of units begin with, most frequent first."""
    counts: dict[str, int] = {}
    for name in names:
        codes, _ = regions.read(canonical(name))
        if len(codes) == 1:
            counts[codes[0]] = counts.get(codes[0], 0) + 1
    return tuple(sorted(counts, key=lambda code: (-counts[code], code)))


def widest_common(codes: Mapping[str, int], share: float = 0.8) -> str:
    """Return the longest code, by pairs of digits, in which a share of all companies have their seat."""
    best, total = "", sum(codes.values())
    for size in (2, 4, 6):
        heads: Counter[str] = Counter()
        for code, count in codes.items():
            if len(code) >= size:
                heads[code[:size]] += count
        top = max(sorted(heads), key=lambda head: heads[head], default="")
        if not top or heads[top] < share * total:
            return best
        best = top
    return best
