"""Fit the weights of `nlp.ranks` on the development half of the position strings, and write them.

::

    python -m benchmarks.position_weights [--write]

A multinomial logistic regression (sklearn, lbfgs, no random start): features as `Ranks.features` gives them, the level of
`texts/positions.jsonl` as the answer. Rows of several posts count for the post that counting puts highest. What has no rank
to be told (firms, villages, below 乡科级副职) teaches nothing. Prints accuracy and coverage over five folds
for some thresholds; `--write` puts the weights in `nlp/lexicons/rank_weights.csv`.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks.positions import Row, near, read_rows
from nlp.positions import beside, posts_of
from nlp.ranks import LEVELS, ranks

_RIDGE = 1.0
_SEEN = 3
_FOLDS = 5
TABLE = Path(__file__).parent.parent / "nlp" / "lexicons" / "rank_weights.csv"


class Sample(NamedTuple):
    """The features of a row's highest post, and its level."""

    features: list[str]
    level: int


def sample(row: Row) -> Sample | None:
    """Return a row as a sample, or None where it teaches nothing."""
    reader = ranks()
    posts = posts_of(row.position, near(row))
    told = []
    for i, post in enumerate(posts):
        counted = reader.counted(post.chain, post.title)
        open_ = reader.said(post.title) is None and not reader.without(post.chain, post.title)
        if open_ and counted is not None and LEVELS[0] <= counted <= LEVELS[-1]:
            told.append((counted, i))
    if not told:
        return None
    _, i = min(told)
    return Sample(reader.features(posts[i].chain, posts[i].title, beside(posts, i)), row.level)


def fit(samples: list[Sample]) -> dict[str, NDArray[np.float64]]:
    """Return the weights of each feature for each level."""
    seen = Counter(f for s in samples for f in s.features)
    index = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= _SEEN))}
    rows = [(r, index[f]) for r, s in enumerate(samples) for f in s.features if f in index]
    where = np.array(rows).T
    data = csr_matrix((np.ones(len(rows)), (where[0], where[1])), (len(samples), len(index)))
    model = LogisticRegression(C=_RIDGE, fit_intercept=False, max_iter=2000)
    model.fit(data, [s.level for s in samples])
    weights = np.full((len(index), len(LEVELS)), -9.0)
    for column, level in enumerate(model.classes_):
        weights[:, LEVELS.index(level)] = model.coef_[column]
    # a level that no sample has: kept away by the one feature that every post has
    absent = [i for i, level in enumerate(LEVELS) if level not in model.classes_]
    weights[:, absent] = 0.0
    weights[index["bias"], absent] = -9.0
    return {f: weights[i] for f, i in index.items()}


def judged(
    weights: dict[str, NDArray[np.float64]], samples: list[Sample]
) -> list[tuple[float, bool]]:
    """Return for each sample how sure the best level is, and whether it is right."""
    found = []
    for s in samples:
        scores = np.sum([weights[f] for f in s.features if f in weights], axis=0)
        chances = np.exp(scores - scores.max())
        best = int(chances.argmax())
        found.append((float(chances[best] / chances.sum()), LEVELS[best] == s.level))
    return found


def main() -> None:
    """Print the trials, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    samples = [s for row in read_rows("development") if (s := sample(row))]
    print(f"{len(samples)} samples")
    trials: list[tuple[float, bool]] = []
    for fold in range(_FOLDS):
        rest = [s for i, s in enumerate(samples) if i % _FOLDS != fold]
        trials += judged(fit(rest), [s for i, s in enumerate(samples) if i % _FOLDS == fold])
    for sure in (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        given = [right for chance, right in trials if chance >= sure]
        print(f"sure {sure}: accuracy {np.mean(given):.3f}, given {len(given) / len(trials):.3f}")
    if write:
        weights = fit(samples)
        lines = [
            "# Weights of `nlp.ranks`: how much a feature of a post speaks for each level (3 省部级正职 … 10 乡科级副职).",
            "# Source: learned from the development half of texts/positions.jsonl (MIT) by benchmarks/position_weights.py.",
            ",".join(["feature", *map(str, LEVELS)]),
        ]
        for feature, row in weights.items():
            if np.abs(row).max() >= 0.05:
                lines.append(",".join([feature, *(f"{w:.2f}" for w in row)]))
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{len(lines) - 3} weights written, {TABLE.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
