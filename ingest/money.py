"""Amounts of money in every written form, in 万元 (金额)."""

from __future__ import annotations

import math
import re
from functools import cache

from ingest.date_cells import Refused
from ingest.forms import forms
from ingest.numerals import to_arabic

_AMOUNT = re.compile(
    r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(十|百|千|万|十万|百万|千万|亿|十亿|百亿|千亿|万亿)?(元|圆|块)?(?:整|正)?"
)
_SCALE = {
    "": 1.0, "十": 10.0, "百": 1e2, "千": 1e3, "万": 1e4, "十万": 1e5, "百万": 1e6, "千万": 1e7,
    "亿": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12,
}  # fmt: skip


class ForeignCurrency(ValueError):
    """An amount in another currency: kept out of the figure, reported, the row kept."""


@cache
def _foreign() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, forms().foreign)), re.IGNORECASE)


def parse_money(text: str) -> float:
    """Return the amount of a cell (NFKC, trimmed) in 万元; a bare number is 万元.

    Raises Refused("money") for an unknown form, ForeignCurrency for a currency that is not the yuan.
    """
    text = re.sub(r"[\s,]", "", text)
    for word in forms().yuan:
        text = text.replace(word, "")
    if _foreign().search(text):
        raise ForeignCurrency
    match = _AMOUNT.fullmatch(text.strip("()")) or _AMOUNT.fullmatch(_spelled(text))
    if match is None:
        raise Refused("money")  # noqa: EM101 - a code of reasons.yaml
    number, scale, unit = float(match[1]), match[2] or "", match[3]
    value = number if not scale and not unit else number * _SCALE[scale] / 1e4
    if not math.isfinite(value) or value < 0:
        raise Refused("money")  # noqa: EM101 - a code of reasons.yaml
    return value


def _spelled(text: str) -> str:
    """Read 壹佰万元整 as 100万元; numerals before the first 万 or 亿 only, which is how capital is spelled."""
    try:
        return to_arabic(text)
    except ValueError:
        return text
