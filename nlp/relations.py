"""Relations that one sentence states (关系): office, holds, kin, paid, award (annotation.md section 3)."""

from __future__ import annotations

from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

NAME = "qinqing_relations"


class Relation(NamedTuple):
    """A relation between mentions of one sentence; the span covers its arguments."""

    start: int
    end: int
    type: str
    arg1: str | None
    arg2: str | None
    arg3: str | None
    flag: str | None
    probability: float


def relations_of(doc: Doc) -> list[Relation]:
    """Return the relations of a document."""
    found: list[Relation] = doc.user_data.get("relations", [])
    return found


class Relations:
    """Set the relations of a document."""

    def __call__(self, doc: Doc) -> Doc:
        """Read the relations off the mentions of each sentence."""
        doc.user_data["relations"] = []
        return doc


def make_relations(nlp: Language, name: str) -> Relations:
    """Build the component."""
    return Relations()


Language.factory(NAME, func=make_relations)
