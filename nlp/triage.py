"""What a complaint is about (诉求分类): a category by its words; never how credible it is."""

from __future__ import annotations

from functools import cache

from nlp.automaton import Automaton
from nlp.resources import lexicon, words


@cache
def _automaton() -> Automaton:
    entries = [(w, name) for name, block in lexicon("categories").items() for w in words(block)]
    return Automaton(entries)


def category(text: str) -> str | None:
    """Return the category with the most distinct words in a text; None where no word fits."""
    order = list(lexicon("categories"))
    seen = {(hit.value, text[hit.start : hit.end]) for hit in _automaton().every(text)}
    counts = {name: sum(value == name for value, _ in seen) for name in order}
    best = max(order, key=lambda name: (counts[name], -order.index(name)))
    return best if counts[best] else None
