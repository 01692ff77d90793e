"""Train the triage of complaints (训练分类模型) from the domain corpus; the same texts give the same weights.

``python -m nlp.complaints.training`` cross-validates by document, calibrates on the held-back folds, then trains on all
documents that are not held out and writes `nlp/models/triage.npz` with its provenance beside it.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from nlp.complaints.features import features
from nlp.complaints.triage import TASKS, Array, Model, Row, Space, Task, pack, softmax
from nlp.events import events_of
from nlp.gold import GoldDocument, read_gold
from nlp.pipeline import build, read
from nlp.spans import mentions_of

NLP = Path(__file__).resolve().parents[1]
FILES = ("corpus/complaints_*.txt", "corpus/triage/*.txt")
#: Chosen by cross-validation: strength of the penalty, weight of the marks, and how often a run must be seen.
_PENALTY, _MARKS, _SEEN = 3.0, 0.5, 3
#: What a short labelled text is worth beside one of the corpus; they are more than half of all, in another manner.
_SHORT = 0.4
_FOLDS, _SEED = 5, 20240601
Labels = npt.NDArray[np.str_]


def rows_of(documents: Sequence[GoldDocument]) -> list[Row]:
    """Return the features of documents as the pipeline reads them, not as they are annotated."""
    texts = [(d.source_id, "complaint", d.text) for d in documents]
    return [
        features(
            d.text, [m._asdict() for m in mentions_of(doc)], [e._asdict() for e in events_of(doc)]
        )
        for d, (_, doc) in zip(documents, read(build(), texts), strict=True)
    ]


def space_of(rows: Sequence[Row]) -> Space:
    """Return the features that are seen often enough."""
    seen = [Counter(f for row in rows for f in row[block]) for block in (0, 1)]
    runs, marks = (sorted(f for f, n in count.items() if n >= _SEEN) for count in seen)
    rarity = np.array([np.log((1 + len(rows)) / (1 + seen[0][f])) + 1 for f in runs])
    return Space(_numbered(runs), rarity, _numbered(marks), _MARKS)


def _numbered(words: Sequence[str]) -> dict[str, int]:
    return {word: n for n, word in enumerate(words)}


def matrix(space: Space, rows: Sequence[Row]) -> Array:
    """Return the features of texts as a matrix."""
    found = np.zeros((len(rows), space.size))
    for i, row in enumerate(rows):
        places, values = space.vector(row)
        found[i, places] = values
    return found


def fit(x: Array, labels: Labels, worth_each: Array) -> Task:
    """Return a decider; solved among the texts, of which there are fewer than features, which gives the same weights."""
    worth, turned = np.linalg.eigh(x @ x.T)
    kept = worth > 1e-9 * worth.max()
    base = (x.T @ turned[:, kept]) / np.sqrt(worth[kept])  # the rows' space, orthonormal
    solver = LogisticRegression(C=_PENALTY, max_iter=2000, class_weight="balanced")
    solver.fit(x @ base, labels, sample_weight=worth_each)
    return Task(tuple(map(str, solver.classes_)), base @ solver.coef_.T, solver.intercept_, 1.0)


def held_back_scores(
    rows: Sequence[Row], labels: Labels, worth: Array
) -> tuple[Array, tuple[str, ...]]:
    """Return the scores of every document by a model that has not seen it."""
    classes = tuple(sorted(set(labels.tolist())))
    scores = np.zeros((len(rows), len(classes)))
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=_SEED)
    for train, test in folds.split(labels, labels):
        space = space_of([rows[i] for i in train])
        task = fit(matrix(space, [rows[i] for i in train]), labels[train], worth[train])
        scores[test] = matrix(space, [rows[i] for i in test]) @ task.weights + task.bias
    return scores, classes


def temperature(scores: Array, truth: npt.NDArray[np.int64]) -> float:
    """Return by what the scores are divided to be calibrated (Platt's scaling for several classes)."""

    def loss(logarithm: float) -> float:
        found = softmax(scores / np.exp(logarithm))
        return float(-np.log(found[np.arange(len(truth)), truth] + 1e-12).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3.0, 3.0), method="bounded").x))


def train(
    documents: Sequence[GoldDocument], rows: Sequence[Row], measured: npt.NDArray[np.bool_]
) -> tuple[Model, dict[str, Any]]:
    """Return the model, and what cross-validation says of it.

    Parameters
    ----------
    measured : the documents by which it is calibrated; short ones in one hand are too easy to tell how sure it may be
    """
    space, tasks, report = space_of(rows), {}, {}
    x, worth = matrix(space, rows), np.where(measured, 1.0, _SHORT)
    for name in TASKS:
        labels = np.array([d.facts[name] for d in documents])
        scores, classes = held_back_scores(rows, labels, worth)
        truth = np.array([classes.index(label) for label in labels])
        scores, truth = scores[measured], truth[measured]
        heat = temperature(scores, truth)
        tasks[name] = fit(x, labels, worth)._replace(temperature=heat)
        report[name] = _report(softmax(scores / heat), truth)
    return Model(space, tasks), report


def _report(found: Array, truth: npt.NDArray[np.int64]) -> dict[str, Any]:
    best, sure = found.argmax(axis=1), found.max(axis=1)
    return {
        "macro_f1": round(float(f1_score(truth, best, average="macro")), 3),
        "accuracy": round(float((best == truth).mean()), 3),
        "answered_and_right_above": {
            f"{bar:.2f}": [round(float((sure >= bar).mean()), 3), round(float((best == truth)[sure >= bar].mean()), 3)]
            for bar in (0.3, 0.35, 0.4, 0.45, 0.5, 0.6) if (sure >= bar).any()
        },
    }  # fmt: skip


def main() -> None:
    """Train on all complaints that are not held out, and write the model with its provenance."""
    paths = [path for pattern in FILES for path in sorted(NLP.glob(pattern))]
    held = [(p, d) for p in paths for d in read_gold(p) if set(TASKS) <= d.facts.keys()]
    documents = [d for _, d in held]
    measured = np.array([p.parent.name != "triage" for p, _ in held])
    model, report = train(documents, rows_of(documents), measured)
    (NLP / "models/triage.npz").write_bytes(pack(model))
    card = {
        "made_by": "python -m nlp.complaints.training",
        "licence": "Apache-2.0; learnt from nlp/corpus alone, invented texts",
        "files": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in paths},
        "documents": len(documents),
        "features": model.space.size,
        "penalty": _PENALTY,
        "worth_of_a_short_text": _SHORT,
        "calibrated_on": int(measured.sum()),
        "cross_validation": report,
    }
    text = json.dumps(card, ensure_ascii=False, indent=1)
    (NLP / "models/triage.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
