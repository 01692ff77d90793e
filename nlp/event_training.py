"""Train the deciders of events (训练事件判定模型) from gold documents; the same texts give the same bytes.

``python -m nlp.event_training nlp/corpus/*.txt`` trains on all of them, and on the real passages
(`nlp.standoff`) whose texts lie beside the project, and writes `nlp/models/events.npz` with its
provenance beside it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from nlp.event_context import of_context
from nlp.event_features import Act, of_act, of_filler, of_sentence
from nlp.event_fill import CHOSEN, basis_features, candidates
from nlp.event_model import Decider, EventModel, pack
from nlp.events import EventReader, Passage
from nlp.gold import SPEAKERS, GoldDocument, GoldEvent, read_gold
from nlp.offices import offices
from nlp.resources import lexicon
from nlp.slots import Document, Filler
from nlp.spans import Mention
from nlp.standoff import real

MODELS = Path(__file__).parent / "models"
#: Strength of the penalty (smaller is stronger), chosen by cross-validation on the development documents.
_PENALTY = {"event": 0.03, "silent": 0.3, "status": 0.03, "relation": 0.3, "basis": 0.3}
_PENALTY_RANK = 0.3
#: Deciders in which every class counts the same, however rare.
_BALANCED = frozenset(("status",))
#: Features that the status is not learnt from: with them it was worse in cross-validation.
_TOO_FINE = re.compile(r"s|[pq]|c|[a-z_]+:")
#: A feature must be seen this often.
_SEEN = 2
#: Weights below this are left out of the shipped file.
_SMALL = 0.004
#: Chosen by cross-validation: where an act counts as an event, and how sure asserted must be.
THRESHOLDS = {
    "event": -1.0,
    "whole": -2.0,
    "silent": 0.25,
    "asserted": 0.9,
    "plain": 0.85,
    "found": 0.6,
    "rule": 0.45,
    "opening_date": 1.0,
}
#: What makes an act the one of an annotated event: the values of the slots near it.
_NEAR = {"counterpart": (3.0, 2.0), "amount": (4.0, 2.0), "date": (1.0, 0.7), "actor": (1.0, 0.7), "speaker": (0.5, 0.5)}  # fmt: skip
_ENOUGH = 1.2
_SILENT = {"counterpart": 2.0, "amount": 3.0, "date": 1.0, "actor": 1.2, "speaker": 1.5}


@dataclass(slots=True)
class Examples:
    """Rows of features with their classes."""

    rows: list[list[str]] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)

    def add(self, row: Iterable[str], label: str) -> None:
        """Add an example."""
        self.rows.append(list(row))
        self.classes.append(label)


class Reading(NamedTuple):
    """A gold document as the deciders see it, with the events of each act."""

    gold: GoldDocument
    document: Document
    acts: list[Act]
    events: list[list[GoldEvent]]  # of each act
    contexts: list[list[str]]  # of each act: the features of what stands around it
    passages: list[Passage]
    silent: list[list[GoldEvent]]  # of each sentence: those without a word for the act


def reading(reader: EventReader, gold: GoldDocument) -> Reading:
    """Return a gold document with its acts, each with the annotated events that it carries."""
    mentions = [
        Mention(s.start, s.end, gold.text[s.start : s.end], s.label, 1.0, None)
        for s in sorted(gold.spans)
    ]
    found = offices(gold.text, mentions)
    document = reader.document(gold.text, mentions, found, gold.kind)
    passages: list[Passage] = []
    contexts: list[list[str]] = []
    for passage in reader.passages(document):  # its counts of the acts told before go on changing
        passages.append(passage)
        contexts += of_context(document, passage.acts, passage.told)
    acts = [act for passage in passages for act in passage.acts]
    carried = _assign(document, acts, gold.events)
    taken = {id(event) for events in carried for event in events}
    left = [event for event in gold.events if id(event) not in taken]
    return Reading(gold, document, acts, carried, contexts, passages, _silent(document, gold, left))


def _silent(
    document: Document, gold: GoldDocument, left: Sequence[GoldEvent]
) -> list[list[GoldEvent]]:
    """Return the events that no word carries, at the sentence that holds most of their slots."""
    sentences = document.layout.sentences
    found: list[list[GoldEvent]] = [[] for _ in sentences]
    for event in left:
        place = gold.events.index(event) / max(1, len(gold.events))
        worths = []
        for n, sentence in enumerate(sentences):
            whole = document.text[sentence.start : sentence.end]
            near = sum(w for slot, w in _SILENT.items() if event.slots.get(slot, "\0") in whole)
            worths.append(near - 0.8 * abs(place - n / len(sentences)))
        best = max(range(len(sentences)), key=lambda n: (worths[n], -n), default=None)
        if best is not None and worths[best] >= _ENOUGH:
            found[best].append(event)
    return found


def _assign(
    document: Document, acts: Sequence[Act], events: Sequence[GoldEvent]
) -> list[list[GoldEvent]]:
    """Return the annotated events of every act by the best assignment; what is left joins an act of its sentence."""
    worth = np.zeros((len(events), len(acts)))
    for i, event in enumerate(events):
        for j, act in enumerate(acts):
            order = 0.3 * (1 - abs(i / max(1, len(events)) - j / max(1, len(acts))))
            near = _near(document, act, event) if event.act == act.trigger.act else 0.0
            worth[i, j] = near + order if near >= _ENOUGH else 0.0
    rows, columns = linear_sum_assignment(worth, maximize=True)
    carried: list[list[GoldEvent]] = [[] for _ in acts]
    left = set(range(len(events)))
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        if worth[i, j] > 0:
            carried[j].append(events[i])
            left.discard(i)
    for i in sorted(left):
        best = max(
            range(len(acts)), key=lambda j: (worth[i, j] if carried[j] else 0.0, -j), default=None
        )
        if best is not None and carried[best] and worth[i, best] > _ENOUGH + 1:
            carried[best].append(events[i])
    return carried


def _near(document: Document, act: Act, event: GoldEvent) -> float:
    """Return how well the slots of an annotated event fit the place of an act."""
    sentence = act.sentence(document)
    clause = document.text[act.clause.start : act.clause.end]
    whole = document.text[sentence.start : sentence.end]
    total = 0.5 + 0.5 * act.trigger.strong + 0.8 * (event.slots["status"] == act.status)
    for slot, (here, there) in _NEAR.items():
        value = event.slots.get(slot)
        if value is not None:
            total += here if value in clause else there if value in whole else 0.0
    missing = [
        s for s in ("counterpart", "amount") if s in event.slots and event.slots[s] not in whole
    ]
    speaker = event.slots["speaker"]
    near = document.text[max(0, sentence.start - 80) : sentence.end]
    elsewhere = speaker not in SPEAKERS and speaker not in near
    return total - 1.0 * len(missing) - 2.0 * elsewhere


def examples(reader: EventReader, readings: Iterable[Reading]) -> dict[str, Examples]:
    """Return the training examples of every decider."""
    found = {
        name: Examples() for name in ("event", "silent", "status", "relation", "basis", *CHOSEN)
    }
    for read in readings:
        # A second word for the same act in the same sentence is neither an event of its own nor none.
        told = {(a.number, a.trigger.act) for a, e in zip(read.acts, read.events, strict=True) if e}
        for act, events, context in zip(read.acts, read.events, read.contexts, strict=True):
            row = of_act(read.document, act)
            if events or (act.number, act.trigger.act) not in told:
                found["event"].add([*row, *context], "1" if events else "0")
            _slot_examples(found, reader, read, act, events, row)
        for passage, events in zip(read.passages, read.silent, strict=True):
            heard = of_sentence(read.document, passage.number, passage.hints, passage.echoes)
            for code in sorted({event.act for event in events}) or ["none"]:
                found["silent"].add(heard, code)
            for event in events:
                act = reader.silent(read.document, passage, event.act)
                _slot_examples(found, reader, read, act, [event], of_act(read.document, act))
    return found


def _slot_examples(
    found: dict[str, Examples], reader: EventReader, read: Reading, act: Act,
    events: Sequence[GoldEvent], row: Sequence[str],
) -> None:  # fmt: skip
    """Add the examples of the codes and slots of the events of an act."""
    for event in events[:1]:
        status, speaker = event.slots["status"], event.slots["speaker"]
        found["status"].add((f for f in row if not _TOO_FINE.match(f)), status)
        known = basis_features(read.document, status, speaker)
        found["basis"].add([*row, *known], event.slots["basis"])
        found["relation"].add(row, event.slots.get("relation", "unknown"))
        _rank_examples(found, reader, read, act, events)


def _rank_examples(
    found: dict[str, Examples],
    reader: EventReader,
    read: Reading,
    act: Act,
    events: Sequence[GoldEvent],
) -> None:
    """Add one example for each candidate of each slot: whether it is what the annotation says."""
    name = events[0].slots.get("actor", "")
    for slot in CHOSEN:
        wanted = {event.slots.get(slot) for event in events}
        if slot == "speaker":
            wanted = {None if w in ("author", "complainant", "respondent") else w for w in wanted}
        others = candidates(read.document, reader.slots, act, slot)
        if None not in wanted and not wanted & {other.text for other in others}:
            continue  # said in a way that no candidate has: nothing to learn from
        options: list[Filler | None] = [None, *others]
        for option in options:
            text = option.text if option is not None else None
            row = of_filler(read.document, act, option, others, name if slot != "actor" else "")
            found[slot].add(row, "1" if text in wanted else "0")


def train(data: dict[str, Examples]) -> EventModel:
    """Return a model trained on examples."""
    deciders = {name: _fit(name, some) for name, some in sorted(data.items())}
    return EventModel(deciders, THRESHOLDS)


def _fit(name: str, data: Examples) -> Decider:
    counts = Counter(f for row in data.rows for f in set(row))
    index = {f: i for i, f in enumerate(sorted(f for f, n in counts.items() if n >= _SEEN))}
    indices, starts = [], [0]
    for row in data.rows:
        indices += sorted({index[f] for f in row if f in index})
        starts.append(len(indices))
    matrix = csr_matrix(
        (np.ones(len(indices)), indices, starts), shape=(len(data.rows), len(index))
    )
    fitted = LogisticRegression(
        C=_PENALTY.get(name, _PENALTY_RANK), max_iter=300, tol=1e-3,
        class_weight="balanced" if name in _BALANCED else None,
    )  # fmt: skip
    fitted.fit(matrix, data.classes)
    weights = fitted.coef_.T.round(3)
    kept = [f for f, i in index.items() if np.abs(weights[i]).max() >= _SMALL]
    classes = tuple(str(c) for c in fitted.classes_[-weights.shape[1] :])
    rows = {f: row for row, f in enumerate(kept)}
    return Decider(classes, fitted.intercept_.round(4), rows, weights[[index[f] for f in kept]])


def main(arguments: list[str]) -> None:
    """Train on all the given documents and write the model with its provenance."""
    parser = argparse.ArgumentParser(prog="nlp.event_training")
    parser.add_argument("files", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    reader = EventReader(lexicon("triggers"), lexicon("cues"))
    own, passages = [g for path in options.files for g in read_gold(path)], real()
    readings = [reading(reader, gold) for gold in (*own, *passages)]
    model = train(examples(reader, readings))
    MODELS.mkdir(exist_ok=True)
    (MODELS / "events.npz").write_bytes(pack(model))
    text = json.dumps(
        _provenance(options.files, readings, len(passages)), ensure_ascii=False, indent=1
    )
    (MODELS / "events.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n")


def _provenance(
    paths: Sequence[Path], readings: Sequence[Reading], passages: int
) -> dict[str, Any]:
    return {
        "made_by": "python -m nlp.event_training",
        "licence": "Apache-2.0; learnt from nlp/corpus: invented texts (Apache-2.0) and, where the "
        "texts lay beside the project, passages of judgments and news (MIT, Apache-2.0)",
        "files": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in paths},
        "documents": len(readings),
        "real_passages": passages,
        "events": sum(len(r.gold.events) for r in readings),
        "events_with_an_act": sum(len(e) for r in readings for e in r.events),
        "events_without": sum(len(e) for r in readings for e in r.silent),
        "acts": sum(len(r.acts) for r in readings),
        "penalty": {**_PENALTY, "candidates": _PENALTY_RANK},
        "thresholds": THRESHOLDS,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
