"""What stands around a name and is no part of it (称谓、附注): posts, courtesy words, notes in brackets, other names that a note gives.

张局长, 老张 and 小李 keep a surname only; 局长张伟, 张伟（女） and 张三（曾用名李四） keep a name.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from nlp.resources import alternation, lexicon, words
from resolve.knowledge import load, surname_shares
from resolve.variants import HAN, fold

_OPEN, _CLOSE = "([{<（［｛〈《【〔「", ")]}>）］｝〉》】〕」"
_NOTE = re.compile(rf"[{re.escape(_OPEN)}]([^{re.escape(_OPEN + _CLOSE)}]*)[{re.escape(_CLOSE)}]?")
_TAIL = re.compile(r"[,，;；:：、/|](.*)$")
_LONGEST = 2  # characters of a surname


class Stripped(NamedTuple):
    """A name without what stands around it."""

    name: str  # folded; only a surname where `bare`
    title: str = ""
    bare: bool = False
    former: tuple[str, ...] = ()
    sex: str = ""


@cache
def surnames() -> frozenset[str]:
    """Return the surnames that are known, compound ones (复姓) among them."""
    persons = lexicon("persons")
    single = set(persons["surnames"].replace(" ", ""))
    return frozenset(single | set(words(persons["compound"])) | (set(surname_shares()) - {"*"}))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = load("names")
    titles = [t for t in words(lexicon("persons")["titles"]) if len(t) > 1]
    titles += ["副总经理", "副总", "村支书", "支部书记"]
    every = alternation([*titles, *("原" + t for t in titles)])
    before = alternation(words(data["before"]))
    former = alternation(words(data["former"]))
    return (
        re.compile(rf"(.+?)({every})$"),
        re.compile(rf"^(?:{before})?({every})(?=.{{2,}})"),
        re.compile(rf"(?:{former})[:：为是叫]*\s*([^\s,，;；、:：]{{2,15}})"),
    )


@lru_cache(1 << 16)
def strip(raw: str) -> Stripped:
    """Return a name without titles and notes; a name in Latin letters only loses its notes."""
    text = fold(raw).strip()
    if text.isalpha() and len(text) == 2 and text[0] not in load("names")["familiar"]:
        return _titled(text, (), "")
    notes = [match[1] for match in _NOTE.finditer(text)]
    text = _NOTE.sub("", text).strip()
    if HAN.search(text) and (tail := _TAIL.search(text)):
        notes.append(tail[1])
        text = text[: tail.start()].strip()
    sex = next((note for note in notes if note in ("男", "女")), "")
    return _titled(text, _other_names(text, notes), sex)


def _other_names(text: str, notes: list[str]) -> tuple[str, ...]:
    found = []
    for note in notes:
        said = _patterns()[2].findall(note)
        if not said and 2 <= len(note) <= 4 and note[0] == text[:1] and not _is_title(note):
            said = [note]  # 王芳（王秀英）: another name of that surname
        found += said
    return tuple(dict.fromkeys(found))


def _is_title(note: str) -> bool:
    return _patterns()[0].fullmatch("x" + note) is not None


def _titled(text: str, former: tuple[str, ...], sex: str) -> Stripped:
    """Return a text without its titles."""
    bare = "".join(text.split())
    if not HAN.search(bare):
        return Stripped(text, "", False, former, sex)
    behind, before, _ = _patterns()
    title = ""
    if (match := before.match(bare)) and _is_name(bare[match.end() :]):
        title, bare = match[1], bare[match.end() :]
        text = bare
    elif (match := behind.match(bare)) and (_is_surname(match[1]) or _is_name(match[1])):
        bare, title = match[1], match[2]
        text = bare
    elif _is_surname(bare[:-1]) and bare[-1:] in load("names")["short_titles"]:
        return Stripped(bare[:-1], bare[-1], True, former, sex)
    elif bare[:1] in load("names")["familiar"] and _is_surname(bare[1:]):
        return Stripped(bare[1:], bare[0], True, former, sex)
    return Stripped(text, title, bool(title) and _is_surname(bare), former, sex)


def _is_surname(text: str) -> bool:
    return 1 <= len(text) <= _LONGEST and text in surnames()


def _is_name(text: str) -> bool:
    """Say whether a text reads as surname and given name, or is masked or dotted."""
    if "·" in text or "某" in text:
        return True
    compound = text[:2] in surnames()
    return 2 <= len(text) <= 4 and (text[0] in surnames() or compound)
