"""Train the deciders of relations (训练关系判定模型) from gold documents; the same texts give the same bytes.

``python -m nlp.relation_training [--measure] nlp/corpus/*.txt`` trains on all of them and writes
`nlp/models/relations.npz` with its provenance beside it; with ``--measure`` it prints cross-validated figures and
writes nothing. The deciders see events: those of a document always come from deciders that never saw it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlp import event_training
from nlp.coreference import Coreference
from nlp.event_model import Decider, EventModel, pack
from nlp.event_training import Examples
from nlp.events import Event, EventReader
from nlp.gold import RELATIONS, GoldDocument, read_gold
from nlp.relation_choice import Chooser, Chosen, Name, fillers, of_filler, of_none, pairs, winners
from nlp.relation_features import Seen, Sight, of_name, of_pair
from nlp.resources import lexicon
from nlp.stakes import stakes
from nlp.ties import ties

MODELS = Path(__file__).parent / "models"
FOLDS = 5
#: Strength of the penalty (smaller is stronger) and least sureness of each decider, by cross-validation on the
#: development documents; of share, buyer and sum the log odds from which a name is better than none.
_PENALTY = {"holds": 0.1, "paid": 0.1, "award": 0.3, "flag": 0.3}
_PENALTY_FILLER = 0.1
THRESHOLDS = {
    "holds": 0.25,
    "paid": 0.2,
    "award": 0.22,
    "doubt": 0.65,
    "share": 0.0,
    "buyer": -0.85,
    "sum": -0.85,
}
#: Features that the flag of a stake is not learnt from: with them it was worse in cross-validation.
_TOO_FINE = re.compile(r"[12][LR]")
#: A feature must be seen this often; weights below this are left out of the shipped file.
_SEEN, _SMALL = 2, 0.004

Rows = dict[str, list[tuple[list[str], str]]]  # examples of each decider: features and class


class Sighted(NamedTuple):
    """A gold document as the deciders of relations see it."""

    gold: GoldDocument
    sight: Sight


def folds(documents: Sequence[GoldDocument]) -> list[int]:
    """Return the fold of each document, by its name alone."""
    digests = [hashlib.sha256(d.source_id.encode()).digest()[0] for d in documents]
    return [digest % FOLDS for digest in digests]


def sighted(documents: Sequence[GoldDocument]) -> list[Sighted]:
    """Return the documents with the events that deciders trained on the other folds find in them."""
    reader = EventReader(lexicon("triggers"), lexicon("cues"))
    readings = [event_training.reading(reader, gold) for gold in documents]
    rows = [event_training.examples(reader, [read]) for read in readings]
    fold = folds(documents)
    found: dict[int, Sighted] = {}
    for k in sorted(set(fold)):
        model = event_training.train(_merged(r for r, f in zip(rows, fold, strict=True) if f != k))
        for i, read in enumerate(readings):
            if fold[i] == k:
                found[i] = Sighted(read.gold, _sight(read, _events(reader, model, read)))
    return [found[i] for i in range(len(documents))]


def _merged(parts: Iterable[dict[str, Examples]]) -> dict[str, Examples]:
    """Return the examples of several documents as one."""
    found: dict[str, Examples] = {}
    for part in parts:
        for name, some in part.items():
            kept = found.setdefault(name, Examples())
            kept.rows += some.rows
            kept.classes += some.classes
    return found


def _events(reader: EventReader, model: EventModel, read: event_training.Reading) -> list[Event]:
    """Return the events that a model finds in a document."""
    document = read.document
    mentions = document.layout.mentions
    told = reader.read(document.text, mentions, document.offices, read.gold.kind, model)
    return [event for event, _ in told]


def _sight(read: event_training.Reading, events: Sequence[Event]) -> Sight:
    layout, held = read.document.layout, read.document.offices
    links = Coreference(layout, held)
    return Sight(
        layout, links,
        Seen(held, list(ties(layout, links)), list(stakes(layout, links, held)), events),
    )  # fmt: skip


def examples(documents: Iterable[Sighted]) -> Rows:
    """Return the training examples of every decider."""
    rows: Rows = {
        n: [] for n in ("holds", "flag", "share", "paid", "payer", "award", "buyer", "sum")
    }
    for gold, sight in documents:
        _of_stakes(rows, gold, sight)
        _of_payments(rows, gold, sight)
        _of_awards(rows, gold, sight)
    return rows


def _of_stakes(rows: Rows, gold: GoldDocument, sight: Sight) -> None:
    for pair in pairs(sight, "holds"):
        told = [r for r in gold.relations if r[0] == "holds" and r[1:3] == pair]
        row = of_pair(sight, *pair, sight.near(*pair))
        rows["holds"].append((row, _yes(bool(told))))
        coarse = [f for f in row if not _TOO_FINE.match(f)]
        rows["flag"] += [(coarse, str(r[4])) for r in told]
        if told:
            _of_fillers(rows, sight, "share", pair, {r[3] for r in told})


def _of_payments(rows: Rows, gold: GoldDocument, sight: Sight) -> None:
    for pair in pairs(sight, "paid"):
        told = {r[1] for r in gold.relations if r[0] == "paid" and r[2:4] == pair}
        row = of_pair(sight, *pair, sight.near(*pair))
        rows["paid"].append((row, _yes(bool(told))))
        if told:
            _of_fillers(rows, sight, "payer", pair, told)
            rows["payer"].append((of_none(sight, pair), _yes(None in told)))


def _of_awards(rows: Rows, gold: GoldDocument, sight: Sight) -> None:
    for pair in winners(sight):
        told = [r for r in gold.relations if r[0] == "award" and r[2] == pair[0]]
        rows["award"].append((of_name(sight, pair[0]), _yes(bool(told))))
        if told:
            _of_fillers(rows, sight, "buyer", pair, {r[1] for r in told})
            _of_fillers(rows, sight, "sum", pair, {r[3] for r in told})


def _of_fillers(
    rows: Rows, sight: Sight, slot: str, pair: Name, told: Iterable[str | None]
) -> None:
    wanted = set(told)
    for name in fillers(sight, slot, pair):
        rows[slot].append((of_filler(sight, slot, pair, name), _yes(name in wanted)))


def _yes(right: object) -> str:
    return "1" if right else "0"


def train(rows: Rows) -> EventModel:
    """Return a model trained on examples."""
    return EventModel({name: _fit(name, some) for name, some in sorted(rows.items())}, THRESHOLDS)


def _fit(name: str, data: Sequence[tuple[list[str], str]]) -> Decider:
    counts = Counter(f for row, _ in data for f in set(row))
    index = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= _SEEN))}
    indices, starts = [], [0]
    for row, _ in data:
        indices += sorted({index[f] for f in row if f in index})
        starts.append(len(indices))
    matrix = csr_matrix((np.ones(len(indices)), indices, starts), shape=(len(data), len(index)))
    fitted = LogisticRegression(C=_PENALTY.get(name, _PENALTY_FILLER), max_iter=300, tol=1e-3)
    fitted.fit(matrix, [label for _, label in data])
    weights = fitted.coef_.T.round(3)
    kept = [f for f, i in index.items() if np.abs(weights[i]).max() >= _SMALL]
    classes = tuple(str(c) for c in fitted.classes_[-weights.shape[1] :])
    rows = {f: row for row, f in enumerate(kept)}
    return Decider(classes, fitted.intercept_.round(4), rows, weights[[index[f] for f in kept]])


def measured(documents: Sequence[Sighted]) -> Iterator[str]:
    """Yield the cross-validated figures of each relation, one line each; mentions are given."""
    fold = folds([d.gold for d in documents])
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for k in sorted(set(fold)):
        chooser = Chooser(
            train(examples(d for d, f in zip(documents, fold, strict=True) if f != k))
        )
        for document, f in zip(documents, fold, strict=True):
            if f == k:
                got = {_row(c) for c in chooser.chosen(document.sight)}
                gold = {r for r in document.gold.relations if r[0] in ("holds", "paid", "award")}
                wanted.update(str(r[0]) for r in gold)
                found.update(str(r[0]) for r in got)
                right.update(str(r[0]) for r in got & gold)
    for kind in ("holds", "paid", "award"):
        f1 = 2 * right[kind] / max(1, wanted[kind] + found[kind])
        yield f"{kind} F1 {f1:.3f} right {right[kind]} gold {wanted[kind]} found {found[kind]}"


def _row(found: Chosen) -> tuple[str | None, ...]:
    args = (found.arg1, found.arg2, found.arg3, found.flag)
    return (found.type, *args[: RELATIONS[found.type]])


def main(arguments: list[str]) -> None:
    """Train on all the given documents and write the model with its provenance, or measure."""
    parser = argparse.ArgumentParser(prog="nlp.relation_training")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--measure", action="store_true")
    options = parser.parse_args(arguments)
    documents = sighted([gold for path in options.files for gold in read_gold(path)])
    if options.measure:
        sys.stdout.write("\n".join(measured(documents)) + "\n")
        return
    rows = examples(documents)
    MODELS.mkdir(exist_ok=True)
    (MODELS / "relations.npz").write_bytes(pack(train(rows)))
    text = json.dumps(_provenance(options.files, documents, rows), ensure_ascii=False, indent=1)
    (MODELS / "relations.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")


def _provenance(paths: Sequence[Path], documents: Sequence[Sighted], rows: Rows) -> dict[str, Any]:
    kinds = Counter(str(r[0]) for d in documents for r in d.gold.relations)
    return {
        "made_by": "python -m nlp.relation_training",
        "licence": "Apache-2.0; learnt from nlp/corpus alone, invented texts",
        "files": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in paths},
        "documents": len(documents),
        "relations": dict(sorted(kinds.items())),
        "examples": {name: len(some) for name, some in rows.items()},
        "penalty": {**_PENALTY, "fillers": _PENALTY_FILLER},
        "thresholds": THRESHOLDS,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
