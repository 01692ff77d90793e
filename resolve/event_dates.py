"""When an event of a text happened (案发时间), from the words as they stand: 2015年, 2018年3月至2020年, 2019年以来.

What cannot be read, and what only says before or after something else, says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from ingest.dates import DAY_MAX, Span, day_bounds, day_number
from ingest.numerals import to_arabic

_YEARS = range(1950, 2101)
_DATE = re.compile(
    r"(?<!\d)(\d{4})\s*(?:年\s*(?:(\d{1,2})\s*月\s*(?:(\d{1,2})\s*[日号])?)?|[-./](\d{1,2})(?:[-./](\d{1,2}))?(?!\d)|(?!\d))"
)
#: 2019年以来, 2019年起, 2019年至今: an end that is still open.
_SINCE = re.compile(r"(?:初|底|末|中)?(?:以来|以后|之后|后|起|至今|到现在|开始)")
#: 2019年以前, 2019年春节前, 2019年前后: a beginning, or an end, that nobody can tell.
_ABOUT = re.compile("前|左右|上下")
_CHINESE = re.compile(r"[〇零○一二两三四五六七八九十]+(?=\s*[年月日号])")
#: Words that a span is written with; other words between two dates join nothing.
_UNTIL = re.compile(r"\s*(?:至|到|—+|-|~|～|–)\s*")


def event_span(text: str) -> Span | None:
    """Return the days in which an event lies, None where the text does not tell.

    Every day of the span is possible: with `ingest.dates.overlap` an interval is "impossible" only
    where it certainly shares no day with the event.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    text = _CHINESE.sub(lambda match: to_arabic(match[0]), text)
    found = list(_DATE.finditer(text))
    days = [_days(match) for match in found]
    if not found or len(found) > 2 or _ABOUT.search(text, found[-1].end()):
        return None
    first, last = days[0], days[-1]
    if first is None or last is None:
        return None
    if len(found) == 2 and not _UNTIL.fullmatch(text, found[0].end(), found[1].start()):
        return None
    start, stop = day_number(first[0]), day_number(last[1])
    if _SINCE.match(text, found[-1].end()):
        stop = DAY_MAX
    return Span(start, start, stop, stop) if start < stop else None


def _days(match: re.Match[str]) -> tuple[date, date] | None:
    year, month, day, month_too, day_too = match.groups()
    month, day = month or month_too, day or day_too
    if int(year) not in _YEARS:
        return None
    try:
        return day_bounds("-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)]))
    except ValueError:
        return None
