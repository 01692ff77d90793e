"""One spelling for one name (统一写法): width, brackets, blanks, traditional characters.

A canonical name is a key to compare by, never shown. Nothing is guessed here.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from opencc import OpenCC

_BRACKETS = {
    "(": "（",
    ")": "）",
    "[": "（",
    "]": "）",
    "〔": "（",
    "〕": "）",
    "【": "（",
    "】": "）",
}


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


class _Table(dict[int, str]):
    """A translation table that learns a character when it first meets it."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        if character.isspace() or unicodedata.combining(character):
            to = ""
        elif character in _BRACKETS:
            to = _BRACKETS[character]
        elif character >= "㐀":
            converted: str = _converter().convert(character)
            to = converted if len(converted) == 1 else character
        else:
            to = character.upper()
        self[point] = to
        return to


_TABLE = _Table()


def canonical(name: str) -> str:
    """Return a name in NFKC, simplified characters, capitals, full-width brackets and no blanks."""
    return unicodedata.normalize("NFKC", name).translate(_TABLE)
