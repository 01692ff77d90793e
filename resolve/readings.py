"""How the characters of a name sound (读音): readings as surname and in given names, tones, and which names sound alike.

The right reading of a heteronym stands first, a machine's reading stays possible: registers were romanised by machine. Tones are
kept apart from syllables, since an input method or a listener does not keep them.
"""

from __future__ import annotations

import csv
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice, product
from typing import NamedTuple

from pypinyin import Style, pinyin

#: More readings of one name than this are not followed.
MOST = 16
Sounds = tuple[str, ...]


class Reading(NamedTuple):
    """A syllable without tone, ü as v, and its tone, 0 where not known."""

    syllable: str
    tone: int


def reading(text: str) -> Reading:
    """Return the reading that a syllable with a figure behind it stands for: wei3."""
    tone = int(text[-1]) if text[-1:].isdigit() else 0
    return Reading(text.rstrip("012345").replace("ü", "v"), tone)


@cache
def _table() -> dict[str, tuple[str, str]]:
    text = files("resolve").joinpath("data/readings.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["character"]: (row["surname"], row["given"]) for row in rows}


@cache
def _by_machine(character: str) -> Reading:
    found = reading(pinyin(character, style=Style.TONE3, heteronym=False)[0][0])
    return found if found.syllable.isalpha() else Reading(character, 0)


@cache
def in_given(character: str) -> tuple[Reading, ...]:
    """Return the readings of a character in a given name, the usual one first."""
    listed = _table().get(character, ("", ""))[1].split()
    return tuple(dict.fromkeys([*map(reading, listed), _by_machine(character)]))


@cache
def in_surname(surname: str) -> tuple[tuple[Reading, ...], ...]:
    """Return the ways to read a surname, the right one first, then the machine's."""
    machine = tuple(_by_machine(character) for character in surname)
    ways: list[tuple[Reading, ...]]
    listed = _table().get(surname, ("", ""))[0].split()
    if len(surname) == 1:
        ways = [(reading(item),) for item in listed]
    else:
        ways = [tuple(map(reading, listed))] if listed else []
    return tuple(dict.fromkeys([*ways, machine]))


@lru_cache(1 << 16)
def ways(surname: str, given: str) -> tuple[tuple[Reading, ...], ...]:
    """Return the ways to read a whole name, at most `MOST`, the likeliest first."""
    rest = islice(product(*(in_given(character) for character in given)), MOST)
    tails = list(rest)
    return tuple(head + tail for head in in_surname(surname) for tail in tails)[:MOST]


def sounds(surname: str, given: str) -> tuple[Sounds, ...]:
    """Return the ways a name sounds, without tones."""
    return tuple(dict.fromkeys(tuple(r.syllable for r in way) for way in ways(surname, given)))


@cache
def alike(a: str, b: str) -> bool:
    """Say whether two characters of a given name sound alike, whatever the tone."""
    return bool({r.syllable for r in in_given(a)} & {r.syllable for r in in_given(b)})


@cache
def surnames_alike(a: str, b: str) -> bool:
    """Say whether two surnames sound alike, each read as a surname or as a machine reads it."""
    one = {tuple(r.syllable for r in way) for way in in_surname(a)}
    return any(tuple(r.syllable for r in way) in one for way in in_surname(b))
