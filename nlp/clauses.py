"""Sentences and clauses (句与分句) of a text, as offsets into it, and the mentions in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from nlp.folded import Folded
from nlp.spans import Mention

#: A sentence longer than this is cut at the next mark: a list or a table without full stops may go on for ever.
_LONGEST = 600
_SENTENCE = re.compile(
    rf"[^。！？!?\n]{{1,{_LONGEST}}}(?:[^。！？!?\n，,；;、]{{0,60}}[，,；;、]?)(?:[。！？!?]+[”’」』）)]*)?"
)
#: A comma or colon inside a number or a time of day (1,200,000.50 · 8:30) ends no clause.
_CLAUSE = re.compile(r"(?:[^，,；;：:]|(?<=\d)[,，:：](?=\d))+")


class Clause(NamedTuple):
    """A clause inside a sentence, without its mark at the end."""

    start: int
    end: int


class Sentence(NamedTuple):
    """A sentence with its closing marks, and its clauses."""

    start: int
    end: int
    clauses: tuple[Clause, ...]


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text; a line break ends a sentence."""
    found = []
    for match in _SENTENCE.finditer(text):
        if not match.group().strip():
            continue
        clauses = tuple(
            Clause(c.start(), c.end()) for c in _CLAUSE.finditer(text, match.start(), match.end())
        )
        if clauses:
            found.append(Sentence(match.start(), match.end(), clauses))
    return found


class Layout:
    """A text with its sentences and mentions; answers what stands where without walking the text."""

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text, self.mentions = text, mentions
        self.sentences = sentences(text)
        self._starts = [m.start for m in mentions]
        self._opens = [s.start for s in self.sentences]

    @cached_property
    def folded(self) -> Folded:
        """The text with every mention as one letter."""
        return Folded(self.text, self.mentions)

    def between(self, start: int, end: int) -> Sequence[Mention]:
        """Return the mentions that begin in [start, end)."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def sentence_at(self, offset: int) -> int:
        """Return the number of the sentence in or behind which an offset stands."""
        return max(0, bisect_right(self._opens, offset) - 1)
