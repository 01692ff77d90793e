"""Events (事件): who is said to have done what, and how surely (annotation.md section 4).

Rules find the words that carry an act and read the cues about them; trained deciders (`event_model`)
choose which of them are events and what fills the slots; between asserted and anything weaker the
weaker wins where there is doubt.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from nlp.clauses import Clause, Layout, Sentence
from nlp.event_context import of_context
from nlp.event_features import Act
from nlp.event_fill import Filled, Judge
from nlp.event_model import EventModel, Scores, shipped
from nlp.offices import Office, offices_of
from nlp.resources import lexicon
from nlp.retold import retold
from nlp.slots import Document, Slots, redacted
from nlp.spans import Mention, mentions_of, text_of
from nlp.speakers import Speakers
from nlp.status import Scope, Statuses
from nlp.triggers import Trigger, Triggers
from nlp.voices import Voices

NAME = "qinqing_events"
#: How many of the acts told before may be meant by a denial or a finding without words of its own.
_ECHOES = 3
#: How many earlier events of one act and actor an event is compared with.
_NEAR = 20


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


class Reason(NamedTuple):
    """Why an event was read: the words of the act, the cues of its status, and who was taken for whom."""

    words: str
    cues: tuple[str, ...]
    antecedents: tuple[tuple[str, str], ...]  # (words in the text, the name they stand for)


class Passage(NamedTuple):
    """A sentence with the acts that its words carry, its cues, and the acts told before it, the latest first."""

    number: int
    acts: tuple[Act, ...]
    hints: tuple[str, ...]
    echoes: tuple[str, ...]
    told: Mapping[str, int]  # how often each act was told in the sentences before, in strong words


class EventReader:
    """Read the events of a text; holds the compiled cues."""

    def __init__(self, triggers: dict[str, Any], cues: dict[str, Any]) -> None:
        self.triggers, self.slots = Triggers(triggers), Slots(cues)
        self.statuses, self.speakers = Statuses(cues), Speakers(cues)
        self.voices = Voices(cues["voices"])

    def document(
        self, text: str, mentions: Sequence[Mention], offices: Sequence[Office], kind: str
    ) -> Document:
        """Return a text as the deciders see it.

        A letter of complaint among the documents is known by its opening, an answer to one by its form.
        """
        letter = kind == "complaint" or self.statuses.letter.search(text, 0, 200) is not None
        answer = not letter and self.statuses.answer.search(text, 0, 400) is not None
        voice = "complainant" if letter else "respondent" if answer else "author"
        return Document(Layout(text, mentions), offices, voice)

    def passages(self, document: Document) -> Iterator[Passage]:
        """Yield the sentences of a text in its order with the acts that their words carry."""
        text, layout = document.text, document.layout
        charged = False
        withdrawn = (
            document.voice == "complainant" and self.statuses.withdrawn.search(text) is not None
        )
        echoes: tuple[str, ...] = ()
        times: Counter[str] = Counter()
        for number, sentence in enumerate(layout.sentences):
            charged = self.statuses.charged(text, sentence, before=charged)
            state = ["charged"] * charged + ["withdrawn"] * withdrawn
            basis = self.speakers.hints(text, sentence)
            acts = list(self._acts(document, number, state, basis))
            hints = (*state, *self.statuses.sentence_hints(text, sentence), *basis)
            yield Passage(number, tuple(acts), hints, echoes, times)
            times.update(a.trigger.act for a in acts if a.trigger.strong)
            told = dict.fromkeys(a.trigger.act for a in acts if a.trigger.strong)
            echoes = tuple(dict.fromkeys((*told, *echoes)))[:_ECHOES]

    def _acts(
        self, document: Document, number: int, state: Sequence[str], basis: Sequence[str]
    ) -> Iterator[Act]:
        text, layout = document.text, document.layout
        sentence = layout.sentences[number]
        following = layout.sentences[number + 1] if number + 1 < len(layout.sentences) else None
        around = layout.between(sentence.start, sentence.end)
        takebacks = self.statuses.takebacks
        spared = takebacks.spared(text, sentence)
        for clause, trigger in self._triggers(layout, sentence):
            if takebacks.is_no_act(text, trigger, sentence):
                continue
            scope = Scope(text, sentence, clause, trigger, layout.between(*clause), spared)
            hints = [*self.statuses.hints(scope), *state]
            if "withdrawn" in state or self.statuses.refuted(text, trigger, sentence, following):
                hints.append("refuted")
            status, settled = self.statuses.decide(scope, document.voice, hints, following)
            if trigger.only is None or status in trigger.only.split():
                speaker = self.speakers.speaker(text, sentence, around, trigger, document.voice)
                yield Act(trigger, clause, number, status, (*hints, *settled, *basis), speaker)

    def silent(self, document: Document, passage: Passage, code: str) -> Act:
        """Return an act that a sentence carries without a word of its own; the whole sentence carries it."""
        sentence = document.layout.sentences[passage.number]
        trigger = Trigger(code, sentence.start, sentence.end, None, strong=False)
        clause = Clause(sentence.start, sentence.end)
        scope = Scope(document.text, sentence, clause, trigger, document.layout.between(*clause))
        status, settled = self.statuses.decide(scope, document.voice, passage.hints, None)
        around = document.layout.between(*clause)
        speaker = self.speakers.speaker(document.text, sentence, around, trigger, document.voice)
        hints = (*passage.hints, *settled)
        return Act(trigger, clause, passage.number, status, hints, speaker)

    def _triggers(self, layout: Layout, sentence: Sentence) -> Iterator[tuple[Clause, Trigger]]:
        """Yield the triggers of a sentence in their clauses; parts between 、 with acts of their own are clauses too."""
        for clause in sentence.clauses:
            found = self.triggers.find(layout.text, clause, layout.between(*clause))
            cuts = [clause.start]
            for one, two in pairwise(found):
                comma = layout.text.find("、", one.end, two.start)
                if comma >= 0 and one.strong and two.strong:
                    cuts.append(comma + 1)
            cuts.append(clause.end + 1)
            for trigger in found:
                n = next(i for i, cut in enumerate(cuts) if trigger.start < cut) - 1
                yield Clause(cuts[n], cuts[n + 1] - 1), trigger

    def read(
        self, text: str, mentions: Sequence[Mention], offices: Sequence[Office], kind: str,
        model: EventModel | None = None,
    ) -> list[tuple[Event, Reason]]:  # fmt: skip
        """Return the events of a text in its order, each with its reason.

        Parameters
        ----------
        kind : "complaint" or "document"
            In a complaint the writer speaks.
        model
            The deciders; those that ship with the package where none are given.
        """
        return self.events(self.document(text, mentions, offices, kind), model)

    def events(
        self, document: Document, model: EventModel | None = None
    ) -> list[tuple[Event, Reason]]:
        """Return the events of a document as `read` does."""
        judge = Judge(model or shipped(), self.slots)
        told = [
            one
            for passage in self.passages(document)
            for act, scores in self._told(document, judge, passage)
            for filled in judge.fill(document, act, scores)
            for one in retold(document, self.statuses.takebacks, filled)
        ]
        answered = self.voices.rebutted(document, told)
        return _once([(_event(document, one), _reason(document, one)) for one in answered])

    def _told(
        self, document: Document, judge: Judge, passage: Passage
    ) -> Iterator[tuple[Act, Scores]]:
        """Yield the acts of a sentence that are events: those of its words, then those told without one."""
        told = set()
        around = of_context(document, passage.acts, passage.told)
        weighed = judge.weighed(document, passage.acts)
        for act, scores, context in zip(passage.acts, weighed, around, strict=True):
            if judge.is_event(document, act, scores, context):
                told.add(act.trigger.act)
                yield act, scores
        hidden = judge.silent(document, passage.number, passage.hints, passage.echoes)
        for code in hidden:
            if code not in told:
                act = self.silent(document, passage, code)
                yield act, judge.weighed(document, [act])[0]


def _event(document: Document, filled: Filled) -> Event:
    actor, other = filled.actor, filled.counterpart
    firm = other.mention if other is not None else None
    return Event(
        *_span(document.text, filled.act),
        actor.text if actor else None,
        redacted(actor),
        filled.post,
        filled.unit,
        other.text if other else None,
        firm.key if firm is not None and firm.label == "COMPANY" else None,
        filled.relation,
        filled.act.trigger.act,
        filled.amount,
        filled.date,
        filled.status,
        filled.speaker,
        filled.basis,
    )


def _reason(document: Document, filled: Filled) -> Reason:
    trigger = filled.act.trigger
    parts = [f for f in (filled.actor, filled.counterpart) if f is not None]
    stands = tuple(
        (document.text[f.start : f.end], f.text)
        for f in parts
        if f.mention is not None and document.text[f.start : f.end] != f.text
    )
    cues = tuple(hint for hint in filled.act.hints if "." in hint)
    return Reason(document.text[trigger.start : trigger.end], cues, stands)


def _span(text: str, act: Act) -> tuple[int, int]:
    """Return the clause without blanks around it; an act in another clause widens nothing."""
    raw = text[act.clause.start : act.clause.end]
    end = act.clause.end - (len(raw) - len(raw.rstrip("。！？!? \u3000\n\t”")))
    return act.clause.start + len(raw) - len(raw.lstrip()), max(end, act.trigger.end)


def _once(found: Sequence[tuple[Event, Reason]]) -> list[tuple[Event, Reason]]:
    """Drop an event that another one of the text tells with as much or more (annotation.md 4.5)."""
    kept: list[tuple[Event, Reason] | None] = []
    latest: dict[tuple[str | None, ...], list[int]] = {}
    for event, reason in found:
        same = latest.setdefault((event.act, event.actor, event.status), [])
        near = [(n, kept[n]) for n in same[-_NEAR:]]
        if any(other is not None and _told(event, other[0]) for _, other in near):
            continue
        for n, other in near:
            if other is not None and _told(other[0], event):
                kept[n] = None
        same.append(len(kept))
        kept.append((event, reason))
    return [item for item in kept if item is not None]


def _told(event: Event, other: Event) -> bool:
    """Say whether the other event tells all that this one does."""
    slots = ("counterpart", "amount", "date")
    return all(getattr(event, s) in (None, getattr(other, s)) for s in slots) and (
        event.speaker == other.speaker
    )


def events_of(doc: Doc) -> list[Event]:
    """Return the events of a document."""
    found: list[Event] = doc.user_data.get("events", [])
    return found


def reasons_of(doc: Doc) -> list[Reason]:
    """Return the reasons of the events of a document, in the same order."""
    found: list[Reason] = doc.user_data.get("reasons", [])
    return found


class Events:
    """Set the events of a document; `doc.user_data["kind"]` says what kind of text it is."""

    def __init__(self, reader: EventReader) -> None:
        self.reader = reader

    def __call__(self, doc: Doc) -> Doc:
        """Read the events off the clauses and mentions of each sentence."""
        kind = doc.user_data.get("kind", "document")
        document = self.reader.document(text_of(doc), mentions_of(doc), offices_of(doc), kind)
        found = self.reader.events(document)
        doc.user_data["coreference"] = document.links  # the relations behind ask for it too
        doc.user_data["events"] = [event for event, _ in found]
        doc.user_data["reasons"] = [reason for _, reason in found]
        return doc


def make_events(nlp: Language, name: str) -> Events:
    """Build the component with the triggers and cues that ship with the package."""
    return Events(EventReader(lexicon("triggers"), lexicon("cues")))


Language.factory(NAME, func=make_events)
