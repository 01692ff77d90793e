"""How two names of persons agree (姓名比对): the kind of agreement, its weight, and the reason in a sentence.

Characters are compared by code point. Masks (张某) and titles (张局长) are constraints: what they allow is never evidence, two
masks least of all. A name alone identifies nobody; the weight here is that of a name of average commonness.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import NamedTuple

from resolve.han_names import Kind, agree
from resolve.knowledge import load
from resolve.masked import fits_latin, fits_name, fits_surname, masks_meet
from resolve.name_parts import BARE, EMPTY, HAN_NAME, LATIN, MASK, Name, read, sounds_of
from resolve.readings import ways
from resolve.romanised import Reading, readings

KINDS = (
    "equal", "variant", "dotted", "former", "homophone", "slip", "romanised",
    "mask_compatible", "title_compatible", "different", "incompatible",
)  # fmt: skip
#: What leaves open that two names are one person's; masks and titles do so without being evidence.
POSSIBLE = frozenset(KINDS[:9])


class NameMatch(NamedTuple):
    """How two names agree."""

    kind: str  # one of KINDS
    agreement: float  # 1: the same name; 0: nothing in common, or nothing said
    bans: float  # log10 of m/u; never above 0 for masks and titles
    reason_zh: str
    reason_en: str

    @property
    def possible(self) -> bool:
        """Say whether both names can be one person's."""
        return self.kind in POSSIBLE


@cache
def bans(kind: str) -> float:
    """Return the weight of evidence of a kind of agreement."""
    chances = load("names")["kinds"][kind]
    return round(math.log10(chances["m"] / chances["u"]), 2)


def _match(found: Kind) -> NameMatch:
    return NameMatch(found.kind, found.agreement, bans(found.kind), found.zh, found.en)


@lru_cache(1 << 16)
def compare(a: str, b: str) -> NameMatch:
    """Return how two names agree; symmetric but for the words of the reason.

    Parameters
    ----------
    a, b : names as the sources have them, 汉字 or Latin letters, with titles, notes and masks

    Returns
    -------
    NameMatch
        The strongest kind that holds, former names included.
    """
    one, other = read(a), read(b)
    found = _compare(one, other)
    if found.kind in POSSIBLE and found.kind not in ("mask_compatible", "title_compatible"):
        return _match(found)
    names = [(x, y) for x in (a, *one.former) for y in (b, *other.former)][1:]
    for x, y in names:
        inner = _compare(read(x), read(y))
        if inner.kind in ("equal", "variant", "dotted", "homophone"):
            zh, en = f"附注的曾用名、别名相合：{inner.zh}", f"by a noted other name: {inner.en}"
            return _match(Kind("former", round(0.9 * inner.agreement, 3), zh, en))
    return _match(found)


def _compare(one: Name, other: Name) -> Kind:
    scripts = {one.script, other.script}
    if EMPTY in scripts:
        return Kind("different", 0.0, "一方没有姓名", "one side has no name")
    if MASK in scripts:
        return _masked(one, other)
    if BARE in scripts:
        return _bare(one, other)
    if scripts == {LATIN}:
        return _both_latin(one, other)
    if LATIN in scripts:
        return _latin(*((one, other) if one.script == HAN_NAME else (other, one)))
    return agree(one, other)


def _masked(one: Name, other: Name) -> Kind:
    if one.script == other.script:
        fits, zh, en = masks_meet(one, other), "两个隐名互不矛盾，不是证据", "two masks do not contradict each other: no evidence"  # fmt: skip
    else:
        mask, name = (one, other) if one.script == MASK else (other, one)
        test = {HAN_NAME: fits_name, BARE: fits_surname, LATIN: fits_latin}[name.script]
        fits, zh, en = test(mask, name), f"隐名“{mask.text}”容得下“{name.text}”，不是证据", f"the mask {mask.text} allows {name.text}: no evidence"  # fmt: skip
    if fits:
        return Kind("mask_compatible", 0.0, zh, en)
    return Kind("incompatible", 0.0, f"“{one.text}”与“{other.text}”不相容", f"{one.text} and {other.text} exclude each other")  # fmt: skip


def _bare(one: Name, other: Name) -> Kind:
    bare, name = (one, other) if one.script == BARE else (other, one)
    fits = fits_latin(bare, name) if name.script == LATIN else fits_surname(bare, name)
    if fits:
        return Kind("title_compatible", 0.0, f"“{bare.plain}”只有姓，与“{name.text}”同姓，不是证据", f"{bare.plain} gives a surname only: no evidence")  # fmt: skip
    return Kind("incompatible", 0.0, f"姓不同：“{bare.text}”与“{name.text}”", f"the surnames differ: {bare.text}, {name.text}")  # fmt: skip


def _latin(han: Name, latin: Name) -> Kind:
    """Compare a 汉字 name with one in Latin letters."""
    found = [(_sounds_so(han, way), way.plain) for way in readings(latin.text)]
    agreement, plain = max(found, default=(0.0, True))
    if not agreement:
        return Kind("incompatible", 0.0, f"“{latin.text}”读不成“{han.text}”", f"{latin.text} is no reading of {han.text}")  # fmt: skip
    how = "拼音" if plain else "其他拼法"
    return Kind("romanised", agreement, f"“{latin.text}”可读作“{han.text}”（{how}）", f"{latin.text} can be read as {han.text}")  # fmt: skip


def _sounds_so(han: Name, latin: Reading) -> float:
    """Return how well one reading of a romanised name fits a 汉字 name, 0 where it does not."""
    size = len(han.surname)
    for sounds in sounds_of(han):
        if latin.initials:
            initials = "".join(s[0] for s in sounds[size:])
            if latin.sounds == sounds[:size] and initials.startswith(latin.initials):
                return 0.4
        elif latin.sounds == sounds and not _other_tones(han, latin):
            return 0.8 if latin.plain else 0.6
    return 0.0


def _other_tones(han: Name, latin: Reading) -> bool:
    """Say whether written tones exclude a name."""
    if not latin.tones or not all(latin.tones):
        return False
    text = han.joined
    ways_ = ways(text[: len(han.surname)], text[len(han.surname) :])
    return all(tuple(r.tone for r in way) != latin.tones for way in ways_)


def _both_latin(one: Name, other: Name) -> Kind:
    """Compare two names in Latin letters."""
    if one.text.casefold() == other.text.casefold():
        return Kind("equal", 1.0, "拼写相同", "spelt alike")
    best = 0.0
    for x in readings(one.text):
        for y in readings(other.text):
            best = max(best, _meet(x, y))
    if best:
        return Kind("romanised", best, f"“{one.text}”与“{other.text}”可读作一名", f"{one.text} and {other.text} can be read as one name")  # fmt: skip
    return Kind("incompatible", 0.0, f"“{one.text}”与“{other.text}”读音不同", f"{one.text} and {other.text} are read differently")  # fmt: skip


def _meet(x: Reading, y: Reading) -> float:
    if x.initials and y.initials:
        return 0.4 if x.sounds == y.sounds and _prefix(x.initials, y.initials) else 0.0
    if x.initials or y.initials:
        short, full = (x, y) if x.initials else (y, x)
        size = len(short.sounds)
        initials = "".join(s[0] for s in full.sounds[size:])
        return 0.4 if full.sounds[:size] == short.sounds and initials.startswith(short.initials) else 0.0  # fmt: skip
    if x.sounds != y.sounds:
        return 0.0
    if all(x.tones) and all(y.tones) and x.tones != y.tones:
        return 0.0
    return 1.0 if x.plain and y.plain else 0.6


def _prefix(a: str, b: str) -> bool:
    return a.startswith(b) or b.startswith(a)
