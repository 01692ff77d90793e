"""Annotated texts as training sequences: the domain corpus, and the public sets for measuring (语料)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from spacy.language import Language

from ingest.errors import UserError
from nlp.annotation import Span
from nlp.gold import read_gold
from nlp.segment import Segmenter, words_of
from nlp.spans import candidates_of
from nlp.standoff import real
from nlp.tagging.augment import Text
from nlp.tagging.lists import SHARED
from nlp.tagging.observe import Observer, Seen

CORPUS = Path(__file__).resolve().parents[1] / "corpus"


def domain(folder: Path = CORPUS) -> list[Text]:
    """Return the documents of the domain corpus and those with mentions alone, never the held-out part.

    Real passages (`nlp.standoff`) come last, as far as their texts lie beside the project.
    """
    paths = sorted([*folder.glob("*.txt"), *folder.glob("mentions/*.txt")])
    if not paths:
        what = f"没有语料 · no corpus in {folder}"
        raise UserError(what, "应有 *.txt · *.txt are expected")
    documents = [d for p in paths for d in read_gold(p)] + real(folder / "real")
    return [Text(d.text, d.spans) for d in documents if d.text]


def public(name: str, shared: Path = SHARED) -> list[Text]:
    """Return the texts of a file under ner/; overlapping spans after the first are left out.

    Raises
    ------
    UserError
        Where the shared data is not there.
    """
    path = shared / "ner" / f"{name}.jsonl"
    if not path.is_file():
        what = f"没有数据 · no such data: {path}"
        raise UserError(what, "见 ../shared/data/DATA.md · see there")
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [Text(row["text"], _flat(row["spans"])) for row in rows if row["text"]]


def _flat(spans: Iterable[Sequence[int | str]]) -> tuple[Span, ...]:
    kept: list[Span] = []
    for start, end, label in sorted((int(s), int(e), str(label)) for s, e, label in spans):
        if not kept or start >= kept[-1].end:
            kept.append(Span(start, end, label))
    return tuple(kept)


def split(texts: Sequence[Text], share: float, seed: int) -> tuple[list[Text], list[Text]]:
    """Return the larger and the split-off part, both in the order of the file."""
    numbers = list(range(len(texts)))
    Random(seed).shuffle(numbers)
    off = set(numbers[: int(len(texts) * share)])
    return (
        [t for i, t in enumerate(texts) if i not in off],
        [t for i, t in enumerate(texts) if i in off],
    )


def seen_plain(texts: Iterable[Text], observer: Observer) -> Iterator[Seen]:
    """Yield what a model without rules sees of every text."""
    segmenter = Segmenter()
    for item in texts:
        yield observer.see(item.text, segmenter.cut(item.text))


def seen_by_rules(texts: Iterable[Text], observer: Observer, rules: Language) -> Iterator[Seen]:
    """Yield what a model sees of every text behind the rules of a pipeline."""
    for doc in rules.pipe(item.text for item in texts):
        yield observer.see(doc.user_data["text"], words_of(doc), candidates_of(doc))
