"""A life on one axis (时间线), drawn as SVG on the server, with the rows of a table that says the same.

Intervals are half-open: the day on which something ends is no longer part of it. A date that is only a
year or a month is drawn with a pale band as long as it is unsure; an end that is open runs to the
day of the run and carries an arrow, a start that nobody knows is dashed from the left edge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape, quoteattr

from desk.pathdrawing import wrap

#: Sizes in SVG units: the column of names, the axis, a row, the head with the years.
NAMES, AXIS, HIGH, HEAD, MARGIN = 330, 740, 26, 26, 14
_ARROW = 7


@dataclass(frozen=True, slots=True)
class Item:
    """Something that lasts, or that happens on a day.

    Parameters
    ----------
    lane : str
        What kind it is, in the reader's words; items of a lane stand together.
    style : str
        The class of its bar in the style sheet.
    start, stop : str or None
        ISO dates with their precision: ``2018``, ``2018-03``, ``2018-03-05``; None is unknown or open.
    event : bool
        Whether it happens at `start` and does not last.
    """

    lane: str
    style: str
    label: str
    start: str | None
    stop: str | None = None
    event: bool = False
    href: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a timeline, in the reader's language."""

    title: str
    unknown: str  # 起始不详
    open: str  # 至今
    today: str  # 基准日
    precision: dict[str, str]  # year, month, day → how exact a date is


def span(told: str) -> tuple[date, date] | None:
    """Return the first day that a date may mean and the day after the last; None where it is no date."""
    try:
        parts = [int(part) for part in told.split("-")]
        if len(parts) == 1:
            return date(parts[0], 1, 1), date(parts[0] + 1, 1, 1)
        if len(parts) == 2:
            year, month = parts
            return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1)
        day = date(*parts)
    except (ValueError, TypeError, OverflowError):
        return None
    return day, day + timedelta(days=1)


def precision(told: str | None) -> str:
    """Return ``year``, ``month`` or ``day``; nothing where there is no date."""
    if not told or span(told) is None:
        return ""
    return ("year", "month", "day")[min(told.count("-"), 2)]


def dated(items: Sequence[Item]) -> list[Item]:
    """Return the items that have any date, lanes in their first order, inside a lane by start."""
    lanes = list(dict.fromkeys(item.lane for item in items))
    known = [item for item in items if _spans(item)]
    return sorted(known, key=lambda item: (lanes.index(item.lane), item.start or "", item.label))


def told(item: Item, words: Words) -> str:
    """Return an item's dates as a person reads them, with how exact they are."""
    exact = {precision(one) for one in (item.start, item.stop) if precision(one)} - {"day"}
    note = (
        f"（{'、'.join(words.precision[one] for one in sorted(exact, reverse=True))}）"
        if exact
        else ""
    )
    if item.event:
        return f"{item.start or words.unknown}{note}"
    return f"{item.start or words.unknown} – {item.stop or words.open}{note}"


def draw(items: Sequence[Item], as_of: str, words: Words) -> str:
    """Return the SVG of a timeline, safe to put into a page; nothing where nothing has a date."""
    rows = dated(items)
    today = span(as_of)
    if not rows or today is None:
        return ""
    ends = [day for item in rows for pair in _spans(item) for day in pair]
    first, last = min([*ends, today[0]]), max([*ends, today[1]])
    vague = any(item.start is None and not item.event for item in rows)  # a year before all dates
    scale = _Scale(date(max(first.year - vague, 1), 1, 1), date(last.year + 1, 1, 1))
    lanes = len({item.lane for item in rows})
    high = HEAD + len(rows) * HIGH + lanes * HIGH + MARGIN
    wide = NAMES + AXIS + 2 * MARGIN
    parts = [_years(scale, high), _today(scale, today[0], high, words)]
    down, lane = HEAD, ""
    for item in rows:
        if item.lane != lane:
            lane = item.lane
            parts.append(f'<text x="{MARGIN}" y="{down + 18}" class="lane">{escape(lane)}</text>')
            down += HIGH
        parts.append(_row(item, down, scale, today[0], words))
        down += HIGH
    return (
        f'<svg class="timeline" xmlns="http://www.w3.org/2000/svg" role="group" '
        f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" '
        f"aria-label={quoteattr(words.title)}><title>{escape(words.title)}</title>{''.join(parts)}</svg>"
    )


class _Scale:
    """Days to the right of the names."""

    def __init__(self, first: date, stop: date) -> None:
        self.first, self.stop = first, stop
        self._days = max((stop - first).days, 1)

    def __call__(self, day: date) -> float:
        inside = min(max((day - self.first).days, 0), self._days)
        return round(NAMES + MARGIN + AXIS * inside / self._days, 1)


def _spans(item: Item) -> list[tuple[date, date]]:
    found = (span(one) for one in (item.start, item.stop) if one)
    return [pair for pair in found if pair is not None]


def _years(scale: _Scale, high: int) -> str:
    years = range(scale.first.year, scale.stop.year)
    step = next(n for n in (1, 2, 5, 10, 20, 50, 100) if len(years) <= 16 * n or n == 100)
    parts = []
    for year in years:
        if year % step:
            continue
        x = scale(date(year, 1, 1))
        parts.append(
            f'<line x1="{x}" y1="{HEAD - 6}" x2="{x}" y2="{high - MARGIN}"/>'
            f'<text x="{x + 3}" y="{HEAD - 10}">{year}</text>'
        )
    return f'<g class="years">{"".join(parts)}</g>'


def _today(scale: _Scale, day: date, high: int, words: Words) -> str:
    x = scale(day)
    return (
        f'<g class="today"><line x1="{x}" y1="{HEAD - 6}" x2="{x}" y2="{high - MARGIN}" stroke-dasharray="2 3"/>'
        f'<text x="{x}" y="{high - 2}" text-anchor="middle">{escape(words.today)} {day.isoformat()}</text></g>'
    )


def _row(item: Item, down: int, scale: _Scale, today: date, words: Words) -> str:
    text = wrap(item.label, 24, 1)[0]
    shape = _event(item, down, scale) if item.event else _bar(item, down, scale, today)
    group = (
        f'<g class="item {escape(item.style)}"><title>{escape(f"{item.label} · {told(item, words)}")}</title>'
        f'<text x="{MARGIN + 14}" y="{down + 17}">{escape(text)}</text>{shape}</g>'
    )
    return f"<a href={quoteattr(item.href)}>{group}</a>" if item.href else group


def _event(item: Item, down: int, scale: _Scale) -> str:
    first, after = _spans(item)[0]
    x, middle = scale(first), down + HIGH // 2
    mark = f'<path class="event" d="M{x} {middle - 6}L{x + 6} {middle}L{x} {middle + 6}L{x - 6} {middle}z"/>'
    if precision(item.start) == "day":
        return mark
    # somewhere inside this band, the date does not say where
    return f'<rect class="unsure" x="{x}" y="{middle - 6}" width="{scale(after) - x:.1f}" height="12"/>'


def _bar(item: Item, down: int, scale: _Scale, today: date) -> str:
    top, start, stop = down + 7, span(item.start or ""), span(item.stop or "")
    left = scale(start[1] if start and precision(item.start) != "day" else start[0] if start else scale.first)  # fmt: skip
    right = scale(stop[0] if stop else max(today, start[0] if start else today))
    parts = []
    if start and precision(item.start) != "day":
        pale = scale(start[0])
        parts.append(_rect("unsure", pale, min(left, right) - pale, top))
    if stop and precision(item.stop) != "day":
        parts.append(_rect("unsure", right, scale(stop[1]) - right, top))
    if right > left:
        parts.insert(0, _rect("sure", left, right - left, top))
    if start is None:
        parts.append(f'<line class="unknown" x1="{left}" y1="{top - 2}" x2="{left}" y2="{top + 14}" stroke-dasharray="2 2"/>')  # fmt: skip
    if stop is None:
        parts.append(f'<path class="open" d="M{right} {top - 1}L{right + _ARROW} {top + 6}L{right} {top + 13}z"/>')  # fmt: skip
    return "".join(parts)


def _rect(style: str, x: float, wide: float, top: int) -> str:
    return (
        f'<rect class="{style}" x="{x}" y="{top}" width="{max(wide, 1.5):.1f}" height="12" rx="1"/>'
    )
