"""How good a model is: strict F1 with bootstrap intervals, and probabilities that are measured (评测)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from nlp.annotation import Span
from nlp.tagging.compiled import Array
from nlp.tagging.model import Found

#: Resamples of an interval; one seed, so equal inputs give equal intervals.
_RESAMPLES = 1000
_TINY = 1e-6


class Interval(NamedTuple):
    """A figure with its 95 % bootstrap interval over texts."""

    value: float
    low: float
    high: float


class Report(NamedTuple):
    """Strict F1 a label, micro and macro with intervals; `characters` of the texts measured."""

    micro: Interval
    macro: Interval
    labels: dict[str, Interval]
    characters: int


def counts(gold: Iterable[Span], found: Iterable[Span], labels: Sequence[str]) -> Array:
    """Return annotated, found and right spans of one text for each label."""
    wanted, got = set(gold), set(found)
    tally = [Counter(s.label for s in spans) for spans in (wanted, got, wanted & got)]
    return np.array([[t[label] for t in tally] for label in labels], np.int64)


def _f1(sums: Array) -> Array:
    total = sums[..., 0] + sums[..., 1]
    return np.where(total > 0, 2.0 * sums[..., 2] / np.maximum(total, 1), 0.0)


def report(tallies: Sequence[Array], labels: Sequence[str], characters: int) -> Report:
    """Return the figures of texts whose spans were counted; macro is over labels that occur."""
    table = np.stack(tallies)
    present = table.sum(axis=0)[:, 0] > 0
    generator = np.random.default_rng(1)
    draws = generator.multinomial(
        len(table), np.full(len(table), 1.0 / len(table)), size=_RESAMPLES
    )
    resampled = np.tensordot(draws, table, axes=(1, 0))

    def interval(value: Array, spread: Array) -> Interval:
        low, high = np.quantile(spread, (0.025, 0.975))
        return Interval(round(float(value), 4), round(float(low), 4), round(float(high), 4))

    whole = table.sum(axis=0)
    single, many = _f1(whole), _f1(resampled)
    return Report(
        interval(_f1(whole.sum(axis=0)), _f1(resampled.sum(axis=1))),
        interval(single[present].mean(), many[:, present].mean(axis=1)),
        {n: interval(single[i], many[:, i]) for i, n in enumerate(labels) if present[i]},
        characters,
    )


def calibration(
    pairs: Sequence[tuple[Sequence[Found], set[Span]]], labels: Sequence[str]
) -> dict[str, tuple[float, float]]:
    """Return slope and shift of the log odds for each label, from texts the model had not seen.

    One slope for all labels and a shift for each, drawn to 0 where a label is rare: Platt's scaling.
    """
    rows = [
        (np.log((f.probability + _TINY) / (1 - f.probability + _TINY)), labels.index(f.label),
         Span(f.start, f.end, f.label) in gold)
        for found, gold in pairs for f in found
    ]  # fmt: skip
    if not rows:
        return {}
    odds, number, right = (np.array(column) for column in zip(*rows, strict=True))
    features = np.concatenate([odds[:, None], np.eye(len(labels))[number]], axis=1)
    penalty = np.array([0.0, *(2.0 for _ in labels)])
    weights = np.array([1.0, *(0.0 for _ in labels)])
    for _ in range(50):  # Newton; the problem is convex and has a dozen unknowns
        chance = 1.0 / (1.0 + np.exp(-features @ weights))
        slope = features.T @ (right - chance) - penalty * weights
        curve = (features * (chance * (1 - chance))[:, None]).T @ features + np.diag(penalty + 1e-6)
        weights = weights + np.linalg.solve(curve, slope)
    return {
        label: (round(float(weights[0]), 4), round(float(weights[i + 1]), 4))
        for i, label in enumerate(labels)
    }
