"""Annotation of real texts kept without them (离线标注): where a passage stands, its digest, offsets.

Real texts lie beside the project (shared/data/DATA.md) and name real persons, so that no word of them
is kept. A line of a stand-off file is a JSON object::

    {"file", "record", "start", "end", "sha256", "kind", "spans": [[0, 2, "PERSON"]],
     "events": [{"act", "actor": [0, 2], "status", …}], "relations": [["office", [0, 2], [3, 5], null]]}

Records count from 1; spans, slots and arguments are offsets inside the passage, codes are words.
``python -m nlp.standoff FILE.txt --source judgments.jsonl`` prints the lines of passages that were
annotated in bracket notation (`nlp.gold`) outside the project.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from ingest.errors import UserError
from nlp.annotation import Span
from nlp.gold import FLAGS, SLOTS, SPEAKERS, GoldDocument, GoldEvent, read_gold

#: The texts that `file` names, beside the project.
TEXTS = Path(__file__).resolve().parents[2] / "shared" / "data" / "texts"
#: Passages of texts whose licence allows that weights learn from them.
REAL = Path(__file__).parent / "corpus" / "real"
#: What an annotated actor is called where the passage has no words for it.
UNNAMED = "unnamed"
#: The genre of a passage by the file it stands in; other files stand for their own.
_GENRES = {"judgments": "judgment", "discipline_news": "news"}

Entry = dict[str, Any]


def entries(path: Path) -> list[Entry]:
    """Return the passages of a stand-off file, without their texts."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def absent(found: Iterable[Entry], texts: Path = TEXTS) -> list[str]:
    """Return the files that passages stand in and that are not there."""
    return sorted({e["file"] for e in found if not (texts / e["file"]).is_file()})


@cache
def records(path: Path) -> list[str]:
    """Return the texts of a file by record; a plain text is one record."""
    if path.suffix != ".jsonl":
        return [path.read_bytes().decode("utf-8")]
    return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]


def passage(entry: Entry, texts: Path = TEXTS) -> str:
    """Return the words of a passage.

    Raises
    ------
    UserError
        Where the text beside the project is another than the one that was annotated.
    """
    found = records(texts / entry["file"])
    text = "".join(found[entry["record"] - 1 : entry["record"]])[entry["start"] : entry["end"]]
    if _digest(text) != entry["sha256"]:
        what = f"原文与标注时不同 · another text than was annotated: {entry['file']}, record {entry['record']}"
        raise UserError(what, "换回标注时的数据 · put back the data of shared/data/DATA.md")
    return text


def document(number: int, entry: Entry, text: str) -> GoldDocument:
    """Return an annotated passage as a gold document; its source stands for the genre."""
    stem = Path(entry["file"]).stem
    relations = (
        (kind, *(_words(arg, text) for arg in args)) for kind, *args in entry.get("relations", ())
    )
    return GoldDocument(
        f"real-{stem}-{number}", entry["kind"], _GENRES.get(stem, stem), text,
        tuple(Span(*span) for span in entry["spans"]),
        tuple(_event(event, text) for event in entry["events"]),
        tuple(relations),
    )  # fmt: skip


def real(folder: Path = REAL, texts: Path = TEXTS) -> list[GoldDocument]:
    """Return the passages that may be learnt from; none of a file whose texts are not there."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        some = entries(path)
        if not absent(some, texts):
            found += [document(n, e, passage(e, texts)) for n, e in enumerate(some, 1)]
    return found


def _event(event: Entry, text: str) -> GoldEvent:
    slots = {slot: _words(event.get(slot), text) for slot in SLOTS}
    return GoldEvent(event["act"], {s: v for s, v in slots.items() if v and v != UNNAMED})


def _words(value: list[int] | str | None, text: str) -> str | None:
    return text[value[0] : value[1]] if isinstance(value, list) else value


def line_of(gold: GoldDocument, source: Path) -> str:
    """Return an annotated passage as a stand-off line, without its words.

    Line breaks may differ: an annotation keeps neither carriage returns nor empty lines.

    Raises
    ------
    UserError
        Where no record of the source holds the passage.
    """
    lines = (re.escape(line) for line in gold.text.split("\n"))
    pattern = re.compile("(" + r")[\r\n]+(".join(lines) + ")")
    matches = ((n, pattern.search(text)) for n, text in enumerate(records(source), 1))
    number, match = next(((n, m) for n, m in matches if m), (0, None))
    if match is None:
        what = f"{source.name} 中没有此段原文 · no record holds this passage: {gold.source_id}"
        raise UserError(
            what, "去掉标记后须与原文逐字相同 · without its marks it must be the very text"
        )
    own = _as_it_stands(gold, match)
    entry = {
        "file": source.name, "record": number, "start": match.start(), "end": match.end(),
        "sha256": _digest(own.text), "kind": own.kind, "spans": [list(s) for s in own.spans],
        "events": [_slots(own, event) for event in own.events],
        "relations": [[kind, *(_place(own, arg) for arg in args)] for kind, *args in own.relations],
    }  # fmt: skip
    return json.dumps(entry, separators=(",", ":"))


def _as_it_stands(gold: GoldDocument, match: re.Match[str]) -> GoldDocument:
    """Return a passage with the line breaks of the record, its spans moved by them."""
    at: list[int] = []  # of each character of the annotation, its place in the passage
    for number, line in enumerate(gold.text.split("\n"), 1):
        start = match.start(number) - match.start()
        at += range(start, start + len(line) + 1)
    spans = tuple(Span(at[s.start], at[s.end - 1] + 1, s.label) for s in gold.spans)
    return replace(gold, text=match.group(), spans=spans)


def _slots(gold: GoldDocument, event: GoldEvent) -> Entry:
    codes = ("relation", "status", "basis")
    slots = {s: v if s in codes else _place(gold, v) for s, v in event.slots.items()}
    return {"act": event.act, **slots}


def _place(gold: GoldDocument, words: str | None) -> list[int] | str | None:
    """Return where words stand, best as a mention; a code is left as it is."""
    if words is None or words in (*FLAGS, *SPEAKERS):
        return words
    marked = (s.start for s in gold.spans if gold.text[s.start : s.end] == words)
    start = next(marked, gold.text.find(words))
    return [start, start + len(words)]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def main(arguments: list[str]) -> None:
    """Print the stand-off lines of annotated passages."""
    parser = argparse.ArgumentParser(prog="nlp.standoff")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--source", required=True, help="judgments.jsonl, discipline_news.jsonl")
    options = parser.parse_args(arguments)
    for path in options.files:
        for gold in read_gold(path):
            sys.stdout.write(line_of(gold, TEXTS / options.source) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
