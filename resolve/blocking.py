"""Keys on which names are brought together (分块键): whatever can be one person's name shares a key, and no name is without one.

A key tells its kind by its first letter. Narrow keys lead to candidates:

p  the sound of the whole name, in every way to read it and every order of a romanised one
s  the name with one character replaced by a pair that looks alike
x  the surname with the given name's characters sorted, so that exchanged ones meet
h  the sounds at the beginning and the end of a long name

Wide keys (`WIDE`) hold what a mask, a bare surname or initials show; they are for counting who may be meant:

i  the surname's sound with the initials of the given name, or the first of them
n  the surname's sound
t  the sound of the last character, for masks that hide the surname
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

from resolve.name_parts import BARE, HAN_NAME, LATIN, MASK, Name, halves, read, sounds_of, split
from resolve.readings import Sounds, in_given, sounds
from resolve.romanised import readings
from resolve.variants import loosely, mixed, shapes

WIDE = ("i", "n", "t")


def keys(name: str) -> tuple[str, ...]:
    """Return the blocking keys of a name, narrow ones first; other names in notes have theirs too.

    Only a name that says too little has none: an empty one, a mask with neither surname nor last character (某某, 甲). Two masks
    need not meet, since they are never evidence; each meets the names that it allows.
    """
    found = read(name)
    own = _keys(found)
    if not found.former:
        return own
    return tuple(dict.fromkeys(chain(own, *(_keys(read(other)) for other in found.former))))


def _keys(name: Name) -> tuple[str, ...]:
    if name.script == HAN_NAME:
        return tuple(dict.fromkeys(_han(name)))
    if name.script == LATIN:
        return tuple(dict.fromkeys(_latin(name)))
    if name.script == MASK:
        return tuple(dict.fromkeys(_hidden(name)))
    if name.script == BARE:
        # 张总 may be a name after all: none of two characters is without a narrow key.
        whole = ["p " + " ".join(way) for way in sounds(name.surname, name.title[:1])]
        return (*(whole if len(name.title) == 1 else ()), *_surname_keys(name.surname))
    return ()


def _han(name: Name) -> list[str]:
    text, size = name.joined, len(name.surname)
    ways = sounds_of(name)
    found = ["p " + " ".join(way) for way in ways]
    found += _similar(text)
    if 3 <= len(text) <= 4:
        found.append("x " + text[:-2] + "".join(sorted(text[-2:])))
    found += _ends(name, ways[0])
    if len(text) - size == 2 and text[-1] == text[-2]:
        found += ["p " + " ".join(way) for way in sounds(mixed(text[:size]), text[-1])]
    for half in halves(name):
        found += ["p " + " ".join(way) for way in sounds(mixed(split(half)[0]), split(half)[1])]
    for way in ways:
        found += _initials(way[:size], way[size:])
    found += [key for half in halves(name) for key in _surname_keys(split(half)[0])]
    return [*found, *_surname_keys(name.surname), *_last(text[-1])]


def _last(character: str) -> list[str]:
    return list(dict.fromkeys("t " + r.syllable for r in in_given(character)))


@lru_cache(1 << 16)
def _surname_keys(surname: str) -> tuple[str, ...]:
    return tuple("n " + " ".join(way) for way in sounds(mixed(loosely(surname)), ""))


def _similar(text: str) -> list[str]:
    """Return the name with each character in turn replaced by each pair that looks alike."""
    found = []
    for at, character in enumerate(text):
        for other in shapes().get(character, ()):
            pair = min(character, other) + max(character, other)
            found.append(f"s {text[:at]}{pair}{text[at + 1 :]}")
    return found


def _ends(name: Name, sounds_: Sounds) -> list[str]:
    """Return the sounds at both ends of a long name, and of what may be the first part of one."""
    found = []
    if name.dotted:
        heads = ("".join(name.parts[:n]) for n in range(1, len(name.parts)))
        found = ["p " + " ".join(sounds_of(read(head))[0]) for head in heads]
        found += [f"h ^{sounds_[0]} {sounds_[1]}", f"h {sounds_[-2]} {sounds_[-1]}$"]
    elif name.part:
        found = [f"h ^{sounds_[0]} {sounds_[1]}"]
    return found


def _initials(surname: Sounds, given: Sounds) -> list[str]:
    head = "i " + " ".join(surname) + " "
    letters = "".join(s[0] for s in given)
    return [head + letters[:n] for n in {1: None, min(len(letters), 3): None} if letters]


def _latin(name: Name) -> list[str]:
    found, wide = [], []
    for way in readings(name.text):
        if way.initials:
            found += _initials(way.sounds, tuple(way.initials))
            wide += ["n " + " ".join(way.sounds[:size]) for size in (1, 2)]
            continue
        found.append("p " + " ".join(way.sounds))
        wide.append("t " + way.sounds[-1])
        for size in range(1, min(len(way.sounds), 3)):
            found += _initials(way.sounds[:size], way.sounds[size:])
            wide.append("n " + " ".join(way.sounds[:size]))
    if not found:  # no Chinese name: its words, so that it meets itself
        found = ["p " + name.text.casefold()]
    return [*found, *wide]


def _hidden(name: Name) -> list[str]:
    mask = name.mask
    if mask is None or mask.stand_in:
        return []
    if mask.surname:
        return list(_surname_keys(mask.surname.rstrip("·")))
    last = mask.known[-1] if mask.known else None
    return _last(loosely(last)) if last else []
