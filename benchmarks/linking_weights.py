"""Fit the weights of `nlp.linking.companies` on invented mentions, and print them as YAML.

::

    python -m benchmarks.linking_weights [--mentions 5000]

A conditional logistic regression: the registered names that a mention can mean and one outsider
compete; the weights make the company that was meant, or the outsider, as likely as possible. Registers
of three sizes and different seeds and prefectures, a small ridge. The seeds here are 100 to 199; the
benchmark uses others.
"""

from __future__ import annotations

import argparse
from typing import NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks.registers import Mention, Population, mentions
from nlp.linking.agreement import FIELDS
from nlp.linking.companies import OUTSIDE, Companies
from nlp.linking.register import Register

_OUTSIDE_SHARE = 0.3
_RIDGE = 0.02
_MOST = 150
AREAS = (
    (100, 400, ("4206",)), (101, 3_000, ("4206",)), (102, 20_000, ("4305", "4306")), (103, 20_000, ("5107", "5106", "5109")),
    (104, 150_000, tuple(f"44{n:02d}" for n in range(1, 21)) + tuple(f"36{n:02d}" for n in range(1, 12))),
)  # fmt: skip
#: A first guess, so that the rows that count are kept while fitting.
START = {
    "name": {"exact": 12.0, "exact_bare": 8.0, "one_slip_sound": 5.0, "one_slip": 4.0, "slip_sound": -2.0, "slip": -4.0, "shorter_trade": -4.0, "longer_trade": -4.0, "abbreviation": -2.0},
    "place": {"equal": 2.0, "inside": 1.0, "away": -4.0},
    "line": {"equal": 2.0, "part": 1.0, "section": -2.0, "other": -5.0, "none": -3.0},
    "form": {"equal": 1.0, "other": -2.0}, "branch": {"equal": 1.0, "unsaid": -3.0, "other": -4.0},
    "near": {"county": 2.0, "city": 1.0, "away": -1.0}, "business": {"match": 1.0, "other": -0.5},
    "document": {"named": 4.0}, "tense": {"former": -1.0},
}  # fmt: skip


class Sample(NamedTuple):
    """Candidates of a mention as outcome numbers, and which of them are right (none: the outsider)."""

    table: NDArray[np.int64]
    outside: NDArray[np.float64]
    right: NDArray[np.bool_]


def samples(linker: Companies, told: list[Mention]) -> list[Sample]:
    """Return the mentions as samples; a company that was not retrieved counts as not there."""
    found = []
    for mention in told:
        case = linker.case(mention.text, mention.context)
        if case is None:
            continue
        keys = [linker.register.keys[o] for o in linker.register.owner[case.found.rows].tolist()]
        right = np.array([key == mention.key for key in keys], dtype=bool)
        kept = np.argsort(-(linker.scores(case.table) + 100.0 * right), kind="stable")[:_MOST]
        found.append(Sample(case.table[kept].astype(np.int64), case.outside, right[kept]))
    return found


def fit(given: list[Sample]) -> tuple[dict[str, dict[str, float]], dict[str, float]]:
    """Return the weights of the fields and of the outsider."""
    widths = [len(names) for names in FIELDS.values()]
    starts = np.concatenate([[0], np.cumsum(widths)])
    size = int(starts[-1])
    rows = np.concatenate([s.table for s in given]) + starts[:-1]
    owner = np.repeat(np.arange(len(given)), [len(s.table) for s in given])
    right = np.concatenate([s.right for s in given])
    outside = np.array([s.outside for s in given])
    inside = np.array([bool(s.right.any()) for s in given])
    silent = np.zeros(size, dtype=bool)
    silent[starts[:-1]] = True
    silent[list(FIELDS["name"]).index("same_trade")] = True

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        score = weights[rows].sum(axis=1)
        none = outside @ weights[size:]
        top = none.copy()
        np.maximum.at(top, owner, score)
        each, rest = np.exp(score - top[owner]), np.exp(none - top)
        total = rest + np.bincount(owner, each, len(given))
        good = np.where(inside, np.bincount(owner, each * right, len(given)), rest)
        value = float(np.sum(np.log(total) - np.log(good + 1e-300)))
        slope_rows = each / total[owner] - np.where(inside[owner], each * right / np.maximum(good, 1e-300)[owner], 0)  # fmt: skip
        slope_none = rest / total - np.where(inside, 0.0, 1.0)
        slope = np.zeros_like(weights)
        for column in range(rows.shape[1]):
            slope[:size] += np.bincount(rows[:, column], slope_rows, size)
        slope[size:] = outside.T @ slope_none
        slope[:size][silent] = 0.0
        return value + _RIDGE * float(weights @ weights), slope + 2 * _RIDGE * weights

    first = np.concatenate([*(_start(field, names) for field, names in FIELDS.items()), np.zeros(len(OUTSIDE))])  # fmt: skip
    best = minimize(loss, first, jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    fields = {
        field: {n: round(float(best[at + i]), 2) for i, n in enumerate(names) if n and not silent[at + i]}
        for (field, names), at in zip(FIELDS.items(), starts.tolist(), strict=False)
    }  # fmt: skip
    return fields, {n: round(float(w), 2) for n, w in zip(OUTSIDE, best[size:], strict=True)}


def _start(field: str, names: tuple[str, ...]) -> NDArray[np.float64]:
    return np.array([START.get(field, {}).get(name, 0.0) for name in names])


def main() -> None:
    """Print the fitted weights."""
    options = argparse.ArgumentParser(description="fit the weights of company linking")
    options.add_argument("--mentions", type=int, default=5000)
    count = options.parse_args().mentions
    given: list[Sample] = []
    for seed, size, prefectures in AREAS:
        population = Population(seed, prefectures)
        firms = list(population.register(size))
        linker = Companies(Register(firms), {"weights": START, "outside": {}, "threshold": 1.0})
        given += samples(linker, mentions(population, firms, count, _OUTSIDE_SHARE))
    fields, outside = fit(given)
    print(yaml.safe_dump({"weights": fields, "outside": outside}, sort_keys=False, default_flow_style=None, width=200))  # fmt: skip


if __name__ == "__main__":
    main()
