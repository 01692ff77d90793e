"""Shares of capital in every written form, as fractions (持股比例)."""

from __future__ import annotations

import re

from ingest.date_cells import Refused
from ingest.mapping import ShareUnit
from ingest.numerals import to_arabic

_SHARE = re.compile(r"([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(%|‰)?")
_RATIO = re.compile(r"(\d+)/(\d+)")
#: Rounding in the registers: 100.0001 is 100.
SLACK = 1e-4


def parse_share(text: str, unit: ShareUnit = "percent") -> float:
    """Return the share of a cell (NFKC, trimmed) as a fraction 0–1.

    A bare number is a percentage, or a fraction where the mapping says so; a cell with a percent sign is always a percentage.
    Raises Refused: ``share`` for an unknown form, ``share_range`` outside 0–100 %.
    """
    text = re.sub(r"[\s,]", "", text)
    if text.startswith("百分之"):
        text = to_arabic(text[3:]).replace("点", ".") + "%"
    if ratio := _RATIO.fullmatch(text):
        top, bottom = int(ratio[1]), int(ratio[2])
        value = top / bottom if bottom else -1.0
    elif match := _SHARE.fullmatch(text):
        scale = {"%": 100.0, "‰": 1000.0, None: 100.0 if unit == "percent" else 1.0}[match[2]]
        value = float(match[1]) / scale
    else:
        raise Refused("share")  # noqa: EM101 - a code of reasons.yaml
    if not -SLACK <= value <= 1 + SLACK:
        raise Refused("share_range")  # noqa: EM101 - a code of reasons.yaml
    return min(max(value, 0.0), 1.0)
