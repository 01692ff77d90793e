"""The parts of an enterprise's name (企业名称): place, trade name (字号), line of business, legal form."""

from __future__ import annotations

import re
from typing import NamedTuple

from nlp.resources import alternation, lexicon, words

_BRACKETS = str.maketrans("()", "（）")
_FORM = re.compile(rf"(?:{alternation(words(lexicon('companies')['forms']))})$")
_LINE = re.compile(rf"(?:{alternation(words(lexicon('companies')['lines']))})$")
_PLACE_DATA = lexicon("places")
_KNOWN = alternation(words(_PLACE_DATA["provinces"]) + words(_PLACE_DATA["cities"]))
_PLACE = re.compile(
    rf"(?:(?:{_KNOWN})[省市州]?|[一-鿿]{{2,3}}?(?:省|市|县|区|州|镇|乡)(?!场|政|民|建))"
)
_INNER_PLACE = re.compile(r"（([一-鿿]{2,6})）")


class CompanyName(NamedTuple):
    """A name in its parts; empty strings where a part is missing."""

    place: str
    trade: str
    line: str
    form: str


def normal(name: str) -> str:
    """Return a name with full-width brackets and no blanks, as registers compare it."""
    return re.sub(r"\s", "", name).translate(_BRACKETS)


def parse(name: str) -> CompanyName:
    """Split an enterprise's name into place, trade name, line of business and legal form.

    襄阳市宏达建筑工程有限公司 → 襄阳市 · 宏达 · 建筑工程 · 有限公司. The lines are cut from the right
    as long as a trade name of two characters remains.
    """
    rest = normal(name)
    place = ""
    if inner := _INNER_PLACE.search(rest):
        place, rest = inner.group(1), rest.replace(inner.group(), "")
    form = ""
    if match := _FORM.search(rest):
        rest, form = rest[: match.start()], match.group()
    while (match := _PLACE.match(rest)) and len(rest) - match.end() >= 2:
        place, rest = place + match.group(), rest[match.end() :]
    line = ""
    while (match := _LINE.search(rest)) and match.start() >= 2:
        rest, line = rest[: match.start()], match.group() + line
    return CompanyName(place, rest, line, form)
