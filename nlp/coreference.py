"""Who is meant by 该公司, 其妻, 他, 双方, 王局长 (篇内指代): words that stand for a name, inside one document.

A link is a reading aid of one text and never leaves it: that two documents speak of 江某 says nothing.
Every link knows its antecedent, so that an event can show whom it took for 他.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from nlp.clauses import Layout, Sentence
from nlp.masks import parse
from nlp.offices import Office
from nlp.resources import lexicon
from nlp.spans import Mention

#: Words right before a person that make him no topic: the object of a preposition, or somebody's relative.
_NO_TOPIC = re.compile(
    r"(?:向|给|对|为|与|和|同|跟|让|被|以|替|帮|把|将|经|请|由|借|伙同|安排|据|按)其?$"
)
_POSSESSIVE = ("", "的", "之", "他", "其", "他的", "他家")
_FORM = re.compile(r"(?:股份)?有限(?:责任)?公司$|集团公司$|公司$|集团$|厂$|店$")
_FAMILIAR = re.compile(r"^[老小阿](.)$")


class Link(NamedTuple):
    """Words in the text and the mention that they stand for; `kind` says by which rule."""

    start: int
    end: int
    text: str
    kind: str  # company, unit, pronoun, self, kin, both, role, defined, short, title, same
    antecedent: Mention


class Cues(NamedTuple):
    """The patterns of `lexicons/coreference.yaml`."""

    company: re.Pattern[str]
    unit: re.Pattern[str]
    pronoun: re.Pattern[str]
    self: re.Pattern[str]
    both: re.Pattern[str]
    role: re.Pattern[str]
    defined: re.Pattern[str]


@cache
def cues() -> Cues:
    """Return the compiled patterns."""
    data = lexicon("coreference")
    return Cues(*(re.compile(data[name]) for name in Cues._fields))


@dataclass(slots=True)
class Seen:
    """What the text has named so far."""

    company: Mention | None = None
    units: dict[str, Mention] = field(default_factory=dict)  # by last character
    people: list[Mention] = field(default_factory=list)  # the last two, in order
    topic: Mention | None = None
    speaker: Mention | None = None
    roles: dict[str, Mention] = field(default_factory=dict)
    kin: dict[tuple[str, str], Mention] = field(default_factory=dict)  # (whose, word) → who


class Coreference:
    """The links of one document, in the order of the text."""

    def __init__(self, layout: Layout, offices: Sequence[Office]) -> None:
        self.layout = layout
        self._names = _Names(layout, offices)
        self.links = sorted(
            self._links(), key=lambda k: (k.start, k.end, k.kind, k.antecedent.start)
        )

    def name(self, text: str) -> str:
        """Return the fullest name in the document of what a mention calls by a shorter one."""
        return self._names.full.get(text, text)

    def between(self, start: int, end: int) -> Iterator[Link]:
        """Yield the links whose words stand in [start, end)."""
        low = _bisect(self.links, start)
        yield from self.links[low : _bisect(self.links, end)]

    def _links(self) -> Iterator[Link]:
        seen = Seen()
        text = self.layout.text
        for sentence in self.layout.sentences:
            inside = self.layout.between(sentence.start, sentence.end)
            topics = _topics(text, sentence, inside)
            words = sorted(self._words(sentence), key=lambda w: w[0])
            at = 0
            for start, end, kind in words:
                while at < len(inside) and inside[at].start < start:
                    at = self._learn(seen, inside, at, topics)
                for antecedent in self._antecedents(seen, kind, text[start:end]):
                    yield Link(start, end, text[start:end], kind, antecedent)
            while at < len(inside):
                yield from self._named(seen, inside[at], text)
                at = self._learn(seen, inside, at, topics)
        yield from self._names.links()

    def _words(self, sentence: Sentence) -> Iterator[tuple[int, int, str]]:
        text = self.layout.text
        for kind in ("company", "unit", "pronoun", "self", "both", "role"):
            pattern: re.Pattern[str] = getattr(cues(), kind)
            for match in pattern.finditer(text, sentence.start, sentence.end):
                yield match.start(), match.end(), kind

    def _antecedents(self, seen: Seen, kind: str, word: str) -> list[Mention]:
        if kind == "company":
            return [seen.company] if seen.company else []
        if kind == "unit":
            unit = seen.units.get(word[-1])
            return [unit] if unit else []
        if kind == "both":
            return seen.people[-2:] if len(seen.people) > 1 else []
        found = {
            "pronoun": seen.topic,
            "self": seen.speaker,
            "role": seen.roles.get(word),
        }[kind]
        return [found] if found else []

    def _named(self, seen: Seen, mention: Mention, text: str) -> Iterator[Link]:
        """Yield the link of a family word that stands alone for somebody named before (其妻)."""
        if mention.label != "KINSHIP" or seen.topic is None:
            return
        who = seen.kin.get((seen.topic.text, mention.text[-1]))
        if who is not None:
            yield Link(mention.start, mention.end, mention.text, "kin", who)

    def _learn(self, seen: Seen, inside: Sequence[Mention], at: int, topics: frozenset[int]) -> int:
        mention, text = inside[at], self.layout.text
        if mention.label == "COMPANY":
            seen.company = mention
        if mention.label in ("GOV", "LOCATION"):
            seen.units[mention.text[-1]] = mention
        if mention.label == "PERSON":
            seen.people = [*(p for p in seen.people if p.text != mention.text), mention][-2:]
            self._learn_person(seen, inside, at)
            if mention.start in topics:
                seen.topic = mention
            if text[mention.end : mention.end + 3].startswith(
                ("称", "说", "辩", "供", "否认", "表示")
            ):
                seen.speaker = mention
        return at + 1

    def _learn_person(self, seen: Seen, inside: Sequence[Mention], at: int) -> None:
        mention, text = inside[at], self.layout.text
        for word in ("被告人", "被告", "上诉人", "原告", "被举报人", "被反映人"):
            if text.endswith(word, max(0, mention.start - 4), mention.start):
                seen.roles.setdefault(word, mention)
        tie = inside[at - 1] if at else None
        if tie is None or tie.label != "KINSHIP" or tie.end != mention.start:
            return
        owner = inside[at - 2] if at > 1 and inside[at - 2].label == "PERSON" else seen.topic
        if owner is not None:
            seen.kin[owner.text, tie.text[-1]] = mention


class _Names:
    """Shorter names of what a text has named in full."""

    def __init__(self, layout: Layout, offices: Sequence[Office]) -> None:
        self.layout = layout
        self.full: dict[str, str] = {}
        self.kinds: dict[str, str] = {}
        self.first: dict[str, Mention] = {}
        for mention in layout.mentions:
            self.first.setdefault(mention.text, mention)
        self._defined()
        self._short_companies()
        self._titles(offices)

    def _defined(self) -> None:
        text = self.layout.text
        for match in cues().defined.finditer(text):
            before = self.layout.between(max(0, match.start() - 60), match.start())
            alias = match.group(1)
            if before and before[-1].text != alias and alias in self.first:
                self._know(alias, before[-1].text, "defined")

    def _short_companies(self) -> None:
        """Know a short name whose characters stand in order in one longer name of the text."""
        names = sorted({m.text for m in self.layout.mentions if m.label == "COMPANY"}, key=lambda n: (-len(n), n))  # fmt: skip
        longer: dict[str, list[str]] = {}
        for name in names:
            for pair in {name[i : i + 2] for i in range(len(name) - 1)}:
                longer.setdefault(pair, []).append(name)
        for name in names:
            trade = _FORM.sub("", name)
            if name in self.full or len(trade) < 2 or parse(name) is not None:
                continue
            fits = [
                n
                for n in longer.get(trade[:2], ())[:50]
                if len(n) > len(name) and _inside(trade, n)
            ]
            if len(fits) == 1:
                self._know(name, fits[0], "short")

    def _titles(self, offices: Sequence[Office]) -> None:
        """Know 王局长 and 老王 after 王志国: the one person of that surname who was named before."""
        people: dict[str, list[str]] = {}
        for mention in self.layout.mentions:
            name = mention.text
            if mention.label != "PERSON" or name in self.full:
                continue
            familiar = _FAMILIAR.match(name)
            surname = familiar.group(1) if familiar else name[0]
            if len(name) == 1 or familiar:
                known = people.get(surname, [])
                if len(known) == 1:
                    self._know(name, known[0], "title")
            elif name not in people.setdefault(surname, []):
                people[surname].append(name)

    def _know(self, short: str, full: str, kind: str) -> None:
        self.full[short], self.kinds[short] = full, kind

    def links(self) -> Iterator[Link]:
        """Yield a link for every mention that has a fuller name, and for masks that come again."""
        for mention in self.layout.mentions:
            full = self.full.get(mention.text)
            if full is not None and full in self.first:
                kind = self.kinds[mention.text]
                yield Link(mention.start, mention.end, mention.text, kind, self.first[full])
            elif self.first[mention.text] is not mention and _masked(mention):
                yield Link(mention.start, mention.end, mention.text, "same", self.first[mention.text])  # fmt: skip


def _masked(mention: Mention) -> bool:
    return mention.label in ("PERSON", "COMPANY") and parse(mention.text) is not None


def _inside(short: str, name: str) -> bool:
    """Say whether the characters of a short name stand in the long one in their order."""
    rest = iter(name)
    return all(c in rest for c in short)


def _topics(text: str, sentence: Sentence, inside: Sequence[Mention]) -> frozenset[int]:
    """Return where the persons begin who may be meant by a pronoun: the first that is no object."""
    for at, mention in enumerate(inside):
        if mention.label != "PERSON":
            continue
        before = text[max(sentence.start, mention.start - 3) : mention.start]
        tie = at > 0 and inside[at - 1].label == "KINSHIP" and inside[at - 1].end == mention.start
        if not tie and not _NO_TOPIC.search(before):
            return frozenset((mention.start,))
    return frozenset()


def _bisect(links: Sequence[Link], offset: int) -> int:
    low, high = 0, len(links)
    while low < high:
        middle = (low + high) // 2
        if links[middle].start < offset:
            low = middle + 1
        else:
            high = middle
    return low
