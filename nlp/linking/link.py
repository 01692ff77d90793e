"""What a mention resolves to (链接结果): a key, a probability, and who else it could be."""

from __future__ import annotations

from typing import NamedTuple


class Rival(NamedTuple):
    """Another reading of a mention; `reasons` are the fields that agree or differ."""

    key: str
    probability: float
    reasons: tuple[str, ...] = ()


class Link(NamedTuple):
    """The answer for one mention.

    `key` is None where nothing is sure enough: `rivals` then show what could be meant, best first.
    `probability` is that of the best reading, `none` that of something outside register or roster.
    """

    key: str | None
    probability: float
    rivals: tuple[Rival, ...] = ()
    none: float = 1.0


NOTHING = Link(None, 0.0)


def settled(readings: list[Rival], none: float, threshold: float) -> Link:
    """Return the link of readings, best first, whose best one counts from `threshold` on."""
    if not readings:
        return Link(None, 0.0, (), none)
    best = readings[0]
    key = best.key if best.probability >= threshold else None
    return Link(key, best.probability, tuple(readings), none)
