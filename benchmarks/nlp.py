"""How well and how fast texts are read: mentions, events, relations, peers, speed; all in one run.

::

    python -m benchmarks.nlp [--rounds 5] [--no-research] [--dev]

Held-back parts of the domain corpus are split off by document; strict spans; 95 % intervals by bootstrap over
documents. ``--dev`` measures the part that rules and weights were made from instead: it tells nothing about new texts.
Research sets are measured by models that are trained for it and not shipped. Peers read the same texts; only kinds that a peer
has a tag for are compared. Speeds are processor seconds of one process, interleaved, medians of the rounds.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__" and sys.path[0] == str(Path(__file__).resolve().parent):
    # Run as a script, this file would hide the package that has its name.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import numpy as np

from benchmarks.machine import machine_line
from benchmarks.peers import PEERS, coarse, installed
from nlp.annotation import Score, Span, score
from nlp.event_scores import Figures, count, count_relations, raw_text, report
from nlp.gold import GoldDocument, read_gold, sentences_in
from nlp.pipeline import build, make_doc, read
from nlp.spans import mentions_of

CORPUS = Path(__file__).resolve().parents[1] / "nlp" / "corpus"
GOALS = {"micro": 0.90, "COMPANY": 0.88, "GOV": 0.88, "POST": 0.90, "PERSON": 0.95}
SAMPLES = 1000
Pair = tuple[set[Span], set[Span]]


def documents(folder: Path) -> list[GoldDocument]:
    """Return the gold documents of a folder."""
    return [document for path in sorted(folder.glob("*.txt")) for document in read_gold(path)]


def found_in(gold: Sequence[GoldDocument]) -> list[Pair]:
    """Return the annotated and the found mentions of every document, read without an area."""
    texts = [(document.source_id, document.kind, document.text) for document in gold]
    read_docs = [doc for _, doc in read(build(), texts)]
    return [
        (set(document.spans), {Span(m.start, m.end, m.label) for m in mentions_of(doc)})
        for document, doc in zip(gold, read_docs, strict=True)
    ]


def interval(pairs: Sequence[Pair], label: str) -> tuple[float, float]:
    """Return the 95 % interval of F1 by bootstrap over documents, fixed seed."""
    counts = np.array([_counts(gold, got, label) for gold, got in pairs])
    picks = np.random.default_rng(3).integers(0, len(pairs), (SAMPLES, len(pairs)))
    right, total = (counts[picks].sum(axis=1)[:, i] for i in (0, 1))
    f1 = 2 * right / np.maximum(total, 1)
    low, high = np.quantile(f1, [0.025, 0.975])
    return float(low), float(high)


def _counts(gold: set[Span], got: set[Span], label: str) -> tuple[int, int]:
    if label != "micro":
        gold, got = ({s for s in spans if s.label == label} for spans in (gold, got))
    return len(gold & got), len(gold) + len(got)


def mentions(gold: Sequence[GoldDocument], pairs: Sequence[Pair]) -> None:
    """Print strict scores a label, with intervals and goals, and micro F1 a genre."""
    print("\nmentions, strict   P     R     F1   [95 %]         gold  goal")
    for label, figures in score(pairs).items():
        low, high = interval(pairs, label)
        goal = f"{GOALS[label]:.2f}" if label in GOALS else ""
        print(f"  {label:14} {_prf(figures)}  [{low:.3f} {high:.3f}] {figures.gold:6} {goal:>5}")
    for genre in sorted({document.genre for document in gold}):
        part = [p for d, p in zip(gold, pairs, strict=True) if d.genre == genre]
        print(
            f"  micro, {genre:12} F1 {score(part)['micro'].f1:.3f} of {score(part)['micro'].gold}"
        )


def _prf(figures: Score) -> str:
    return f"{figures.precision:.3f} {figures.recall:.3f} {figures.f1:.3f}"


def events(gold: Sequence[GoldDocument]) -> None:
    """Print the figures of events, statuses and relations, from the raw text."""
    reader, figures = raw_text(), Figures()
    for document in gold:
        found, relations = reader(document)
        count(figures, document, found)
        count_relations(figures, document, relations)
    print("\nevents and relations, from the raw text")
    print(report(figures))


def peers(gold: Sequence[GoldDocument], pairs: Sequence[Pair], rounds: int) -> None:
    """Print F1 and characters a second of each peer and of ours on the same texts and kinds."""
    print(
        "\npeers on the same texts (coarse kinds)       F1 peer  F1 ours   characters/s peer, ours"
    )
    texts = [document.text for document in gold]
    nlp = build()
    ours = partial(_read_all, lambda text: list(read(nlp, [("x", "document", text)])))
    for name, peer in PEERS.items():
        release = installed(peer)
        if release is None:
            print(f"  {name}: not installed (pip install {peer.distribution})")
            continue
        reader = peer.make()
        theirs = [reader(text) for text in texts]
        kinds = sorted(peer.kinds)
        f1 = [
            _f1(
                (coarse(wanted, kinds), {s for s in got if s.label in kinds})
                for wanted, got in each
            )
            for each in (
                zip((p[0] for p in pairs), theirs, strict=True),
                ((w, coarse(g, kinds)) for w, g in pairs),
            )
        ]
        speed = interleaved([partial(_read_all, reader), ours], texts, rounds)
        print(f"  {name} {release}, {' '.join(kinds):32} {f1[0]:.3f}    {f1[1]:.3f}   "
              f"{speed[0]:10,.0f} {speed[1]:10,.0f}")  # fmt: skip


def _f1(pairs: Iterable[Pair]) -> float:
    right = total = 0
    for wanted, got in pairs:
        right, total = right + len(wanted & got), total + len(wanted) + len(got)
    return 2 * right / total if total else 0.0


def _read_all(reader: Callable[[str], object], texts: Sequence[str]) -> None:
    for text in texts:
        reader(text)


def interleaved(
    jobs: Sequence[Callable[[Sequence[str]], None]], texts: Sequence[str], rounds: int
) -> list[float]:
    """Return characters a second of each job: medians over rounds in which each has its turn."""
    size = sum(map(len, texts))
    spent: list[list[float]] = [[] for _ in jobs]
    for _ in range(rounds + 1):
        for times, job in zip(spent, jobs, strict=True):
            began = time.process_time()
            job(texts)
            times.append(time.process_time() - began)
    return [size / statistics.median(times[1:]) for times in spent]  # the first round warms up


def speed(texts: Sequence[str], rounds: int) -> None:
    """Print characters a second of mention finding and of the whole pipeline, and each component's share."""
    nlp = build()
    names = list(nlp.pipe_names)
    cut = names.index("qinqing_settle") + 1

    def run(stop: int, given: Sequence[str]) -> None:
        for text in given:
            doc = make_doc(nlp, "x", "document", text)  # as `read` makes it
            for _, component in nlp.pipeline[:stop]:
                doc = component(doc)

    figures = interleaved([partial(run, cut), partial(run, len(names))], texts, rounds)
    print(f"\nspeed, one core, {sum(map(len, texts)):,} characters in {len(texts)} texts")
    print(f"  mentions       {figures[0]:10,.0f} characters/s (goal 100,000)")
    print(f"  whole pipeline {figures[1]:10,.0f} characters/s (goal  25,000)")


def main() -> None:
    """Print everything."""
    options = argparse.ArgumentParser(description="quality and speed of the text mining")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument(
        "--no-research", action="store_true", help="leave out CLUENER, ResumeNER, Weibo"
    )
    options.add_argument("--dev", action="store_true", help="the part that rules were made from")
    given = options.parse_args()
    print(machine_line())
    gold = documents(CORPUS if given.dev else CORPUS / "held_out")
    began = time.perf_counter()
    build()
    print(f"pipeline built in {time.perf_counter() - began:.2f} s (goal 2)")
    part = "development part" if given.dev else "held-back part"
    print(f"{part}: {len(gold)} documents, {sum(map(sentences_in, gold))} sentences, "
          f"{sum(len(d.text) for d in gold):,} characters")  # fmt: skip
    pairs = found_in(gold)
    mentions(gold, pairs)
    events(gold)
    peers(gold, pairs, given.rounds)
    speed([document.text for document in gold], given.rounds)
    if not given.no_research:
        from nlp.tagging.recipes import measure

        for name in ("cluener", "resume", "weibo"):
            print(measure(name))


if __name__ == "__main__":
    main()
