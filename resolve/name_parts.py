"""A person's name in its parts (姓名): surname, given name, dotted parts; which script; what a mask or a title leaves of it.

A name is read once. Compound surnames (复姓) come first; two surnames side by side (双姓, 冠夫姓) are a second way to read.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from nlp.masks import Mask
from nlp.masks import parse as parse_mask
from nlp.resources import lexicon
from resolve.knowledge import load, surname_shares
from resolve.readings import Sounds, sounds
from resolve.titles import strip, surnames
from resolve.variants import HAN, loosely, mixed

HAN_NAME, LATIN, MASK, BARE, EMPTY = "han", "latin", "mask", "bare", "empty"
#: From this length on a name without a dot is read as one whose dot was lost (买买提阿卜杜拉).
LONG = 5
_HAN_RUN = re.compile(r"([\u3400-\u9fff]{2,})\s+(?=[\u3400-\u9fff]{2,})")
_MIDDLE = re.compile(r"([\u3400-\u9fff]{1,2}?)某([\u3400-\u9fff])")
_INDEX = "甲乙丙丁戊己庚辛壬癸某"


class Name(NamedTuple):
    """A name as it is compared."""

    script: str  # han, latin, mask, bare (a surname before a title) or empty
    text: str  # folded, without blanks, titles and notes
    plain: str  # as the source has it, without blanks, titles and notes
    surname: str = ""
    given: str = ""
    parts: tuple[str, ...] = ()  # of a dotted name
    mask: Mask | None = None
    title: str = ""
    former: tuple[str, ...] = ()
    sex: str = ""

    @property
    def joined(self) -> str:
        """The name without dots, with characters that registers mix as one."""
        return loosely(self.text.replace("·", ""))

    @property
    def dotted(self) -> bool:
        """Say whether the name has a dot, or is so long that it has lost one."""
        return len(self.parts) > 1 or len(self.text) >= LONG

    @property
    def part(self) -> bool:
        """Say whether the name can be the first part of a longer one (买买提): no usual surname, three characters."""
        return 3 <= len(self.text) < LONG and self.surname not in surname_shares()


@lru_cache(1 << 17)
def read(raw: str) -> Name:
    """Return a name in its parts."""
    kept = strip(raw)
    text = kept.name
    if not HAN.search(text) and re.search(r"[^\W\d_]", text) and len(text.strip(". ")) > 1:
        return Name(LATIN, " ".join(text.split()), text, former=kept.former, sex=kept.sex)
    text = _without_blanks(text).strip("·")
    plain = "".join(raw.split())
    if kept.bare:
        return Name(BARE, text, plain, text, title=kept.title, sex=kept.sex)
    if (mask := _mask(text)) is not None:
        surname = mask.surname or ""
        return Name(MASK, text, plain, surname, mask=mask, title=kept.title, sex=kept.sex)
    if not text:
        return Name(EMPTY, "", plain)
    if len(text) == 1 and HAN.match(text):
        return Name(BARE, text, plain, text, former=kept.former, sex=kept.sex)
    surname, given = split(text)
    parts = tuple(part for part in text.split("·") if part)
    return Name(HAN_NAME, text, plain, surname, given, parts, None, kept.title, kept.former, kept.sex)  # fmt: skip


def _without_blanks(text: str) -> str:
    """Return a text without blanks; one between two long halves stands for a dot (阿不力孜 热合曼)."""
    match = _HAN_RUN.search(text)
    if match and len("".join(text.split())) >= LONG and match[1] not in surnames():
        text = _HAN_RUN.sub(r"\1·", text)
    return "".join(text.split())


def _mask(text: str) -> Mask | None:
    """Return what a masked name says; 陈某兵 hides its middle and 买买提·某 a part."""
    middle = _MIDDLE.fullmatch(text)
    if middle and middle[2] not in _INDEX:
        text = f"{middle[1]}*{middle[2]}"
    if (part := re.fullmatch(r"(.+·)某+", text)) is not None:
        return Mask("person", part[1])
    signs = lexicon("masks")["signs"]
    if 2 <= len(text) <= 4 and any(c in signs for c in text) and all(c in signs or HAN.match(c) for c in text):  # fmt: skip
        # In a column of persons 李*国 is no country, as it may be in a text.
        known = tuple(None if c in signs else c for c in text)
        shown = text[0] if known[0] else None
        surname = next((text[:n] for n in (2, 1) if text[:n] in surnames()), shown)
        return Mask("person", surname, known, stand_in=not any(known))
    mask = parse_mask(text)
    return mask if mask is not None and mask.kind == "person" else None


@lru_cache(1 << 16)
def split(text: str) -> tuple[str, str]:
    """Return surname and given name of a folded name: compound surnames first, a dotted name by its dot."""
    if "·" in text:
        first, _, rest = text.partition("·")
        return first, rest
    if len(text) > 2 and text[:2] in surnames():
        return text[:2], text[2:]
    return text[:1], text[1:]


def halves(name: Name) -> tuple[str, ...]:
    """Return what is left of a name with two surnames when one is left out: 张王丽 → 王丽, 张丽."""
    double = load("names")["double"]
    text = name.text
    if name.parts[1:] or not 3 <= len(text) <= 4 or len(name.surname) > 1:
        return ()
    if text[0] == text[1] or text[0] not in double or text[1] not in double:
        return ()
    return (text[1:], text[0] + text[2:])


def sounds_of(name: Name) -> tuple[Sounds, ...]:
    """Return the ways a 汉字 name sounds, tones left out, mixed surnames as one."""
    text = name.joined
    surname = mixed(text[: len(name.surname)])
    return sounds(surname, text[len(name.surname) :])
