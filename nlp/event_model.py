"""The trained deciders of events (事件判定模型): linear scores over features, with where they come from.

`models/events.npz` holds, for every decider, its features, its classes and one weight for each pair;
`models/events.json` says from which texts, with which settings and how good. Nothing is random.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from nlp.gram_table import Bundle, GramTable, View
from nlp.tagging.compiled import Array, compiled

#: The scores of every class of some deciders.
Scores = dict[str, list[float]]
#: How many bundles of features are kept with their sums.
_KEPT = 1 << 15


@dataclass(frozen=True, eq=False)
class Decider:
    """A linear decider: a score for each class is the sum of the weights of the features present."""

    classes: tuple[str, ...]
    bias: npt.NDArray[np.float64]
    rows: dict[str, int]  # the row of each feature in the weights
    weights: npt.NDArray[np.float64]

    @cached_property
    def _first(self) -> dict[str, float]:
        """The weight of each feature for the first class: a sum of a few floats needs no array."""
        column = self.weights[:, 0].tolist()
        return {feature: column[row] for feature, row in self.rows.items()}

    def scores(self, features: Iterable[str]) -> list[float]:
        """Return the score of every class; log odds for a decider of two classes."""
        present = [row for row in map(self.rows.get, features) if row is not None]
        total: list[float] = (self.weights[present].sum(axis=0) + self.bias).tolist()
        return total

    def sum(self, features: Iterable[str]) -> float:
        """Return what some features add to the score of a decider of one class."""
        return sum(filter(None, map(self._first.get, features)), 0.0)

    @cached_property
    def _sums(self) -> dict[Bundle, float]:
        return {}

    def worth(self, bundle: Bundle) -> float:
        """Return what a bundle of features adds to the score of a decider of one class."""
        known = self._sums.get(bundle)
        if known is None:
            if len(self._sums) == _KEPT:
                self._sums.clear()
            known = self._sums[bundle] = self.sum(bundle.features())
        return known

    def score(self, features: Iterable[str]) -> float:
        """Return the score of a decider of one class."""
        return float(self.bias[0]) + self.sum(features)

    def added(self, scores: Sequence[float], features: Iterable[str]) -> list[float]:
        """Return scores with what some more features add to them."""
        present = [row for row in map(self.rows.get, features) if row is not None]
        total: list[float] = (self.weights[present].sum(axis=0) + scores).tolist()
        return total

    def best(self, features: Iterable[str]) -> str:
        """Return the class with the highest score."""
        return self.chosen(self.scores(features))

    def chosen(self, scores: Sequence[float]) -> str:
        """Return the class with the highest of some scores."""
        return self.classes[scores.index(max(scores))]

    def probabilities(self, scores: Sequence[float]) -> dict[str, float]:
        """Return the probability of every class of a decider of several."""
        values = np.asarray(scores)
        raised = np.exp(values - values.max())
        return dict(zip(self.classes, (raised / raised.sum()).tolist(), strict=True))


class Panel:
    """Deciders that see the same features (合议): each is looked up once, and all classes are summed in one go.

    The shipped weights have so few bits that their sums are exact, in whatever order they are made.
    """

    def __init__(self, deciders: Mapping[str, Decider]) -> None:
        names = sorted({feature for d in deciders.values() for feature in d.rows})
        self._rows = {feature: row for row, feature in enumerate(names)}
        self._parts: dict[str, slice] = {}
        width = sum(len(d.bias) for d in deciders.values())
        self._weights = np.zeros((len(names), width))
        self._bias = np.zeros(width)
        at = 0
        for name, decider in deciders.items():
            part = self._parts[name] = slice(at, at + len(decider.bias))
            own = [self._rows[feature] for feature in decider.rows]
            self._weights[own, part] = decider.weights[list(decider.rows.values())]
            self._bias[part] = decider.bias
            at += len(decider.bias)

        self._runs = GramTable(self._rows)
        self._bundles: dict[Bundle, int] = {}
        self._sums = np.zeros((_KEPT, width))

    def scores(self, views: Sequence[View]) -> list[Scores]:
        """Return the scores of every decider by its name, for each of some views."""
        total = np.tile(self._bias, (len(views), 1))
        _add(total, *self._listed(view.words for view in views), self._weights)
        _add(total, *self._bundled(views), self._sums)
        _add_pairs(total, self._runs.rows([view.runs for view in views]), self._weights)
        parts = self._parts.items()
        return [{name: row[part] for name, part in parts} for row in total.tolist()]

    def _listed(self, words: Iterable[Iterable[str]]) -> tuple[Array, Array]:
        """Return where the rows of each list of features end, and the rows."""
        rows: list[int] = []
        ends: list[int] = []
        for some in words:
            rows += [row for row in map(self._rows.get, some) if row is not None]
            ends.append(len(rows))
        return np.array(ends, np.int64), np.array(rows, np.int64)

    def _bundled(self, views: Sequence[View]) -> tuple[Array, Array]:
        """Return where the rows of the bundles of each view end, and the rows in `_sums`."""
        if len(self._bundles) + sum(len(view.bundles) for view in views) > _KEPT:
            self._bundles.clear()
        known, rows, ends = self._bundles, [], []
        for view in views:
            for bundle in view.bundles:
                row = known.get(bundle)
                if row is None:
                    row = known[bundle] = len(known)
                    self._sums[row] = 0.0
                    _add(
                        self._sums[row : row + 1], *self._listed([bundle.features()]), self._weights
                    )
                rows.append(row)
            ends.append(len(rows))
        return np.array(ends, np.int64), np.array(rows, np.int64)


@compiled
def _add(total: Array, ends: Array, rows: Array, weights: Array) -> None:
    """Add to every sum the weights of its rows."""
    at = 0
    for n in range(len(ends)):
        for i in range(at, ends[n]):
            line = weights[rows[i]]
            for c in range(total.shape[1]):
                total[n, c] += line[c]
        at = ends[n]


@compiled
def _add_pairs(total: Array, pairs: Array, weights: Array) -> None:
    """Add the weights of rows, each to the sum that it is paired with."""
    for i in range(len(pairs)):
        line = weights[pairs[i, 1]]
        for c in range(total.shape[1]):
            total[pairs[i, 0], c] += line[c]


@dataclass(frozen=True, eq=False)
class EventModel:
    """All deciders by name, and the thresholds that were chosen with them."""

    deciders: dict[str, Decider]
    thresholds: dict[str, float]
    _panels: dict[tuple[str, ...], Panel] = field(default_factory=dict, repr=False)

    def panel(self, names: tuple[str, ...]) -> Panel:
        """Return some deciders as a panel, made when it is first asked for."""
        if names not in self._panels:
            self._panels[names] = Panel({name: self.deciders[name] for name in names})
        return self._panels[names]


def pack(model: EventModel) -> bytes:
    """Return a model as the bytes of an npz file; equal models give equal bytes."""
    arrays: dict[str, Any] = {}
    for name, decider in sorted(model.deciders.items()):
        features = sorted(decider.rows)
        order = [decider.rows[feature] for feature in features]
        arrays[f"{name}.features"] = np.frombuffer("\0".join(features).encode(), dtype=np.uint8)
        arrays[f"{name}.weights"] = decider.weights[order].astype(np.float16)
        arrays[f"{name}.bias"] = decider.bias.astype(np.float32)
        arrays[f"{name}.classes"] = np.array(decider.classes)
    for name, value in sorted(model.thresholds.items()):
        arrays[f"threshold.{name}"] = np.array(value)
    buffer = BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def unpack(data: bytes) -> EventModel:
    """Return the model of the bytes of an npz file."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        names = sorted({key.split(".")[0] for key in arrays} - {"threshold"})
        deciders = {name: _decider(arrays, name) for name in names}
        thresholds = {
            key.split(".", 1)[1]: float(arrays[key])
            for key in arrays
            if key.startswith("threshold.")
        }
    return EventModel(deciders, thresholds)


def _decider(arrays: Any, name: str) -> Decider:
    features = arrays[f"{name}.features"].tobytes().decode().split("\0")
    return Decider(
        tuple(arrays[f"{name}.classes"].tolist()),
        arrays[f"{name}.bias"].astype(np.float64),
        {feature: row for row, feature in enumerate(features)},
        arrays[f"{name}.weights"].astype(np.float64),
    )


@cache
def shipped() -> EventModel:
    """Return the model that ships with the package."""
    return unpack(files("nlp").joinpath("models/events.npz").read_bytes())


def card() -> dict[str, Any]:
    """Return where the shipped model comes from and how good it is."""
    text = files("nlp").joinpath("models/events.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
