"""Units (单位) as a place and a chain of organs below it: 海口县 | 水利局 | 河道管理处."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from nlp.linking.regions import Regions, national, stem
from nlp.resources import lexicon, words

#: Letters that close a place's name; 镇, 乡 and 街道 come after the chain of GB/T 2260.
_ENDINGS = "省市县区州旗盟"
_TOWN = re.compile(
    r"(?!城乡|城镇|乡镇|村镇|小城镇)(?:(?!局|委|部|处|厅|院|会|镇|乡|公司|中心|政府|政协)[一-鿿]){1,6}?(?:镇|乡|街道|街办)(?!企业|规划|建设|村)"
)
_BARE = re.compile(rf"([{_ENDINGS}])(?!长|政|场|域|际|级|容|民|划|直)")


#: Characters of a unit's name that are read; longer ones are no names.
_LONGEST = 120
#: What an ending tells of a place without a code; 市 and 区 are places of several kinds.
_KINDS = {"省": "province", "县": "county", "旗": "county", "州": "prefecture", "盟": "prefecture"}


class Place(NamedTuple):
    """What a unit's name opens with: the kind of place (a key of `levels` in ranks.yaml) and its code."""

    kind: str
    code: str | None
    end: int


class Chain(NamedTuple):
    """A unit taken apart: its place and the organs below it, widest first."""

    place: Place
    organs: tuple[str, ...]
    of_place: (
        str  # committee, congress, government or conference, which are the place itself; or nothing
    )


NOWHERE = Place("", None, 0)


class Organs:
    """Read units by the tables of `ranks.yaml`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.organ = re.compile(rf".*?(?:{'|'.join(sorted(data['organs'], key=_by_length))})")
        self.of_place = re.compile(data["place_organs"])
        self.nation = re.compile(data["nation"])
        self.words = frozenset(words(data["not_places"]))
        self.provincial = re.compile(data["provincial"])
        self.inner = re.compile(data["inner"])
        self.towns: dict[str, str] = data["towns"]
        self.municipal = frozenset(words(str(data["municipalities"])))
        self.sub = frozenset(words(data["subprovincial"]))

    def read(self, unit: str, near: Sequence[str] = (), before: Chain | None = None) -> Chain:
        """Take a unit apart.

        Parameters
        ----------
        unit : 海口县水利局河道管理处, 县水利局, 统战部
        near : trimmed codes of places that the text speaks of
        before : the unit of the post before, whose place a shorter name shares
        """
        unit = unit[:_LONGEST]
        around = (before.place.code[:4],) if before and before.place.code else ()
        place = self._place(unit, (*near, *around))
        if not place.kind:
            place = self._shared(unit, near, before.place if before else NOWHERE)
        rest = unit[place.end :]
        if place.kind.endswith("town") and rest.startswith("办"):  # 石桥街道|办
            rest = "街道" + rest
        own, of_place = self._chain(rest)
        if before and own and not place.end and before.organs and self.inner.search(own[0]):
            own = (before.organs[0], *own)
        if own and self.provincial.search(own[0]) and place.kind not in ("province", ""):
            place = place._replace(kind="prefecture")
        return Chain(place, own, of_place)

    def _chain(self, rest: str) -> tuple[tuple[str, ...], str]:
        """Return the organs in what follows a place, or the body that is the place itself."""
        of_place = ""
        if found := self.of_place.match(rest):
            of_place, tail = found.group(), rest[found.end() :]
            if tail.startswith(("办", "研究")) or (tail and not found[0].strip(_ENDINGS)):
                tail = found[0] + tail
            rest = tail
        organs, at = [], 0
        for part in self.organ.finditer(rest):
            organs.append(part.group())
            at = part.end()
        if not organs and rest:
            organs.append(rest)
        elif len(rest) - at > 1:
            organs[-1] += rest[at:]
        return tuple(organs), "" if organs else of_place

    def _place(self, unit: str, near: tuple[str, ...]) -> Place:
        if self.nation.match(unit):
            return Place("nation", None, 0)
        codes, end = _codes(unit)
        if not codes or unit[:end] in self.words:
            return NOWHERE
        close = tuple(c for c in codes if any(c.startswith(n) or n.startswith(c) for n in near))
        if unit[end - 1] not in _ENDINGS and _BARE.match(unit, end):
            # 清苑县 where the table holds 清苑区: a renamed place, or another one of this name.
            renamed = tuple(c for c in (close if near else codes) if len(c) == 6)
            if not renamed:
                return self._town(unit, Place(_KINDS.get(unit[end], ""), None, end + 1))
            codes, close, end = renamed, renamed, end + 1
        codes = _widest(close or codes)
        if unit[end - 1] not in _ENDINGS and len(codes[0]) == 6 and not set(codes) <= set(close):
            return NOWHERE  # 江海公司 is not of 江海区 unless the text speaks of there
        kinds = {self.kind(code) for code in codes}
        kind = kinds.pop() if len(kinds) == 1 else ""
        # 东山县 is one place, but who says 东山 may mean others: without a sign of where, no code.
        sure = len(codes) == 1 and (
            set(codes) <= set(close) or not _shares_stem(unit, end, codes[0])
        )
        place = Place(kind, codes[0] if sure else None, end)
        return self._town(unit, place)

    def _town(self, unit: str, place: Place) -> Place:
        """Return the town that follows a place, if one does."""
        if place.kind in ("nation", "") or not (town := _TOWN.match(unit, place.end)):
            return place
        return Place(self.towns.get(place.kind, "town"), place.code, town.end())

    def _shared(self, unit: str, near: Sequence[str], before: Place) -> Place:
        """Return the place of a unit that names none, or only its kind (县水利局)."""
        word = unit[:1]
        if before.kind == "nation":
            return Place("nation", None, 0)
        wide = [before.code] if before.code else [n for n in near if len(n) > 2]
        if word and word in _ENDINGS and _BARE.match(unit):
            for code in wide:
                for size in (6, 4, 2):
                    name = national().names.get(code[:size], "") if len(code) >= size else ""
                    if name.endswith(word):
                        return self._town(unit, Place(self.kind(code[:size]), code[:size], 1))
            return self._town(unit, Place(_KINDS.get(word, ""), None, 1))
        if town := _TOWN.match(unit):
            only = wide[0] if len(wide) == 1 else None
            return Place(self._town_kind(only), only, town.end())
        return Place(before.kind, before.code, 0)

    def _town_kind(self, code: str | None) -> str:
        return self.towns.get(self.kind(code), "town") if code else "town"

    def kind(self, code: str) -> str:
        """Return the kind of place that a trimmed code means."""
        if len(code) == 2:
            return "province"
        if len(code) == 4:
            return "subprovincial" if code in self.sub else "prefecture"
        if code[:2] in self.municipal:
            return "municipal_district"
        if code[2:4] == "90":
            return "direct_county"
        district = code[:4] in self.sub and national().names.get(code, "").endswith("区")
        return "subprovincial_district" if district else "county"


@lru_cache(maxsize=4096)
def _codes(unit: str) -> tuple[tuple[str, ...], int]:
    codes, end = places().read(unit)
    return tuple(codes), end


def _widest(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the one place that holds the others of its name (长沙: the city, not 长沙县), else all."""
    wide = min(codes, key=len)
    return (wide,) if all(code.startswith(wide) for code in codes) else codes


def _shares_stem(unit: str, end: int, code: str) -> bool:
    """Say whether a county that is named alone has a namesake of another ending (东山县, 东山区)."""
    alone = len(places().first(unit)) == end
    return alone and len(code) == 6 and len(places().codes.get(stem(unit[:end]), ())) > 1


@cache
def places() -> Regions:
    """Return the national places with the daily names of autonomous ones (芷江县, 西双版纳州)."""
    peoples = "|".join(sorted(words(lexicon("ranks")["peoples"]), key=_by_length))
    autonomous = re.compile(rf"(.{{2,}}?)(?:{peoples})+自治([州县旗])$")
    found = ((code, autonomous.match(name)) for code, name in national().names.items())
    both = national().and_also((code, m[1] + m[2]) for code, m in found if m)
    both.codes.update(national().codes)  # 阜新 stays the city, not 阜新蒙古族自治县
    return both


def _by_length(pattern: str) -> tuple[int, str]:
    plain = re.sub(r"\(.*?\)\??", "", pattern)
    return -len(plain), pattern


@cache
def organs() -> Organs:
    """Return the reader of units with the tables that ship with the package."""
    return Organs(lexicon("ranks"))
