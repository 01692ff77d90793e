"""Boosted trees as plain numbers (梯度提升树): grown by scikit-learn, kept and read without it.

A file of numbers can be shown, compared and audited; a pickle can run anything.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from ingest.errors import SetupError

Floats = npt.NDArray[np.float64]


class Tree(BaseModel):
    """One tree: of each node the feature, threshold (≤ goes left), children, and a leaf's value."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    feature: tuple[int, ...]  # -1: a leaf
    threshold: tuple[float, ...]
    left: tuple[int, ...]
    right: tuple[int, ...]
    value: tuple[float, ...]

    def read(self, x: Floats) -> Floats:
        """Return the leaf's value for each row of x."""
        feature, threshold = np.array(self.feature), np.array(self.threshold)
        left, right = np.array(self.left), np.array(self.right)
        at = np.zeros(len(x), dtype=np.int64)
        for _ in self.feature:  # no path is longer than the tree has nodes
            inner = feature[at] >= 0
            if not inner.any():
                break
            goes = x[np.arange(len(x)), np.maximum(feature[at], 0)] <= threshold[at]
            at = np.where(inner, np.where(goes, left[at], right[at]), at)
        result: Floats = np.array(self.value)[at]
        return result


class Forest(BaseModel):
    """Trees whose sum is log odds (natural), and a rising line of steps that calibrates the result."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    start: float
    trees: tuple[Tree, ...]
    said: tuple[float, ...] = (0.0, 1.0)
    was: tuple[float, ...] = (0.0, 1.0)

    def raw(self, x: Floats) -> Floats:
        """Return the probability before calibration."""
        total = np.full(len(x), self.start)
        for tree in self.trees:
            total += tree.read(x)
        result: Floats = 1.0 / (1.0 + np.exp(-total))
        return result

    def predict(self, x: Floats) -> Floats:
        """Return the calibrated probability."""
        result: Floats = np.interp(self.raw(x), self.said, self.was)
        return result


def grow(x: Floats, y: Floats, weight: Floats, boosting: dict[str, float]) -> Forest:
    """Return boosted trees that rise with every feature.

    Raises
    ------
    SetupError
        scikit-learn is not installed.
    """
    ensemble = _sklearn("ensemble")
    whole = {"max_iter", "max_leaf_nodes", "min_samples_leaf"}
    how = {name: int(v) if name in whole else v for name, v in boosting.items()}
    model = ensemble.HistGradientBoostingClassifier(
        **how, monotonic_cst=[1] * x.shape[1], early_stopping=False, random_state=0
    )
    # one thread: sums in one order, the same trees everywhere
    with _limited():
        model.fit(x, y, sample_weight=weight)
    trees = tuple(_tree(stage[0].nodes) for stage in model._predictors)
    return Forest(start=float(np.ravel(model._baseline_prediction)[0]), trees=trees)


def calibrated(forest: Forest, said: Floats, was: Floats, weight: Floats) -> Forest:
    """Return the forest with isotonic calibration learnt from predictions that it was not grown on."""
    isotonic = _sklearn("isotonic").IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    isotonic.fit(said, was, sample_weight=weight)
    x, y = isotonic.X_thresholds_, isotonic.y_thresholds_
    return forest.model_copy(update={"said": tuple(map(float, x)), "was": tuple(map(float, y))})


def _tree(nodes: Any) -> Tree:
    leaf = nodes["is_leaf"].astype(bool)
    return Tree(
        feature=tuple(int(f) for f in np.where(leaf, -1, nodes["feature_idx"])),
        threshold=tuple(float(t) for t in np.where(leaf, 0.0, nodes["num_threshold"])),
        left=tuple(int(n) for n in nodes["left"]),
        right=tuple(int(n) for n in nodes["right"]),
        value=tuple(float(v) for v in nodes["value"]),
    )


def _limited() -> Any:
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def _sklearn(part: str) -> Any:
    try:
        import sklearn.ensemble
        import sklearn.isotonic
    except ImportError as error:
        what = "缺少 scikit-learn · scikit-learn is not installed"
        raise SetupError(what, "pip install 'qinqing[train]'") from error
    return getattr(sklearn, part)
