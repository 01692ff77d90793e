"""Dispositions to labels (处置结果转为标注): what an outcome says of the person, the link, the lawfulness.

"Insufficient evidence" says nothing: it stays unlabelled and is never taken for innocence or for the
contrary (science.md D4.5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypeAlias

from risk.learning.checks import Check
from risk.learning.settings import Head, Settings

Outcomes: TypeAlias = Mapping[str, Mapping[Head, int]]


class Disposition(NamedTuple):
    """A row of 处置结果; empty texts where a column is."""

    outcome: str
    on: date
    lead_id: str = ""
    official_id: str = ""
    uscc: str = ""


class Label(NamedTuple):
    """What is known of a check, 0 or 1 for each head; None is not known."""

    identity: int | None = None
    link: int | None = None
    improper: int | None = None
    outcome: str = ""
    on: date | None = None  # the day of the answer

    @property
    def true(self) -> int | None:
        """1 where the described facts were improper, 0 where person, link or wrong fell; else None."""
        known = [value for value in self[:3] if value is not None]
        if 0 in known:
            return 0
        return self.improper


def label(
    checks: Sequence[Check], dispositions: Iterable[Disposition], settings: Settings
) -> list[Label]:
    """Return the label of every check.

    A disposition speaks of the lead whose number it bears; without a number, of the official's leads
    on its company; without both, of the official as a whole. The latest one counts, of one day the one that
    says most for the person. What was decided before the draw is no answer to it.
    """
    said: dict[tuple[str, ...], list[Disposition]] = defaultdict(list)
    for d in dispositions:
        said[_about(d)].append(d)
        said["any", d.official_id].append(d)
    labels = []
    for check in checks:
        keys = (
            [("lead", check.lead_id), ("firm", check.official_id, check.uscc), ("whole", check.official_id)]
            if check.lead_id
            else [("any", check.official_id)]  # whatever came of looking into him
        )  # fmt: skip
        answers = [d for key in keys for d in said.get(key, []) if d.on >= check.drawn_on]
        labels.append(_latest(answers, settings.outcomes))
    return labels


def _about(d: Disposition) -> tuple[str, ...]:
    if d.lead_id:
        return ("lead", d.lead_id)
    return ("firm", d.official_id, d.uscc) if d.uscc else ("whole", d.official_id)


def _latest(said: list[Disposition], outcomes: Outcomes) -> Label:
    known = [d for d in said if d.outcome in outcomes]
    if not known:
        return Label()
    day = max(d.on for d in known)
    best = min((d for d in known if d.on == day), key=lambda d: _weight(outcomes[d.outcome]))
    says = outcomes[best.outcome]
    return Label(
        says.get("identity"), says.get("link"), says.get("improper"), best.outcome, best.on
    )


def _weight(says: Mapping[Head, int]) -> tuple[int, int]:
    """Order outcomes: what clears first, what says nothing next, what confirms last."""
    return (1 if not says else 0 if 0 in says.values() else 2, sum(says.values()))
