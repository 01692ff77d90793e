"""How a match comes about, drawn as a waterfall of evidence in SVG (证据瀑布图), and the same as rows.

Each bar begins where the one above it ended: from the starting point through the fields, the rivals
and a limit to the log odds that are published. Like `desk.pathdrawing` the picture needs no script
and no style attribute. Colour never speaks alone: every bar carries its number with a sign, and
bars that speak against are hatched by an outline of dashes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from desk.pathdrawing import wrap
from resolve.explain import Explanation, level_words, percent, signed
from resolve.knowledge import load

Lang = Literal["zh", "en"]
_Place = Callable[[float], float]  # the place of a number of bans on the page
#: SVG units (CSS pixels at full size): names on the left, numbers on the right, bars between.
LEFT, RIGHT, PLOT, ROW, TOP, FOOT = 190, 78, 430, 30, 40, 30
#: Least room on either side of the bars, in bans, and bans beyond which nothing is drawn.
_ROOM, _MOST = 0.5, 13.0
_NAME = 12  # Chinese characters in a name


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the picture that are not the match's own, in the reader's language."""

    title: str
    rivals: str
    limit: str
    result: str
    even: str  # at 0 bans


@dataclass(frozen=True, slots=True)
class Step:
    """One bar: from where it starts to where it ends, in bans."""

    kind: Literal["prior", "field", "rivals", "limit", "result"]
    name: str
    words: str
    bans: float
    start: float

    @property
    def stop(self) -> float:
        """Where the bar ends."""
        return self.start + self.bans


def steps(told: Explanation, words: Words, lang: Lang) -> list[Step]:
    """Return every step of a match, fields without weight among them, in the order of the row."""
    found: list[Step] = []
    at = 0.0
    for part in told.parts:
        kind: Literal["prior", "field"] = "prior" if part.field == "prior" else "field"
        found.append(Step(kind, part.name.get(lang), part.words.get(lang), part.bans, at))
        at = found[-1].stop
    added = told.sums
    if abs(added.rivals) >= 0.005:
        found.append(Step("rivals", words.rivals, words.rivals, added.rivals, at))
        at = found[-1].stop
    if told.cap:
        # what goes beyond the largest weight is part of the limit
        limit = added.total + added.rivals + added.limit - at
        found.append(Step("limit", words.limit, told.cap.get(lang), limit, at))
        at = found[-1].stop
    found.append(Step("result", words.result, told.level.get(lang), at, 0.0))
    return found


def draw(told: Explanation, words: Words, lang: Lang) -> str:
    """Return the SVG of a match, safe to put into a page."""
    shown = [step for step in steps(told, words, lang) if step.bans or step.kind == "result"]
    ends = [end for step in shown for end in (_kept(step.start), _kept(step.stop))]
    low, high = floor(min(0.0, *ends) - _ROOM), ceil(max(2.0, *ends) + _ROOM)
    width, height = LEFT + PLOT + RIGHT, TOP + ROW * len(shown) + FOOT

    def x(bans: float) -> float:
        return round(LEFT + (_kept(bans) - low) / (high - low) * PLOT, 1)

    bottom = height - FOOT
    parts = [_marks(x, bottom, words, lang)]
    parts += [_bar(step, TOP + ROW * n, x) for n, step in enumerate(shown)]
    parts += _scale(low, high, x, bottom)
    return (
        f'<svg class="waterfall" xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f"aria-label={quoteattr(words.title)}><title>{escape(words.title)}</title>"
        f"{''.join(parts)}</svg>"
    )


def _kept(bans: float) -> float:
    return max(-_MOST, min(_MOST, bans))


def _bar(step: Step, y: int, x: _Place) -> str:
    left, right = sorted((x(step.start), x(step.stop)))
    against = step.bans < 0 and step.kind != "result"
    style = f"bar {step.kind}{' against' if against else ''}"
    dash = ' stroke-dasharray="4 3"' if against else ""
    told = f"{step.name}：{step.words} {signed(step.bans)}"
    name = "".join(
        f'<text x="{LEFT - 12}" y="{y + 19}" text-anchor="end" class="name">{escape(line)}</text>'
        for line in wrap(step.name, _NAME, 1)
    )
    link = (
        ""
        if step.kind == "result"
        else f'<line class="next" x1="{x(step.stop)}" y1="{y + 23}" x2="{x(step.stop)}" y2="{y + ROW + 5}"/>'
    )
    return (
        f'<g class="{style}"><title>{escape(told)}</title>{name}'
        f'<rect x="{left}" y="{y + 5}" width="{max(round(right - left, 1), 1.5)}" height="18" rx="2"{dash}/>'
        f"{link}"
        f'<text x="{LEFT + PLOT + RIGHT - 8}" y="{y + 19}" text-anchor="end" class="value">'
        f"{signed(step.bans)}</text></g>"
    )


def _marks(x: _Place, bottom: int, words: Words, lang: Lang) -> str:
    """Return the lines of even odds and of the levels, each with its probability."""
    levels = load("weights")["levels"]
    lines = [(0.0, "50%", words.even, "even")]
    for name, probability in levels.items():  # identified first: its label stands higher
        at = log10(probability / (1 - probability))
        lines.append((at, percent(probability), level_words(name).get(lang), f"level {name}"))
    return "".join(
        f'<g class="mark {style}"><title>{escape(f"{label} {told}")}</title>'
        f'<line x1="{x(at)}" y1="{TOP - 8}" x2="{x(at)}" y2="{bottom}"/>'
        f'<text x="{x(at)}" y="{TOP - 12 - (14 if n < 2 else 0)}" text-anchor="middle">{label}</text></g>'
        for n, (at, label, told, style) in enumerate(lines)
    )


def _scale(low: int, high: int, x: _Place, bottom: int) -> list[str]:
    every = 1 if high - low <= 12 else 2
    return [
        f'<text x="{x(bans)}" y="{bottom + 18}" text-anchor="middle" class="scale">'
        f"{f'{bans:+d}'.replace('-', '−') if bans else '0'}</text>"
        for bans in range(low + low % every, high + 1, every)
    ]


def rows(told: Explanation, words: Words, lang: Lang) -> Sequence[tuple[Step, str, str]]:
    """Return the steps as rows of a table: the step, its weight, the sum so far."""
    return [(step, signed(step.bans), signed(step.stop)) for step in steps(told, words, lang)]
