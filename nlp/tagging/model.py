"""A trained model (模型): one file with weights in eight bits, read without compiling anything anew.

The file holds the weights and everything they depend on: labels, templates, the numbers of the
lexicon's words, and how the chain's probability of a span becomes the measured one.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import exp, log
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ingest.errors import UserError
from nlp.annotation import Span
from nlp.tagging import emit, reader, tags, templates
from nlp.tagging.compiled import Array
from nlp.tagging.gazetteer import Gazetteer
from nlp.tagging.observe import Seen, column_names

_ARRAYS = ("keys", "weights", "scale", "trans", "word_steps", "word_bits")
#: Characters that are read at once: bounds the memory, not the result.
_BLOCK = 100_000
_TINY = 1e-6
#: No measurement on some thousand spans supports more certainty than this.
_LEAST = 1e-3


class Found(NamedTuple):
    """A span that the model found, with its probability."""

    start: int
    end: int
    label: str
    probability: float


@dataclass(frozen=True)
class Model:
    """Weights and what they mean; `facts` is what is written as text."""

    facts: dict[str, Any]
    arrays: dict[str, Array] = field(repr=False)

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """The labels, in the order of their tags."""
        return tuple(self.facts["labels"])

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The lexicon that the model was trained with."""
        names = np.cumsum(self.arrays["word_steps"], dtype=np.uint64)
        return Gazetteer(names, self.arrays["word_bits"], len(self.facts["lists"]))

    @cached_property
    def _templates(self) -> Array:
        columns, sparse = column_names(self.facts["lists"], rules=self.facts["rules"])
        return templates.parse(self.facts["templates"], columns, sparse)

    @cached_property
    def _known(self) -> tuple[Array, ...]:
        return tuple(emit.known(self.arrays["keys"], self.arrays["weights"]))

    @cached_property
    def _plan(self) -> tuple[Array, ...]:
        return tuple(emit.plan(self._templates))

    @cached_property
    def _steps(self) -> tuple[Array, ...]:
        return tuple(reader.steps(self.arrays["trans"]))

    def emissions(self, seen: Seen) -> Array:
        """Return the score of every tag at every character."""
        scores: Array = emit.scores(
            seen.cells,
            seen.bounds,
            self._plan,
            self._known,
            self.arrays["scale"],
            self.facts["lean"],
        )
        return scores

    def find(self, seen: Seen) -> list[Found]:
        """Return the spans of a text in order, flat, each with its measured probability."""
        return self.read(seen)[0]

    def read(self, seen: Seen) -> tuple[list[Found], Array]:
        """Return the spans as `find` does, and for every character how likely it is in none."""
        spans: list[Found] = []
        quiet = np.ones(len(seen.cells))
        for low, high in _blocks(seen.bounds):
            at = int(seen.bounds[low])
            part = Seen(seen.cells[at : seen.bounds[high]], seen.bounds[low : high + 1] - at)
            path, sure, silent = reader.read(self.emissions(part), part.bounds, self._steps)
            chances = sure.tolist()
            spans += [
                Found(s.start + at, s.end + at, s.label, self._measured(s, chances[s.end - 1]))
                for s in tags.decode(path, self.labels)
            ]
            quiet[at : at + silent.size] = silent
        return spans, quiet

    def _measured(self, span: Span, chance: float) -> float:
        """Return the share of such spans that were right in texts that the model had not seen."""
        slope, shift = self.facts["calibration"].get(span.label, (1.0, 0.0))
        odds = log((chance + _TINY) / (1.0 - chance + _TINY))
        share = 1.0 / (1.0 + exp(-(slope * odds + shift)))
        return round(min(max(share, _LEAST), 1.0 - _LEAST), 4)

    def to_bytes(self) -> bytes:
        """Return the file; equal models give equal bytes."""
        stream = io.BytesIO()
        facts = np.frombuffer(json.dumps(self.facts, ensure_ascii=False).encode(), np.uint8)
        stored: Any = {name: self.arrays[name] for name in _ARRAYS}
        np.savez_compressed(stream, facts=facts, **stored)
        return stream.getvalue()


def _blocks(bounds: Array) -> list[tuple[int, int]]:
    """Return runs of paragraphs (first, behind the last) of about `_BLOCK` characters."""
    cuts, ends = [0], bounds.tolist()
    for number in range(1, len(ends)):
        if ends[number] - ends[cuts[-1]] >= _BLOCK or number == len(ends) - 1:
            cuts.append(number)
    return list(pairwise(cuts))


def from_bytes(data: bytes) -> Model:
    """Return the model in the bytes of a file."""
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        facts: dict[str, Any] = json.loads(stored["facts"].tobytes().decode())
        return Model(facts, {name: stored[name] for name in _ARRAYS})


def load(path: Path) -> Model:
    """Return the model of a file.

    Raises
    ------
    UserError
        Where there is no such file or it holds no model.
    """
    try:
        return from_bytes(path.read_bytes())
    except (OSError, ValueError, KeyError) as error:
        what = f"读不出模型 · no model in {path}: {error}"
        raise UserError(what, "make train 可重新训练 · make train makes it") from error


def packed(weights: Array, keys: Array, rows: int) -> tuple[Array, Array, Array]:
    """Return the strongest rows in eight bits: weights, their keys (sorted), the scale of each tag.

    The largest weight of a tag would make the steps coarse for all others; beyond the 9,999th of ten
    thousand they are cut.
    """
    strength = np.abs(weights).max(axis=1)
    kept = np.sort(np.argsort(-strength, kind="stable")[:rows])
    chosen, names = weights[kept], keys[kept]
    order = np.argsort(names, kind="stable")
    chosen, names = chosen[order], names[order]
    scale = np.maximum(np.quantile(np.abs(chosen), 0.9999, axis=0), 1e-3) / 127.0
    small = np.clip(np.rint(chosen / scale), -127, 127).astype(np.int8)
    return small, names, scale.astype(np.float32)


def steps_of(names: Array) -> Array:
    """Return sorted numbers as differences, which compress."""
    return np.diff(names, prepend=np.uint64(0)).astype(np.uint64)


def facts_of(
    labels: Sequence[str], lists: Sequence[str], lines: Sequence[str], *, rules: bool, lean: float
) -> dict[str, Any]:
    """Return the part of a model that is text, without calibration."""
    return {
        "labels": list(labels), "lists": list(lists), "templates": list(lines), "rules": rules,
        "lean": lean, "calibration": {},
    }  # fmt: skip
