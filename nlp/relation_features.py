"""What the trained deciders see of names that may be in a relation (关系特征): short strings, no names, no numbers.

A name of the document is looked at where it stands nearest to the other one; 该公司 and 其 stand for the name that
they mean. Names are taken out of the text between them, so that nothing is learnt about a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from nlp.clauses import Layout
from nlp.coreference import Coreference
from nlp.events import Event
from nlp.offices import Office
from nlp.resources import lexicon
from nlp.stakes import Stake
from nlp.ties import Tie

#: How many sentences apart two arguments may stand; 23 of 24 annotated pairs do.
REACH = 2
#: How much of the text between two arguments and around them is looked at.
_GAP, _AROUND = 24, 3
#: How many places of a pair are looked at, and how many places of one name.
_PLACES, _MOST = 2, 12
#: Pairs of names whose features are kept.
_KEPT = 256


class Place(NamedTuple):
    """Where a name stands, or a word that stands for it; `via` says which (mention, company, pronoun …)."""

    start: int
    end: int
    text: str
    label: str
    via: str
    sentence: int


class Seen(NamedTuple):
    """What was read of a text before its relations: offices, ties, stakes by rule, events."""

    offices: Sequence[Office]
    ties: Sequence[Tie]
    stakes: Sequence[Stake]
    events: Sequence[Event]


class Sight:
    """A text with its places, and what is known of each name."""

    def __init__(self, layout: Layout, links: Coreference, seen: Seen) -> None:
        self.layout, self.links, self.seen = layout, links, seen
        self.folded = layout.folded
        self.places = sorted(_places(layout, links), key=lambda p: (p.start, p.end, p.text))
        self.by_name: dict[str, list[Place]] = {}
        self._numbered: dict[str, list[tuple[int, Place]]] = {}
        for number, place in enumerate(self.places):
            self.by_name.setdefault(place.text, []).append(place)
            self._numbered.setdefault(place.text, []).append((number, place))
        self._names: dict[tuple[str, ...], list[str]] = {}
        self._by_sentence: dict[int, list[Place]] = {}
        for place in self.places:
            self._by_sentence.setdefault(place.sentence, []).append(place)
        self._near: dict[tuple[str, str], list[tuple[Place, Place]]] = {}
        self._standing: dict[str, list[str]] = {}
        self._around: dict[tuple[int, int], list[str]] = {}
        self._words: dict[int, list[str]] = {}
        self._pairs: dict[tuple[str, str], list[str]] = {}
        self.cued = {name: self._sentences(name) for name in ("holds", "paid", "award")}
        self.told = Told(seen)

    def _sentences(self, kind: str) -> frozenset[int]:
        """Return the sentences with a word without which no relation of a kind is looked for."""
        word, text = gates()[kind], self.layout.text
        return frozenset(
            n for n, s in enumerate(self.layout.sentences) if word.search(text, s.start, s.end)
        )

    def between(self, start: int, end: int) -> str:
        """Return the text between two offsets with every mention as one letter."""
        first, last = self.folded.at(start), self.folded.at(end)
        return self.folded.text[first:last] if first >= 0 and last >= 0 else ""

    def in_sentence(self, number: int) -> Sequence[Place]:
        """Return the places of a sentence in their order."""
        return self._by_sentence.get(number, ())

    def near(self, one: str, two: str) -> list[tuple[Place, Place]]:
        """Return the nearest places of two names, at most so many sentences apart."""
        if (one, two) not in self._near:
            pairs = [
                (abs(a.sentence - b.sentence), max(a.start, b.start) - min(a.end, b.end), a, b)
                for a in self.by_name[one][:_MOST]
                for b in self.by_name[two][:_MOST]
                if abs(a.sentence - b.sentence) <= REACH
            ]
            self._near[one, two] = [(a, b) for _, _, a, b in sorted(pairs)[:_PLACES]]
        return self._near[one, two]

    def around(self, place: Place) -> list[str]:
        """Return the features of the words right before and behind a place."""
        key = place[:2]
        if key not in self._around:
            first, last = self.folded.at(place.start), self.folded.at(place.end)
            text = self.folded.text
            left = text[max(0, first - _AROUND) : first] if first >= 0 else ""
            right = text[last : last + _AROUND] if last >= 0 else ""
            self._around[key] = [
                f"l1{left[-1:]}", f"l2{left[-2:]}", f"l3{left}", f"r1{right[:1]}", f"r2{right[:2]}",
                f"r3{right}", f"via{place.via}",
            ]  # fmt: skip
            if first >= 0 and last >= 0:
                self._around[key] += _grams("L", text[max(0, first - 10) : first], (2, 3))
                self._around[key] += _grams("R", text[last : last + 10], (2, 3))
        return self._around[key]

    def words(self, number: int) -> list[str]:
        """Return the pairs of characters of a sentence."""
        if number not in self._words:
            sentence = self.layout.sentences[number]
            end = min(sentence.end, sentence.start + 160)
            self._words[number] = list(_grams("w", self.between(sentence.start, end), (2,)))
        return self._words[number]

    def pair(self, one: str, two: str) -> list[str]:
        """Return the features of two names that stand near each other; callers must not change them."""
        if (one, two) not in self._pairs:
            if len(self._pairs) == _KEPT:  # of a long text only some are kept
                self._pairs.clear()
            self._pairs[one, two] = of_pair(self, one, two, self.near(one, two))
        return self._pairs[one, two]

    def standing(self, name: str) -> list[str]:
        """Return what the text says of a name anywhere: in office, somebody's relative, an actor."""
        if name not in self._standing:
            self._standing[name] = list(dict.fromkeys(self._said_of(name)))
        return self._standing[name]

    def _said_of(self, name: str) -> Iterator[str]:
        yield f"lab{self.by_name[name][0].label}"
        yield from self.told.of_name.get(name, ())

    def names(self, labels: Sequence[str]) -> Sequence[str]:
        """Return the names of some labels in the order of the text."""
        key = tuple(labels)
        if key not in self._names:
            self._names[key] = list(dict.fromkeys(p.text for p in self.places if p.label in labels))
        return self._names[key]

    def names_near(self, anchor: str, labels: Sequence[str]) -> list[str]:
        """Return the names of some labels that stand near a name, in the order of the text."""
        found: dict[str, None] = {}
        for place in self.by_name[anchor][:_MOST]:
            for number in range(place.sentence - REACH, place.sentence + REACH + 1):
                found |= dict.fromkeys(
                    p.text for p in self.in_sentence(number) if p.label in labels
                )
        near = [name for name in found if self.near(anchor, name)]
        return sorted(near, key=lambda name: self._first(name, labels))

    def _first(self, name: str, labels: Sequence[str]) -> int:
        """Return where a name first stands with one of some labels."""
        return next(n for n, p in self._numbered[name] if p.label in labels)


class Told:
    """What was read of each name and of each two names of a text, looked up without reading all of it again."""

    def __init__(self, seen: Seen) -> None:
        self.of_name: dict[str, dict[str, None]] = {}
        self.of_both: dict[tuple[str, str], dict[str, None]] = {}
        self.events: dict[tuple[str, str | None], list[Event]] = {}
        self.sums: dict[str, list[Event]] = {}
        self.posts: dict[tuple[str, str], list[Office]] = {}
        self.shares: dict[tuple[str, str], set[str]] = {}
        self._offices(seen.offices)
        self._ties(seen.ties, both=False)
        self._events(seen.events)
        self._stakes(seen.stakes)
        self._ties(seen.ties, both=True)

    def _say(self, name: str, *features: str) -> None:
        self.of_name.setdefault(name, {}).update(dict.fromkeys(features))

    def _say_both(self, one: str, two: str, *features: str) -> None:
        self.of_both.setdefault((one, two), {}).update(dict.fromkeys(features))

    def _offices(self, offices: Sequence[Office]) -> None:
        for office in offices:
            name, unit = office.person.text, office.unit
            self._say(name, f"in{unit.label if unit else 'none'}", f"post{office.post.text[-2:]}")
            if unit is not None:
                self._say_both(name, unit.text, f"office{office.post.text[-3:]}", "office")
                self.posts.setdefault((name, unit.text), []).append(office)

    def _ties(self, ties: Sequence[Tie], *, both: bool) -> None:
        for tie in ties:
            if both:
                self._say_both(tie.owner, tie.relative, "tied")
                self._say_both(tie.relative, tie.owner, "tied")
            else:
                self._say(tie.owner, "relative" if tie.owner == tie.relative else "has_relative")
                self._say(tie.relative, "relative")

    def _events(self, events: Sequence[Event]) -> None:
        for event in events:
            sides = {"a": event.actor, "c": event.counterpart, "m": event.amount}
            named = {k: v for k, v in sides.items() if v is not None}
            for name in dict.fromkeys(named.values()):
                if name in (event.actor, event.counterpart):
                    self._say(name, f"{'actor' if name == event.actor else 'other'}{event.act}")
                else:
                    self._say(name, f"amount{event.act}", f"amount{event.act} {event.status}")
                for other in dict.fromkeys(named.values()):
                    held = "".join(k for k, v in named.items() if v == name)
                    what = f"ev{held}{''.join(k for k, v in named.items() if v == other)}"
                    self._say_both(
                        name, other, f"{what}{event.act}", f"{what}{event.act} {event.status}",
                        f"{what} {event.relation}",
                    )  # fmt: skip
            if event.actor is not None:
                self.events.setdefault((event.actor, event.counterpart), []).append(event)
            if event.amount is not None:
                self.sums.setdefault(event.amount, []).append(event)

    def _stakes(self, stakes: Sequence[Stake]) -> None:
        for stake in stakes:
            self._say_both(stake.holder, stake.firm, f"rule{stake.flag}")
            if stake.share:
                self._say_both(stake.holder, stake.share, "rule")
                self._say_both(stake.firm, stake.share, "rule")
                self.shares.setdefault((stake.holder, stake.firm), set()).add(stake.share)


@cache
def gates() -> dict[str, re.Pattern[str]]:
    """Return the words without which a sentence holds no stake, payment or award."""
    return {name: re.compile(word) for name, word in lexicon("relations")["gates"].items()}


def _places(layout: Layout, links: Coreference) -> Iterator[Place]:
    for number, sentence in enumerate(layout.sentences):
        for m in layout.between(sentence.start, sentence.end):
            yield Place(m.start, m.end, m.text, m.label, "mention", number)
        for k in links.between(sentence.start, sentence.end):
            if k.antecedent.end <= k.start:
                who = k.antecedent
                yield Place(k.start, k.end, who.text, who.label, k.kind, number)


def _grams(name: str, text: str, sizes: Iterable[int]) -> Iterable[str]:
    """Return runs of characters, each once, in the order of the text."""
    return dict.fromkeys(
        [f"{name}{text[i : i + size]}" for size in sizes for i in range(len(text) - size + 1)]
    )


def of_pair(sight: Sight, one: str, two: str, near: Sequence[tuple[Place, Place]]) -> list[str]:
    """Return the features of two names of a text: the words between them, what is said of each, of both."""
    found = [f"1{f}" for f in sight.standing(one)] + [f"2{f}" for f in sight.standing(two)]
    for a, b in near:
        found += _of_places(sight, a, b)
    found += [f"1{f}" for f in sight.around(near[0][0])]
    found += [f"2{f}" for f in sight.around(near[0][1])]
    found += sight.words(near[0][1].sentence)
    if near[0][0].sentence != near[0][1].sentence:
        found += [f"x{f}" for f in sight.words(near[0][0].sentence)]
    found += sight.told.of_both.get((one, two), ())
    return list(dict.fromkeys(found))


def _of_places(sight: Sight, a: Place, b: Place) -> Iterator[str]:
    first, second = (a, b) if a.start <= b.start else (b, a)
    order = "<" if a.start <= b.start else ">"
    text = sight.between(first.end, second.start) if first.end <= second.start else ""
    apart = abs(a.sentence - b.sentence)
    yield f"apart{apart}{order}{a.label}{b.label}"
    yield f"size{min(len(text) // 4, 6)}{order}"
    yield f"marks{min(sum(map(text.count, '，；：、')), 4)}{order}"
    others = sight.layout.between(first.end, second.start)
    labels = [m.label for m in others]
    for side, label in (("a", a.label), ("b", b.label)):
        yield f"nearer{side}{min(labels.count(label), 3)}{order}"
    yield f"letters{order}{''.join(m.label[0] for m in others[:4])}"
    if len(text) <= 10:
        yield f"path{order}{text}"
    if not apart:
        short = text if len(text) <= 2 * _GAP else text[:_GAP] + text[-_GAP:]
        yield from _grams(f"m{order}", short, (1, 2, 3))


def of_name(sight: Sight, name: str) -> list[str]:
    """Return the features of one name: what stands around its places, and in their sentences."""
    found = [f"0{f}" for f in sight.standing(name)]
    for place in sight.by_name[name][:_PLACES]:
        found += [f"0{f}" for f in sight.around(place)]
        first, last = sight.folded.at(place.start), sight.folded.at(place.end)
        text = sight.folded.text
        if first >= 0 and last >= 0:
            found += _grams("L", text[max(0, first - 10) : first], (2, 3))
            found += _grams("R", text[last : last + 12], (2, 3))
        found += sight.words(place.sentence)
    return list(dict.fromkeys(found))
