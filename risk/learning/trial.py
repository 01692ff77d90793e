"""A new model on trial (模型上线试验): it goes live only if it wins on the random slice (science.md D4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from risk.learning.checks import Check
from risk.learning.features import Leads, columns, of_checks
from risk.learning.labels import Label
from risk.learning.ladder import Fixed, Rung, fit, folds
from risk.learning.measures import log_loss
from risk.learning.model import Model
from risk.learning.settings import HEADS, Head, Settings

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Trial:
    """A candidate and how it did.

    Attributes
    ----------
    said : (n,) what it says of each labelled lead, never trained on that official
    before : (n,) what the model in use says
    was : (n,) 1 where the facts held and were improper, else 0
    slice_leads : how many labelled leads of the random slice there are
    gain : mean gain in log loss there, weighted to the pool, and its lower bound; None with too few
    """

    model: Model
    said: Floats
    before: Floats
    was: Floats
    weight: Floats
    slice_leads: int
    gain: tuple[float, float] | None

    @property
    def wins(self) -> bool:
        """Whether the lower bound of the gain is above 0."""
        return self.gain is not None and self.gain[1] > 0


def hold(
    checks: Sequence[Check], labels: Sequence[Label], in_use: Model | None, settings: Settings
) -> Trial:
    """Fit a candidate on all labelled leads, and compare it out of fold with what is in use."""
    led = [(c, label) for c, label in zip(checks, labels, strict=True) if c.lead_id]
    known, said_of = [c for c, _ in led], [label for _, label in led]
    leads = of_checks(known)
    groups = tuple(sorted(leads.bans))
    weight = np.array([min(1 / c.odds, settings.clip_weight) for c in known])
    model = _fit(known, said_of, leads, groups, weight, settings)
    fold = folds([c.official_id for c in known], settings.folds)
    said = np.zeros(len(known))
    for k in np.unique(fold):
        rest, part = np.flatnonzero(fold != k), np.flatnonzero(fold == k)
        other = _fit(
            [known[n] for n in rest], [said_of[n] for n in rest], _take(leads, rest), groups,
            weight[rest], settings,
        )  # fmt: skip
        said[part] = other.probability(_take(leads, part))
    base = in_use or Model(heads={}, groups=groups, bound=settings.bound)
    before = base.probability(leads)
    true = [label.true for label in said_of]
    at = np.array([n for n, t in enumerate(true) if t is not None], dtype=np.int64)
    was = np.array([float(true[n] or 0) for n in at])
    drawn = np.array([known[n].slice_odds for n in at])
    gain = _gain(said[at], before[at], was, drawn, [known[n].official_id for n in at], settings)
    # only those drawn at random are like the innocent ones that are still on the list
    negatives = tuple(sorted(said[at][(was == 0) & (drawn > 0)].round(9).tolist()))
    model = model.model_copy(update={"negatives": negatives, "gain": gain})
    return Trial(model, said[at], before[at], was, weight[at], int((drawn > 0).sum()), gain)


def _fit(
    checks: Sequence[Check], labels: Sequence[Label], leads: Leads, groups: tuple[str, ...],
    weight: Floats, settings: Settings,
) -> Model:  # fmt: skip
    heads: dict[Head, Rung] = {}
    counts: dict[Head, int] = {}
    for n, head in enumerate(HEADS):
        at = np.array([i for i, label in enumerate(labels) if label[n] is not None], dtype=np.int64)
        counts[head] = len(at)
        y = np.array([float(labels[i][n] or 0) for i in at])
        x = columns(head, _take(leads, at), groups, settings.bound)
        who = [checks[i].official_id for i in at]
        heads[head] = fit(x, y, weight[at], who, settings) if len(at) else Fixed()
    rounds = tuple(sorted({c.round for c in checks}))
    return Model(
        heads=heads, groups=groups, bound=settings.bound, labels=counts, rounds=rounds,
    )  # fmt: skip


def _gain(
    said: Floats, before: Floats, was: Floats, drawn: Floats, who: Sequence[str], settings: Settings
) -> tuple[float, float] | None:
    """Return the weighted mean gain on the slice and its lower bound, officials resampled."""
    at = np.flatnonzero(drawn > 0)
    if len(at) < settings.slice_labels:
        return None
    w = np.minimum(1 / drawn[at], settings.clip_weight)
    gains = w * (log_loss(before[at], was[at]) - log_loss(said[at], was[at]))
    _, of = np.unique(np.array(who)[at], return_inverse=True)
    total, weights = np.bincount(of, gains), np.bincount(of, w)
    dice = np.random.default_rng(0)
    picks = dice.integers(0, len(total), (settings.bootstrap, len(total)))
    means = total[picks].sum(axis=1) / weights[picks].sum(axis=1)
    low = float(np.quantile(means, 1 - settings.confidence))
    return round(float(total.sum() / weights.sum()), 9), round(low, 9)


def _take(leads: Leads, at: npt.NDArray[np.int64]) -> Leads:
    return Leads(leads.links[at], {group: bans[at] for group, bans in leads.bans.items()})
