"""Organs of party, state and public service (机关单位): fields and endings, with their places."""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.places import Places, places_of
from nlp.resources import alternation, lexicon, words
from nlp.segment import Word, words_of
from nlp.sieve import Sieve
from nlp.spans import Candidate, candidates_of, text_of

NAME = "qinqing_units"

_LEVEL_COMMITTEE = r"(?:[省市县区州旗镇乡盟地工团村]委)(?![托员会屈派任婉实])"
_NOT_POST = r"(?!(?:副?书记|成员|委员))"


class UnitFinder:
    """The patterns of organs, made from the lexicon."""

    def __init__(self, data: dict[str, Any]) -> None:
        field = alternation(words(data["fields"]))
        ending = "|".join(data["endings"])
        named = alternation(words(data["named"]))
        inner = alternation(words(data["inner"]))
        by_field = rf"(?:(?:{field})[和与]?){{1,3}}(?:{ending})"
        tail = rf"(?:(?:{inner}){_NOT_POST}|{by_field})*"
        after = r"(?![长])"
        # Apart from each other: of two that begin at one place the longer wins later on.
        cores = (by_field, _LEVEL_COMMITTEE, rf"(?:{named}){_NOT_POST}(?!员)")
        sieve = Sieve()
        self.cores = [sieve.cue(core + tail + after) for core in cores]
        self.placed = sieve.cue(
            rf"(?:{alternation(words(data['placed']))}){_NOT_POST}(?!代表|委员|机关|部门|[们长生员]){tail}{after}"
        )
        self.level = re.compile(rf"(?:{alternation(words(data['levels']))})$")

    def find(self, text: str, places: Places, cut: list[Word]) -> list[Candidate]:
        """Return the organs of a text, each with the chain of places before it."""
        reach = _Reach(text, places, cut, self.level)
        found = []
        for match in (m for core in self.cores for m in core.every(text)):
            start = reach.back(match.start())
            if start < match.start() or reach.begins_word(match.start()):
                found.append(Candidate(start, match.end(), "GOV", "unit"))
        for match in self.placed.every(text):
            start = reach.back(match.start())
            if start < match.start():
                found.append(Candidate(start, match.end(), "GOV", "unit_placed"))
        return found


class _Reach:
    """How far to the left a unit's name goes: places and level words that touch it."""

    def __init__(self, text: str, places: Places, cut: list[Word], level: re.Pattern[str]) -> None:
        self.text, self.level = text, level
        self.ends: dict[int, int] = {}
        for start, end in places:
            self.ends[end] = min(start, self.ends.get(end, start))
        self.starts = {w.start for w in cut}

    def begins_word(self, at: int) -> bool:
        """Say whether a word begins here, so that the unit is not the tail of another word."""
        return at in self.starts

    def back(self, at: int) -> int:
        """Return where the unit's name begins that has its core at `at`."""
        while True:
            if at in self.ends:
                at = self.ends[at]
            elif (level := self.level.search(self.text, max(0, at - 4), at)) is not None:
                at = level.start()
            elif at + 1 in self.ends and self.text[at : at + 1] in "省市县区州镇乡村旗":
                at = self.ends[at + 1]
            else:
                return at


class Units:
    """Propose GOV candidates."""

    def __init__(self, finder: UnitFinder) -> None:
        self.finder = finder

    def __call__(self, doc: Doc) -> Doc:
        """Add the organs of `doc` to its candidates."""
        found = self.finder.find(text_of(doc), places_of(doc), words_of(doc))
        candidates_of(doc).extend(found)
        return doc


def make_units(nlp: Language, name: str) -> Units:
    """Build the component with the fields and endings that ship with the package."""
    return Units(UnitFinder(lexicon("units")))


Language.factory(NAME, func=make_units)
