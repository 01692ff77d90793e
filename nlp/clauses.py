"""Sentences and clauses (句与分句) of a text, as offsets into it."""

from __future__ import annotations

import re
from typing import NamedTuple

_SENTENCE = re.compile(r"[^。！？!?\n]+(?:[。！？!?]+[”’」』]?)?")
_CLAUSE = re.compile(r"[^，,；;：:]+")


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
        found.append(Sentence(match.start(), match.end(), clauses))
    return found
