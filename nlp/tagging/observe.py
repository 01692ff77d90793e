"""What the model sees of a document: the matrix of views, paragraph by paragraph (观测).

Beside the text itself these are words of the lexicon and what the rules propose: the flat set that
the rules alone would keep, and for every label where any of their candidates begin, go on and end.
So the model learns how far each rule can be trusted in which surroundings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple
from zlib import crc32

import numpy as np

from nlp.annotation import LABELS
from nlp.resources import lexicon
from nlp.segment import Word, tags
from nlp.spans import Candidate, flat
from nlp.tagging.compiled import Array
from nlp.tagging.echoes import echoes
from nlp.tagging.gazetteer import Gazetteer
from nlp.tagging.views import DENSE, MASKS, PLACED, dense, fill_spans

#: Columns of the rules: the flat set by label and by rule family, what it names elsewhere in the
#: text, then one per label.
RULES = ("rule", "family", "echo", *(f"rule_{label.lower()}" for label in LABELS))
#: A paragraph longer than this is cut behind a full stop, or hard where there is none.
_LONGEST = 1000
_STOP = re.compile(r"[。；！？!?]")
#: Numbers below are kept for "outside" and "not in the dictionary".
_FIRST_TAG = 3
#: The number of every label.
_LABEL = {label: number for number, label in enumerate(LABELS)}
#: A span of a column: column, start, end, number, how it is written.
_Span = tuple[int, int, int, int, int]


class Seen(NamedTuple):
    """The matrix of a text and the bounds of its paragraphs."""

    cells: Array
    bounds: Array


def column_names(classes: Sequence[str], *, rules: bool) -> tuple[list[str], list[str]]:
    """Return the names of all columns, and of the sparse ones among them."""
    sparse = [*(f"list_{name}" for name in classes), *(RULES if rules else ())]
    return [*DENSE, *sparse], sparse


def tag_numbers() -> dict[str, int]:
    """Return a number for every tag of the segmenter's dictionary; 2 stands for no tag."""
    known = sorted(set(tags().values()) - {""})
    return {tag: number for number, tag in enumerate(known, _FIRST_TAG)} | {"": 2}


def bounds(text: str) -> Array:
    """Return where paragraphs begin, and the length: behind line breaks, and inside long ones."""
    cuts = [0]
    for match in re.finditer(r"[^\n]*\n?", text):
        start = match.start()
        while match.end() - start > _LONGEST:
            stops = [m.end() for m in _STOP.finditer(text, start + _LONGEST // 2, start + _LONGEST)]
            start = stops[-1] if stops else start + _LONGEST
            cuts.append(start)
        if match.end() > cuts[-1]:
            cuts.append(match.end())
    return np.array(cuts, np.int64)


class Observer:
    """Make the matrix of texts: with a gazetteer, and with the rules' candidates where wanted."""

    def __init__(self, gazetteer: Gazetteer, *, rules: bool) -> None:
        self.gazetteer, self.rules = gazetteer, rules
        self.numbers = tag_numbers()
        self.probability = {rule: facts["p"] for rule, facts in lexicon("probabilities").items()}

    def see(self, text: str, words: Sequence[Word], candidates: Iterable[Candidate] = ()) -> Seen:
        """Return what there is to see in a text."""
        first = len(DENSE) + self.gazetteer.classes
        width = first + (len(RULES) if self.rules else 0)
        cells = dense(text, words, self.numbers, width)
        self.gazetteer.fill(cells, len(DENSE))
        if self.rules:
            spans = self._rule_spans(text, list(candidates), first)
            fill_spans(cells, np.array(spans, np.int64).reshape(-1, 5))
        return Seen(cells, bounds(text))

    def _rule_spans(self, text: str, candidates: list[Candidate], first: int) -> list[_Span]:
        """Return what the rules propose as spans of columns, `first` being the first of them."""
        kept = flat((c for c in candidates if c.end > c.start), self.probability)
        found = [(first, c.start, c.end, _LABEL[c.label], PLACED) for c in kept]
        found += [(first + 1, c.start, c.end, _family(c.rule), PLACED) for c in kept]
        found += [(first + 2, *echo, PLACED) for echo in echoes(text, kept)]
        column = first + 3
        return found + [
            (column + _LABEL[c.label], c.start, c.end, 0, MASKS)
            for c in candidates
            if c.label in _LABEL and c.end > c.start
        ]


@cache
def _family(rule: str) -> int:
    """Return the number of a rule family."""
    return crc32(rule.encode())
