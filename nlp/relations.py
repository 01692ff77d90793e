"""Relations that a text states (关系): office, kin, holds, paid, award (annotation.md section 3)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from nlp.award_sentences import awards
from nlp.clauses import Layout
from nlp.coreference import Coreference
from nlp.events import Event, events_of
from nlp.offices import Office, offices_of
from nlp.spans import Mention, mentions_of, text_of
from nlp.stakes import stakes
from nlp.ties import ties

NAME = "qinqing_relations"
#: Constants a kind, to be replaced by a measurement: an office is read off adjacent words.
_PROBABILITY = {"office": 0.9, "kin": 0.85, "holds": 0.7, "paid": 0.7, "award": 0.75}
_STATED = frozenset(("asserted", "alleged", "denied"))
_STAKES = frozenset(("hold", "nominee", "shares_gift"))

#: How many refuted events before a stake are looked at.
_NEAR = 8

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
    layout = Layout(text, mentions)
    links = Coreference(layout, offices)
    labels = {m.text: m.label for m in mentions}
    found = [_office(office) for office in offices]
    found += [_relation("kin", t[:2], t[2:5]) for t in ties(layout, links)]
    found += [_relation("award", a[:2], a[2:5]) for a in awards(layout)]
    found += [r for event in events if event.status in _STATED for r in _paid(event, labels)]
    found += _holds(layout, links, offices, events, labels)
    first: dict[tuple[str | None, ...], Relation] = {}
    for relation in sorted(found, key=_order):
        first.setdefault(relation[2:7], relation)
    return sorted(first.values(), key=_order)


def _order(relation: Relation) -> tuple[int | str, ...]:
    return (relation.start, relation.end, *(str(arg or "") for arg in relation[2:7]))


def _office(office: Office) -> Relation:
    parts = [m for m in office if m is not None]
    unit = office.unit.text if office.unit else None
    start, end = min(m.start for m in parts), max(m.end for m in parts)
    return _relation("office", (start, end), (office.person.text, office.post.text, unit))


def _holds(
    layout: Layout, links: Coreference, offices: Sequence[Office], events: Sequence[Event],
    labels: dict[str, str],
) -> Iterator[Relation]:  # fmt: skip
    """Yield the stakes: those of events that somebody states, then what the words say besides."""
    refuted = sorted(
        (e.span_start, e.span_end) for e in events if e.act in _STAKES and e.status not in _STATED
    )
    behind: set[tuple[str, str]] = set()
    said = list(stakes(layout, links, offices))
    quotas = {(stake.holder, stake.firm): stake.share for stake in said if stake.share}
    for event in events:
        pair = (event.actor or "", event.counterpart or "")
        stated = event.status in _STATED and event.act in _STAKES
        if stated and labels.get(pair[0]) == "PERSON" and labels.get(pair[1]) == "COMPANY":
            behind.add(pair)
            own = event.amount if labels.get(event.amount or "") == "SHARE" else None
            share = quotas.get(pair, own)
            flag = "own" if event.act == "hold" else "hidden"
            yield _relation("holds", (event.span_start, event.span_end), (*pair, share), flag)
    for stake in said:
        at = bisect_left(refuted, (stake.end,))
        told = any(stake.start < end for _, end in refuted[max(0, at - _NEAR) : at])
        if not told and (stake.holder, stake.firm) not in behind:
            yield _relation("holds", stake[:2], stake[2:5], stake.flag)


def _paid(event: Event, labels: dict[str, str]) -> Iterator[Relation]:
    """Yield what an event says was paid to a person."""
    money = labels.get(event.amount or "") == "MONEY"
    if event.act in ("gift", "dividend") and money and labels.get(event.actor or "") == "PERSON":
        payer = event.counterpart if labels.get(event.counterpart or "") in ("PERSON", "COMPANY") else None  # fmt: skip
        span = (event.span_start, event.span_end)
        yield _relation("paid", span, (payer, event.actor, event.amount))


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
