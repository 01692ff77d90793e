"""Who, whom, how much, when (事件要素): what can fill the slots of an event, and which sum and day are its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from nlp.clauses import Layout, Sentence
from nlp.coreference import Coreference
from nlp.offices import Office
from nlp.spans import Mention

_REDACTED = re.compile(r"某|[*＊×╳○]|[XＸxｘ]|^[A-ZＡ-Ｚ甲乙丙丁戊己庚辛]$")
#: How many sentences back a firm or a person may be carried from.
_BACK = 3


class Filler(NamedTuple):
    """Something that may fill a slot: the text of the slot, and where and how it is said."""

    text: str
    label: str  # a mention's label, or NOUN for a noun phrase
    start: int
    end: int
    via: str  # mention, noun, the kind of a link, carried, main
    mention: Mention | None = None


class Document:
    """A text as the event reader sees it; what is asked again and again is gathered once."""

    def __init__(self, layout: Layout, offices: Sequence[Office], voice: str) -> None:
        self.text, self.layout, self.offices, self.voice = layout.text, layout, offices, voice
        self.folded = layout.folded
        self.links = Coreference(layout, offices)
        self.labels = {m.text: m.label for m in reversed(layout.mentions)}
        self.counts = Counter(m.text for m in layout.mentions)
        self._held: dict[str, list[Office]] = {}
        for office in offices:
            self._held.setdefault(self.links.name(office.person.text), []).append(office)
        self.main = _main(layout.mentions, offices)

    def posts(self, name: str) -> list[Office]:
        """Return the offices of a person under any of his names in this document."""
        return self._held.get(self.links.name(name), [])


class Slots:
    """Propose fillers; holds the noun phrases that stand for unnamed people."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.unnamed = re.compile(data["unnamed"])
        self.parties = re.compile(data["parties"])
        self.sources = re.compile(data["speaker"]["nouns"])

    def actors(self, document: Document, number: int) -> list[Filler]:
        """Return who may have acted in a sentence: those in it, then those carried into it."""
        sentence = document.layout.sentences[number]
        found = list(self._inside(document, sentence, ("PERSON", "POST", "KINSHIP", "GOV")))
        found += _nouns(self.unnamed, document, sentence)
        found += _carried(document, number, ("PERSON",))
        found += document.main
        return _unique(found)

    def counterparts(self, document: Document, number: int) -> list[Filler]:
        """Return who or what may be the other side of an act in a sentence."""
        sentence = document.layout.sentences[number]
        labels = ("PERSON", "COMPANY", "GOV", "KINSHIP", "LOCATION", "POST")
        found = list(self._inside(document, sentence, labels))
        found += _nouns(self.parties, document, sentence)
        found += _carried(document, number, ("COMPANY", "PERSON", "GOV"))
        return _unique(found)

    def speakers(self, document: Document, number: int) -> list[Filler]:
        """Return whose words a sentence may tell; the empty slot is the voice of the text."""
        sentence = document.layout.sentences[number]
        found = list(self._inside(document, sentence, ("PERSON", "GOV", "KINSHIP", "COMPANY")))
        found += _nouns(self.sources, document, sentence)
        found += _carried(document, number, ("PERSON", "GOV"))
        found += document.main
        return _unique(found)

    def _inside(
        self, document: Document, sentence: Sentence, labels: Sequence[str]
    ) -> Iterator[Filler]:
        mentions = document.layout.between(sentence.start, sentence.end)
        for i, mention in enumerate(mentions):
            if mention.label in labels and not _attached(mentions, i):
                yield Filler(mention.text, mention.label, *mention[:2], "mention", mention)
        for link in document.links.between(sentence.start, sentence.end):
            antecedent = link.antecedent
            if (
                link.kind not in ("defined", "short", "title", "same")
                and antecedent.label in labels
            ):
                yield Filler(antecedent.text, antecedent.label, link.start, link.end, link.kind, antecedent)  # fmt: skip


def _attached(mentions: Sequence[Mention], i: int) -> bool:
    """Say whether a post or family word belongs to the name beside it and fills nothing itself."""
    mention = mentions[i]
    if mention.label not in ("POST", "KINSHIP"):
        return False
    after = mentions[i + 1] if i + 1 < len(mentions) else None
    before = mentions[i - 1] if i else None
    if after is not None and after.label == "PERSON" and after.start - mention.end <= 1:
        return True
    titled = before is not None and before.label == "PERSON" and before.end == mention.start
    return titled and mention.label == "POST"


def _nouns(pattern: re.Pattern[str], document: Document, sentence: Sentence) -> Iterator[Filler]:
    mentions = document.layout.between(sentence.start, sentence.end)
    for match in pattern.finditer(document.text, sentence.start, sentence.end):
        start, end = match.span()
        if all(m.end <= start or m.start >= end for m in mentions):
            yield Filler(match.group(), "NOUN", start, end, "noun")


def _carried(document: Document, number: int, labels: Sequence[str]) -> list[Filler]:
    """Return whom the sentences before speak of, the latest first."""
    found: list[Filler] = []
    for back in range(1, _BACK + 1):
        if number - back < 0:
            break
        sentence = document.layout.sentences[number - back]
        for mention in reversed(document.layout.between(sentence.start, sentence.end)):
            if mention.label in labels:
                found.append(
                    Filler(mention.text, mention.label, *mention[:2], f"carried{back}", mention)
                )
    return found


def _main(mentions: Sequence[Mention], offices: Sequence[Office]) -> list[Filler]:
    """Return the person whom a text is about: in office, named most, named first."""
    held = {o.person.text for o in offices}
    people = [m for m in mentions if m.label == "PERSON"]
    counts = Counter(m.text for m in people)
    first = {m.text: m for m in reversed(people)}
    best = min(first.values(), key=lambda m: (m.text not in held, -counts[m.text], m.start), default=None)  # fmt: skip
    return [Filler(best.text, "PERSON", *best[:2], "main", best)] if best is not None else []


def _unique(found: Sequence[Filler]) -> list[Filler]:
    """Keep every place in the sentence, and of the carried ones those that say something new."""
    seen: set[str] = set()
    kept = []
    for filler in found:
        carried = filler.via == "main" or filler.via.startswith("carried")
        if not (carried and filler.text in seen):
            kept.append(filler)
        seen.add(filler.text)
    return kept


def values(document: Document, number: int, labels: Sequence[str]) -> list[Filler]:
    """Return the sums or days that may belong to an act: of its sentence and of those beside it."""
    found = []
    for at in range(max(0, number - 2), min(number + 2, len(document.layout.sentences))):
        sentence = document.layout.sentences[at]
        via = "mention" if at == number else f"carried{number - at}"
        found += [
            Filler(m.text, m.label, *m[:2], via, m)
            for m in document.layout.between(sentence.start, sentence.end)
            if m.label in labels
        ]
    return found


def redacted(actor: Filler | None) -> bool:
    """Say whether the one who acts is masked or not named at all."""
    if actor is None or actor.label != "PERSON":
        return True
    return _REDACTED.search(actor.text) is not None
