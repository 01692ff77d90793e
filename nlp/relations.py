"""Relations that a text states (关系): office, kin, holds, paid, award (annotation.md section 3)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from nlp.clauses import sentences
from nlp.events import Event, events_of
from nlp.offices import Office, offices_of
from nlp.spans import Mention, mentions_of, text_of

NAME = "qinqing_relations"
#: Constants a kind, to be replaced by a measurement: an office is read off adjacent words.
_PROBABILITY = {"office": 0.9, "kin": 0.85, "holds": 0.7, "paid": 0.7, "award": 0.75}
_STATED = frozenset(("asserted", "alleged", "denied"))
_SYSTEM = re.compile(r"(?:系|是|为)(?:其)?$")
_WON = re.compile(r"中标(?!价|额|金额|通知|结果)|成交供应商|中标单位|中标人|中标供应商")


_Arguments = tuple[str | None, str | None, str | None]


class Relation(NamedTuple):
    """A relation between mentions; the span covers its arguments."""

    start: int
    end: int
    type: str
    arg1: str | None
    arg2: str | None
    arg3: str | None
    flag: str | None
    probability: float


def relations(
    text: str, mentions: Sequence[Mention], offices: Sequence[Office], events: Sequence[Event]
) -> list[Relation]:
    """Return the relations of a text in its order.

    Stakes and payments come from events that somebody states, also if another denies them; what an
    authority negates and what is only planned is none.
    """
    found = [_office(office) for office in offices]
    found += _kin(text, mentions)
    found += [r for event in events if event.status in _STATED for r in _of_event(event)]
    found += _awards(text, mentions)
    return sorted(set(found), key=lambda r: (*r[:3], *(arg or "" for arg in r[3:7])))


def _office(office: Office) -> Relation:
    parts = [m for m in office if m is not None]
    unit = office.unit.text if office.unit else None
    start, end = min(m.start for m in parts), max(m.end for m in parts)
    return _relation("office", (start, end), (office.person.text, office.post.text, unit))


def _kin(text: str, mentions: Sequence[Mention]) -> Iterator[Relation]:
    """Yield the family ties in 江某(的)妻子罗某 and 罗某系江某(的)妻子."""
    for i in range(len(mentions) - 2):
        a, b, c = mentions[i : i + 3]
        ab, bc = text[a.end : b.start], text[b.end : c.start]
        labels = (a.label, b.label, c.label)
        own = labels == ("PERSON", "KINSHIP", "PERSON") and bc == ""
        if own and ab in ("", "的", "之", "以", "与", "和"):
            yield _relation("kin", (a.start, c.end), (a.text, c.text, b.text))
        said = labels == ("PERSON", "PERSON", "KINSHIP") and _SYSTEM.match(ab)
        if said and bc in ("", "的", "之"):
            yield _relation("kin", (a.start, c.end), (b.text, a.text, c.text))


def _of_event(event: Event) -> Iterator[Relation]:
    span = (event.span_start, event.span_end)
    if event.act in ("hold", "nominee", "shares_gift") and event.actor and event.counterpart:
        flag = "hidden" if event.act != "hold" else "own"
        share = event.amount
        yield _relation("holds", span, (event.actor, event.counterpart, share), flag)
    if event.act in ("gift", "dividend") and event.actor and event.amount:
        yield _relation("paid", span, (event.counterpart, event.actor, event.amount))


def _awards(text: str, mentions: Sequence[Mention]) -> Iterator[Relation]:
    """Yield buyer, winner and sum of a sentence that names a winner."""
    for sentence in sentences(text):
        won = _WON.search(text, sentence.start, sentence.end)
        if won is None:
            continue
        inside = [m for m in mentions if sentence.start <= m.start < sentence.end]
        winners = [m for m in inside if m.label == "COMPANY"]
        if len(winners) != 1:
            continue
        buyer = next((m.text for m in inside if m.label == "GOV"), None)
        total = next((m.text for m in inside if m.label == "MONEY"), None)
        yield _relation("award", sentence[:2], (buyer, winners[0].text, total))


def _relation(
    kind: str, span: tuple[int, int], args: _Arguments, flag: str | None = None
) -> Relation:
    return Relation(*span, kind, *args, flag, _PROBABILITY[kind])


def relations_of(doc: Doc) -> list[Relation]:
    """Return the relations of a document."""
    found: list[Relation] = doc.user_data.get("relations", [])
    return found


class Relations:
    """Set the relations of a document."""

    def __call__(self, doc: Doc) -> Doc:
        """Read the relations off mentions, offices and events."""
        doc.user_data["relations"] = relations(
            text_of(doc), mentions_of(doc), offices_of(doc), events_of(doc)
        )
        return doc


def make_relations(nlp: Language, name: str) -> Relations:
    """Build the component."""
    return Relations()


Language.factory(NAME, func=make_relations)
