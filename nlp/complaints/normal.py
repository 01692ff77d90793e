"""The normal form in which complaints are compared (归一化): width, script, numerals, no greeting."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from nlp.linking.spelling import canonical
from nlp.resources import lexicon, words

_DIGITS = {c: n for n, block in enumerate(("零〇○", "一壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")) for c in block}  # fmt: skip
_TENS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_NUMERAL = re.compile(rf"[{''.join(_DIGITS)}{''.join(_TENS)}]+")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_SCALED = re.compile(r"(\d+(?:\.\d+)?)([万亿])")
_NOISE = re.compile(r"[^0-9a-z一-鿿㐀-䶿]+")
#: A text opens and closes with few formulas; more rounds are not needed.
_ROUNDS = 4


class _Edges(NamedTuple):
    heads: re.Pattern[str]
    tails: re.Pattern[str]


@cache
def _edges() -> _Edges:
    data = lexicon("duplicates")
    heads, tails = words(data["heads"]), words(data["tails"])
    return _Edges(
        re.compile(rf"\s*(?:{'|'.join(heads)})"), re.compile(rf"(?:{'|'.join(tails)})\s*$")
    )


def plain(text: str) -> str:
    """Return a text in NFKC, simplified characters, small letters and western punctuation."""
    spelled = unicodedata.normalize("NFKC", text).lower()
    return "\n".join(canonical(line).lower() for line in spelled.splitlines())


def figures(text: str) -> str:
    """Return a text with its numbers in digits: 二十万 and 20万 become 200000."""
    text = _NUMERAL.sub(lambda m: _value(m.group()), _GROUPED.sub("", text))
    return _SCALED.sub(lambda m: f"{float(m[1]) * _MYRIADS[m[2]]:.0f}", text)


def _value(numeral: str) -> str:
    """Return a Chinese numeral in digits; one without 十百千 digit by digit (二〇一九)."""
    if not any(c in _TENS for c in numeral):
        return "".join(str(_DIGITS[c]) for c in numeral)
    total = pending = 0
    for character in numeral:
        if character in _TENS:
            total += (pending or 1) * _TENS[character]
            pending = 0
        else:
            pending = _DIGITS[character]
    return str(total + pending)


def normal_form(text: str) -> str:
    """Return a text as it is compared: only what it says, without greeting, thanks and marks."""
    found, edges = plain(text).strip(), _edges()
    for _ in range(_ROUNDS):
        head = edges.heads.match(found)
        found = found[head.end() :] if head else found
        tail = edges.tails.search(found, max(0, len(found) - 60))
        found = (found[: tail.start()] if tail else found).strip()
        if head is None and tail is None:
            break
    return _NOISE.sub("", figures(found))


def normal_name(name: str) -> str:
    """Return a name as it stands in a normal form."""
    return _NOISE.sub("", figures(plain(name)))
