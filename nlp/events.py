"""Events (事件): who is said to have done what, and how surely (annotation.md section 4)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from nlp.clauses import Clause, Sentence, sentences
from nlp.offices import Office, offices_of
from nlp.resources import lexicon
from nlp.slots import FIRM_ACTS, Memory, Slots, Who, amount, date, receiver, redacted, relative
from nlp.spans import Mention, mentions_of, text_of
from nlp.speakers import Speakers
from nlp.status import Scope, Statuses
from nlp.triggers import Trigger, Triggers

NAME = "qinqing_events"
#: Acts that a unit can be said to have done, and that a text can ask about without naming anybody.
_UNIT_ACTS = frozenset(("misconduct", "embezzle", "shield"))


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
    relation: str
    act: str
    amount: str | None
    date: str | None
    status: str
    speaker: str
    basis_of_knowledge: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an act stands: its clause in its sentence, the mentions of both, the voice of the text."""

    text: str
    sentence: Sentence
    following: Sentence | None
    clause: Clause
    inside: Sequence[Mention]  # of the clause
    around: Sequence[Mention]  # of the sentence
    voice: str
    charged: bool
    withdrawn: bool  # the writer takes his letter back


class EventReader:
    """Read the events of a text; holds the compiled cues."""

    def __init__(self, triggers: dict[str, Any], cues: dict[str, Any]) -> None:
        self.triggers, self.slots = Triggers(triggers), Slots(cues)
        self.statuses, self.speakers = Statuses(cues), Speakers(cues)

    def read(
        self, text: str, mentions: Sequence[Mention], offices: Sequence[Office], kind: str
    ) -> list[Event]:
        """Return the events of a text in its order.

        Parameters
        ----------
        kind : "complaint" or "document"
            A letter of complaint among the documents is known by its opening.
        """
        letter = self.statuses.letter.search(text, 0, 200) is not None
        voice = "complainant" if kind == "complaint" or letter else "author"
        memory = Memory()
        events: list[Event] = []
        pending = sorted(offices, key=lambda office: office.post.start)
        for place in self._places(text, mentions, voice):
            while pending and pending[0].post.start < place.clause.end:
                memory.learn(pending.pop(0))
            events += self._clause(place, memory)
        return _once(events)

    def _places(self, text: str, mentions: Sequence[Mention], voice: str) -> Iterator[Place]:
        charged = False
        withdrawn = voice == "complainant" and self.statuses.withdrawn.search(text) is not None
        starts = [m.start for m in mentions]
        found = sentences(text)
        for n, sentence in enumerate(found):
            charged = self.statuses.charged(text, sentence, before=charged)
            around = mentions[
                bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)
            ]
            following = found[n + 1] if n + 1 < len(found) else None
            for clause in self._acts_apart(text, sentence):
                inside = [m for m in around if clause.start <= m.start and m.end <= clause.end]
                yield Place(
                    text, sentence, following, clause, inside, around, voice, charged, withdrawn
                )

    def _acts_apart(self, text: str, sentence: Sentence) -> Iterator[Clause]:
        """Yield the clauses; parts between 、 that carry acts of their own are clauses too."""
        for clause in sentence.clauses:
            start = at = clause.start
            carried = False
            while (comma := text.find("、", at, clause.end)) >= 0:
                here = bool(self.triggers.find(text, Clause(start, comma)))
                if here and self.triggers.find(text, Clause(comma + 1, clause.end)):
                    yield Clause(start, comma)
                    start, carried = comma + 1, True
                at = comma + 1
            yield Clause(start, clause.end) if carried else clause

    def _clause(self, place: Place, memory: Memory) -> Iterator[Event]:
        names = [m for m in place.inside if m.label in ("COMPANY", "GOV")]
        triggers = self.triggers.find(place.text, place.clause, names)
        reach = min((t.start for t in triggers), default=place.clause.end)
        subject = self.slots.subject(place.text, place.clause, place.inside, reach)
        if subject is not None:
            memory.subject = subject
        for trigger in triggers:
            event = self._event(place, trigger, memory)
            if event is not None:
                yield event
        firms = [m for m in place.inside if m.label == "COMPANY"]
        memory.company = firms[-1] if firms else memory.company

    def _event(self, place: Place, trigger: Trigger, memory: Memory) -> Event | None:
        status = self._status(place, trigger)
        actor, kin = self._actor(place, trigger, memory)
        if (trigger.only or status) != status or not _tied(place, trigger, actor, status):
            return None
        near = [m for m in place.inside if actor is None or m != actor.mention]
        party = self.slots.counterpart(place.text, trigger, near, actor, memory)
        before = [m for m in place.around if m.end <= trigger.end]
        for wider in (before, place.around if trigger.act in FIRM_ACTS else before):
            if party[0] is None:
                party = self.slots.counterpart(place.text, trigger, wider, actor, memory)
        if party[0] is None and trigger.act == "favour" and memory.company is not None:
            party = memory.company.text, memory.company
        post, unit = _office(place, memory, actor)
        speaker = self.speakers.speaker(
            place.text, place.sentence, place.around, trigger, place.voice
        )
        span = _span(place, trigger)
        return Event(
            *span,
            actor.text if actor else None,
            redacted(actor),
            post,
            unit,
            party[0],
            party[1].key if party[1] is not None and party[1].label == "COMPANY" else None,
            self.slots.relation(place.text, place.clause, trigger, kin=kin),
            trigger.act,
            amount(trigger.act, place.inside, trigger),
            date(place.sentence, place.around, trigger),
            status,
            place.voice if status in ("negated", "unknown", "hypothetical") else speaker,
            self.speakers.basis(place.text, place.sentence, status, place.voice),
        )

    def _status(self, place: Place, trigger: Trigger) -> str:
        scope = Scope(place.text, place.sentence, place.clause, trigger, place.inside)
        cued = self.statuses.of(scope)
        if cued in (None, "alleged", "asserted") and self._refuted(place, trigger):
            return "negated"
        if cued is not None:
            return cued
        return "alleged" if place.charged or place.voice == "complainant" else "asserted"

    def _refuted(self, place: Place, trigger: Trigger) -> bool:
        """Say whether the letter is withdrawn, or what follows states that the act is not so."""
        return place.withdrawn or self.statuses.refuted(
            place.text, trigger, place.sentence, place.following
        )

    def _actor(self, place: Place, trigger: Trigger, memory: Memory) -> tuple[Who | None, bool]:
        """Return who acts, and whether a family tie stands between him and the other side."""
        kin = any(m.label == "KINSHIP" for m in place.inside)
        if trigger.act in ("gift", "shares_gift", "hospitality"):
            taker = receiver(place.text, trigger, place.inside)
            if taker is not None:
                return Who(taker.text, taker), kin
        relation = relative(place.text, place.inside, trigger)
        if relation is not None and trigger.act in ("hold", "run", "dividend"):
            return Who(relation.text, relation), True
        actor = memory.subject
        if actor is None:  # 约定由江某持有…: whoever is named in the clause
            named = next((m for m in place.inside if m.label == "PERSON"), None)
            actor = Who(named.text, named) if named else None
        if actor is None and trigger.act in _UNIT_ACTS:
            unit = next((m for m in place.around if m.label == "GOV"), None)
            actor = Who(unit.text, unit) if unit else None
        return actor, kin


def _tied(place: Place, trigger: Trigger, actor: Who | None, status: str) -> bool:
    """Say whether somebody or something particular is spoken of (annotation.md 4.1)."""
    if actor is None:
        return trigger.act in _UNIT_ACTS and status == "unknown"
    if actor.mention is not None and actor.mention.label in ("PERSON", "GOV"):
        return True
    particular = any(m.label in ("COMPANY", "MONEY", "SHARE", "PERSON") for m in place.inside)
    return particular or place.voice == "complainant"


def _office(place: Place, memory: Memory, actor: Who | None) -> tuple[str | None, str | None]:
    """Return the last post that the text has given the actor so far, and its unit."""
    if actor is None:
        return None, None
    if actor.mention is not None and actor.mention.label == "POST":
        return actor.text, None
    known = memory.offices.get(actor.text)
    if not known:
        return None, _unit_before(place, actor)
    return known[-1].post.text, known[-1].unit.text if known[-1].unit else None


def _unit_before(place: Place, actor: Who) -> str | None:
    """Return the unit right before the actor's name (县公安局马某)."""
    for mention in place.around:
        if actor.mention is not None and mention.end == actor.mention.start:
            return mention.text if mention.label in ("GOV", "COMPANY") else None
    return None


def _span(place: Place, trigger: Trigger) -> tuple[int, int]:
    """Return the clause without blanks around it; an act in another clause widens nothing."""
    raw = place.text[place.clause.start : place.clause.end]
    end = place.clause.end - (len(raw) - len(raw.rstrip("。！？!? \u3000\n\t”")))
    return place.clause.start + len(raw) - len(raw.lstrip()), max(end, trigger.end)


def _once(events: Sequence[Event]) -> list[Event]:
    """Drop a triple stated again without date or sum of its own (annotation.md 4.5)."""
    seen: set[tuple[Any, ...]] = set()
    kept = []
    for event in events:
        triple = (event.actor, event.act, event.counterpart, event.status, event.speaker)
        own = (event.amount, event.date)
        if triple in seen and (own == (None, None) or (*triple, own) in seen):
            continue
        seen |= {triple, (*triple, own)}
        kept.append(event)
    return kept


def events_of(doc: Doc) -> list[Event]:
    """Return the events of a document."""
    found: list[Event] = doc.user_data.get("events", [])
    return found


class Events:
    """Set the events of a document; `doc.user_data["kind"]` says what kind of text it is."""

    def __init__(self, reader: EventReader) -> None:
        self.reader = reader

    def __call__(self, doc: Doc) -> Doc:
        """Read the events off the clauses and mentions of each sentence."""
        kind = doc.user_data.get("kind", "document")
        doc.user_data["events"] = self.reader.read(
            text_of(doc), mentions_of(doc), offices_of(doc), kind
        )
        return doc


def make_events(nlp: Language, name: str) -> Events:
    """Build the component with the triggers and cues that ship with the package."""
    return Events(EventReader(lexicon("triggers"), lexicon("cues")))


Language.factory(NAME, func=make_events)
