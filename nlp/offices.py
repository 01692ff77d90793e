"""Who holds which post where (任职), as far as the words stand next to each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from nlp.spans import Mention, mentions_of, text_of

NAME = "qinqing_offices"
_UNIT_GAP = re.compile(r"\s?(?:的|原|时任|现任|前|拟任|新任|曾任|历任)?\s?$")
_TOGETHER = re.compile(r"\s?(?:、|兼|兼任|和|及|，|,)?\s?(?:原|时任)?$")
_PERSON_AFTER = re.compile(r"\s?(?:[(（][^()（）]{1,8}[)）])?\s?$")
#: Between a person and the unit or post: 江某任…, 江某，男，…，时任…, 江某（…）, 江某利用担任….
_HOLDS = re.compile(
    r"(?:[，,（(][^。！？]{0,60}?)?(?:利用|曾|先后|时|现|原|系|是|身为|作为|在|其)*(?:担任|任命为|任职|任|系|是|身为|作为|[（(])$"
)
_UNITS = frozenset(("GOV", "COMPANY", "LOCATION"))


class Office(NamedTuple):
    """A person, a post and, where it is named, the unit."""

    person: Mention
    post: Mention
    unit: Mention | None


def offices(text: str, mentions: Sequence[Mention]) -> list[Office]:
    """Return the offices that a text states, in its order."""
    found: list[Office] = []
    i = 0
    while i < len(mentions):
        if mentions[i].label != "POST":
            i += 1
            continue
        stop = _run(text, mentions, i)
        posts = _with_units(text, mentions, i, stop)
        person = _holder(text, mentions, i, stop)
        if person is not None:
            found += [Office(person, post, unit) for post, unit in posts]
        i = stop
    return found


def _run(text: str, mentions: Sequence[Mention], i: int) -> int:
    """Return the index behind a run of posts that are coordinated (党组书记、局长)."""
    stop = i + 1
    while stop < len(mentions):
        here, gap = mentions[stop], text[mentions[stop - 1].end : mentions[stop].start]
        unit_first = here.label in _UNITS and stop + 1 < len(mentions)
        is_post = here.label == "POST" or (unit_first and mentions[stop + 1].label == "POST")
        if not is_post or not _TOGETHER.match(gap) or len(gap) > 4:
            return stop
        stop += 1 if here.label == "POST" else 2
    return stop


def _with_units(
    text: str, mentions: Sequence[Mention], i: int, stop: int
) -> list[tuple[Mention, Mention | None]]:
    """Return the posts of a run with their units: a unit serves all posts that follow it."""
    unit: Mention | None = None
    if i and mentions[i - 1].label in _UNITS:
        gap = text[mentions[i - 1].end : mentions[i].start]
        unit = mentions[i - 1] if _UNIT_GAP.match(gap) else None
    elif i > 1 and mentions[i - 1].label == "PERSON" and mentions[i - 2].label in _UNITS:
        near = (
            mentions[i - 2].end == mentions[i - 1].start
            and mentions[i - 1].end == mentions[i].start
        )
        unit = mentions[i - 2] if near else None  # 县水利局王局长
    posts = []
    for mention in mentions[i:stop]:
        if mention.label == "POST":
            posts.append((mention, unit))
        else:
            unit = mention
    return posts


def _holder(text: str, mentions: Sequence[Mention], i: int, stop: int) -> Mention | None:
    """Return the person of a run of posts: right behind it, or before it with a linking verb."""
    behind = mentions[stop] if stop < len(mentions) else None
    if behind is not None and behind.label == "PERSON":
        gap = text[mentions[stop - 1].end : behind.start]
        if _PERSON_AFTER.match(gap):
            return behind
    first = i - 1 if i and mentions[i - 1].label in _UNITS else i
    for j in range(first - 1, max(-1, first - 6), -1):
        if mentions[j].label != "PERSON":
            continue
        gap = text[mentions[j].end : mentions[first].start]
        if gap == "" and first == i:  # 张局长
            return mentions[j]
        return mentions[j] if len(gap) <= 80 and _HOLDS.fullmatch(gap) else None
    return None


def offices_of(doc: Doc) -> list[Office]:
    """Return the offices of a document."""
    found: list[Office] = doc.user_data.get("offices", [])
    return found


class Offices:
    """Set the offices of a document."""

    def __call__(self, doc: Doc) -> Doc:
        """Read the offices off the mentions."""
        doc.user_data["offices"] = offices(text_of(doc), mentions_of(doc))
        return doc


def make_offices(nlp: Language, name: str) -> Offices:
    """Build the component."""
    return Offices()


Language.factory(NAME, func=make_offices)
