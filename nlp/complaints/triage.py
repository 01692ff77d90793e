"""What a complaint is about (诉求分类): category, class and topic with calibrated probabilities; never how credible it is.

A linear model over the masked text (`features`), trained by `training`, shipped as `models/triage.npz` without pickle and
applied by numpy. What it is not sure of stays unsorted: a person decides. The bar is `lexicons/triage.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nlp.complaints.features import features
from nlp.resources import lexicon

#: Decimal places of a probability that is given out; more differ between machines.
_PLACES = 6
TASKS = ("category", "class", "topic")
Row = tuple[frozenset[str], frozenset[str]]
Array = npt.NDArray[np.float64]


class Task(NamedTuple):
    """The decider of one question: classes, a weight for each feature and class, and how much its scores are worth."""

    classes: tuple[str, ...]
    weights: Array  # features x classes
    bias: Array
    temperature: float


class Space(NamedTuple):
    """The features: runs with their rarity (IDF), and marks."""

    runs: dict[str, int]
    rarity: Array
    marks: dict[str, int]
    mark_weight: float

    @property
    def size(self) -> int:
        """The number of features."""
        return len(self.runs) + len(self.marks)

    def vector(self, row: Row) -> tuple[list[int], list[float]]:
        """Return the places and values of a text's features; each block has its own fixed length."""
        runs = sorted(self.runs[f] for f in row[0] if f in self.runs)
        marks = sorted(self.marks[f] for f in row[1] if f in self.marks)
        values = self.rarity[runs]
        values = values / max(1e-9, float(np.sqrt((values**2).sum())))
        each = self.mark_weight / max(1, len(marks)) ** 0.5
        return runs + [len(self.runs) + m for m in marks], values.tolist() + [each] * len(marks)


class Model(NamedTuple):
    """All deciders over one space of features."""

    space: Space
    tasks: dict[str, Task]

    def read(self, row: Row) -> dict[str, dict[str, float]]:
        """Return the probability of every class of every task."""
        places, values = self.space.vector(row)
        found = {}
        for name, task in self.tasks.items():
            scores = task.bias + np.asarray(values) @ task.weights[places] if places else task.bias
            found[name] = dict(zip(task.classes, softmax(scores / task.temperature).tolist(), strict=True))  # fmt: skip
        return found


class Verdict(NamedTuple):
    """The surest class of a task with its probability; `code` is None where it is below the bar."""

    code: str | None
    probability: float


def softmax(scores: Array) -> Array:
    """Return probabilities from scores, along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Array = raised / raised.sum(axis=-1, keepdims=True)
    return result


def probabilities(
    text: str, mentions: Iterable[Mapping[str, Any]], events: Iterable[Mapping[str, Any]]
) -> dict[str, dict[str, float]]:
    """Return the rounded probability of every class of every task for a complaint with its mentions and events."""
    read = shipped().read(features(text, mentions, events))
    return {task: {code: round(p, _PLACES) for code, p in found.items()} for task, found in read.items()}  # fmt: skip


def decide(task: str, given: Mapping[str, float]) -> Verdict:
    """Return the surest class, or none where it is not sure enough (待人工分类)."""
    code = max(sorted(given), key=lambda c: given[c])
    sure = given[code] >= lexicon("triage")["bar"][task]
    return Verdict(code if sure else None, given[code])


def pack(model: Model) -> bytes:
    """Return a model as the bytes of an npz file; equal models give equal bytes."""
    space = model.space
    arrays: dict[str, Any] = {
        "runs": _joined(sorted(space.runs, key=space.runs.__getitem__)),
        "marks": _joined(sorted(space.marks, key=space.marks.__getitem__)),
        "rarity": space.rarity.astype(np.float32),
        "mark_weight": np.array(space.mark_weight),
    }
    for name, task in sorted(model.tasks.items()):
        arrays[f"{name}.classes"] = np.array(task.classes)
        arrays[f"{name}.weights"] = task.weights.astype(np.float16)
        arrays[f"{name}.bias"] = task.bias.astype(np.float32)
        arrays[f"{name}.temperature"] = np.array(task.temperature)
    buffer = BytesIO()
    np.savez_compressed(buffer, **arrays)
    return buffer.getvalue()


def unpack(data: bytes) -> Model:
    """Return the model of the bytes of an npz file."""
    with np.load(BytesIO(data), allow_pickle=False) as arrays:
        space = Space(
            _split(arrays["runs"]), arrays["rarity"].astype(float), _split(arrays["marks"]),
            float(arrays["mark_weight"]),
        )  # fmt: skip
        tasks = {
            name: Task(
                tuple(arrays[f"{name}.classes"].tolist()), arrays[f"{name}.weights"].astype(float),
                arrays[f"{name}.bias"].astype(float), float(arrays[f"{name}.temperature"]),
            )
            for name in TASKS
        }  # fmt: skip
    return Model(space, tasks)


def _joined(words: Sequence[str]) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\0".join(words).encode(), dtype=np.uint8)


def _split(stored: npt.NDArray[np.uint8]) -> dict[str, int]:
    return {word: n for n, word in enumerate(stored.tobytes().decode().split("\0"))}


@cache
def shipped() -> Model:
    """Return the model that ships with the package."""
    return unpack(files("nlp").joinpath("models/triage.npz").read_bytes())
