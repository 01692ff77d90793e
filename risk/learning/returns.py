"""What came back of the checks (核查结果统计): how right the list was, what it missed, how right its numbers are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from risk.learning.checks import Check
from risk.learning.labels import Label
from risk.learning.measures import Share, calibration_error, weighted_share, wilson
from risk.learning.settings import HEADS, Settings

Pair = tuple[Check, Label]


@dataclass(frozen=True, slots=True)
class Returns:
    """Shares with their 95 % intervals; of leads where not said otherwise.

    Attributes
    ----------
    patterns : of each pattern how many were drawn, came back, were true, were unfounded
    tiers : share true by tier, of all that came back with an answer
    base_rate : share of *all officials* with improper facts, from the random slice alone
    recall : share of those whom the list shows, from the random slice alone
    calibration : expected error of the probabilities, weighted to the leads of the pool
    labels : labels of each head
    """

    drawn: int
    answered: int
    patterns: dict[str, dict[str, int]]
    tiers: dict[int, Share]
    base_rate: Share
    recall: Share
    calibration: float
    labels: dict[str, int]


def returns(checks: Sequence[Check], labels: Sequence[Label], settings: Settings) -> Returns:
    """Count what came back; what was insufficient or never looked into is counted nowhere as true or false."""
    pairs = list(zip(checks, labels, strict=True))
    leads = [(c, label) for c, label in pairs if c.lead_id]
    known = [(c, label) for c, label in leads if label.true is not None]
    weight = np.array([min(1 / c.odds, settings.clip_weight) for c, _ in known])
    said = np.array([c.probability for c, _ in known])
    was = np.array([float(label.true or 0) for _, label in known])
    base_rate, recall = _slice(pairs, settings)
    return Returns(
        drawn=len(checks),
        answered=sum(bool(label.outcome) for label in labels),
        patterns=_patterns(leads),
        tiers={tier: _true([p for p in known if p[0].tier == tier]) for tier in (1, 2)},
        base_rate=base_rate,
        recall=recall,
        calibration=calibration_error(said, was, weight),
        labels={head: sum(label[n] is not None for _, label in leads) for n, head in enumerate(HEADS)},
    )  # fmt: skip


def _true(known: Sequence[Pair]) -> Share:
    return wilson(sum(label.true == 1 for _, label in known), len(known))


def _patterns(leads: Sequence[Pair]) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for check, label in leads:
        counts = found.setdefault(check.pattern, Counter(drawn=0, answered=0, true=0, unfounded=0))
        counts["drawn"] += 1
        counts["answered"] += bool(label.outcome)
        counts["true"] += label.true == 1
        counts["unfounded"] += label.true == 0
    return {pattern: dict(found[pattern]) for pattern in sorted(found)}


def _slice(pairs: Sequence[Pair], settings: Settings) -> tuple[Share, Share]:
    """Return base rate and recall over officials of the random slice."""
    officials: dict[tuple[str, str], dict[str, Any]] = {}
    for check, label in pairs:
        if check.slice_odds == 0:
            continue
        one = officials.setdefault(
            (check.round, check.official_id),
            {"odds": check.slice_odds, "true": None, "shown": False},
        )
        one["shown"] |= bool(check.lead_id)
        if label.true is not None:
            one["true"] = max(one["true"] or 0, label.true)
    known = [o for o in officials.values() if o["true"] is not None]
    hits = np.array([float(o["true"]) for o in known])
    weight = np.array([min(1 / o["odds"], settings.clip_weight) for o in known])
    bad = hits == 1
    shown = np.array([float(o["shown"]) for o in known])
    return weighted_share(hits, weight), weighted_share(shown[bad], weight[bad])
