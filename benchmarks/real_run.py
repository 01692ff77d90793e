"""Real texts whole through the pipeline: does every one go through, how fast, and what is found in them.

::

    python -m benchmarks.real_run [--all] [--seed 4711] [--show 50]

All public texts beside the project (shared/data/DATA.md), without an area: judgments, news, position
strings, an article, and a sample of the citizens' messages drawn by the seed; ``--all`` reads every message.
Prints counts only. No text may fail: where one does, its source and number are printed and the exit code is 1.

``--show N`` reads N texts drawn by the seed instead, and prints one passage of each, one to three sentences,
with what was found in it, to be read by eye. The texts name real persons: a terminal is the only place
for that output. Exits 0, and says why, where the texts are absent.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from spacy.language import Language

from benchmarks.machine import machine_line
from nlp.clauses import sentences
from nlp.mining import Mined, Text, mined
from nlp.pipeline import build
from nlp.standoff import TEXTS

#: Every source with the field that holds its text, and the kind of its texts.
SOURCES = {
    "judgments.jsonl": ("text", "document"),
    "discipline_news.jsonl": ("text", "document"),
    "citizen_messages.jsonl": ("text", "complaint"),
    "positions.jsonl": ("position", "document"),
    "policy_article.txt": ("", "document"),
}
MESSAGES = "citizen_messages.jsonl"
#: How many messages are read without ``--all``.
SAMPLE = 800
#: Of what is shown, which part is drawn from which source.
SHOWN = {"judgments.jsonl": 0.4, "discipline_news.jsonl": 0.3, MESSAGES: 0.3}
#: A passage to be read by eye has at most so many sentences, and at least so many characters in all.
SENTENCES, LEAST = 3, 40


@dataclass(slots=True)
class Tally:
    """What was counted over the texts of one source, or over all."""

    texts: int = 0
    characters: int = 0
    seconds: float = 0.0
    labels: Counter[str] = field(default_factory=Counter)
    acts: Counter[tuple[str, str]] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)

    def add(self, found: Mined) -> None:
        """Count what was found in a text."""
        self.texts += 1
        self.characters += len(found.text.text)
        self.labels.update(m.label for m in found.mentions)
        self.acts.update((e.act, e.status) for e in found.events)
        self.relations.update(r.type for r in found.relations)


def texts_of(name: str) -> list[Text]:
    """Return the texts of a source, empty ones too: a reader must stand them."""
    field_name, kind = SOURCES[name]
    body = (TEXTS / name).read_bytes().decode("utf-8")
    rows = [json.loads(line)[field_name] for line in body.splitlines()] if field_name else [body]
    return [Text(f"{name}:{i}", kind, row or "") for i, row in enumerate(rows, 1)]


def chosen(name: str, seed: int, *, every: bool) -> list[Text]:
    """Return the texts of a source that are read: all, but of the messages a sample."""
    texts = texts_of(name)
    if name != MESSAGES or every:
        return texts
    return random.Random(seed).sample(texts, min(SAMPLE, len(texts)))


def safely(nlp: Language, texts: Sequence[Text], failed: list[str]) -> Iterator[Mined]:
    """Yield what is found in each text, in a stream; note the texts on which it breaks, and go on behind them."""
    at = 0
    while at < len(texts):
        try:
            for found in mined(nlp, texts[at:]):
                at += 1
                yield found
        # what breaks is what is measured, whatever it is
        except Exception as error:
            failed.append(f"{texts[at].source_id}: {type(error).__name__}: {error}")
            at += 1


def run(nlp: Language, seed: int, *, every: bool) -> int:
    """Read everything, print the counts; return 1 where a text failed."""
    whole, failed = Tally(), list[str]()
    print(f"{'source':24} {'texts':>6} {'characters':>11} {'seconds':>8} {'chars/s':>8} {'mentions':>9} {'events':>7}")  # fmt: skip
    for name in SOURCES:
        texts, part, started = chosen(name, seed, every=every), Tally(), time.perf_counter()
        for found in safely(nlp, texts, failed):
            part.add(found)
            whole.add(found)
        part.seconds = time.perf_counter() - started
        whole.seconds += part.seconds
        _row(name, part)
    _row("all", whole)
    print("\nmentions: " + _counts(whole.labels))
    print("relations: " + _counts(whole.relations))
    print("events by act and status:")
    for act in sorted({act for act, _ in whole.acts}):
        by = Counter({status: n for (a, status), n in whole.acts.items() if a == act})
        print(f"  {act:12} {by.total():5d}  {_counts(by)}")
    print(f"exceptions: {len(failed)}")
    for line in failed:
        print(f"  {line}")
    return 1 if failed else 0


def _row(name: str, t: Tally) -> None:
    speed = t.characters / max(t.seconds, 1e-9)
    print(f"{name:24} {t.texts:6,} {t.characters:11,} {t.seconds:8.1f} {speed:8,.0f} {t.labels.total():9,} {t.acts.total():7,}")  # fmt: skip


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{k} {n:,}" for k, n in sorted(counter.items(), key=lambda p: (-p[1], p[0])))


def show(nlp: Language, seed: int, wanted: int) -> None:
    """Print passages of texts drawn by the seed, with what was found in them when the whole text was read."""
    draw = random.Random(seed)
    for name, part in SHOWN.items():
        texts = [t for t in texts_of(name) if len(t.text) >= LEAST]
        for found in mined(nlp, draw.sample(texts, min(round(wanted * part), len(texts)))):
            _passage(found, draw)


def _passage(found: Mined, draw: random.Random) -> None:
    text, parts = found.text.text, sentences(found.text.text)
    first = draw.randrange(len(parts))
    last = min(first + draw.randint(1, SENTENCES), len(parts)) - 1
    # a heading or a short call alone says nothing: take in what stands beside it
    while parts[last].end - parts[first].start < LEAST and (first > 0 or last + 1 < len(parts)):
        first, last = max(0, first - 1), min(last + 1, len(parts) - 1)
    start, end = parts[first].start, parts[last].end
    print(f"\n## {found.text.source_id} [{start}, {end})\n{bracketed(found, start, end)}")
    for e in (e for e in found.events if start <= e.span_start < end):
        slots = (f"{k}={v}" for k, v in e._asdict().items() if v is not None and not k.startswith("span"))  # fmt: skip
        print(f"> {' | '.join(slots)}\n    {text[e.span_start : e.span_end]}")


def bracketed(found: Mined, start: int, end: int) -> str:
    """Return a part of the text in the bracket notation of annotation.md."""
    pieces, at, text = [], start, found.text.text
    for m in (m for m in found.mentions if start <= m.start and m.end <= end):
        pieces += [text[at : m.start], f"[{m.text}]{m.label}"]
        at = m.end
    return "".join([*pieces, text[at:end]])


def main() -> int:
    """Run or show; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--all", action="store_true", help="read every message, not a sample")
    parser.add_argument("--seed", type=int, default=4711)
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N passages instead")
    options = parser.parse_args()
    absent = sorted(name for name in SOURCES if not (TEXTS / name).is_file())
    if absent:
        print(f"skipped: {', '.join(absent)} not in {TEXTS} (see shared/data/DATA.md)")
        return 0
    print(machine_line(), flush=True)
    nlp = build()
    list(
        mined(nlp, [Text("", "document", "读取模型。")])
    )  # the model is loaded with the first text
    if options.show:
        show(nlp, options.seed, options.show)
        return 0
    return run(nlp, options.seed, every=options.all)


if __name__ == "__main__":
    raise SystemExit(main())
