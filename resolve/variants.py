"""Characters that stand for each other in names: variants (异体字), surnames that registers mix (姓氏混用), similar shapes (形近字).

`fold` undoes what changes nothing (traditional, old and Japanese shapes); `loosely` also what may be one name. A surname that would
be lost by converting it (於 is not 于) is kept.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files

from opencc import OpenCC

from resolve.knowledge import load

_DOTS = "•・‧．.⋅᛫･●∙"


@cache
def _rows(name: str) -> list[dict[str, str]]:
    text = files("resolve").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


class _Folded(dict[int, str]):
    """A translation table that learns a character when it first meets it."""

    def __init__(self) -> None:
        super().__init__({ord(dot): "·" for dot in _DOTS})
        self.converter = OpenCC("t2s")
        for row in _rows("variants"):
            to = row["standard"] if row["kind"] == "variant" else row["character"]
            self[ord(row["character"])] = to

    def __missing__(self, point: int) -> str:
        character = chr(point)
        converted: str = self.converter.convert(character)
        self[point] = converted if len(converted) == 1 else character
        return self[point]


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return a name with variant and traditional characters as standard ones, one kind of dot; blanks stay."""
    return unicodedata.normalize("NFKC", text).translate(_FOLDED)


@cache
def _loose() -> dict[int, str]:
    return {ord(r["character"]): r["standard"] for r in _rows("variants") if r["kind"] == "loose"}


def loosely(folded: str) -> str:
    """Return a folded name with the characters that older registers mix as one (喆 as 哲)."""
    return folded.translate(_loose())


@cache
def _mixed() -> dict[str, str]:
    groups = load("names")["mixed_surnames"].split()
    return {surname: group[0] for group in groups for surname in group}


def mixed(surname: str) -> str:
    """Return one surname for those that registers mix (肖 for 萧), else the surname itself."""
    return _mixed().get(surname, surname)


@cache
def shapes() -> dict[str, tuple[str, ...]]:
    """Return the characters that look like a character."""
    found: dict[str, list[str]] = {}
    for row in _rows("shapes"):
        a, b = row["pair"][0], row["pair"][1]
        found.setdefault(a, []).append(b)
        found.setdefault(b, []).append(a)
    return {character: tuple(sorted(set(others))) for character, others in found.items()}


def look_alike(a: str, b: str) -> bool:
    """Say whether two characters look alike."""
    return b in shapes().get(a, ())


HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
