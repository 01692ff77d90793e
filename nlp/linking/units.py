"""Units of party and state (机关单位) by full, short and former names, against the roster's units.

A unit's name is read as places and a body: 江海市|东山区|市场监督管理局. A mention means a unit where its
body is a usual form of the unit's body and its places, or its level word (区, 县), do not contradict.
Several units that fit compete; what the text or the office says of place decides, or nothing does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from nlp.linking.company_names import UNKNOWN_PLACE
from nlp.linking.link import Link, Rival, settled
from nlp.linking.regions import SUFFIXES, national, stem
from nlp.linking.spelling import canonical
from nlp.resources import alternation, lexicon, words

_MASKED = re.compile(r"[某×*＊○□]|[A-Z]")
_OPENING = re.compile(r"^(?:我|本|该|原|当地)(?=.{2})")
_VILLAGE = re.compile(r"[一-鿿]{1,4}?(?:村|社区)(?=村民|居民|村委|居委|党|股份|经济)")
_MOST_FORMS = 200


class Unit(NamedTuple):
    """A unit of the roster: its places by stem, the ending of the last one, and the rest."""

    name: str
    places: tuple[str, ...]
    level: str
    body: str


class _Reading(NamedTuple):
    """One way to read a mention: places and level said, the body, and how the body was found."""

    places: tuple[str, ...]
    level: str
    body: str
    how: str  # "", former, inner


@cache
def _heads() -> re.Pattern[str]:
    return re.compile(rf"^(?:{alternation(words(lexicon('unit_forms')['heads']))})(?=.{{2}})")


@cache
def _levels() -> frozenset[str]:
    return frozenset(words(lexicon("unit_forms")["levels"]))


@cache
def _inner() -> re.Pattern[str]:
    ending = alternation(words(lexicon("unit_forms")["inner"]))
    return re.compile(rf"[一-鿿]{{0,8}}(?:{ending})")


def split(name: str) -> Unit:
    """Read a unit's full name: 中国共产党临江区纪律检查委员会 → 临江 · 区 · 纪律检查委员会."""
    text = _heads().sub("", canonical(name))
    places: list[str] = []
    level, at = "", 0
    while len(text) - at > 2:
        known = national().first(text, at)
        known = known if stem(known) != known else ""
        match = UNKNOWN_PLACE.match(text, at) or _VILLAGE.match(text, at)
        place = max(known, match.group() if match else "", key=len)
        if not place or at + len(place) >= len(text):
            break
        places.append(stem(place))
        level = place.removeprefix(stem(place)) or place
        at += len(place)
    return Unit(name, tuple(places), level, text[at:])


def forms(body: str) -> list[str]:
    """Return a body with its usual short forms, the body itself first."""
    found, queue = {body}, [body]
    while queue and len(found) < _MOST_FORMS:
        here = queue.pop(0)
        for long, shorter in lexicon("unit_forms")["short"].items():
            if long in here:
                new = {here.replace(long, short) for short in words(shorter)} - found - {""}
                found |= new
                queue += sorted(new)
    return [body, *sorted(found - {body})]


class Units:
    """Link mentions of units to the units of a roster.

    Parameters
    ----------
    names : full names of units, as posts, awards and acts write them
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.units = [split(name) for name in sorted(set(names))]
        self.exact: dict[str, list[int]] = defaultdict(list)
        self.by_body: dict[str, list[int]] = defaultdict(list)
        self.stems = frozenset(place for unit in self.units for place in unit.places)
        for number, unit in enumerate(self.units):
            self.exact[canonical(unit.name)].append(number)
            for form in forms(unit.body):
                self.by_body[form].append(number)

    def link(self, mention: str, near: Sequence[str] = (), wider: Sequence[str] = ()) -> Link:
        """Return what a mention resolves to.

        Parameters
        ----------
        mention : 区市监局, 县自规局, 临江区纪委, 柳河镇政府
        near : stems of places that the text, or else the office, speaks of (临江)
        wider : stems of the places that those lie in: they count where a level is said (市财政局)
        """
        name = _OPENING.sub("", canonical(mention))
        facts = lexicon("linking")["units"]
        if _MASKED.search(name) or len(name) < 2:
            return Link(None, 0.0)
        weights: dict[int, float] = dict.fromkeys(self.exact.get(name, ()), facts["exact"])
        outside = facts["unknown"]
        if not weights:
            readings = self._readings(name)
            for reading in readings:
                for number, weight in self._fitting(reading, near, wider):
                    weights[number] = max(weight, weights.get(number, 0.0))
            said = any(reading.places or reading.level for reading in readings)
            outside += 0.0 if said else facts["unsaid"]
        return self._settled(weights, outside, facts["threshold"])

    def _settled(self, weights: dict[int, float], outside: float, threshold: float) -> Link:
        total = sum(weights.values()) + outside
        ranked = sorted(weights.items(), key=lambda item: (-item[1], self.units[item[0]].name))
        readings = [Rival(self.units[number].name, weight / total) for number, weight in ranked]
        return settled(readings[:5], outside / total, threshold)

    def _readings(self, name: str) -> list[_Reading]:
        """Return every way to cut a mention into places or a level word and a body of the roster."""
        text = _heads().sub("", name)
        found = []
        for at in range(len(text)) if self.by_body else ():
            bodies = self._bodies(text[at:])
            said = self._said(text[:at]) if bodies else None
            if said is not None:
                found += [_Reading(*said, body, how) for body, how in bodies]
        direct = [reading for reading in found if not reading.how]
        return direct or found

    def _bodies(self, rest: str) -> list[tuple[str, str]]:
        """Return the bodies that the rest of a mention can mean, and how."""
        if rest in self.by_body:
            return [(rest, "")]
        became = lexicon("unit_forms")["former"].get(rest)
        if became in self.by_body:
            return [(became, "former")]
        heads = (rest[:stop] for stop in range(len(rest) - 1, 1, -1))
        inner = (head for head in heads if head in self.by_body and _inner().fullmatch(rest[len(head) :]))  # fmt: skip
        return [(head, "inner") for head in inner][:1]

    def _said(self, prefix: str) -> tuple[tuple[str, ...], str] | None:
        """Return the stems of the places and the level word of a prefix; None where it is neither."""
        if not prefix:
            return (), ""
        if prefix in _levels():
            return (), prefix
        for size in range(len(prefix), 1, -1):
            place = prefix[:size]
            if self._is_place(place) and (rest := self._said(prefix[size:])) is not None:
                level = rest[1] or (place.removeprefix(stem(place)) if not rest[0] else "")
                return (stem(place), *rest[0]), level
        return None

    def _is_place(self, text: str) -> bool:
        known = text in self.stems or stem(text) in self.stems or text in national().codes
        return known or (text.endswith(SUFFIXES) and bool(UNKNOWN_PLACE.fullmatch(text)))

    def _fitting(
        self, reading: _Reading, near: Sequence[str], wider: Sequence[str]
    ) -> list[tuple[int, float]]:
        """Return the units that fit a reading with their weights; all that are not near share one."""
        facts = lexicon("linking")["units"]
        fits = [number for number in self.by_body[reading.body] if self._fits(reading, number)]
        own = {*near, *(wider if reading.level else ())}
        scale = facts[reading.how] if reading.how else 1.0
        scale *= facts["level"] if reading.level else 1.0
        groups: dict[str, list[int]] = defaultdict(list)
        for number in fits:
            places = self.units[number].places
            if reading.places or own.intersection(places[-1:]):
                groups["near"].append(number)
            else:
                groups["far" if not near or set(near) & set(places) else "elsewhere"].append(number)
        shared = {"near": 1} | {
            name: len(group) for name, group in groups.items() if name != "near"
        }
        return [(n, scale * facts[name] / shared[name]) for name in groups for n in groups[name]]

    def _fits(self, reading: _Reading, number: int) -> bool:
        unit = self.units[number]
        if reading.level and unit.level and reading.level != unit.level:
            return False
        return not reading.places or _inside(reading.places, unit.places)


def _inside(said: tuple[str, ...], places: tuple[str, ...]) -> bool:
    """Say whether the places said are places of the unit, the last of them its own."""
    return bool(places) and said[-1] == places[-1] and set(said) <= set(places)
