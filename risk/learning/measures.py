"""How right a list is (准确率、召回率、校准): counts with intervals, weights for unequal odds of being checked."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
#: 97.5 % of a normal distribution lies below.
_Z = 1.959963984540054


class Share(NamedTuple):
    """A share with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


def wilson(hits: int, n: int) -> Share:
    """Return hits of n with Wilson's interval; nothing counted is no share, the interval is all of it.

    References
    ----------
    E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    """
    if n == 0:
        return Share(math.nan, 0.0, 1.0, 0)
    p, z2 = hits / n, _Z * _Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = _Z * math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Share(p, max(0.0, min(p, middle - half)), min(1.0, max(p, middle + half)), n)


def weighted_share(hit: Floats, weight: Floats) -> Share:
    """Return the share of a whole pool from a sample with known odds (Hájek), normal interval.

    Parameters
    ----------
    hit : 0 or 1 of each one that was looked into
    weight : 1 / the odds with which it was drawn
    """
    n = len(hit)
    if n == 0:
        return Share(math.nan, 0.0, 1.0, 0)
    total = weight.sum()
    p = float((weight * hit).sum() / total)
    # a sample without a hit has no spread: then Wilson's bound for the effective size
    effective = int(total**2 / (weight**2).sum())
    if p in (0.0, 1.0) or n == 1:
        bound = wilson(round(p * effective), max(effective, 1))
        return Share(p, bound.low, bound.high, n)
    spread = math.sqrt(float((weight**2 * (hit - p) ** 2).sum()) * n / (n - 1)) / float(total)
    return Share(p, max(0.0, p - _Z * spread), min(1.0, p + _Z * spread), n)


def calibration_error(said: Floats, was: Floats, weight: Floats, bins: int = 10) -> float:
    """Return the expected calibration error with bins of equal numbers (science.md D4.8)."""
    if len(said) == 0:
        return math.nan
    order = np.argsort(said, kind="stable")
    parts = [part for part in np.array_split(order, min(bins, len(said))) if len(part)]
    gaps = [
        weight[p].sum() * abs(np.average(said[p], weights=weight[p]) - np.average(was[p], weights=weight[p]))
        for p in parts
    ]  # fmt: skip
    return float(sum(gaps) / weight.sum())


def average_precision(said: Floats, was: Floats) -> float:
    """Return the mean precision at the places of the hits, surest first; ties count as one place."""
    hits = was.sum()
    if hits == 0:
        return math.nan
    order = np.argsort(-said, kind="stable")
    found, seen, total = 0.0, 0, 0.0
    for level in np.split(order, np.flatnonzero(np.diff(said[order])) + 1):
        new = float(was[level].sum())
        found, seen = found + new, seen + len(level)
        total += new * found / seen
    return total / float(hits)


def log_loss(said: Floats, was: Floats) -> Floats:
    """Return the logarithmic loss of each row, in nats; certainty is cut at one in a million."""
    p = np.clip(said, 1e-6, 1 - 1e-6)
    result: Floats = -(was * np.log(p) + (1 - was) * np.log1p(-p))
    return result
