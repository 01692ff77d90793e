"""A first tier with a bounded share of false leads (错报率控制): conformal p-values against confirmed negatives.

References
----------
S. Bates et al., Testing for outliers with conformal p-values, Annals of Statistics 51 (2023);
Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, JRSS B 57 (1995).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def p_values(scores: Floats, negatives: Floats) -> Floats:
    """Return (1 + how many confirmed negatives score at least as high) / (their number + 1)."""
    order = np.sort(negatives)
    above = len(order) - np.searchsorted(order, scores, side="left")
    return np.asarray((1.0 + above) / (len(order) + 1.0), dtype=np.float64)


def chosen(p: Floats, q: float, *, dependent: bool = False) -> npt.NDArray[np.bool_]:
    """Return which pass Benjamini-Hochberg at q; Benjamini-Yekutieli where they depend on each other."""
    m = len(p)
    if m == 0:
        return np.zeros(0, dtype=bool)
    level = q / float((1.0 / np.arange(1, m + 1)).sum()) if dependent else q
    order = np.sort(p)
    under = np.flatnonzero(order <= level * np.arange(1, m + 1) / m)
    result: npt.NDArray[np.bool_] = p <= (order[under[-1]] if len(under) else -1.0)
    return result


def needed(pool: int, leads: int, q: float) -> int:
    """Return how many confirmed negatives it takes before `leads` of `pool` can pass at q.

    The smallest p-value is 1/(n + 1) and has to be at most q·leads/pool (science.md D4.7).
    """
    return math.ceil(pool / (q * leads)) if leads else 0


def first_tier(
    tier: npt.NDArray[np.int64], probability: Floats, negatives: Floats, q: float
) -> npt.NDArray[np.int64]:
    """Return the tiers with a first one that holds at most a share q of false leads, expected.

    The shown leads (tier 1 or 2) are tested against confirmed negatives that were drawn at random among
    such leads; leads of tier 1 that do not pass go to tier 2. With too few negatives nothing could
    ever pass: then the tiers stay as they are, and nothing is promised.
    """
    shown = np.flatnonzero(tier > 0)
    first = int((tier == 1).sum())
    if not first or len(negatives) < needed(len(shown), first, q):
        return tier
    passed = np.zeros(len(tier), dtype=bool)
    passed[shown] = chosen(p_values(probability[shown], negatives), q)
    result: npt.NDArray[np.int64] = np.where((tier == 1) & ~passed, 2, tier)
    return result
