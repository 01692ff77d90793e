"""Masked names (隐名) as constraints: what 江某, 李某甲, 赵*平, 某水泥公司 or A市 still says about a name.

A mask narrows down, it never identifies: two 杨某某 are no evidence of one person, and nothing here
resolves a mask to anybody. Inside one document the same mask is the same person; that is the business
of `coreference`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from nlp.resources import alternation, lexicon, words

_HAN = r"[一-鿿·]"
#: A股, 甲方: no masks.
_NO_MASK = r"(?![股方])"
#: 老王, 小李: a courtesy word before the name is no part of it.
_FAMILIAR = re.compile(r"^[老小阿](?=.)")


class Mask(NamedTuple):
    """What a masked name leaves open and what it says."""

    kind: str  # person, company, unit or place
    surname: str | None = None
    #: The characters by position, None where hidden; None as a whole where the length is not known.
    known: tuple[str | None, ...] | None = None
    #: Tells namesakes of one text apart (李某甲, 张某1, A公司); says nothing about the name.
    mark: str | None = None
    #: Nothing of the name is left: 甲, A, 某甲, 某公司.
    stand_in: bool = False
    head: str = ""  # what is kept before the mask: 东山 of 东山某公司
    line: str = ""  # what is kept behind it: 水泥 of 某水泥公司
    form: str = ""  # and how it ends: 公司

    @property
    def length(self) -> int | None:
        """The number of characters of the name, where it is known."""
        return len(self.known) if self.known is not None else None


class _Patterns(NamedTuple):
    person: re.Pattern[str]
    signs: re.Pattern[str]
    stand_in: re.Pattern[str]
    organs: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _patterns() -> _Patterns:
    data = lexicon("masks")
    signs, index = re.escape(data["signs"]), data["index"]
    surname = f"{alternation(words(lexicon('persons')['compound']))}|(?!某){_HAN}"
    hidden = rf"[{signs}{data['letters']}]"
    mark = rf"[{index}A-ZＡ-Ｚ]|[0-9０-９]{{1,2}}"
    stand = rf"(?:某{{1,3}}|[{signs}]{{1,4}}|[{data['letters']}]{{2,4}})(?:{mark})?|[A-ZＡ-Ｚ][0-9]|{mark}"
    organs = tuple(
        (
            kind,
            re.compile(
                rf"(?P<head>{_HAN}{{0,12}}?)(?P<stand>{stand}){_NO_MASK}(?P<line>.{{0,14}}?)(?P<form>{alternation(words(data[kind + '_forms']))})"
            ),
        )
        for kind in ("company", "unit", "place")
    )
    return _Patterns(
        re.compile(rf"(?P<surname>{surname})?某{{1,3}}(?P<mark>{mark})?"),
        re.compile(
            rf"(?=.*{hidden})(?P<surname>(?:{surname})(?={hidden}|{_HAN}*{hidden}))?(?P<rest>(?:{_HAN}|{hidden}){{1,5}})"
        ),
        re.compile(rf"[{index}A-ZＡ-Ｚ]"),
        organs,
    )


def parse(text: str) -> Mask | None:
    """Return what a masked name says, or None where nothing in it is masked."""
    text = re.sub(r"\s", "", text)
    patterns = _patterns()
    if patterns.stand_in.fullmatch(text):
        return Mask("person", mark=text, stand_in=True)
    bare = _FAMILIAR.sub("", text) if "某" in text else text
    if (match := patterns.person.fullmatch(bare)) is not None:
        surname, mark = match["surname"], match["mark"]
        return Mask("person", surname, mark=mark, stand_in=surname is None)
    if (organ := _organ(text)) is not None:
        return organ
    match = patterns.signs.fullmatch(text)
    return _by_position(match["surname"], text) if match is not None else None


def _by_position(surname: str | None, text: str) -> Mask:
    """Return the mask of 赵*平 or 周××, in which each sign stands for one character."""
    data = lexicon("masks")
    hidden = data["signs"] + data["letters"]
    known = tuple(None if c in hidden else c for c in text)
    return Mask("person", surname, known, stand_in=not any(known))


def _organ(text: str) -> Mask | None:
    """Return the mask of a firm, unit or place."""
    for kind, pattern in _patterns().organs:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        stand = match["stand"]
        mark = stand.lstrip("某") if not _signs(stand) else ""
        bare = not match["head"] and not match["line"]
        return Mask(kind, None, None, mark or None, bare, match["head"], match["line"], match["form"])  # fmt: skip
    return None


def _signs(stand: str) -> bool:
    data = lexicon("masks")
    return len(stand) > 1 and stand.strip(data["signs"] + data["letters"]) == ""


def compatible(mask: Mask, name: str) -> bool:
    """Say whether a full name can be what a mask hides.

    A weak statement: of a hundred thousand names a thousand are compatible with 江某.
    """
    name = re.sub(r"\s", "", name)
    if mask.kind == "person":
        return _fits_person(mask, name)
    form = mask.form if mask.form != "企业" else ""
    rest = name[len(mask.head) :]
    return name.startswith(mask.head) and rest.endswith(form) and mask.line in rest


def _fits_person(mask: Mask, name: str) -> bool:
    if mask.known is not None:
        hidden = zip(mask.known, name, strict=False)
        return len(name) == len(mask.known) and all(k in (None, c) for k, c in hidden)
    if mask.surname is None:
        return len(name) > 1
    return name.startswith(mask.surname) and len(name) > len(mask.surname)
