"""Who rejects what (辩解、否认): the sentences in which somebody denies, and what he means where he names no act.

A denial that tells an act again is `denied` and his who speaks; one without a word for the act (称自己没有出过一分钱)
means what was told of him before, and is an event of its own (annotation.md 4.5, 4.8). The patterns are data
(`voices` in `lexicons/cues.yaml`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from nlp.clauses import Clause, Sentence
from nlp.event_features import Act
from nlp.event_fill import Filled
from nlp.sieve import Sieve
from nlp.slots import Document
from nlp.triggers import Trigger

#: A denial without words of its own means the acts of so many sentences before it.
_BACK = 12
#: How far before a cue the name of its speaker stands, in characters.
_REACH = 16
#: Statuses that a denial takes the place of where it tells the act itself.
_TAKEN = ("negated", "asserted", "alleged", "hypothetical")


class Denial(NamedTuple):
    """A stretch of a sentence in which somebody denies; no name where counsel or a pronoun speaks."""

    number: int  # of the sentence
    start: int
    end: int
    speaker: str | None
    noun: str  # 辩护人, 其, … as written
    strong: bool  # a word of denial; else the content alone says so


class Voices:
    """The patterns under `voices`, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.sieve = Sieve()
        self.denies = self.sieve.cue(data["denies"])
        self.says = self.sieve.cue(data["says"])
        self.excuse = self.sieve.cue(data["excuse"])
        self.ends = self.sieve.cue(data["ends"])
        self.admits = self.sieve.cue(data["admits"])
        self.counsel = re.compile(data["counsel"])
        self.itself = re.compile(data["itself"])
        self.all = re.compile(data["all"])
        self.about = {act: re.compile(words) for act, words in data["about"].items()}

    def denials(self, document: Document) -> Iterator[Denial]:
        """Yield the denials of a text in its order."""
        for number, sentence in enumerate(document.layout.sentences):
            found = self._denial(document, number, sentence)
            if found is not None:
                yield found

    def _denial(self, document: Document, number: int, sentence: Sentence) -> Denial | None:
        text = document.text
        for pattern, strong in ((self.denies, True), (self.says, False)):
            for cue in pattern.finditer(text, sentence.start, sentence.end):
                end = self.ends.search(text, cue.end(), sentence.end)
                stop = end.start() if end is not None else sentence.end
                if not strong and self.excuse.search(text, cue.end(), stop) is None:
                    continue
                if self.admits.search(text, cue.start(), stop) is not None:
                    continue
                speaker, noun = self._speaker(document, sentence, cue)
                if speaker or noun:
                    return Denial(number, cue.start(), stop, speaker, noun, strong)
        return None

    def _speaker(
        self, document: Document, sentence: Sentence, cue: re.Match[str]
    ) -> tuple[str | None, str]:
        """Return the name or the noun before a cue."""
        before = document.text[sentence.start : cue.end()]
        counsel = self.counsel.search(before)
        if counsel is not None:
            return None, counsel.group()
        inside = document.layout.between(sentence.start, cue.start())
        named = [m for m in inside if m.label in ("PERSON", "COMPANY", "GOV") and m.end <= cue.start()]  # fmt: skip
        people = [m for m in named if m.label == "PERSON"]
        near = [m for m in people if cue.start() - m.end <= _REACH] or people[:1] or named[-1:]
        if near:
            return near[-1].text, ""
        itself = self.itself.search(before)
        return None, itself.group() if itself is not None else ""

    def rebutted(self, document: Document, told: Sequence[Filled]) -> list[Filled]:
        """Return the events of a text as those concerned answer them, with the denials that name no act."""
        events = {n: list(some) for n, some in groupby(told, key=lambda one: one.act.number)}
        for denial in self.denials(document):
            inside = events.get(denial.number, [])
            before = [
                one for n in range(max(0, denial.number - _BACK), denial.number)
                for one in events.get(n, ()) if one.status != "denied"
            ]  # fmt: skip
            mended = [self._mended(document, denial, one) for one in inside]
            behind = [one for one in mended if one.act.trigger.start >= denial.start]
            if not any(one.status in ("denied", "negated") for one in behind):
                mended += self._echoes(document, denial, before)
            events[denial.number] = mended
        return self._undisputed(document, [one for n in sorted(events) for one in events[n]])

    def _undisputed(self, document: Document, told: Sequence[Filled]) -> list[Filled]:
        """Return the events with those as alleged that nothing finds and that another sentence of the text negates.

        In one sentence the reach of the words has decided already (除收受…外，未收受他人财物).
        """
        name = document.links.name
        negated: dict[tuple[str, str], set[int]] = {}
        for one in told:
            if one.status == "negated":
                key = (one.act.trigger.act, name(_name(one)))
                negated.setdefault(key, set()).add(one.act.number)
        return [
            one._replace(status="alleged")
            if one.status == "asserted"
            and "basis.finding" not in one.act.hints
            and negated.get((one.act.trigger.act, name(_name(one))), set()) - {one.act.number}
            else one
            for one in told
        ]

    def _mended(self, document: Document, denial: Denial, one: Filled) -> Filled:
        """Return an event of a denying sentence: denied where he who speaks is he who is said to have acted."""
        inside = denial.start <= one.act.trigger.start < denial.end
        taken = _TAKEN if denial.strong else ("negated", "asserted")
        if not inside or one.status not in taken or not self._own(document, denial, one):
            return one
        speaker = self._voice(denial, one) or one.speaker
        return one._replace(status="denied", basis="statement", speaker=speaker)

    def _own(self, document: Document, denial: Denial, one: Filled) -> bool:
        """Say whether he who denies, or counsel for him, is the actor of an event."""
        name = document.links.name
        return denial.speaker is None or name(_name(one)) == name(denial.speaker)

    def _voice(self, denial: Denial, one: Filled) -> str:
        """Return the speaker of a denial of an event: a pronoun stands for its actor."""
        counsel = denial.noun if self.counsel.search(denial.noun) else ""
        return denial.speaker or counsel or _name(one)

    def _echoes(
        self, document: Document, denial: Denial, before: Sequence[Filled]
    ) -> Iterator[Filled]:
        """Yield what a denial without words of an act means: what was told of him before."""
        words = self._words(document, denial)
        for one in self._meant(document, denial, before):
            own, speaker = self._own(document, denial, one), self._voice(denial, one)
            yield one._replace(
                act=_act(document, denial, one.act.trigger.act, speaker),
                amount=one.amount if one.amount and one.amount in words else None,
                date=one.date if one.date and one.date in words else None,
                status="denied" if own else "negated",
                basis="statement" if own else "witness",
                speaker=speaker,
            )

    def _words(self, document: Document, denial: Denial) -> str:
        """Return the sentence of a denial up to where it ends."""
        return document.text[document.layout.sentences[denial.number].start : denial.end]

    def _meant(self, document: Document, denial: Denial, before: Sequence[Filled]) -> list[Filled]:
        """Return the events that a denial means: named by sum or other side, by its subject, else the latest."""
        own = self._concerned(document, denial, before)
        words = self._words(document, denial)
        if self.all.search(words) is None:
            content = document.text[denial.start : denial.end]
            about = [one for one in own if self._is_about(one, content)]
            touched = [one for one in own if _touched(one, words, denial.speaker)]
            own = touched or (about or own)[-1:]
        return list({(one.act.trigger.act, _name(one)): one for one in own}.values())

    def _concerned(
        self, document: Document, denial: Denial, before: Sequence[Filled]
    ) -> list[Filled]:
        """Return the events told before in which he who denies acts, else those in which he is the other side."""
        name = document.links.name
        if denial.speaker is None:
            words = self._words(document, denial)
            acted = [one for one in before if _name(one)]
            return [one for one in acted if _name(one) in words] or acted
        who = name(denial.speaker)
        given = [
            one
            for one in before
            if one.counterpart is not None and name(one.counterpart.text) == who
        ]
        return [one for one in before if name(_name(one)) == who] or given

    def _is_about(self, one: Filled, words: str) -> bool:
        """Say whether the words of a denial speak of the act of an event."""
        pattern = self.about.get(one.act.trigger.act)
        return pattern is not None and pattern.search(words) is not None


def _touched(one: Filled, words: str, speaker: str | None) -> bool:
    """Say whether a denial names the sum or the other side of an event."""
    other = one.counterpart.text if one.counterpart is not None else None
    values = (one.amount, other if other != speaker else None)
    return any(value is not None and value in words for value in values)


def _name(one: Filled) -> str:
    return one.actor.text if one.actor is not None else ""


def _act(document: Document, denial: Denial, code: str, speaker: str) -> Act:
    sentence = document.layout.sentences[denial.number]
    trigger = Trigger(code, sentence.start, sentence.end, None, strong=False)
    clause = Clause(sentence.start, sentence.end)
    return Act(trigger, clause, denial.number, "denied", ("denied.voice",), speaker)
