"""The learning ladder (学习阶梯): how much is learnt depends on how much was labelled (science.md D4.4).

Each head climbs by itself. Below 200 labels the fixed weights stand; from 200 a ridge logistic
regression is pulled towards them, its weights never negative; above 1,000 monotone boosted trees with
isotonic calibration. Whatever the rung, a missing fact or a weaker link can only lower a lead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field
from scipy.optimize import minimize

from risk.learning.boosted import Forest, calibrated, grow
from risk.learning.features import fixed
from risk.learning.settings import Settings

Floats = npt.NDArray[np.float64]
_LN10 = float(np.log(10.0))


class Fixed(BaseModel):
    """The weights of the pack, nothing learnt."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["fixed"] = "fixed"

    def predict(self, x: Floats) -> Floats:
        """Return the probability of each row."""
        return fixed(x)


class Ridge(BaseModel):
    """Weights of the features and a constant, log10 odds; then a line through them (Platt)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["ridge"] = "ridge"
    weights: tuple[Annotated[float, Field(ge=0)], ...]
    constant: float
    slope: float = Field(default=1.0, ge=0)
    shift: float = 0.0

    def score(self, x: Floats) -> Floats:
        """Return the log10 odds before the line."""
        result: Floats = x @ np.array(self.weights) + self.constant
        return result

    def predict(self, x: Floats) -> Floats:
        """Return the probability of each row."""
        result: Floats = 1.0 / (1.0 + np.power(10.0, -(self.slope * self.score(x) + self.shift)))
        return result


class Boosted(BaseModel):
    """Monotone boosted trees with their calibration."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: Literal["boosted"] = "boosted"
    forest: Forest

    def predict(self, x: Floats) -> Floats:
        """Return the probability of each row."""
        return self.forest.predict(x)


Rung = Annotated[Fixed | Ridge | Boosted, Field(discriminator="kind")]


def fit(x: Floats, y: Floats, weight: Floats, who: Sequence[str], settings: Settings) -> Rung:
    """Return the rung that so many labels allow.

    Parameters
    ----------
    x : (n, k) features, each of which may only raise
    y : (n,) labels, 0 or 1
    weight : (n,) 1 / the odds of having been drawn
    who : (n,) official of each row: one official is never in two folds

    Raises
    ------
    SetupError
        The labels suffice for boosted trees and scikit-learn is not installed.
    """
    if len(y) < settings.ridge_from or len(set(y.tolist())) < 2:
        return Fixed()
    fold = folds(who, settings.folds)
    if len(y) <= settings.boosted_from:
        ridge = _ridge(x, y, weight, settings.ridge_penalty)
        out = _out_of_fold(x, y, weight, fold, settings)
        slope, shift = _line(out, y, weight, settings.ridge_penalty)
        return ridge.model_copy(update={"slope": slope, "shift": shift})
    forest = grow(x, y, weight, settings.boosting)
    said = np.zeros(len(y))
    for k in np.unique(fold):
        rest, part = fold != k, fold == k
        said[part] = grow(x[rest], y[rest], weight[rest], settings.boosting).raw(x[part])
    return Boosted(forest=calibrated(forest, said, y, weight))


def folds(who: Sequence[str], n: int) -> npt.NDArray[np.int64]:
    """Return the fold of each row: officials in order of their id, one after the other."""
    order = {official: k % n for k, official in enumerate(sorted(set(who)))}
    return np.array([order[official] for official in who], dtype=np.int64)


def _out_of_fold(
    x: Floats, y: Floats, weight: Floats, fold: npt.NDArray[np.int64], settings: Settings
) -> Floats:
    scores = np.zeros(len(y))
    for k in np.unique(fold):
        rest, part = fold != k, fold == k
        scores[part] = _ridge(x[rest], y[rest], weight[rest], settings.ridge_penalty).score(x[part])
    return scores


def _ridge(x: Floats, y: Floats, weight: Floats, penalty: float) -> Ridge:
    """Fit weights from 0 up, pulled towards 1; the constant is pulled towards 0 a tenth as hard."""
    w = weight * len(y) / weight.sum()

    def loss(beta: Floats) -> tuple[float, Floats]:
        z = (x @ beta[:-1] + beta[-1]) * _LN10
        p = 1.0 / (1.0 + np.exp(-z))
        value = float((w * (np.logaddexp(0.0, z) - y * z)).sum())
        pull = np.append(beta[:-1] - 1.0, beta[-1])
        strength = np.append(np.full(x.shape[1], penalty), penalty / 10)
        gap = w * (p - y) * _LN10
        slope = np.append(x.T @ gap, gap.sum()) + strength * pull
        return value + 0.5 * float((strength * pull**2).sum()), slope

    start = np.append(np.ones(x.shape[1]), 0.0)
    bounds = [(0.0, None)] * x.shape[1] + [(None, None)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    beta = [round(float(b), 9) for b in found.x]
    return Ridge(weights=tuple(max(b, 0.0) for b in beta[:-1]), constant=beta[-1])


def _line(score: Floats, y: Floats, weight: Floats, penalty: float) -> tuple[float, float]:
    """Return slope and shift of the line through scores that were not trained on (Platt)."""
    line = _ridge(score[:, None], y, weight, penalty)
    return line.weights[0], line.constant
