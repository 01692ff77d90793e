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
from nlp.stakes import Stake, lenders, stakes
from nlp.ties import ties

NAME = "qinqing_relations"
#: Constants a kind, to be replaced by a measurement: an office is read off adjacent words.
_PROBABILITY = {"office": 0.9, "kin": 0.85, "holds": 0.7, "paid": 0.7, "award": 0.75}
#: How much of that is left for the surest status in which a stake or payment is told; other statuses give none.
_LEFT = {"asserted": 1.0, "alleged": 0.6}
_STAKES = frozenset(("hold", "nominee", "shares_gift"))

#: How many events before a stake are looked at.
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

    Stakes and payments come from events that somebody states, also if another denies them, less surely
    where nobody found them; what is only denied, negated, planned or asked about is none.
    """
    layout = Layout(text, mentions)
    links = Coreference(layout, offices)
    labels = {m.text: m.label for m in mentions}
    found = [_office(office) for office in offices]
    found += [_relation("kin", t[:2], t[2:5]) for t in ties(layout, links)]
    found += [_relation("award", a[:2], a[2:5]) for a in awards(layout)]
    found += [r for event in events if event.status in _LEFT for r in _paid(event, labels)]
    found += _holds(layout, links, offices, events, labels)
    first: dict[tuple[str | None, ...], Relation] = {}
    for relation in sorted(found, key=_order):
        known = first.setdefault(relation[2:7], relation)
        if relation.probability > known.probability:
            first[relation[2:7]] = known._replace(probability=relation.probability)
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
    spans: dict[str, list[tuple[int, int]]] = {"asserted": [], "alleged": [], "": []}
    for event in events:
        if event.act in _STAKES:
            status = event.status if event.status in _LEFT else ""
            spans[status].append((event.span_start, event.span_end))
    for told in spans.values():
        told.sort()
    said = list(stakes(layout, links, offices))
    lent = lenders(layout)
    found = list(_of_events(events, labels, said, lent))
    yield from found
    behind = {relation[3:5] for relation in found}
    for stake in said:
        if (stake.holder, stake.firm) not in behind and not _overlaps(spans[""], stake):
            weak = _overlaps(spans["alleged"], stake) and not _overlaps(spans["asserted"], stake)
            flag = "nominal" if stake.holder in lent else stake.flag
            left = _LEFT["alleged" if weak else "asserted"]
            yield _relation("holds", stake[:2], stake[2:5], flag, left)


def _of_events(
    events: Sequence[Event], labels: dict[str, str], said: Sequence[Stake], lent: dict[str, str]
) -> Iterator[Relation]:
    """Yield the stakes of events; who holds for another in so many words is nominal, the other hidden."""
    quotas = {(stake.holder, stake.firm): stake.share for stake in said if stake.share}
    for event in events:
        holder, firm = event.actor or "", event.counterpart or ""
        stated = event.status in _LEFT and event.act in _STAKES
        if not stated or labels.get(holder) != "PERSON" or labels.get(firm) != "COMPANY":
            continue
        own = event.amount if labels.get(event.amount or "") == "SHARE" else None
        share = quotas.get((holder, firm), own)
        span, left = (event.span_start, event.span_end), _LEFT[event.status]
        if holder in lent:
            yield _relation("holds", span, (lent[holder], firm, share), "hidden", left)
            yield _relation("holds", span, (holder, firm, share), "nominal", left)
        elif share is not None or event.act != "nominee" or holder not in lent.values():
            flag = "own" if event.act == "hold" else "hidden"
            yield _relation("holds", span, (holder, firm, share), flag, left)


def _overlaps(spans: Sequence[tuple[int, int]], stake: Stake) -> bool:
    at = bisect_left(spans, (stake.end,))
    return any(stake.start < end for _, end in spans[max(0, at - _NEAR) : at])


def _paid(event: Event, labels: dict[str, str]) -> Iterator[Relation]:
    """Yield what an event says was paid to a person."""
    money = labels.get(event.amount or "") == "MONEY"
    if event.act in ("gift", "dividend") and money and labels.get(event.actor or "") == "PERSON":
        payer = event.counterpart if labels.get(event.counterpart or "") in ("PERSON", "COMPANY") else None  # fmt: skip
        span = (event.span_start, event.span_end)
        args = (payer, event.actor, event.amount)
        yield _relation("paid", span, args, None, _LEFT[event.status])


def _relation(
    kind: str, span: tuple[int, int], args: _Arguments, flag: str | None = None, left: float = 1.0
) -> Relation:
    return Relation(*span, kind, *args, flag, round(_PROBABILITY[kind] * left, 3))


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
