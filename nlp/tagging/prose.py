"""Other words where nothing is marked (普通词替换): what a copy of a text says beside its names is new too.

The corpus is small, and what it never says the model takes for names (城市均衡发展 for a firm). So words of the
dictionary are exchanged for others of their kind and length. Words beside a mention stay, for they tell what it is;
words that a rule of the pipeline takes for a mention or a part of one are never brought in.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate
from math import sqrt
from random import Random
from typing import NamedTuple

from nlp.segment import Segmenter, Word, tags, weights
from nlp.spans import candidates_of

#: Tags of words that name, tell or describe something: nouns, verbs, adjectives, idioms.
_TAGS = frozenset(("n", "v", "vn", "a", "b", "i", "l", "z"))
_HAN = re.compile(r"[一-鿿]{2,4}")
#: A word of the dictionary must be so frequent there.
_LEAST = 15
#: So many words are shown to the rules at once.
_BLOCK = 2000


class Words(NamedTuple):
    """Words of one kind and length, with their summed weights."""

    words: tuple[str, ...]
    sums: tuple[float, ...]


class Prose:
    """Exchange words of unmarked text; `chance` of each word that may be exchanged."""

    def __init__(self, chance: float) -> None:
        self.chance, self.words = chance, ordinary()
        self.segmenter = Segmenter()
        self._known: dict[str, list[Word]] = {}

    def swap(self, text: str, random: Random, *, first: bool, last: bool) -> str:
        """Return a text between two mentions with other words; `first`, `last`: none stands before, behind."""
        if text not in self._known:
            self._known[text] = self.segmenter.cut(text)
        cut = self._known[text]
        low, high = (0 if first else 1), len(cut) - (0 if last else 1)
        return "".join(
            self._other(word, random) if low <= i < high else word.text
            for i, word in enumerate(cut)
        )

    def _other(self, word: Word, random: Random) -> str:
        kind = self.words.get((word.tag, len(word.text)))
        if kind is None or random.random() >= self.chance:
            return word.text
        return kind.words[bisect(kind.sums, random.random() * kind.sums[-1])]


@cache
def ordinary() -> dict[tuple[str, int], Words]:
    """Return the words that may be brought in, by tag and length; rare ones more often than texts have them."""
    known, weight = tags(), weights()
    able = sorted(
        w
        for w, tag in known.items()
        if tag in _TAGS and _HAN.fullmatch(w) and weight.get(w, 0) >= _LEAST
    )
    found: dict[tuple[str, int], list[str]] = {}
    for word in _unnamed(able):
        found.setdefault((known[word], len(word)), []).append(word)
    return {
        kind: Words(tuple(some), tuple(accumulate(sqrt(weight[w]) for w in some)))
        for kind, some in found.items()
    }


def _unnamed(able: Iterable[str]) -> Iterator[str]:
    """Yield the words in which the rules find nothing."""
    from nlp.pipeline import rules_only

    rules, rest = rules_only(), list(able)
    for at in range(0, len(rest), _BLOCK):
        block, start = rest[at : at + _BLOCK], 0
        doc = rules("。\n".join(block))
        taken = {i for c in candidates_of(doc) for i in range(c.start, c.end)}
        for word in block:
            if taken.isdisjoint(range(start, start + len(word))):
                yield word
            start += len(word) + 2
