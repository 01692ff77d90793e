"""Annotated text in the notation of annotation.md, ``[江某]PERSON``, and strict scores over spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple, Protocol

LABELS = (
    "PERSON", "COMPANY", "GOV", "POST", "LOCATION", "DATE", "MONEY", "SHARE", "ID", "PHONE", "KINSHIP",
)  # fmt: skip
_MARKED = re.compile(rf"\[([^\[\]]+)\]({'|'.join(LABELS)})")


class Span(NamedTuple):
    """A labelled span, half-open code-point offsets."""

    start: int
    end: int
    label: str


class Marked(Protocol):
    """What has a place in a text and a label: a `Span`, a `Mention`."""

    @property
    def start(self) -> int: ...  # noqa: D102
    @property
    def end(self) -> int: ...  # noqa: D102
    @property
    def label(self) -> str: ...  # noqa: D102


class Score(NamedTuple):
    """Precision, recall and F1 of one label; `gold` is the number of annotated spans."""

    precision: float
    recall: float
    f1: float
    gold: int


def parse(marked: str) -> tuple[str, list[Span]]:
    """Return the raw text and the spans of a text in bracket notation."""
    text, spans, at = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        spans.append(Span(len(text), len(text) + len(match.group(1)), match.group(2)))
        text += match.group(1)
        at = match.end()
    return text + marked[at:], spans


def marked(text: str, spans: Iterable[Marked]) -> str:
    """Return a text in bracket notation; `spans` are flat and in order."""
    pieces, at = [], 0
    for span in spans:
        pieces += [text[at : span.start], f"[{text[span.start : span.end]}]{span.label}"]
        at = span.end
    return "".join([*pieces, text[at:]])


def score(pairs: Iterable[tuple[set[Span], set[Span]]]) -> dict[str, Score]:
    """Return strict scores a label, and ``micro`` over all, of (annotated, found) pairs."""
    gold: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for wanted, got in pairs:
        for counter, spans in ((gold, wanted), (found, got), (right, wanted & got)):
            counter.update(span.label for span in spans)
            counter["micro"] += len(spans)
    return {name: _score(gold[name], found[name], right[name]) for name in (*LABELS, "micro")}


def _score(gold: int, found: int, right: int) -> Score:
    precision = right / found if found else 0.0
    recall = right / gold if gold else 0.0
    total = precision + recall
    return Score(precision, recall, 2 * precision * recall / total if total else 0.0, gold)
