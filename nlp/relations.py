"""Relations that a text states (关系): office, kin, holds, paid, award (annotation.md section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from nlp.clauses import Layout
from nlp.coreference import Coreference
from nlp.events import Event, events_of
from nlp.offices import Office, offices_of
from nlp.relation_choice import Chooser, shipped
from nlp.relation_features import Seen, Sight
from nlp.relation_settled import settled
from nlp.spans import Mention, mentions_of, text_of
from nlp.stakes import stakes
from nlp.ties import ties

NAME = "qinqing_relations"
#: The precision of the rules on the development documents; trained deciders give their own.
_PROBABILITY = {"office": 0.88, "kin": 0.95}

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
    text: str, mentions: Sequence[Mention], offices: Sequence[Office], events: Sequence[Event],
    links: Coreference | None = None,
) -> list[Relation]:  # fmt: skip
    """Return the relations of a text in its order.

    Offices and ties are read by rules; stakes, payments and awards are chosen by trained deciders, which see the
    events of the text and how they are told; what words settle goes before them. `links` say who is meant by whom,
    where that is known already.
    """
    links = links or Coreference(Layout(text, mentions), offices)
    layout = links.layout
    tied, said = list(ties(layout, links)), list(stakes(layout, links, offices))
    sight = Sight(layout, links, Seen(offices, tied, said, events))
    found = [_office(office) for office in offices]
    found += [_relation("kin", t[:2], t[2:5]) for t in tied]
    chosen = settled(layout, events, Chooser(shipped()).chosen(sight))
    found += [Relation(*c[:-1], round(c.probability, 3)) for c in chosen]
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


def _relation(kind: str, span: tuple[int, int], args: _Arguments) -> Relation:
    return Relation(*span, kind, *args, None, _PROBABILITY[kind])


def relations_of(doc: Doc) -> list[Relation]:
    """Return the relations of a document."""
    found: list[Relation] = doc.user_data.get("relations", [])
    return found


class Relations:
    """Set the relations of a document."""

    def __call__(self, doc: Doc) -> Doc:
        """Read the relations off mentions, offices and events."""
        doc.user_data["relations"] = relations(
            text_of(doc),
            mentions_of(doc),
            offices_of(doc),
            events_of(doc),
            doc.user_data.pop("coreference", None),
        )
        return doc


def make_relations(nlp: Language, name: str) -> Relations:
    """Build the component."""
    return Relations()


Language.factory(NAME, func=make_relations)
