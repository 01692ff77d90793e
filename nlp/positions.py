"""Positions (职务) taken apart: unit, title, rank (乡科级副职 …), leading member or not, place, former or not.

A position string is cut where a separator follows a title (县委常委、宣传部部长；财政局局长兼城投公司董事长), so that the
same marks inside a unit's name stay in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from nlp.linking.regions import padded
from nlp.organs import Chain, organs, places
from nlp.ranks import Post, ranks
from nlp.resources import alternation, lexicon, words

_SEPARATOR = re.compile(r"[、，,;；/。\s()（）]+|兼任?|和|及|与|暨")
_LONGEST = 40  # characters that a title can have
_LONGEST_UNIT = 120
_TRIM = " 、，,;；。/()（）的"


class Position(NamedTuple):
    """One post of a position string; what cannot be told is None."""

    unit: str | None
    title: str
    former: bool
    rank: str | None
    leading: bool | None
    region: str | None


class _Part(NamedTuple):
    """One cut of a position string."""

    unit: str
    title: str
    former: bool


class Taken(NamedTuple):
    """A post with its unit taken apart, and the grade that a note behind it names."""

    unit: str
    title: str
    former: bool
    chain: Chain
    grade: str | None


def positions(text: str, near: Sequence[str] = ()) -> list[Position]:
    """Return the posts of a position string (职务) in its order.

    Parameters
    ----------
    text : 海口县水利局原党组书记、局长，县河道管理处主任
    near : trimmed codes of places (42, 4206, 420682) that the text or the office is about
        They tell one of several places of a name from the others.

    Returns
    -------
    list of Position
        A unit named once serves the posts after it; so does a place.
    """
    posts = posts_of(text, near)
    return [_position(posts, i) for i in range(len(posts))]


def position(unit: str, title: str, near: Sequence[str] = ()) -> Position:
    """Return one post whose unit and title are known, such as those of an office relation (任职).

    Parameters
    ----------
    unit : 海口县水利局, or nothing
    title : 副局长, 水利局长, 办公室主任
    near : trimmed codes of places that the text or the office is about
    """
    cut = _cutter().cut(unit + title)
    chain = _chain(cut.unit, cut.title or title, near, None)
    return _position([Taken(unit, title, cut.former, chain, None)], 0)


def posts_of(text: str, near: Sequence[str]) -> list[Taken]:
    """Return the posts of a position string with their units taken apart."""
    found: list[Taken] = []
    unit, former, chain = "", False, None
    for part in _parts(text):
        if not part.title:
            grade = ranks().grade(part.unit)
            if found and grade:  # 副院长(副县职)
                found[-1] = found[-1]._replace(grade=grade)
            continue
        former = part.former or (former and not part.unit)
        chain = _chain(part.unit, part.title, near, chain)
        unit = part.unit or unit
        if not part.unit:
            unit = _of_head(unit, part.title, chain)
        found.append(Taken(unit, part.title, former, chain, None))
    return found


def _of_head(unit: str, title: str, chain: Chain) -> str:
    """Return the part of a carried unit that a head belongs to (县委常委、副县长: the county)."""
    if ranks().of_place(title) and not chain.organs:
        return unit[: chain.place.end] or unit
    if chain.organs and (at := unit.rfind(chain.organs[-1])) >= 0:
        return unit[: at + len(chain.organs[-1])]
    return unit


def beside(posts: Sequence[Taken], at: int) -> list[Post]:
    """Return the posts next to one that tell of its rank.

    A post that comes second is often the lesser one (县水利局副局长兼河道管理处主任); in one unit each counts for the
    other (党组书记、副局长). Former posts count for former ones only.
    """
    here = posts[at]
    found = []
    for i, earlier in ((at - 1, True), (at + 1, False)):
        if 0 <= i < len(posts) and posts[i].former <= here.former:
            other = posts[i]
            if earlier or other.chain == here.chain:
                found.append(Post(other.chain, other.title, earlier))
    return found


def highest(found: Sequence[Position]) -> str | None:
    """Return the highest rank among the posts of one person."""
    told = [p.rank for p in found if p.rank is not None]
    return min(told, key=ranks().order.index, default=None)


def _position(posts: Sequence[Taken], at: int) -> Position:
    post = posts[at]
    code = post.chain.place.code
    rank = post.grade or ranks().rank(post.chain, post.title, beside(posts, at))
    leading = ranks().leading(post.chain, post.title)
    region = padded(code) if code else None
    return Position(post.unit or None, post.title, post.former, rank, leading, region)


def _chain(unit: str, title: str, near: Sequence[str], before: Chain | None) -> Chain:
    """Return the unit of a post taken apart; a fused title (水利局长) brings its organ."""
    whole = _NOTE.sub("", unit)
    body = _FUSED.search(title)
    field = _WORDS.sub("", title[: body.end() - 1]) if body else ""
    if body and not unit and before is not None and field == body[1]:
        return _above(before, field)
    if body and not whole.endswith(body[1]):
        if body[1] in _PLACES and (chain := organs().read(whole, near, before)).of_place:
            return chain  # 县人民政府副县长
        whole += field
    if not whole and before is not None:
        return before
    return organs().read(whole, near, before)


def _above(chain: Chain, letter: str) -> Chain:
    """Return the organ of a chain that a head without a unit leads (水利局办公室主任、副局长)."""
    depth = max((i for i, o in enumerate(chain.organs, 1) if o.endswith(letter)), default=0)
    if depth:
        return chain._replace(organs=chain.organs[:depth])
    if letter in _PLACES:
        return chain._replace(organs=(), of_place="政府")
    return chain


_PLACES = "镇乡县区市省州旗盟"
_NOTE = re.compile(r"[(（][^()（）]*[)）]")
_WORDS = re.compile(
    r"^(?:党组|党委|党|常务|原|副|代理?|第一|执行)+|副$|副(?=[局厅部处科股所站总支大中队院庭])"
)
_FUSED = re.compile(
    r"(局|厅|部|处|科|股|所|站|[总支大中]?队|院|庭|镇|乡|县|区|市|省|州|旗|盟)长(?:助理)?$"
)


def _parts(text: str) -> Iterator[_Part]:
    """Cut a position string behind its titles."""
    start = 0
    cutter = _cutter()
    for mark in [*_SEPARATOR.finditer(text), None]:
        stop = mark.start() if mark else len(text)
        end = text[max(start, stop - _LONGEST) : stop]  # enough to know a title by
        # A mark behind no title is inside a name (发改、经信局); behind a grade it closes a note.
        if mark is None or cutter.title(end) or ranks().only_grade(end.strip(_TRIM)):
            piece = text[start:stop].strip(_TRIM)
            if piece:
                yield cutter.cut(piece)
                start = mark.end() if mark else stop


class _Cutter:
    """Cut one post into unit, title and the word for former."""

    def __init__(self, data: dict[str, Any], heads: list[str]) -> None:
        known = {*heads, *words(data["titles"])} - set(words(data["not_titles"]))
        back = [w[::-1] for w in known]
        before = [w[::-1] for w in words(data["prefixes"])]
        grade = "级(?:国|省|部|厅|局|司|地|县|处|团|科|乡|镇|股)[正副]?"
        self._title = re.compile(rf"(?:{alternation(back)})(?:{alternation(before)}|{grade})*")
        former = alternation(words(data["former"]))
        self._former_end = re.compile(rf"(?:{former}|现任?|拟任|历任|担任|任)$")
        self._former_start = re.compile(
            r"(?:原(?![料子种油材始])|时任|前任|曾任|现任|现(?![代场役])|拟任|历任|担任|任|兼任?)(?=.)"
        )
        self._inside = re.compile(
            r"(?<=[省市县区州旗镇乡局委院厅部会处室所站队])(?:原|时任)(?![料子种油材始阳平州])"
        )
        self._former = frozenset(words(data["former"]))

    def title(self, text: str) -> str:
        """Return the title that ends a text, or nothing."""
        found = self._title.match(text.rstrip(_TRIM)[::-1])
        return found.group()[::-1] if found else ""

    def cut(self, text: str) -> _Part:
        """Cut a text that ends with a title."""
        title = self.title(text)
        unit, former = text[: len(text) - len(title)], False
        if found := self._former_end.search(unit):
            unit, former = unit[: found.start()], found.group() in self._former
        unit = unit.removeprefix("中共") if len(unit) > 2 else unit
        if not places().first(unit) and (found := self._former_start.match(unit)):
            unit, former = unit[found.end() :], former or found.group() in self._former
        if found := self._inside.search(unit):
            unit, former = unit[: found.start()] + unit[found.end() :], True
        unit = unit.strip(" 、，,;；。/的")
        if unit.count("(") + unit.count("（") != unit.count(")") + unit.count("）"):
            unit = unit.strip("()（）")
        if unit + title in text:
            unit, title = self._fused(unit, title)
        return _Part(unit, title, former)

    def _fused(self, unit: str, title: str) -> tuple[str, str]:
        """Leave a field with its title where the unit ends in one (海口县|水利局长)."""
        body = _FUSED.search(title)
        unit_too_long = len(unit) > _LONGEST_UNIT
        if (
            not body
            or not unit
            or unit_too_long
            or _NOTE.sub("", unit).endswith(body[1])
            or body[1] in _PLACES
        ):
            return unit, title
        chain = organs().read(unit)
        tail = re.sub(rf"^.*({re.escape(chain.organs[-1])})$", r"\1", unit) if chain.organs else ""
        if not tail or organs().organ.fullmatch(tail):
            return unit, title
        keep = [m.end() for m in organs().organ.finditer(tail)]
        field = tail[keep[-1] :] if keep else tail
        return unit[: len(unit) - len(field)], field + title


@cache
def _cutter() -> _Cutter:
    return _Cutter(lexicon("ranks"), words(lexicon("posts")["heads"]))
