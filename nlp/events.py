"""Events (事件): who is said to have done what, and how surely (annotation.md section 4)."""

from __future__ import annotations

from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

NAME = "qinqing_events"


class Event(NamedTuple):
    """One statement; the fields are the columns of `allegations`."""

    span_start: int
    span_end: int
    actor: str | None
    actor_redacted: bool
    post: str | None
    unit: str | None
    counterpart: str | None
    uscc: str | None
    relation: str | None
    act: str
    amount: str | None
    date: str | None
    status: str
    speaker: str
    basis_of_knowledge: str


def events_of(doc: Doc) -> list[Event]:
    """Return the events of a document."""
    found: list[Event] = doc.user_data.get("events", [])
    return found


class Events:
    """Set the events of a document."""

    def __call__(self, doc: Doc) -> Doc:
        """Read the events off the clauses and mentions of each sentence."""
        doc.user_data["events"] = []
        return doc


@Language.factory(NAME)
def make_events(nlp: Language, name: str) -> Events:
    """Build the component."""
    return Events()
