"""Resident ID numbers in running text (文中身份证号): hidden character by character, so offsets stay.

Only the form counts (GB 11643: 18 characters, or 15 before 1999, with a possible day of birth), not the check
character: a number with one wrong digit still tells who somebody is.
"""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

MASK = "＊"
#: The columns of source tables that are running text.
FREE_TEXT = ("title", "text")
_DIGIT = "[0-9０-９]"
#: Writers put a blank or a hyphen between the parts.
_GAP = r"[ \x{3000}\-－—]?"
_MONTH, _DAY = f"(?:[0０][1-9１-９]|[1１][0-2０-２]){_GAP}", f"[0-3０-３]{_GAP}{_DIGIT}{_GAP}"
_REGION = f"[1-9１-９]{_GAP}(?:{_DIGIT}{_GAP}){{5}}"
_YEAR = f"(?:[1１][89８９]|[2２][0０]){_GAP}{_DIGIT}{_GAP}{_DIGIT}{_GAP}"
_NEW = f"{_REGION}{_YEAR}{_MONTH}{_DAY}(?:{_DIGIT}{_GAP}){{3}}[0-9０-９XxＸｘ]"
_OLD = f"{_REGION}{_DIGIT}{_GAP}{_DIGIT}{_GAP}{_MONTH}{_DAY}(?:{_DIGIT}{_GAP}){{2}}{_DIGIT}"
_EITHER = f"(?:{_NEW}|{_OLD})"  # RE2, which finds the few texts that have one
_NUMBER = re.compile(f"(?<!{_DIGIT}){_EITHER}(?!{_DIGIT})".replace(r"\x{3000}", "\u3000"))


def hide(text: str) -> str:
    """Return a text in which every resident number is masked; the length does not change."""
    return _NUMBER.sub(lambda match: MASK * len(match[0]), text)


def hide_all(texts: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Return texts in which every resident number is masked; lengths do not change."""
    telling = pc.fill_null(pc.match_substring_regex(texts, _EITHER), fill_value=False)
    if not pc.any(telling).as_py():
        return texts
    hidden = pa.array([hide(text) for text in texts.filter(telling).to_pylist()], pa.string())
    whole = texts.combine_chunks() if isinstance(texts, pa.ChunkedArray) else texts
    mask = telling.combine_chunks() if isinstance(telling, pa.ChunkedArray) else telling
    return pc.replace_with_mask(whole, mask, hidden)
