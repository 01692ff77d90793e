"""How far two careful readers agree on held-out texts, and how far the pipeline agrees with the first of them.

::

    python -m benchmarks.agreement

A second reader, a language model that worked from annotation.md alone, annotated 48 held-out documents, drawn by
genre with a fixed seed among those that have events, from the plain text, without having seen the first annotation
or what the pipeline finds (``nlp/corpus/held_out/second``). The first annotation is the measure here for both: what
two readers reach is about what can be asked of a program; two offices' readers may agree less. Neither
annotation was changed afterwards. Documents without events are not among them.

Strict spans; events paired by a best assignment, alternatives (annotation.md 4.3) included as far as the first
reader's relations give them; 95 % intervals by bootstrap over documents. An event of the second reader has
no place in its text, so that its speaker may stand anywhere in it: the texts are short.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import machine_line
from benchmarks.nlp import CORPUS, SAMPLES, documents
from nlp.annotation import LABELS, Span
from nlp.event_scores import (
    SLOTS,
    STATUSES,
    Alternatives,
    Figures,
    Pair,
    Row,
    count,
    count_relations,
)
from nlp.events import Event, events_of
from nlp.gold import CODES, RELATIONS, GoldDocument, GoldEvent
from nlp.pipeline import build, read
from nlp.relations import Relation, relations_of
from nlp.spans import mentions_of

GOALS = {"actor": 0.80, "counterpart": 0.80, "act": 0.80, "macro-F1": 0.85}
NAMES = ("micro", *LABELS, "event", *SLOTS, *(f"relation {kind}" for kind in RELATIONS))
#: What the other side has where an event has no partner: the same triple once more, …
ALONE = ("triple told once by the other", "other counterpart", "other act", "nothing of this actor")
DIFFERENT = ("alternative", "border", "other value", "only annotated", "only found")
Floats = NDArray[np.float64]


class Reading(NamedTuple):
    """What somebody finds in a document."""

    spans: set[Span]
    events: Sequence[Event]
    relations: Sequence[Relation]


class Tally(NamedTuple):
    """Counts of every document: right and all values of both sides by name, statuses of the pairs."""

    names: Floats  # documents × NAMES × (right, annotated + found)
    statuses: Floats  # documents × annotated status × found status
    pairs: list[tuple[list[Pair], Alternatives]]
    weak: tuple[int, int]  # denied, negated, planned or hearsay events: asserted, all


def reading(document: GoldDocument) -> Reading:
    """Return an annotated document as something found."""
    end = len(document.text)
    relations = [
        Relation(0, end, str(kind), *_filled(args), 1.0) for kind, *args in document.relations
    ]
    return Reading(set(document.spans), [_event(e, end) for e in document.events], relations)


def _filled(args: Sequence[str | None]) -> tuple[str | None, str | None, str | None, str | None]:
    first, second, third, flag = (*args, None, None, None, None)[:4]
    return first, second, third, flag


def _event(event: GoldEvent, end: int) -> Event:
    """Return an annotated event as a found one; it stands anywhere in its text."""
    slots = event.slots
    return Event(
        0, end, slots.get("actor"), False, slots.get("post"), slots.get("unit"),
        slots.get("counterpart"), None, slots.get("relation", "unknown"), event.act,
        slots.get("amount"), slots.get("date"), slots["status"], slots["speaker"], slots["basis"],
    )  # fmt: skip


def pipeline(gold: Sequence[GoldDocument]) -> Iterator[Reading]:
    """Yield what the pipeline finds in the raw texts, without an area's names."""
    texts = [(document.source_id, document.kind, document.text) for document in gold]
    for _, doc in read(build(), texts):
        spans = {Span(m.start, m.end, m.label) for m in mentions_of(doc)}
        yield Reading(spans, events_of(doc), relations_of(doc))


def tally(gold: Sequence[GoldDocument], found: Sequence[Reading]) -> Tally:
    """Return the counts of every document, the first annotation being the measure."""
    names = np.zeros((len(gold), len(NAMES), 2))
    statuses = np.zeros((len(gold), len(STATUSES), len(STATUSES)))
    pairs: list[tuple[list[Pair], Alternatives]] = []
    leaked = weak = 0
    for i, (document, got) in enumerate(zip(gold, found, strict=True)):
        figures = Figures()
        pairs.append((count(figures, document, got.events), Alternatives(document.relations)))
        count_relations(figures, document, got.relations)
        names[i] = [_counted(name, set(document.spans), got.spans, figures) for name in NAMES]
        for (wanted, status), n in figures.confusion.items():
            statuses[i, STATUSES.index(wanted), STATUSES.index(status)] += n
        leaked, weak = leaked + figures.leaked, weak + figures.weak
    return Tally(names, statuses, pairs, (leaked, weak))


def _counted(name: str, gold: set[Span], got: set[Span], figures: Figures) -> tuple[int, int]:
    if name in LABELS:
        gold, got = ({span for span in side if span.label == name} for side in (gold, got))
    if name in LABELS or name == "micro":
        return len(gold & got), len(gold) + len(got)
    counts = figures.relations if name.startswith("relation ") else figures.slots
    name = name.removeprefix("relation ")
    return counts.right[name], counts.gold[name] + counts.found[name]


def f1(names: Floats) -> Floats:
    """Return F1 of right values and all values of both sides."""
    scores: Floats = 2 * names[..., 0] / np.maximum(names[..., 1], 1)
    return scores


def macro(confusion: Floats) -> Floats:
    """Return the mean F1 over the statuses that the first reader gave at all."""
    gold, found = confusion.sum(axis=-1), confusion.sum(axis=-2)
    each = 2 * np.diagonal(confusion, axis1=-2, axis2=-1) / np.maximum(gold + found, 1)
    mean: Floats = (each * (gold > 0)).sum(axis=-1) / np.maximum((gold > 0).sum(axis=-1), 1)
    return mean


def accuracy(confusion: Floats) -> Floats:
    """Return the share of pairs with the same status."""
    same = np.trace(confusion, axis1=-2, axis2=-1)
    share: Floats = same / np.maximum(confusion.sum(axis=(-2, -1)), 1)
    return share


def kappa(confusion: Floats) -> Floats:
    """Return Cohen's kappa (科恩 κ 系数): the agreement beyond what the frequencies of the codes give by chance."""
    total = np.maximum(confusion.sum(axis=(-2, -1)), 1)
    chance = (confusion.sum(axis=-1) * confusion.sum(axis=-2)).sum(axis=-1) / total**2
    beyond: Floats = (accuracy(confusion) - chance) / np.maximum(1 - chance, 1e-9)
    return beyond


STATUS_FIGURES = {"macro-F1": macro, "accuracy": accuracy, "kappa": kappa}


def table(readers: Tally, ours: Tally) -> None:
    """Print every figure of both, with intervals from the same draws of documents."""
    size = len(readers.names)
    picks = np.random.default_rng(3).integers(0, size, (SAMPLES, size))
    print(f"\n{'':22} two readers           pipeline              goal")
    for i, name in enumerate(NAMES):
        values = int(readers.names[:, i, 1].sum())
        if not values:
            continue
        sides = [
            _interval(f1(t.names.sum(axis=0))[i], f1(t.names[picks].sum(axis=1))[:, i])
            for t in (readers, ours)
        ]
        _line(name, sides, f"  {values:5} values of both readers")
    for name, figure in STATUS_FIGURES.items():
        sides = [
            _interval(figure(t.statuses.sum(axis=0)), figure(t.statuses[picks].sum(axis=1)))
            for t in (readers, ours)
        ]
        _line(f"status {name}", sides, "")


def _interval(value: Floats, draws: Floats) -> str:
    low, high = np.quantile(draws, [0.025, 0.975])
    return f"{float(value):.3f} [{low:.3f} {high:.3f}]"


def _line(name: str, sides: Sequence[str], note: str) -> None:
    goal = GOALS.get(name.removeprefix("status "))
    print(f"  {name:20} {'   '.join(sides)}   {f'{goal:.2f}' if goal else '    '}{note}")


def differences(title: str, found: Tally) -> None:
    """Print which events only one side has, and in how many pairs a slot differs and how."""
    pairs = [(pair, also) for part, also in found.pairs for pair in part]
    both = [(p.gold, p.found, also) for p, also in pairs if p.gold and p.found]
    print(f"\n{title}: {len(both)} events in pairs")
    for side in (0, 1):
        alone = Counter(kind for part, _ in found.pairs for kind in _alone(part, side))
        kinds = ", ".join(f"{kind} {alone[kind]}" for kind in ALONE)
        print(f"  only {('annotated', 'found')[side]}: {alone.total()} ({kinds})")
    print(f"  {'slot':12} {' '.join(f'{kind:>15}' for kind in DIFFERENT)}")
    for slot in (*SLOTS, "status"):
        seen = Counter(_different(slot, w, g, also) for w, g, also in both)
        print(f"  {slot:12} {' '.join(f'{seen[kind]:15}' for kind in DIFFERENT)}")
    print("  weak events that came out as asserted: {} of {}".format(*found.weak))


def _different(slot: str, wanted: Row, got: Row, also: Alternatives) -> str:
    """Return how a slot of a pair differs, a kind of `DIFFERENT`; empty where it does not."""
    one, other = wanted.get(slot), got.get(slot)
    if one == other:
        return ""
    if one is None or other is None:
        return "only found" if one is None else "only annotated"
    if also.fit(slot, wanted, got):
        return "alternative"
    codes = slot in CODES or slot == "act"
    return "border" if not codes and _alike(one, other) else "other value"


def _alone(pairs: Sequence[Pair], side: int) -> Iterator[str]:
    """Yield what the other side has instead of each event that only one side has, a kind of `ALONE`."""
    others = [row for pair in pairs if (row := pair[1 - side]) is not None]
    for pair in pairs:
        row = pair[side]
        if row is None or pair[1 - side] is not None:
            continue
        actors = [o for o in others if _alike(row.get("actor"), o.get("actor"))]
        acts = [o for o in actors if o["act"] == row["act"]]
        same = [o for o in acts if _alike(row.get("counterpart"), o.get("counterpart"))]
        yield ALONE[0] if same else ALONE[1] if acts else ALONE[2] if actors else ALONE[3]


def _alike(one: str | None, other: str | None) -> bool:
    """Say whether two values are the same but for their borders; nothing is like nothing alone."""
    if one is None or other is None:
        return one is other
    return one in other or other in one


def kinds(gold: Sequence[GoldDocument], readers: Tally, ours: Tally) -> None:
    """Print F1 of events, and of the slots that a goal names, in complaints and in other documents."""
    print("\nF1 by kind of text         two readers  pipeline")
    for kind in ("complaint", "document"):
        part = [i for i, document in enumerate(gold) if document.kind == kind]
        for name in ("micro", "event", "actor", "counterpart", "act"):
            at = NAMES.index(name)
            scores = [f1(t.names[part].sum(axis=0))[at] for t in (readers, ours)]
            print(f"  {kind:10} {name:12}  {scores[0]:.3f}        {scores[1]:.3f}")


def main() -> None:
    """Print everything."""
    print(machine_line())
    second = documents(CORPUS / "held_out" / "second")
    first = {document.source_id: document for document in documents(CORPUS / "held_out")}
    gold = [first[document.source_id] for document in second]
    print(f"{len(gold)} held-out documents, {sum(len(d.text) for d in gold):,} characters, "
          f"{sum(len(d.events) for d in gold)} events of the first reader, "
          f"{sum(len(d.events) for d in second)} of the second")  # fmt: skip
    readers = tally(gold, [reading(document) for document in second])
    ours = tally(gold, list(pipeline(gold)))
    table(readers, ours)
    kinds(gold, readers, ours)
    differences("two readers", readers)
    differences("pipeline", ours)


if __name__ == "__main__":
    main()
