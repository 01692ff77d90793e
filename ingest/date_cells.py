"""Date cells in every written form, to ISO with the precision they have (日期)."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from ingest.forms import forms
from ingest.numerals import to_arabic

#: Excel counts days from here (serial 61 = 1900-03-01); its serials of 1927 to 2119.
EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(10_000, 80_000)
YEARS = range(1880, 2101)
_FORMS = tuple(
    re.compile(form)
    for form in (
        r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?",
        r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?",
        r"(\d{4})(\d{2})(\d{2})",
        r"(\d{4})[-/.](\d{1,2})",
        r"(\d{4})年(\d{1,2})月",
        r"(\d{4})(\d{2})",
        r"(\d{4})年?",
    )
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")


class Refused(ValueError):
    """A cell that cannot be read; its argument is a code of ``reasons.yaml``."""


@lru_cache(maxsize=1 << 16)
def parse_date(text: str) -> str | None:
    """Return the ISO date of a cell (normalised to NFKC, trimmed), None where it says "no end".

    Raises Refused with ``date`` for an unknown form, with ``date_impossible`` for a day that does not exist.
    """
    if text in forms().open_date:
        return None
    if serial := _SERIAL.fullmatch(text):
        days = int(serial[1])
        if days in SERIALS:
            return (EXCEL_EPOCH + timedelta(days=days)).isoformat()
        raise Refused("date")  # noqa: EM101 - a code of reasons.yaml
    if "年" in text and not text[0].isdigit():
        text = to_arabic(text)
    text = re.sub(r"\s*([年月日])\s*", r"\1", text)
    match = next((m for form in _FORMS if (m := form.fullmatch(text))), None)
    if match is None:
        raise Refused("date")  # noqa: EM101 - a code of reasons.yaml
    return _iso(*(int(part) for part in match.groups()))


def _iso(year: int, month: int | None = None, day: int | None = None) -> str:
    if year not in YEARS or (month is not None and not 1 <= month <= 12):
        raise Refused("date_impossible")  # noqa: EM101 - a code of reasons.yaml
    if month is None:
        return f"{year:04d}"
    if day is None:
        return f"{year:04d}-{month:02d}"
    if not 1 <= day <= monthrange(year, month)[1]:
        raise Refused("date_impossible")  # noqa: EM101 - a code of reasons.yaml
    return f"{year:04d}-{month:02d}-{day:02d}"
