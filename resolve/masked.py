"""Masked names (隐名) and bare surnames against full names: what they allow, and how many they allow.

`nlp.masks` says what a mask shows; here it is compared with names as registers spell them. A mask narrows down and never
identifies: the size of the candidate set is all that it tells.
"""

from __future__ import annotations

from collections.abc import Iterable

from nlp.masks import Mask
from resolve.name_parts import HAN_NAME, LATIN, MASK, Name, halves, read
from resolve.readings import in_given, sounds
from resolve.romanised import Reading, readings
from resolve.variants import loosely, mixed


def compatible(mask: str, name: str) -> bool:
    """Say whether a full name can be what a mask or a bare surname hides; never evidence."""
    hidden, full = read(mask), read(name)
    if hidden.script == MASK:
        return fits_latin(hidden, full) if full.script == LATIN else fits_name(hidden, full)
    return fits_surname(hidden, full)


def candidates(mask: str, names: Iterable[str]) -> list[str]:
    """Return the distinct names that a mask allows, in their order; their number is all the evidence there is."""
    return [name for name in dict.fromkeys(names) if read(name).script in (HAN_NAME, LATIN) and compatible(mask, name)]  # fmt: skip


def fits_name(hidden: Name, name: Name) -> bool:
    """Say whether a mask allows a name in 汉字."""
    mask = hidden.mask
    if mask is None or mask.stand_in:
        return mask is not None
    if mask.surname is not None and mask.surname.endswith("·"):
        return name.text.startswith(mask.surname)
    if mask.known is None:
        return _same_surname(mask.surname or "", name) and len(name.text) > len(mask.surname or "")
    text = name.text
    if len(text) != len(mask.known):
        return False
    if mask.surname and not _same_surname(mask.surname, name):
        return False
    start = len(mask.surname or "")
    rest = zip(mask.known[start:], text[start:], strict=True)
    return all(k is None or loosely(k) == loosely(c) for k, c in rest)


def fits_surname(hidden: Name, name: Name) -> bool:
    """Say whether two names, one of them a surname only, share the surname."""
    if name.script == MASK:
        mask = name.mask
        return mask is not None and (mask.stand_in or not mask.surname or _equal(mask.surname, hidden.surname))  # fmt: skip
    if name.script == HAN_NAME:
        return _same_surname(hidden.surname, name)
    return _equal(hidden.surname, name.surname)


def fits_latin(hidden: Name, latin: Name) -> bool:
    """Say whether what a mask or a bare surname shows can be that of a name in Latin letters."""
    if latin.script == MASK:
        return fits_surname(hidden, latin)
    if hidden.mask is not None and hidden.mask.stand_in:
        return True
    return any(_sounds_fit(hidden, way) for way in readings(latin.text))


def _sounds_fit(hidden: Name, way: Reading) -> bool:
    """Say whether one reading of a name begins with a surname and sounds like the characters that are shown."""
    surname = mixed(loosely(hidden.surname.rstrip("·")))
    heads = sounds(surname, "") if surname else ((),)
    known = hidden.mask.known if hidden.mask is not None else None
    if known is not None and len(known) != len(way.sounds) and not way.initials:
        return False
    start = len(surname)
    shown = zip((known or ())[start:], way.sounds[start:], strict=False)
    return (
        any(way.sounds[: len(head)] == head for head in heads)
        and (len(way.sounds) > start or bool(way.initials))
        and all(k is None or s in {r.syllable for r in in_given(loosely(k))} for k, s in shown)
    )


def masks_meet(one: Name, other: Name) -> bool:
    """Say whether two masks can hide one name: compatible or not, never evidence."""
    a, b = one.mask, other.mask
    if a is None or b is None:
        return False
    if a.stand_in or b.stand_in:
        return True
    if a.surname and b.surname and not _equal(a.surname, b.surname):
        return False
    if a.known is None or b.known is None:
        return _starts(a, b) and _starts(b, a)
    pairs = zip(a.known, b.known, strict=False)
    return len(a.known) == len(b.known) and all(None in (x, y) or x == y for x, y in pairs)


def _starts(a: Mask, b: Mask) -> bool:
    """Say whether what `a` shows by position allows the surname of `b`."""
    if a.known is None or b.surname is None:
        return True
    shown = zip(a.known, b.surname, strict=False)
    return all(x is None or _equal(x, y) for x, y in shown)


def _same_surname(surname: str, name: Name) -> bool:
    whole = _equal(surname, name.surname)
    return whole or any(_equal(surname, half[: len(surname)]) for half in halves(name))


def _equal(a: str, b: str) -> bool:
    return a == b or mixed(loosely(a)) == mixed(loosely(b))
