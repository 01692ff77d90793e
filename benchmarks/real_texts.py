"""How well real texts are read: a sample of public judgments, news, citizens' messages, and an article.

::

    python -m benchmarks.real_texts

The texts lie beside the project (shared/data/DATA.md) and name real persons, so that none is kept here:
``real_texts.jsonl`` says where each passage stands, its digest, and offsets of mentions and events, no word
of the text. Passages were drawn by a fixed seed, one to three whole sentences of 60-220 characters, and
annotated by one reader after annotation.md before anything was run on them. Nobody tunes on them.

Each passage is read on its own, as it was annotated. Strict spans; 95 % intervals by bootstrap over
passages. Of events only act, actor, counterpart, status, speaker and basis are annotated; alternatives
(annotation.md 4.3) are not, so that the figures of the slots are a lower bound. Exits 0, and says why,
where the texts are absent.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.machine import machine_line
from benchmarks.nlp import found_in, mentions
from nlp.event_scores import STATUSES, Counts, Figures, count, raw_text
from nlp.events import Event
from nlp.gold import GoldDocument
from nlp.standoff import TEXTS, absent, document, entries, passage

SAMPLE = Path(__file__).with_suffix(".jsonl")
SLOTS = ("event", "act", "actor", "counterpart", "speaker", "basis")


def events(gold: list[GoldDocument]) -> None:
    """Print the figures of events from the raw text, over all and for each source."""
    reader = raw_text()
    found = [(d, reader(d)[0]) for d in gold]
    figures = _figures(found)
    print("\nevents, from the raw text   P     R     F1    gold  found")
    for name in SLOTS:
        _line(name, figures.slots, name)
    for name in STATUSES:
        _line(f"status {name}", figures.statuses, name)
    print(f"  weak as asserted {figures.leaked} of {figures.weak}")
    for (wanted, got), n in sorted(figures.confusion.items()):
        print(f"  {wanted} → {got} {n}" if wanted != got else f"  {wanted} right {n}")
    for source in dict.fromkeys(d.genre for d in gold):
        part = _figures([pair for pair in found if pair[0].genre == source])
        for name in ("event", "actor"):
            _line(f"{source}, {name}", part.slots, name)


def _figures(found: Sequence[tuple[GoldDocument, Sequence[Event]]]) -> Figures:
    figures = Figures()
    for annotated, got in found:
        count(figures, annotated, got)
    return figures


def _line(title: str, counts: Counts, name: str) -> None:
    p, r, f1, gold = counts.score(name)
    print(f"  {title:24} {p:.3f} {r:.3f} {f1:.3f} {gold:5d} {counts.found[name]:5d}")


def main() -> None:
    """Print everything."""
    sample = entries(SAMPLE)
    if missing := absent(sample):
        print(f"skipped: {', '.join(missing)} not in {TEXTS} (see shared/data/DATA.md)")
        return
    print(machine_line())
    gold = [document(i, entry, passage(entry)) for i, entry in enumerate(sample, 1)]
    print(f"real texts: {len(gold)} passages, {sum(len(d.text) for d in gold):,} characters")
    pairs = found_in(gold)
    mentions(gold, pairs)
    for source in dict.fromkeys(d.genre for d in gold):
        part = [i for i, d in enumerate(gold) if d.genre == source]
        print(f"\n{source}: {len(part)} passages", end="")
        mentions([gold[i] for i in part], [pairs[i] for i in part])
    events(gold)


if __name__ == "__main__":
    main()
