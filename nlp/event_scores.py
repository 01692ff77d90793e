"""How well events and relations are read (事件评测): found against annotated, by a best assignment.

``python -m nlp.event_scores [--raw] [--part rest|check] [--errors] FILE …`` reads gold documents and prints the
figures: with the annotated mentions given, so that the rules are judged alone, or from the raw text.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from nlp.annotation import Score
from nlp.events import Event, events_of
from nlp.gold import CODES, RELATIONS, SPEAKERS, GoldDocument, GoldEvent, read_gold
from nlp.pipeline import build, read
from nlp.relations import Relation, relations_of
from nlp.spans import Mention

SLOTS = (
    "actor", "post", "unit", "counterpart", "relation", "act", "amount", "date", "speaker", "basis",
)  # fmt: skip
STATUSES = CODES["status"]
#: What an event must share, besides its act, to be taken for the same one.
_ANCHORS = ("actor", "counterpart", "amount", "date")
#: What a shared slot adds to the worth of a pair; set by hand so that the act decides before any one slot.
_WORTH = {
    "act": 4.0,
    "actor": 2.0,
    "counterpart": 2.0,
    "amount": 2.0,
    "date": 1.0,
    "speaker": 1.0,
    "status": 0.5,
}
#: A part of the development documents that nobody reads while making rules: number % 4 == 3.
_CHECK = 3
#: A source that is named must stand at most so many characters from the event that it is said to tell.
_AROUND = 120

Row = dict[str, str]
Reader = Callable[[GoldDocument], tuple[Sequence[Event], Sequence[Relation]]]


class Pair(NamedTuple):
    """An annotated event and a found one that are the same; one of the two may be missing."""

    gold: Row | None
    found: Row | None


@dataclass(slots=True)
class Counts:
    """What was right, annotated and found, by slot, status or relation."""

    right: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, gold: str | None, found: str | None, *, right: bool) -> None:
        """Count one value; what is empty on a side is not counted on it."""
        self.gold[name] += gold is not None
        self.found[name] += found is not None
        self.right[name] += right and gold is not None and found is not None

    def score(self, name: str) -> Score:
        """Return precision, recall and F1."""
        right, gold, found = self.right[name], self.gold[name], self.found[name]
        precision, recall = (right / found if found else 0.0), (right / gold if gold else 0.0)
        total = precision + recall
        return Score(precision, recall, 2 * precision * recall / total if total else 0.0, gold)


@dataclass(slots=True)
class Figures:
    """All figures of a set of documents."""

    slots: Counts = field(default_factory=Counts)
    statuses: Counts = field(default_factory=Counts)
    relations: Counts = field(default_factory=Counts)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    weak: int = 0  # annotated events that must not come out as asserted
    leaked: int = (
        0  # those that were paired with an asserted one, or have a surplus one of act and actor
    )
    unexplained: int = 0  # of these, where the document asserts no such act of that actor elsewhere

    @property
    def status_macro_f1(self) -> float:
        """The mean F1 over the statuses that are annotated at all, on events that were found."""
        seen = [s for s in STATUSES if self.statuses.gold[s]]
        return sum(self.statuses.score(s).f1 for s in seen) / max(1, len(seen))

    @property
    def leak_rate(self) -> float:
        """The share of denied, negated, hypothetical and hearsay events that came out as asserted."""
        return self.leaked / max(1, self.weak)


def gold_row(event: GoldEvent) -> Row:
    """Return an annotated event as a row; an unknown relation is an empty slot."""
    row = {"act": event.act, **event.slots}
    return {k: v for k, v in row.items() if (k, v) != ("relation", "unknown")}


def found_row(event: Event, text: str) -> Row:
    """Return a found event as a row of the same form, with the words among which it stands."""
    row = {k: getattr(event, k) for k in (*SLOTS[:-1], "status")}
    row["passage"] = text[max(0, event.span_start - _AROUND) : event.span_end + _AROUND]
    row["basis"] = event.basis_of_knowledge
    return {k: v for k, v in row.items() if v and (k, v) != ("relation", "unknown")}


class Alternatives:
    """The values that fit as well as the annotated one (annotation.md 4.3), by the annotated relations."""

    def __init__(self, relations: Iterable[tuple[str | None, ...]]) -> None:
        self.posts: dict[str, list[tuple[str | None, str | None]]] = {}
        self.linked: set[tuple[str | None, str | None]] = set()
        for kind, *args in relations:
            if kind == "office" and args[0]:
                self.posts.setdefault(args[0], []).append((args[1], args[2]))
            # A firm and the person who owns or runs it stand for each other.
            if kind in ("office", "holds"):
                firm = args[2] if kind == "office" else args[1]
                self.linked |= {(args[0], firm), (firm, args[0])}

    def fit(self, slot: str, gold: Row, found: Row) -> bool:
        """Say whether the found value of a slot counts as right."""
        wanted, got = gold.get(slot), found.get(slot)
        if wanted is None or got is None or wanted == got:
            return wanted == got
        if slot == "counterpart":
            return (wanted, got) in self.linked
        actor = gold.get("actor")
        if slot in ("post", "unit") and actor is not None:
            values = {office[slot == "unit"] for office in self.posts.get(actor, ())}
            return wanted in values and got in values
        return False


def align(gold: Sequence[Row], found: Sequence[Row], also: Alternatives) -> list[Pair]:
    """Return the pairs of the assignment that is worth most, then what is left over."""
    worth = np.zeros((len(gold), len(found)))
    for i, wanted in enumerate(gold):
        for j, got in enumerate(found):
            worth[i, j] = _worth(wanted, got, also)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    pairs = [(i, j) for i, j in zip(rows.tolist(), columns.tolist(), strict=True) if worth[i, j]]
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    return [
        *(Pair(gold[i], found[j]) for i, j in pairs),
        *(Pair(row, None) for i, row in enumerate(gold) if i not in left),
        *(Pair(None, row) for j, row in enumerate(found) if j not in right),
    ]


def _worth(gold: Row, found: Row, also: Alternatives) -> float:
    """Return what it is worth to take two events for the same; 0 where they cannot be."""
    shared = {slot for slot in _WORTH if slot in gold and also.fit(slot, gold, found)}
    speaker = gold.get("speaker", "author")
    if speaker not in SPEAKERS and speaker not in found.get("passage", speaker):
        return 0.0  # another statement of the same facts
    anchors = [s for s in _ANCHORS if s in shared]
    bare = not any(s in gold and s in found for s in _ANCHORS)
    same = "act" in shared and (anchors or bare)
    if not same and not {"actor", "counterpart", "speaker"} <= shared:
        return 0.0
    return sum(_WORTH[slot] for slot in shared)


def is_weak(row: Row) -> bool:
    """Say whether an annotated event must never come out as asserted (negated, denied, planned, hearsay)."""
    weak = row["status"] in ("denied", "negated", "hypothetical")
    return weak or (row["status"] != "asserted" and row.get("basis") == "hearsay")


def count(figures: Figures, document: GoldDocument, found: Sequence[Event]) -> list[Pair]:
    """Add the events of a document to the figures and return how they were paired."""
    gold = [gold_row(event) for event in document.events]
    also = Alternatives(document.relations)
    pairs = align(gold, [found_row(event, document.text) for event in found], also)
    for wanted, got in pairs:
        for slot in SLOTS:
            right = wanted is not None and got is not None and also.fit(slot, wanted, got)
            figures.slots.add(slot, (wanted or {}).get(slot), (got or {}).get(slot), right=right)
        both = wanted is not None and got is not None
        figures.slots.add("event", "x" if wanted else None, "x" if got else None, right=both)
        if wanted is not None and got is not None:
            _count_status(figures, wanted["status"], got["status"])
    _count_leaks(figures, pairs)
    return pairs


def _count_status(figures: Figures, wanted: str, got: str) -> None:
    figures.confusion[wanted, got] += 1
    figures.statuses.gold[wanted] += 1
    figures.statuses.found[got] += 1
    figures.statuses.right[wanted] += wanted == got


def _count_leaks(figures: Figures, pairs: Sequence[Pair]) -> None:
    """Count weak events that came out as asserted, also as a surplus event with their act and actor."""
    firm = {_said_of(w) for w, _ in pairs if w and w["status"] == "asserted"}
    figures.weak += sum(w is not None and is_weak(w) for w, _ in pairs)
    for wanted, got in leaks(pairs):
        figures.leaked += 1
        figures.unexplained += _said_of(got or wanted) not in firm


def leaks(pairs: Sequence[Pair]) -> list[tuple[Row, Row | None]]:
    """Return the weak events that came out as asserted, each with the event found in its place."""
    loose = {_said_of(g): g for w, g in pairs if w is None and g and g["status"] == "asserted"}
    firm = {_said_of(w) for w, _ in pairs if w and w["status"] == "asserted"}
    found: list[tuple[Row, Row | None]] = []
    for wanted, got in pairs:
        if wanted is None or not is_weak(wanted):
            continue
        said = _said_of(wanted)
        if got is not None and got["status"] == "asserted":
            found.append((wanted, got))
        elif said in loose and said not in firm:
            found.append((wanted, loose[said]))
    return found


def _said_of(row: Row) -> tuple[str, str | None]:
    return row["act"], row.get("actor")


def count_relations(figures: Figures, document: GoldDocument, found: Sequence[Relation]) -> set[tuple[str | None, ...]]:  # fmt: skip
    """Add the relations of a document to the figures; return those that only one side has."""
    gold = set(document.relations)
    got = {_relation(relation) for relation in found}
    for relation in gold | got:
        kind = str(relation[0])
        sides = (kind if relation in gold else None, kind if relation in got else None)
        figures.relations.add(kind, *sides, right=relation in gold and relation in got)
    return gold ^ got


def _relation(found: Relation) -> tuple[str | None, ...]:
    args = (found.arg1, found.arg2, found.arg3, found.flag)
    return (found.type, *args[: RELATIONS[found.type]])


def given_mentions() -> Reader:
    """Return a reader that is given the annotated mentions, so that the rules are judged alone."""
    nlp = build()
    parts = [
        nlp.get_pipe(name) for name in ("qinqing_offices", "qinqing_events", "qinqing_relations")
    ]

    def reader(document: GoldDocument) -> tuple[Sequence[Event], Sequence[Relation]]:
        doc = nlp.make_doc(document.text)
        doc.user_data.update(kind=document.kind, text=document.text)
        doc.user_data["mentions"] = [
            Mention(s.start, s.end, document.text[s.start : s.end], s.label, 1.0, None)
            for s in sorted(document.spans)
        ]
        for part in parts:
            doc = part(doc)
        return events_of(doc), relations_of(doc)

    return reader


def raw_text() -> Reader:
    """Return a reader that runs the whole pipeline on the raw text."""
    nlp = build()

    def reader(document: GoldDocument) -> tuple[Sequence[Event], Sequence[Relation]]:
        ((_, doc),) = read(nlp, [(document.source_id, document.kind, document.text)])
        return events_of(doc), relations_of(doc)

    return reader


def is_check(document: GoldDocument) -> bool:
    """Say whether a document belongs to the part that is kept unread while rules are made."""
    number = re.search(r"\d+$", document.source_id)
    return number is not None and int(number.group()) % 4 == _CHECK


def report(figures: Figures) -> str:
    """Return the figures as lines of text."""
    lines = ["            P     R     F1    gold  found"]
    for title, counts, names in (
        ("", figures.slots, ("event", *SLOTS)),
        ("status ", figures.statuses, STATUSES),
        ("relation ", figures.relations, tuple(RELATIONS)),
    ):
        for name in names:
            p, r, f1, gold = counts.score(name)
            lines.append(
                f"{title + name:<20} {p:.3f} {r:.3f} {f1:.3f} {gold:5d} {counts.found[name]:5d}"
            )
    lines.append(f"status macro-F1 {figures.status_macro_f1:.3f}")
    lines.append(f"weak as asserted {figures.leaked}/{figures.weak} = {figures.leak_rate:.4f}")
    lines.append(f"  of these, not asserted elsewhere in the document {figures.unexplained}")
    wrong = {k: n for k, n in figures.confusion.items() if k[0] != k[1]}
    lines += [
        f"  {a} → {b} {n}" for (a, b), n in sorted(wrong.items(), key=lambda kn: (-kn[1], kn[0]))
    ]
    return "\n".join(lines) + "\n"


def errors(document: GoldDocument, pairs: Sequence[Pair]) -> str:
    """Return what went wrong in a document, with its text, for reading."""
    also = Alternatives(document.relations)
    lines = []
    for wanted, got in pairs:
        if wanted is None or got is None:
            lines.append(f"  {'-' if got is None else '+'} {_said(wanted or got or {})}")
            continue
        wrong = [s for s in (*SLOTS, "status") if not also.fit(s, wanted, got)]
        parts = (f"{s}: {wanted.get(s)} ≠ {got.get(s)}" for s in wrong)
        if wrong:
            lines.append(f"  ~ {_said(wanted)}\n      {' | '.join(parts)}")
    head = f"## {document.source_id} {document.kind} {document.genre}\n{document.text}\n"
    return head + "\n".join(lines) + "\n" if lines else ""


def _said(row: Row) -> str:
    return " | ".join(f"{k}={v}" for k, v in row.items() if k != "passage")


def main(arguments: list[str]) -> None:
    """Print the figures of gold documents, and the errors if asked."""
    parser = argparse.ArgumentParser(prog="nlp.event_scores")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--raw", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--part", choices=("all", "rest", "check"), default="all")
    options = parser.parse_args(arguments)
    reader = raw_text() if options.raw else given_mentions()
    figures = Figures()
    for path in options.files:
        for document in read_gold(path):
            if options.part not in ("all", "check" if is_check(document) else "rest"):
                continue
            events, relations = reader(document)
            pairs = count(figures, document, events)
            loose = count_relations(figures, document, relations)
            if options.errors:
                sys.stdout.write(errors(document, pairs))
                gold = set(document.relations)
                lines = sorted(
                    f"  {'-' if r in gold else '+'} = {' | '.join(a or '' for a in r)}\n"
                    for r in loose
                )
                sys.stdout.write("".join(lines))
    sys.stdout.write(report(figures))


if __name__ == "__main__":
    main(sys.argv[1:])
