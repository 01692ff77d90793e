"""What in a complaint can be checked, and how (可核查性): facts with their place in the text, never a score of credibility.

A fact counts once however often it is said. Length, tone, spelling, and whether a name was signed add nothing (science.md D5.6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from ingest.self_naming import Span
from ingest.self_told import told_of_writer
from nlp.complaints.normal import normal_name
from nlp.complaints.slots import writes
from nlp.masks import parse
from nlp.resources import alternation, lexicon, words

_SENTENCE = re.compile(r"[^。！？!?\n]+")
_FIRM = 4
#: How far before a fact the word stands that announces a home or a name.
_BEFORE = 12


class Fact(NamedTuple):
    """A fact that somebody can look up; offsets are those of the complaint's text."""

    kind: str
    start: int
    end: int
    text: str

    @property
    def key(self) -> tuple[str, str]:
        """What makes two facts the same."""
        return self.kind, normal_name(self.text)

    @property
    def check(self) -> str:
        """How to check it, Chinese and English."""
        data = lexicon("checkable")[self.kind]
        return f"{data['zh']} · {data['en']}"


def facts(
    text: str, mentions: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]]
) -> list[Fact]:
    """Return the different facts of a complaint in the order of the text.

    Parameters
    ----------
    text : the complaint
    mentions, events : its rows of the tables `mentions` and `allegations`
    """
    found: dict[tuple[str, str], Fact] = {}
    every = [*_named(text, mentions), *_in_post(text, mentions, events), *_in_sentences(text, mentions), *_documents(text)]  # fmt: skip
    own = told_of_writer(text)
    lookable = (fact for fact in every if not _private(text, fact, own))
    for fact in sorted(lookable, key=lambda f: (f.start, f.end, f.kind)):
        found.setdefault(fact.key, fact)
    return list(found.values())


def _private(text: str, fact: Fact, own: Sequence[Span]) -> bool:
    """Say whether a fact is masked, a home, or what the writer tells of himself: nobody goes there to look."""
    before = text[max(0, fact.start - _BEFORE) : fact.start]
    told = any(start < fact.end and fact.start < end for start, end in own)
    return told or "＊＊" in fact.text or _behind().search(before) is not None


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(lexicon("checkable")["behind"])


def _named(text: str, mentions: Sequence[Mapping[str, Any]]) -> Iterator[Fact]:
    for row in mentions:
        label, name = row["label"], row["text"]
        if label == "COMPANY" and len(name) >= _FIRM and parse(name) is None:
            yield Fact("registered_company", row["start"], row["end"], name)
        elif label == "ID" and not re.search(r"[*＊×xX]{3}", name):
            yield Fact("company_code", row["start"], row["end"], name)
        elif label == "LOCATION" and "某" not in name and _pattern("place").search(name):
            yield Fact("place", row["start"], row["end"], name)


def _in_post(
    text: str, mentions: Sequence[Mapping[str, Any]], events: Sequence[Mapping[str, Any]]
) -> Iterator[Fact]:
    """Yield people whose post and unit a text tells; one fact a person."""
    people = {r["text"]: r for r in reversed(mentions) if r["label"] == "PERSON" and not writes(text, r)}  # fmt: skip
    for event in events:
        row = people.get(event["actor"])
        if row and event["post"] and event["unit"] and not event["actor_redacted"]:
            yield Fact("person_in_post", row["start"], row["end"], row["text"])


def _in_sentences(text: str, mentions: Sequence[Mapping[str, Any]]) -> Iterator[Fact]:
    """Yield sums with a date, and contracts with a party or a sum, in one sentence."""
    for sentence in _SENTENCE.finditer(text):
        inside = [r for r in mentions if sentence.start() <= r["start"] and r["end"] <= sentence.end()]  # fmt: skip
        labels = {r["label"]: r for r in reversed(inside)}
        if "MONEY" in labels and "DATE" in labels:
            yield _from(text, "sum_with_date", labels["DATE"], labels["MONEY"])
        word = _pattern("contract_or_tender").search(sentence[0])
        party = next((labels[k] for k in ("COMPANY", "MONEY", "GOV", "DATE") if k in labels), None)
        if word and party:
            at = sentence.start() + word.start()
            yield _from(text, "contract_or_tender", party, {"start": at, "end": at + len(word[0])})


def _documents(text: str) -> Iterator[Fact]:
    for match in _pattern("document").finditer(text):
        yield Fact("document", match.start(), match.end(), match[0])


def _from(text: str, kind: str, one: Mapping[str, Any], two: Mapping[str, Any]) -> Fact:
    start, end = min(one["start"], two["start"]), max(one["end"], two["end"])
    return Fact(kind, start, end, text[start:end])


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    data = lexicon("checkable")[kind]
    return re.compile(data["pattern"] if "pattern" in data else alternation(words(data["context"])))
