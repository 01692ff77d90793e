"""Events by cross-validation on documents (交叉验证): what the deciders reach on texts that they were not trained on.

``python -m nlp.event_folds [--folds 4] [--leaks] [--curve] nlp/corpus/*.txt`` prints the figures of
`nlp.event_scores`, mentions given; the folds are of documents, drawn with a fixed seed.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from nlp.event_model import EventModel
from nlp.event_scores import Figures, Pair, count, errors, leaks, report
from nlp.event_training import Examples, Reading, examples, reading, train
from nlp.events import Event, EventReader
from nlp.gold import GoldDocument, read_gold
from nlp.resources import lexicon

#: The draw of the folds; figures of different days are of the same folds.
_SEED = 5
#: The parts of the training documents for which the curve is drawn.
_SHARES = (0.25, 0.5, 1.0)

#: Training examples by decider, of one document.
Learnt = dict[str, Examples]


class Outcome(NamedTuple):
    """A document with what a model that has not seen it found, and how that was paired."""

    gold: GoldDocument
    events: list[Event]
    pairs: list[Pair]


@dataclass(slots=True)
class Measured:
    """The figures of all folds with their outcomes."""

    figures: Figures = field(default_factory=Figures)
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def asserted_kept(self) -> tuple[int, int]:
        """How many of the found events that are asserted came out so, and how many there are."""
        confusion = self.figures.confusion
        return confusion["asserted", "asserted"], self.figures.statuses.gold["asserted"]


def folds(documents: int, number: int) -> list[int]:
    """Return the fold of each document; each fold is as large as the others but for one."""
    order = list(range(documents))
    random.Random(_SEED).shuffle(order)
    fold = [0] * documents
    for place, document in enumerate(order):
        fold[document] = place % number
    return fold


def merged(parts: Sequence[Learnt]) -> Learnt:
    """Return the examples of several documents as one set."""
    whole = {name: Examples() for name in parts[0]}
    for part in parts:
        for name, some in part.items():
            whole[name].rows += some.rows
            whole[name].classes += some.classes
    return whole


def models(
    learnt: Sequence[Learnt], fold: Sequence[int], share: float = 1.0
) -> Iterator[tuple[int, EventModel]]:
    """Yield each fold with a model that is trained on a share of the documents outside it."""
    order = list(range(len(fold)))
    random.Random(_SEED).shuffle(order)
    for number in sorted(set(fold)):
        outside = [n for n in order if fold[n] != number]
        yield number, train(merged([learnt[n] for n in outside[: int(len(outside) * share)]]))


class Crossed:
    """Gold documents with their examples, for measuring again and again."""

    def __init__(self, reader: EventReader, documents: Sequence[GoldDocument], number: int) -> None:
        self.reader = reader
        self.readings: list[Reading] = [reading(reader, gold) for gold in documents]
        self.learnt: list[Learnt] = [examples(reader, [read]) for read in self.readings]
        self.fold = folds(len(documents), number)

    def measured(self, share: float = 1.0, thresholds: dict[str, float] | None = None) -> Measured:
        """Return the figures of all documents, each read by the model of its fold."""
        found = Measured()
        for number, model in models(self.learnt, self.fold, share):
            chosen = EventModel(model.deciders, thresholds or model.thresholds)
            for read, fold in zip(self.readings, self.fold, strict=True):
                if fold == number:
                    found.outcomes.append(self._outcome(found.figures, read, chosen))
        return found

    def _outcome(self, figures: Figures, read: Reading, model: EventModel) -> Outcome:
        gold, document = read.gold, read.document
        found = self.reader.read(
            gold.text, document.layout.mentions, document.offices, gold.kind, model
        )
        events = [event for event, _ in found]
        return Outcome(gold, events, count(figures, gold, events))


def summary(measured: Measured) -> str:
    """Return the figures in one line."""
    figures = measured.figures
    slots = " ".join(
        f"{slot} {figures.slots.score(slot).f1:.3f}"
        for slot in ("event", "act", "actor", "counterpart", "speaker")
    )
    kept, asserted = measured.asserted_kept
    return (
        f"{slots} · status {figures.status_macro_f1:.3f} · weak as asserted "
        f"{figures.leaked}/{figures.weak} · asserted kept {kept}/{asserted}\n"
    )


def told_leaks(measured: Measured) -> str:
    """Return every weak event that came out as asserted, with the words about it."""
    lines = []
    for outcome in measured.outcomes:
        for wanted, got in leaks(outcome.pairs):
            status = got["status"] if got is not None else "-"
            passage = got["passage"].replace("\n", "⏎") if got is not None else ""
            slots = " ".join(f"{k}={v}" for k, v in wanted.items())
            lines.append(
                f"{outcome.gold.source_id} {wanted['status']} → {status} | {slots}\n    {passage}\n"
            )
    return "".join(lines)


def main(arguments: list[str]) -> None:
    """Print the cross-validated figures of gold documents."""
    parser = argparse.ArgumentParser(prog="nlp.event_folds")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--leaks", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--curve", action="store_true")
    options = parser.parse_args(arguments)
    reader = EventReader(lexicon("triggers"), lexicon("cues"))
    documents = [gold for path in options.files for gold in read_gold(path)]
    crossed = Crossed(reader, documents, options.folds)
    for share in _SHARES[: -1 if options.curve else 0]:
        sys.stdout.write(
            f"{share:.0%} of the training documents: {summary(crossed.measured(share))}"
        )
    measured = crossed.measured()
    sys.stdout.write(f"all: {summary(measured)}")
    sys.stdout.write(report(measured.figures))
    if options.leaks:
        sys.stdout.write(told_leaks(measured))
    if options.errors:
        sys.stdout.writelines(errors(o.gold, o.pairs) for o in measured.outcomes)


if __name__ == "__main__":
    main(sys.argv[1:])
