"""Places (行政区划) and their GB/T 2260 codes: full names, usual short ones, and chains of them.

Codes are read by their digits: 42 a province, 4206 a prefecture, 420682 a county, nine digits a town.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files

from nlp.linking.link import Link, Rival, settled
from nlp.linking.spelling import canonical
from nlp.resources import lexicon, words

#: Endings of names of places; longer ones first.
SUFFIXES = (
    "特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "自治州", "自治县", "自治旗",
    "街道办事处", "地区", "林区", "新区", "矿区", "街道", "省", "市", "县", "区", "州", "盟", "旗", "镇", "乡", "村",
)  # fmt: skip


def stem(name: str) -> str:
    """Return a place's name without its ending (襄阳市 → 襄阳), where two characters remain."""
    for suffix in SUFFIXES if name.endswith(SUFFIXES) else ():
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:
            return name[: -len(suffix)]
    return name


def trimmed(code: str) -> str:
    """Return a code without the zeros that stand for lower levels: 420600 → 4206."""
    code = code[:9]
    while len(code) > 2 and len(code) <= 6 and code.endswith("00"):
        code = code[:-2]
    return code


def padded(code: str) -> str:
    """Return a code in six digits, or nine for a town."""
    return code if len(code) == 9 else code.ljust(6, "0")


def within(code: str, wider: str) -> bool:
    """Say whether a trimmed code lies inside another one, or is it."""
    return code.startswith(wider)


class Regions:
    """Names of places with the codes that they can mean, trimmed."""

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        self.codes: dict[str, tuple[str, ...]] = {}
        self.names: dict[str, str] = {}
        self.sizes: dict[str, int] = {}  # of the longest name that begins with two characters
        self._add(rows)

    def _add(self, rows: Iterable[tuple[str, str]]) -> None:
        found: dict[str, set[str]] = defaultdict(set)
        for code, name in rows:
            short = trimmed(code)
            self.names.setdefault(short, name)
            for form in {name, stem(name)}:
                found[form].add(short)
        for form, codes in found.items():
            self.codes[form] = tuple(sorted(codes | set(self.codes.get(form, ()))))
            self.sizes[form[:2]] = max(len(form), self.sizes.get(form[:2], 0))

    def and_also(self, rows: Iterable[tuple[str, str]]) -> Regions:
        """Return these places and others, such as those that an area's own tables name."""
        more = Regions(())
        more.codes, more.names = dict(self.codes), dict(self.names)
        more.sizes = dict(self.sizes)
        own = list(rows)
        more._add(own)
        more.names.update((trimmed(code), name) for code, name in own)
        return more

    def first(self, text: str, at: int = 0) -> str:
        """Return the longest known name that begins at `at`, or nothing."""
        most = self.sizes.get(text[at : at + 2], 0)
        for size in range(min(most, len(text) - at), 1, -1):
            if text[at : at + size] in self.codes:
                return text[at : at + size]
        return ""

    def read(self, text: str, near: Sequence[str] = ()) -> tuple[list[str], int]:
        """Return the codes that a chain of places can mean, and where the chain ends.

        Every name narrows what the names before it can mean; `near` is used by the caller only.
        """
        at, codes = 0, [""]
        while name := self.first(text, at):
            inside = [c for c in self.codes[name] if any(within(c, wider) for wider in codes)]
            if not inside:
                break
            codes, at = inside, at + len(name)
        return (codes if at else []), at

    def resolve(self, mention: str, near: Sequence[str] = ()) -> Link:
        """Return the code of a place.

        Parameters
        ----------
        mention : 湖北省襄阳市, 襄城区, 河西区
        near : trimmed codes of places that the text or the office speaks of

        Returns
        -------
        Link
            Of several places of one name the one near by is preferred; without one none is taken.
        """
        codes, end = self.read(canonical(mention))
        codes = [code for code in codes if code.isdigit()]  # a local place may have no code
        if not codes or (end < len(canonical(mention)) and end < 2):
            return Link(None, 0.0)
        facts = lexicon("linking")["places"]
        weights = [facts["near"] if _close(c, near) else facts["far"] for c in codes]
        outside = facts["unknown"]
        total = sum(weights) + outside
        ranked = sorted(zip(weights, codes, strict=True), key=lambda p: (-p[0], p[1]))
        readings = [Rival(padded(c), w / total, (self.names.get(c, c),)) for w, c in ranked]
        # What follows the chain (路, 小区, a village) is inside the place: it is no place of its own.
        whole = end == len(canonical(mention))
        return settled(readings, outside / total, facts["threshold"] if whole else 2.0)


def _close(code: str, near: Sequence[str]) -> bool:
    return any(within(code, wide) or within(wide, code) for n in near for wide in (n, n[:4]))


@cache
def national() -> Regions:
    """Return provinces, prefectures and counties of GB/T 2260 that ship with the package."""
    extra = [tuple(item.split("=")) for item in words(lexicon("linking")["former_places"])]
    return Regions([*_table("regions.csv"), *((code, name) for name, code in extra)])


def towns(counties: Iterable[str]) -> list[tuple[str, str]]:
    """Return (code, name) of the towns of some counties, six-digit codes."""
    wanted = set(counties)
    return [
        (county + item[:3], item[3:])
        for county, items in _table("towns.csv")
        if county in wanted
        for item in items.split()
    ]


@cache
def _table(name: str) -> list[tuple[str, str]]:
    text = files("nlp").joinpath(f"lexicons/{name}").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    return [(first, second) for first, second in list(rows)[1:]]
