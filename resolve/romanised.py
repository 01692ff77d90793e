"""Names in Latin letters (罗马字): every way to read them as syllables of pinyin, in every usual order.

Pinyin with and without tones, in one word or many, surname first or last, initials; Wade-Giles; spellings of Hong Kong, Taiwan and
overseas. A spelling says what a name may be, never what it is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

from pypinyin.constants import PINYIN_DICT

from nlp.resources import words
from resolve.knowledge import load
from resolve.readings import Sounds, reading

#: More ways to read one name than this are not followed.
MOST = 96
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_INITIALS = re.compile(r"(?:[A-Z]\.?[-\s]?){1,3}")
_TOKEN = re.compile(r"[^\s,·.\-]+(?:-[^\s,·.\-]+)*\.?(?:-?[A-Z]\.)*")
_VOWEL = tuple("aoe")
_MOST_SYLLABLES = 6  # in one word


class Reading(NamedTuple):
    """One way to read a name: its syllables, tones (0 unknown), or its initials."""

    sounds: Sounds
    tones: tuple[int, ...] = ()
    initials: str = ""  # of the given name, where no more is written
    plain: bool = True  # by pinyin, not by another table


@cache
def syllables() -> frozenset[str]:
    """Return the syllables of pinyin without tones, ü as v."""
    from pypinyin import Style
    from pypinyin.style import convert

    every = {item for items in PINYIN_DICT.values() for item in items.split(",")}
    found = {convert(item, Style.NORMAL, strict=True).replace("ü", "v") for item in every}
    return frozenset(s for s in found if re.fullmatch(r"[a-zv]{1,6}", s) and _sayable(s))


def _sayable(syllable: str) -> bool:
    """Leave out what only exclamations and dialect have (m, hng, ê)."""
    return re.search("[aeiouv]", syllable) is not None and syllable not in ("o", "yo", "lo", "ei")


@cache
def _others() -> dict[str, tuple[Sounds, ...]]:
    """Return spelling → syllables for everything that is no pinyin."""
    data = load("romanised")
    found: dict[str, list[Sounds]] = {}
    for block in ("cantonese", "compounds", "overseas", "peoples"):
        for spelling, said in (item.split("=") for item in words(data[block])):
            ways = [tuple(way.split("-")) for way in said.split(",")]
            found.setdefault(spelling.replace("-", ""), []).extend(ways)
    for syllable in sorted(syllables()):
        for spelling in _wade_giles(syllable):
            if spelling != syllable:
                found.setdefault(spelling, []).append((syllable,))
    return {spelling: tuple(dict.fromkeys(ways)) for spelling, ways in found.items()}


def _wade_giles(syllable: str) -> list[str]:
    """Return the Wade-Giles spellings of a syllable of pinyin, without apostrophes."""
    data = load("romanised")
    whole = dict(item.split("=") for item in words(data["whole"]))
    if syllable in whole:
        return list(whole[syllable].split(","))
    initials = dict(item.split("=") for item in words(data["initials"]))
    finals = dict(item.split("=") for item in words(data["finals"]))
    head = next((i for i in sorted(initials, key=len, reverse=True) if syllable.startswith(i)), "")
    tail = syllable[len(head) :]
    return [initials.get(head, head) + finals.get(tail, tail)]


@lru_cache(1 << 16)
def readings(name: str) -> tuple[Reading, ...]:
    """Return the ways to read a name in Latin letters, surname first, at most `MOST`."""
    titles = set(words(load("romanised")["titles"]))
    comma = name.partition(",")
    pieces = [t for t in _TOKEN.findall(name) if t.strip(".").lower() not in titles]
    pieces = _merged(pieces)
    given = [p for p in pieces if _is_initials(p)]
    if given and len(given) < len(pieces):
        initials = re.sub(r"[^A-Z]", "", "".join(given)).lower()
        surname = [p for p in pieces if p not in given]
        return tuple(r._replace(initials=initials) for r in _read(surname))[:MOST]
    if not pieces:
        return ()
    if comma[1] or len(pieces) == 1:
        orders = [pieces]
    elif pieces[-1].isupper() and not pieces[0].isupper():
        orders = [[pieces[-1], *pieces[:-1]]]
    else:
        orders = [pieces, [pieces[-1], *pieces[:-1]]]
    found = [r for order in orders for r in _read(order)]
    return tuple(dict.fromkeys(found))[:MOST]


def _merged(pieces: list[str]) -> list[str]:
    """Return pieces with initials apart from what they hang on."""
    return [part for piece in pieces for part in re.split(r"(?<=[a-z])(?=[A-Z]\.)", piece) if part]


def _is_initials(piece: str) -> bool:
    if not _INITIALS.fullmatch(piece):
        return False
    letters = re.sub(r"[^A-Z]", "", piece)
    spelt = letters.lower() in syllables() or letters.lower() in _others()
    return len(letters) == 1 or "." in piece or not spelt


def _read(pieces: list[str]) -> list[Reading]:
    ways = [_piece(piece) for piece in pieces]
    if not all(ways):
        return []
    found = []
    for chosen in product(*ways):
        sounds = tuple(s for way in chosen for s in way.sounds)
        tones = tuple(t for way in chosen for t in way.tones)
        found.append(Reading(sounds, tones, "", all(way.plain for way in chosen)))
        if len(found) == MOST:
            break
    return found


@lru_cache(1 << 16)
def _piece(piece: str) -> tuple[Reading, ...]:
    """Return the ways to read one word: pinyin in one or more syllables, or a spelling of a table."""
    found: list[Reading] = []
    marked = re.sub(r"['’‘ʻ`]", "'", piece.lower())
    chunks = [chunk for chunk in re.split(r"['\-.]", marked) if chunk]
    for ways in product(*(_segments(chunk) for chunk in chunks)):
        flat = [syllable for way in ways for syllable in way]
        for chosen in product(*(_spellings(syllable) for syllable in flat)):
            read = tuple(reading(item) for item in chosen)
            plain = all(a == b for a, b in zip(chosen, flat, strict=True))
            found.append(Reading(tuple(r.syllable for r in read), tuple(r.tone for r in read), "", plain))  # fmt: skip
    bare = re.sub(r"[^a-zv]", "", _toneless(marked.replace("'", "")))
    found += [_other(way) for way in _others().get(bare, ())]
    parts = [re.sub("[^a-zv]", "", _toneless(c)) for c in re.split(r"[\-.]", marked.replace("'", "")) if c]  # fmt: skip
    if len(parts) > 1:
        options = [[(part,)] * (part in syllables()) + list(_others().get(part, ())) for part in parts]  # fmt: skip
        found += [_other(sum(chosen, ())) for chosen in product(*options)]
    return tuple(dict.fromkeys(found))[:MOST]


def _other(way: Sounds) -> Reading:
    return Reading(way, (0,) * len(way), "", False)


def _toneless(text: str) -> str:
    text = unicodedata.normalize("NFD", text)
    return "".join(c for c in text.replace("u\u0308", "v") if not unicodedata.combining(c))


def _spellings(syllable: str) -> tuple[str, ...]:
    """Return a syllable and what it stands for when ü is written u (lu may be lü)."""
    bare, tone = syllable.rstrip("01234"), syllable[len(syllable.rstrip("01234")) :]
    also = {"lu": "lv", "nu": "nv", "lue": "lve", "nue": "nve"}.get(bare)
    return (syllable, also + tone) if also else (syllable,)


@lru_cache(1 << 16)
def _segments(chunk: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways to cut a word of pinyin into syllables, tones as figures where they are marked."""
    text, tones = _letters(chunk)
    found = []
    for ends in _cuts(text):
        starts = (0, *ends)[: len(ends)]
        cut = [
            text[start:end].replace("_", "")
            + (str(next((t for at, t in tones if start <= at < end), 0)) if tones else "")
            for start, end in zip(starts, ends, strict=True)
        ]
        found.append(tuple(cut))
    return tuple(found)


def _letters(chunk: str) -> tuple[str, list[tuple[int, int]]]:
    """Return a word without marks, ü as v, yu of a passport as v_, and where which tone stands."""
    tones: list[tuple[int, int]] = []
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", chunk):
        if character in _TONES and letters:
            tones.append((len(letters) - 1, _TONES[character]))
        elif character == "\u0308" and letters and letters[-1] == "u":
            letters[-1] = "v"
        elif character.isalpha():
            letters.append(character)
    return "".join(letters).replace("lyu", "lv_").replace("nyu", "nv_"), tones


def _cuts(text: str, at: int = 0, count: int = 0) -> list[tuple[int, ...]]:
    """Return where syllables may end; inside a word none begins with a, o or e: that is what the apostrophe is for."""
    if at == len(text):
        return [()]
    if count == _MOST_SYLLABLES or (count and text[at] in _VOWEL):
        return []
    ends = range(min(at + 6, len(text)), at, -1)
    fits = [e for e in ends if text[at:e].replace("_", "") in syllables() and text[e : e + 1] != "_"]  # fmt: skip
    return [(end, *rest) for end in fits for rest in _cuts(text, end, count + 1)]
