"""Chinese numerals (汉字数字), plain and financial, as Arabic ones."""

from __future__ import annotations

import re

_DIGITS = {
    c: n
    for n, row in enumerate(
        ("〇零○", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for c in row
}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_ALL = "".join([*_DIGITS, *_UNITS])
NUMERAL = re.compile(f"[{_ALL}]+")


def numeral(text: str) -> int:
    """Return the value of a numeral below 10,000, or of digits in a row: 二〇二一 2021, 三十五 35, 壹佰 100.

    Raises ValueError where a character is no numeral.
    """
    if not text or any(c not in _DIGITS and c not in _UNITS for c in text):
        msg = "not a Chinese numeral"
        raise ValueError(msg)
    if not any(c in _UNITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, None
    for c in text:
        if c in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[c]
            digit = None
        elif _DIGITS[c] or digit is None:
            digit = _DIGITS[c] or None
    return total + (digit or 0)


def to_arabic(text: str) -> str:
    """Return a text with its Chinese numerals (not 万 and 亿, which are units) written in Arabic digits."""
    return NUMERAL.sub(lambda m: str(numeral(m[0])), text)
