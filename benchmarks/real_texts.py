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

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.machine import machine_line
from benchmarks.nlp import found_in, mentions
from ingest.errors import UserError
from nlp.annotation import Span
from nlp.event_scores import STATUSES, Counts, Figures, count, raw_text
from nlp.events import Event
from nlp.gold import SPEAKERS, GoldDocument, GoldEvent

SAMPLE = Path(__file__).with_suffix(".jsonl")
TEXTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "texts"
#: What an annotated actor is called where the passage has no words for it.
UNNAMED = "unnamed"
SLOTS = ("event", "act", "actor", "counterpart", "speaker", "basis")


def entries() -> list[dict[str, Any]]:
    """Return the passages as annotated: places, digests and offsets, without their texts."""
    return [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]


@cache
def _records(path: Path) -> list[str]:
    """Return the texts of a file by record; a plain text is one record."""
    if path.suffix != ".jsonl":
        return [path.read_bytes().decode("utf-8")]
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def passage(entry: dict[str, Any], texts: Path = TEXTS) -> str:
    """Return the words of a passage.

    Raises
    ------
    UserError
        Where the text beside the project is another than the one that was annotated.
    """
    record = _records(texts / entry["file"])[entry["record"] - 1]
    text: str = record[entry["start"] : entry["end"]]
    if hashlib.sha256(text.encode()).hexdigest() != entry["sha256"]:
        what = f"原文与标注时不同 · another text than was annotated: {entry['file']}, record {entry['record']}"
        raise UserError(what, "换回标注时的数据 · put back the data of shared/data/DATA.md")
    return text


def document(number: int, entry: dict[str, Any], text: str) -> GoldDocument:
    """Return an annotated passage as a gold document; its source stands for the genre."""
    spans = tuple(Span(*span) for span in entry["spans"])
    events = tuple(_event(event, text) for event in entry["events"])
    genre = Path(entry["file"]).stem
    return GoldDocument(f"real-{number}", entry["kind"], genre, text, spans, events)


def _event(event: dict[str, Any], text: str) -> GoldEvent:
    slots = {slot: _words(event[slot], text) for slot in ("actor", "counterpart", "speaker")}
    slots |= {slot: event[slot] for slot in ("status", "basis")}
    return GoldEvent(event["act"], {slot: value for slot, value in slots.items() if value})


def _words(value: list[int] | str | None, text: str) -> str:
    if isinstance(value, list):
        return text[value[0] : value[1]]
    return value if value in SPEAKERS else ""


def events(gold: list[GoldDocument]) -> None:
    """Print the figures of events from the raw text, over all and for each source."""
    reader = raw_text()
    found = [(document, reader(document)[0]) for document in gold]
    figures = _figures(found)
    print("\nevents, from the raw text   P     R     F1    gold  found")
    for name in SLOTS:
        _line(name, figures.slots, name)
    for name in STATUSES:
        _line(f"status {name}", figures.statuses, name)
    print(f"  weak as asserted {figures.leaked} of {figures.weak}")
    for (wanted, got), n in sorted(figures.confusion.items()):
        print(f"  {wanted} → {got} {n}" if wanted != got else f"  {wanted} right {n}")
    for source in dict.fromkeys(document.genre for document in gold):
        part = _figures([pair for pair in found if pair[0].genre == source])
        for name in ("event", "actor"):
            _line(f"{source}, {name}", part.slots, name)


def _figures(found: Sequence[tuple[GoldDocument, Sequence[Event]]]) -> Figures:
    figures = Figures()
    for document, got in found:
        count(figures, document, got)
    return figures


def _line(title: str, counts: Counts, name: str) -> None:
    p, r, f1, gold = counts.score(name)
    print(f"  {title:24} {p:.3f} {r:.3f} {f1:.3f} {gold:5d} {counts.found[name]:5d}")


def main() -> None:
    """Print everything."""
    sample = entries()
    absent = sorted({e["file"] for e in sample if not (TEXTS / e["file"]).is_file()})
    if absent:
        print(f"skipped: {', '.join(absent)} not in {TEXTS} (see shared/data/DATA.md)")
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
