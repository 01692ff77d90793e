"""Places (地名): a small gazetteer, names by their endings, redacted places; chains are one span."""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.area import Area
from nlp.automaton import Automaton
from nlp.resources import alternation, lexicon, words
from nlp.segment import Word, tags, words_of
from nlp.spans import Candidate, candidates_of, text_of

NAME = "qinqing_places"
#: Tags of jieba's dictionary that a place name, or a part of one, may bear.
_PLACE_TAGS = frozenset(
    ("ns", "nr", "nz", "n", "", "nrt", "f", "a", "ng", "m", "j", "vn", "nrfg", "s", "t")
)
#: Tags of words that are never the name of a place before its ending.
_NO_NAME = ("v", "d", "p", "c", "m", "r", "u", "y", "q", "t", "f")
_REDACTED = re.compile(
    r"(?<![A-Za-z0-9])[A-Z][0-9]{0,3}(?:省|市|县|区|州|镇|乡|街道|村|社区|小区|路)(?![委直])"
    r"|[某×Ｘ]{1,2}(?:省|市|县|区|州|镇|乡|街道|村|社区|小区)(?![委直])"
)
_NUMBER = re.compile(r"[0-9０-９一二三四五六七八九十A-Z]{1,5}(?:号院|号楼|号|栋|单元|组|社|巷)")
Places = list[tuple[int, int]]


class PlaceFinder:
    """Find single places, then join what stands in a row."""

    def __init__(self, data: dict[str, Any], known: list[str], tags: dict[str, str]) -> None:
        self.tags = tags
        bare = words(data["provinces"]) + words(data["cities"]) + words(data["countries"])
        admin = words(data["admin"])
        self.none = frozenset(words(data["none"]))
        self.bare = frozenset([*bare, *known])
        full = [name + end for name in words(data["provinces"]) for end in ("省", "市")]
        full += [name + "市" for name in words(data["cities"])]
        self.known = Automaton([(name, name) for name in [*bare, *full, *known]])
        self.ending = re.compile(rf"(?:{alternation([*admin, *words(data['sites'])])})$")

    def single(self, text: str, cut: list[Word]) -> Places:
        """Return the single places of a text: known names, endings, redacted forms."""
        starts, ends = {w.start for w in cut}, {w.end for w in cut}
        found = {
            (h.start, h.end)
            for h in self.known.longest(text)
            if h.start in starts and (h.end in ends or len(h.value) > 2)
        }
        found |= {m.span() for m in _REDACTED.finditer(text)}
        for i, word in enumerate(cut):
            if span := self._by_ending(cut, i, word):
                found.add(span)
        return sorted(found)

    def _by_ending(self, cut: list[Word], i: int, word: Word) -> tuple[int, int] | None:
        ending = self.ending.search(word.text)
        if not ending or word.text in self.none:
            return None
        if ending.start() >= 1 and len(word.text) >= 3:
            named = word.tag in ("ns", "nr", "nz") or (
                word.tag == "" and self._nameable(word, ending)
            )
            return (word.start, word.end) if named else None
        before = cut[i - 1] if i else None
        if before is None or ending.start() > 0 or not 2 <= len(before.text) <= 3:
            return None
        named = before.text in self.bare or before.tag in ("ns", "nr", "nz", "", "nrt")
        if named and _han(before.text) and before.text + word.text not in self.none:
            return before.start, word.end
        return None

    def _nameable(self, word: Word, ending: re.Match[str]) -> bool:
        """Say whether what stands before the ending may be a name: no verb, number or pronoun."""
        return not self.tags.get(word.text[: ending.start()], "n").startswith(_NO_NAME)


def _han(text: str) -> bool:
    return all("一" <= c <= "鿿" for c in text)


def chains(places: Places, text: str) -> Places:
    """Join places that touch into one span, with a house number behind (A市B路18号)."""
    joined: list[list[int]] = []
    for start, end in places:
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(end, joined[-1][1])
        else:
            joined.append([start, end])
    spans = []
    for start, end in joined:
        number = _NUMBER.match(text, end)
        spans.append((start, number.end() if number and text[end - 1] in "路街道巷区村" else end))
    return spans


_UNIT_PLACE = re.compile(r"[一-鿿]{2,3}?(?:省|市|自治县|县|区|镇|乡|街道)")


def area_places(area: Area) -> list[str]:
    """Return the places that open the names of the area's units (江北市, 柳河镇)."""
    found: set[str] = set()
    for unit in area.units:
        at = 0
        while match := _UNIT_PLACE.match(unit, at):
            found.add(match.group())
            at = match.end()
    return sorted(found)


class PlaceComponent:
    """Propose LOCATION candidates and keep the chains for the components behind."""

    def __init__(self) -> None:
        self.finder = PlaceFinder(lexicon("places"), [], tags())
        self.own = Automaton([])  # the area's own places alone

    def know(self, area: Area) -> None:
        """Take in the places that the units of an area are named after."""
        own = area_places(area)
        self.finder = PlaceFinder(lexicon("places"), own, tags())
        self.own = Automaton((name, name) for name in own)

    def __call__(self, doc: Doc) -> Doc:
        """Add the places of `doc` to its candidates."""
        text = text_of(doc)
        single = self.finder.single(text, words_of(doc))
        spans = chains(single, text)
        doc.user_data["places"] = single
        candidates_of(doc).extend(Candidate(a, b, "LOCATION", "place") for a, b in spans)
        return doc


def places_of(doc: Doc) -> Places:
    """Return the single places of a document."""
    found: Places = doc.user_data["places"]
    return found


def make_places(nlp: Language, name: str) -> PlaceComponent:
    """Build the component with the gazetteer that ships with the package."""
    return PlaceComponent()


Language.factory(NAME, func=make_places)
