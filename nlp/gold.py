"""Gold documents (标注语料): texts with mentions, events and relations as annotation.md says.

A file holds documents in the notation of `nlp/corpus/README.md`::

    ## n-001 document notice
    经查，[江某]PERSON以[妻弟]KINSHIP[赵某]PERSON名义持有[东山砂石公司]COMPANY[30%]SHARE股份。
    > nominee | actor=江某 | counterpart=东山砂石公司 | amount=30% | status=asserted | speaker=author | basis=finding
    = holds | 江某 | 东山砂石公司 | 30% | hidden
    % category=business_interest

``python -m nlp.gold FILE …`` checks files and counts what they hold.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from ingest.errors import UserError
from nlp.annotation import LABELS, Span, parse

KINDS = ("complaint", "document")
GENRES = (
    "notice", "complaint", "writeup", "resume", "registry", "award", "judgment", "reply", "news",
)  # fmt: skip
ACTS = (
    "hold", "nominee", "run", "shares_gift", "dividend", "gift", "hospitality", "favour", "embezzle",
    "shield", "misconduct",
)  # fmt: skip
CODES: dict[str, tuple[str, ...]] = {
    "status": ("denied", "negated", "hypothetical", "unknown", "alleged", "asserted"),
    "basis": ("finding", "document", "witness", "hearsay", "inference", "statement", "none"),
    "relation": ("own", "relative", "nominee", "regulated", "subordinate", "partner", "unknown"),
}  # fmt: skip
SPEAKERS = ("author", "complainant", "respondent")
SLOTS = (
    "actor", "post", "unit", "counterpart", "relation", "amount", "date", "status", "speaker",
    "basis",
)  # fmt: skip
FLAGS = ("own", "nominal", "hidden")
RELATIONS = {"office": 3, "holds": 4, "kin": 3, "paid": 3, "award": 3}
#: Short words that are rightly marked in one place and not in another.
_AMBIGUOUS = 2
_SENTENCE = re.compile(r"[^。！？!?\n]*[^。！？!?\s][^。！？!?\n]*[。！？!?]*")


class GoldEvent(NamedTuple):
    """An annotated event: the act and its slots as written, absent where not stated."""

    act: str
    slots: dict[str, str]


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """An annotated text; `relations` are (type, argument …) with None where nothing is stated."""

    source_id: str
    kind: str
    genre: str
    text: str
    spans: tuple[Span, ...]
    events: tuple[GoldEvent, ...] = ()
    relations: tuple[tuple[str | None, ...], ...] = ()
    facts: dict[str, str] = field(default_factory=dict)


def read_gold(path: Path) -> list[GoldDocument]:
    """Return the documents of a file.

    Raises
    ------
    UserError
        Where a header, a label, a code or a slot is not as annotation.md says; names file and line.
    """
    blocks: list[tuple[int, list[str]]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("## "):
            blocks.append((number, [line]))
        elif blocks and line.strip():
            blocks[-1][1].append(line)
    return [_document(path, number, lines) for number, lines in blocks]


def _document(path: Path, number: int, lines: list[str]) -> GoldDocument:
    header = lines[0].split()
    if len(header) != 4 or header[2] not in KINDS or header[3] not in GENRES:
        raise _error(path, number, lines[0], "## 编号 complaint|document 体裁 · ## id kind genre")
    body = [line for line in lines[1:] if line[:2] not in ("> ", "= ", "% ")]
    text, spans = parse("\n".join(body))
    document = GoldDocument(
        header[1], header[2], header[3], text, tuple(spans),
        tuple(_event(path, number, line) for line in lines if line.startswith("> ")),
        tuple(_relation(path, number, line) for line in lines if line.startswith("= ")),
        dict(_pairs(line) for line in lines if line.startswith("% ")),
    )  # fmt: skip
    _refuse_loose(path, number, document)
    return document


def _event(path: Path, number: int, line: str) -> GoldEvent:
    act, *parts = (part.strip() for part in line[2:].split("|"))
    given = (_pairs(f"% {part}") for part in parts if part)
    slots = {key: value for key, value in given if value}
    wrong = [k for k in slots if k not in SLOTS]
    wrong += [
        f"{k}={slots[k]}" for k, codes in CODES.items() if k in slots and slots[k] not in codes
    ]
    wrong += [k for k in ("status", "speaker", "basis") if k not in slots]
    if act not in ACTS or wrong:
        raise _error(path, number, line, f"不合规定 · not as annotation.md 4: {act} {wrong}")
    return GoldEvent(act, slots)


def _relation(path: Path, number: int, line: str) -> tuple[str | None, ...]:
    kind, *args = (part.strip() or None for part in line[2:].split("|"))
    if kind not in RELATIONS or len(args) > RELATIONS[kind]:
        raise _error(path, number, line, f"关系或论元数不合 · relation or arguments: {line}")
    return (kind, *args, *(None,) * (RELATIONS[kind] - len(args)))


def _pairs(line: str) -> tuple[str, str]:
    key, _, value = line[2:].partition("=")
    return key.strip(), value.strip()


def _refuse_loose(path: Path, number: int, document: GoldDocument) -> None:
    """Refuse brackets without a known label, and slots or arguments that are not in the text."""
    stray = re.search(r"\[[^\[\]]*\][A-Z]*|\]", document.text)
    if stray:
        raise _error(path, number, stray.group(), f"标签不识 · unknown label, one of {LABELS}")
    words = [v for e in document.events for k, v in e.slots.items() if k not in CODES]
    words += [arg for relation in document.relations for arg in _arguments(relation)]
    absent = [w for w in words if w not in document.text and w not in SPEAKERS]
    if absent:
        raise _error(path, number, document.source_id, f"原文没有 · not in the text: {absent}")


def doubts(document: GoldDocument) -> Iterator[str]:
    """Yield what a reviewer should look at: a text marked in one place and not in another."""
    labels: dict[str, set[str]] = {}
    for span in document.spans:
        labels.setdefault(document.text[span.start : span.end], set()).add(span.label)
    for text, found in sorted(labels.items()):
        if len(found) > 1:
            yield f"{document.source_id}: {text} {sorted(found)}"
        for at in _unmarked(document, text) if len(text) >= _AMBIGUOUS else ():
            yield f"{document.source_id}: {text} 未标 · unmarked at {at}"
    for relation in document.relations:
        loose = [arg for arg in _arguments(relation) if arg not in labels]
        if loose:
            yield f"{document.source_id}: {relation[0]} {loose} 不是标注的片段 · no mention"


def _unmarked(document: GoldDocument, text: str) -> Iterator[int]:
    """Yield where a text stands without touching any mark."""
    for match in re.finditer(re.escape(text), document.text):
        if all(s.end <= match.start() or s.start >= match.end() for s in document.spans):
            yield match.start()


def _arguments(relation: tuple[str | None, ...]) -> list[str]:
    return [arg for arg in relation[1:] if arg is not None and arg not in FLAGS]


def sentences_in(document: GoldDocument) -> int:
    """Return the number of sentences of a text; a line break ends one."""
    return len(_SENTENCE.findall(document.text))


def _error(path: Path, number: int, value: str, fix: str) -> UserError:
    return UserError(f"{path}:{number} 标注有误 · annotation: {value}", fix)


def main(paths: list[str]) -> None:
    """Check files; print doubts and counts."""
    total: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for path in paths:
        for document in read_gold(Path(path)):
            seen[document.source_id] += 1
            for doubt in doubts(document):
                sys.stdout.write(f"  ? {doubt}\n")
            total["documents"] += 1
            total["sentences"] += sentences_in(document)
            total["characters"] += len(document.text)
            total.update(span.label for span in document.spans)
            total.update(f"status {event.slots['status']}" for event in document.events)
            total.update(f"act {event.act}" for event in document.events)
            total.update(f"relation {relation[0]}" for relation in document.relations)
    twice = sorted(name for name, count in seen.items() if count > 1)
    sys.stdout.write(f"{dict(sorted(total.items()))}\n")
    if twice:
        sys.stdout.write(f"编号重复 · the same id twice: {twice}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
