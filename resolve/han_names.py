"""How two names in 汉字 agree: equal, variants, a lost dot or part, homophones, one slip, or different.

One slip (笔误) is a character of similar shape, two neighbours of the given name exchanged, a doubled given name written once, or one
character of a long transliterated name. Any other character more or less is another name: 王建国 is not 王建军.
"""

from __future__ import annotations

from typing import NamedTuple

from resolve.name_parts import LONG, Name, halves, sounds_of
from resolve.readings import alike, surnames_alike
from resolve.variants import look_alike, loosely, mixed


class Kind(NamedTuple):
    """A kind of agreement with its reason."""

    kind: str
    agreement: float
    zh: str
    en: str


def agree(a: Name, b: Name) -> Kind:
    """Return how two names agree."""
    for test in (_whole, _dots, _position, _sound, _exchanged, _doubled, _long, _one_surname):
        if (found := test(a, b)) is not None:
            return found
    return _different(a, b)


def _whole(a: Name, b: Name) -> Kind | None:
    if a.text == b.text:
        if a.plain == b.plain or (a.text in a.plain and b.text in b.plain):
            return Kind("equal", 1.0, "姓名相同", "the same name")
        return Kind("variant", 1.0, f"“{a.plain}”与“{b.plain}”是同一姓名的两种写法", f"{a.plain} and {b.plain} are two spellings of one name")  # fmt: skip
    if a.joined == b.joined and a.surname[:1] == b.surname[:1]:
        if a.text.replace("·", "") == b.text.replace("·", ""):
            return Kind("dotted", 1.0, "只差间隔号", "only the dot differs")
        return Kind("variant", 0.9, f"“{a.text}”与“{b.text}”有今已分用的异体字", f"{a.text} and {b.text} differ in characters once used for each other")  # fmt: skip
    return None


def _dots(a: Name, b: Name) -> Kind | None:
    """Compare names one of which lacks a part: 买买提·阿卜杜拉 and 买买提."""
    short, full = sorted((a, b), key=lambda name: len(name.text))
    if not full.dotted:
        return None
    heads = ["".join(full.parts[:n]) for n in range(1, len(full.parts))]
    kept = short.text.replace("·", "")
    lost = full.text.startswith(kept) and not full.parts[1:] and short.part and len(full.text) - len(kept) > 1  # fmt: skip
    if kept in heads or lost:
        return Kind("dotted", 0.7, f"“{short.text}”是“{full.text}”的前一段", f"{short.text} is the first part of {full.text}")  # fmt: skip
    return None


def _position(a: Name, b: Name) -> Kind | None:
    """Compare names of one length character by character."""
    one, other = a.joined, b.joined
    if len(one) != len(other) or len(a.surname) != len(b.surname):
        return None
    how = _surname(a.surname, b.surname)
    start = 0 if how is None else len(a.surname)
    steps = [] if not how else [how]
    steps += [step for x, y in zip(one[start:], other[start:], strict=True) if (step := _step(x, y))]  # fmt: skip
    if "other" in steps or steps.count("shape") > 1 or ("shape" in steps and len(steps) > 1):
        return None
    if "shape" in steps:
        return Kind("slip", 0.7, f"“{a.text}”与“{b.text}”一字形近", f"{a.text} and {b.text} differ in one character of similar shape")  # fmt: skip
    if steps == ["mixed"]:
        return Kind("homophone", 0.9, f"“{a.surname}”与“{b.surname}”登记中常相混", f"registers mix the surnames {a.surname} and {b.surname}")  # fmt: skip
    agreement = round(max(0.85 - 0.1 * (len(steps) - 1), 0.5), 2)
    return Kind("homophone", agreement, f"“{a.text}”与“{b.text}”同音", f"{a.text} and {b.text} sound alike")  # fmt: skip


def _sound(a: Name, b: Name) -> Kind | None:
    """Compare the sound of whole names, whatever their surnames: 诸葛明 and 朱葛明."""
    kept = "于於"
    if (a.surname in kept and b.surname in kept) or not set(sounds_of(a)) & set(sounds_of(b)):
        return None
    return Kind("homophone", 0.7, f"“{a.text}”与“{b.text}”同音", f"{a.text} and {b.text} sound alike")  # fmt: skip


def _surname(a: str, b: str) -> str | None:
    """Return how surnames agree: '' alike, mixed or sound; None where characters must tell."""
    if a == b:
        return ""
    if "於" in (a, b) and "于" in (a, b):
        return "other"  # two surnames that sound alike in neither
    if mixed(loosely(a)) == mixed(loosely(b)):
        return "mixed"
    return "sound" if surnames_alike(loosely(a), loosely(b)) else None


def _step(x: str, y: str) -> str:
    if x == y:
        return ""
    if alike(x, y):
        return "sound"
    return "shape" if look_alike(x, y) else "other"


def _exchanged(a: Name, b: Name) -> Kind | None:
    """Compare given names whose two characters are exchanged."""
    x, y = a.text, b.text
    if a.dotted or b.dotted or len(x) != len(y) or len(x) < 3 or x[:-2] != y[:-2]:
        return None
    if x[-2:] == y[:-3:-1]:
        return Kind("slip", 0.6, f"“{x}”与“{y}”末两字前后倒置", f"{x} and {y} have two characters exchanged")  # fmt: skip
    return None


def _doubled(a: Name, b: Name) -> Kind | None:
    """Compare 张丽丽 with 张丽."""
    short, full = sorted((a, b), key=lambda name: len(name.text))
    if short.surname == full.surname and short.given and full.given == short.given * 2 and len(short.given) == 1:  # fmt: skip
        return Kind("slip", 0.6, f"“{full.text}”的叠字只写一次", f"the doubled given name of {full.text} is written once")  # fmt: skip
    return None


def _long(a: Name, b: Name) -> Kind | None:
    """Compare long transliterated names that differ in one character, whatever they sound like."""
    short, full = sorted((a.joined, b.joined), key=len)
    if len(full) < LONG or len(full) - len(short) > 1 or not (a.dotted and b.dotted):
        return None
    head = next((i for i, (x, y) in enumerate(zip(short, full, strict=False)) if x != y), len(short))  # fmt: skip
    skip = 1 if len(short) == len(full) else 0
    rest = zip(short[head + skip :], full[head + 1 :], strict=True)
    if sum(1 for x, y in rest if x != y and not alike(x, y)) == 0:
        return Kind("slip", 0.7, f"“{a.text}”与“{b.text}”只差一字", f"{a.text} and {b.text} differ in one character")  # fmt: skip
    return None


def _one_surname(a: Name, b: Name) -> Kind | None:
    """Compare a name with two surnames with one that has one of them: 张王丽 and 王丽."""
    for double, single in ((a, b), (b, a)):
        if single.text in halves(double):
            return Kind("former", 0.6, f"“{double.text}”似有双姓，“{single.text}”只写其一", f"{double.text} seems to have two surnames, {single.text} one of them")  # fmt: skip
    return None


def _different(a: Name, b: Name) -> Kind:
    one, other = a.joined, b.joined
    same = sum(x == y for x, y in zip(one, other, strict=False))
    agreement = round(0.5 * same / max(len(one), len(other)), 3)
    return Kind("different", agreement, f"“{a.text}”与“{b.text}”是两个姓名", f"{a.text} and {b.text} are two names")  # fmt: skip
