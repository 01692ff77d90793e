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

from nlp.gram_table import GramTable, View

#: The scores of every class of some deciders.
Scores = dict[str, list[float]]


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

    def scores(self, view: View) -> Scores:
        """Return the scores of every decider by its name."""
        present = [row for row in map(self._rows.get, view.words) if row is not None]
        total = self._weights.take(present, axis=0).sum(axis=0) + self._bias
        if view.runs:
            total += self._weights.take(self._runs.rows(view.runs), axis=0).sum(axis=0)
        listed: list[float] = total.tolist()
        return {name: listed[part] for name, part in self._parts.items()}


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
