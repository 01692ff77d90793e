"""Many texts read in a stream (批量读取): what was read before comes from the cache, links are always made anew.

Memory holds one batch of texts and what was found in them, however many there are. A batch ends early behind a long
text, so that what was read of it is kept at once. Texts are read one after the other: those behind one of 10 MB wait until it is
read (`benchmarks/large_text.py` says how long), and it alone takes about 1 KiB of memory a character, given back for the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from ingest.stage import code_digest
from nlp.cache import Record, TextCache, text_key
from nlp.events import Event, events_of
from nlp.linking.component import NAME as LINK
from nlp.names import NAMES
from nlp.pipeline import make_doc, read
from nlp.places import NAME as PLACES
from nlp.relations import Relation, relations_of
from nlp.segment import NAME as SEGMENT
from nlp.spans import Mention, mentions_of

#: Texts that are read together; a crash loses at most one batch of reading.
_BATCH = 128
#: A batch ends where its texts have so many characters together.
_CHARACTERS = 1_000_000


class Text(NamedTuple):
    """A text to read; `kind` is ``complaint`` or ``document``: in a complaint the writer speaks."""

    source_id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Mined:
    """What was found in one text, keys of register and roster included."""

    text: Text
    mentions: list[Mention]
    events: list[Event]
    relations: list[Relation]


def mined(nlp: Language, texts: Iterable[Text], cache: TextCache | None = None) -> Iterator[Mined]:
    """Yield what is found in each text, in order.

    With a cache only texts that are new to it, or whose names of the area have changed, go through the pipeline;
    the result is the same without one.
    """
    code = code_digest("nlp") if cache is not None else ""
    link = nlp.get_pipe(LINK)
    for batch in _batches(texts):
        keys = [_key(nlp, code, item) if cache is not None else b"" for item in batch]
        kept = [cache.get(key) if cache is not None else None for key in keys]
        with nlp.select_pipes(disable=[LINK]):
            fresh = read(nlp, [item for item, known in zip(batch, kept, strict=True) if not known])
            for item, key, known in zip(batch, keys, kept, strict=True):
                doc = next(fresh)[1] if known is None else _restored(nlp, item, known)
                if cache is not None and known is None:
                    cache.put(key, _record(doc))
                link(doc)
                yield Mined(item, mentions_of(doc), events_of(doc), relations_of(doc))
        if cache is not None:
            cache.commit()


def _batches(texts: Iterable[Text]) -> Iterator[list[Text]]:
    """Yield the texts in lists of bounded length and size; a long one ends its list."""
    batch: list[Text] = []
    size = 0
    for text in texts:
        batch.append(text)
        size += len(text.text)
        if len(batch) == _BATCH or size >= _CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _key(nlp: Language, code: str, item: Text) -> bytes:
    """Return the cache key: code, kind, text, and the names of the area that stand in it."""
    names = {
        (item.text[h.start : h.end], *h.value) for h in nlp.get_pipe(NAMES).names.every(item.text)
    }
    names |= {(h.value, "word") for h in nlp.get_pipe(SEGMENT).segmenter.names.every(item.text)}
    names |= {(h.value, "place") for h in nlp.get_pipe(PLACES).own.every(item.text)}
    return text_key(code, item.kind, item.text, names)


def _record(doc: Doc) -> Record:
    lists: dict[str, list[Any]] = {
        "mentions": mentions_of(doc), "events": events_of(doc), "relations": relations_of(doc)
    }  # fmt: skip
    return {name: [list(row) for row in rows] for name, rows in lists.items()}


def _restored(nlp: Language, item: Text, record: Record) -> Doc:
    doc = make_doc(nlp, *item)
    doc.user_data["mentions"] = [Mention(*row) for row in record["mentions"]]
    doc.user_data["events"] = [Event(*row) for row in record["events"]]
    doc.user_data["relations"] = [Relation(*row) for row in record["relations"]]
    return doc
