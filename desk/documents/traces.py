"""Does a text carry traces of a complaint (信访痕迹)? A scan before anything leaves the handling team (law.md DP-16).

Pure: texts in, passages out. Looked for are wording, close paraphrase, names that no register holds,
numbers of complaints, dates on which one was received, telephone numbers and addresses out of one, and
words that tell of a channel. What registers themselves record may stand in a document though a
complaint says it too: such characters are set aside before anything is compared. What this cannot
see: a free retelling in other words, homophones, text in pictures.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from nlp.complaints.normal import figures
from nlp.linking.spelling import canonical

Why = Literal["wording", "paraphrase", "name", "number", "received", "contact", "channel"]

#: A run of so many characters in common, of which so many are no register's, is taken over.
RUN, OWN = 8, 6
#: Of a window of so many characters, two fifths of the trigrams that are no register's stand in one complaint.
WINDOW, STEP, SHARE, FEWEST = 48, 16, 0.4, 10
#: Sentences of registers and templates cover what agrees with them over so many characters.
COVER = 6
_KEPT = re.compile("[0-9A-Z一-鿿㐀-䶿]")
_DATE = re.compile(r"(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})")
_N = "0-9〇零○一二三四五六七八九十"
_WRITTEN = re.compile(rf"[{_N}]{{4}}\s*[年./-]\s*[{_N}]{{1,3}}\s*[月./-]\s*[{_N}]{{1,3}}")
_CONTACT = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+|\d(?:[ -]?\d){6,}")
_RULE_NAMES = re.compile("《[^》]*》")


@dataclass(frozen=True, slots=True)
class Complaint:
    """What of a complaint must not show: its number, date of receipt, text, and the names in it."""

    number: str
    received: str
    text: str
    names: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """What registers and templates say by themselves.

    Parameters
    ----------
    phrases : frozenset of str
        Names of officials of the case, companies, units, titles of projects.
    texts : tuple of str
        Whole sentences: registered facts, the template's own words.
    names : frozenset of str
        Names of persons that some register holds.
    dates : frozenset of str
        ISO dates that the document has by itself, such as its own.
    """

    phrases: frozenset[str] = frozenset()
    texts: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    dates: frozenset[str] = frozenset()

    @cached_property
    def all_dates(self) -> frozenset[str]:
        """The dates of the document itself and those that registers give."""
        return self.dates | {day for text in self.texts for day, *_ in _dates(text)}

    @cached_property
    def contacts(self) -> frozenset[str]:
        """Telephone numbers and addresses that registers and the template give."""
        hits = (hit for text in self.texts for hit in _CONTACT.finditer(text))
        return frozenset(_digits(hit[0]) for hit in hits)


class Passage(NamedTuple):
    """A passage of the document that must be rewritten; never a word of the complaint itself."""

    paragraph: int
    start: int
    end: int
    why: Why


def traces(
    paragraphs: Sequence[str],
    complaints: Iterable[Complaint],
    known: Known,
    channel_words: Sequence[str] = (),
) -> list[Passage]:
    """Return the passages of a document that tell of a complaint, in the order of the text."""
    document = _Document(paragraphs, known)
    found = list(_channels(paragraphs, channel_words))
    for complaint in complaints:
        told = _kept(complaint.text)
        found += _wording(document, told)
        found += _paraphrase(document, told)
        found += _marks(document, complaint, known)
    return _joined(found)


class _Document:
    """The letters and digits of all paragraphs as one row, each with the place that it stands at.

    One row, because a text cut up into short paragraphs is still the same text.
    """

    def __init__(self, paragraphs: Sequence[str], known: Known) -> None:
        kept: list[str] = []
        self.places: list[tuple[int, int]] = []
        for number, paragraph in enumerate(paragraphs):
            for place, character in enumerate(paragraph):
                for one in canonical(character):
                    if _KEPT.match(one):
                        kept.append(one)
                        self.places.append((number, place))
        self.text = "".join(kept)
        self.starts = [
            n
            for n, (number, _) in enumerate(self.places)
            if n == 0 or self.places[n - 1][0] != number
        ]
        text = self.text
        self.masked = _masked(text, known)
        self.grams = {text[n : n + RUN] for n in range(len(text) - RUN + 1)}
        self.threes = {text[n : n + 3] for n in range(len(text) - 2)}
        self.windows = [own for own in self._windows() if len(own) >= FEWEST]
        self.dates = [(n, *hit) for n, said in enumerate(paragraphs) for hit in _dates(said)]
        self.contacts = [
            (_digits(hit[0]), n, hit.span())
            for n, said in enumerate(paragraphs)
            for hit in _CONTACT.finditer(said)
        ]
        self.narrow = [_narrow(said) for said in paragraphs]

    def _windows(self) -> Iterable[list[int]]:
        """Yield for each window the places of its trigrams that no register accounts for."""
        last = max(len(self.text) - WINDOW, 0)
        for start in sorted({*range(0, last + 1, STEP), last}):
            stop = min(start + WINDOW, len(self.text)) - 2
            yield [
                n
                for n in range(start, stop)
                if not any(self.masked[n : n + 3]) and _said(self.text[n])
            ]

    def passages(self, start: int, end: int, why: Why) -> list[Passage]:
        """Return a stretch of the row as passages, one a paragraph."""
        found = []
        while start < end:
            after = bisect_right(self.starts, start)
            stop = min(end, self.starts[after] if after < len(self.starts) else end)
            (number, first), (_, last) = self.places[start], self.places[stop - 1]
            found.append(Passage(number, first, last + 1, why))
            start = stop
        return found


def _said(character: str) -> bool:
    """Say whether a character is a word's: figures are compared as numbers, dates and telephones."""
    return character >= "㐀"


def _kept(text: str) -> str:
    return "".join(c for c in canonical(text) if _KEPT.match(c))


def _masked(text: str, known: Known) -> list[bool]:
    """Return which characters of the row a register or a template accounts for."""
    masked = [False] * len(text)
    for phrase in filter(None, map(_kept, known.phrases)):
        at = text.find(phrase)
        while at >= 0:
            masked[at : at + len(phrase)] = [True] * len(phrase)
            at = text.find(phrase, at + 1)
    said = {t[n : n + COVER] for t in map(_kept, known.texts) for n in range(len(t) - COVER + 1)}
    for n in range(len(text) - COVER + 1):
        if text[n : n + COVER] in said:
            masked[n : n + COVER] = [True] * COVER
    return masked


def _wording(document: _Document, told: str) -> list[Passage]:
    """Return runs that stand in a complaint character by character."""
    grams, text = document.grams, document.text
    common = {gram for n in range(len(told) - RUN + 1) if (gram := told[n : n + RUN]) in grams}
    if not common:
        return []
    found: list[Passage] = []
    n = 0
    while n <= len(text) - RUN:
        start = n
        while n <= len(text) - RUN and text[n : n + RUN] in common:
            n += 1
        stop = n + RUN - 1
        own = (_said(text[at]) and not document.masked[at] for at in range(start, stop))
        if n > start and sum(own) >= OWN:
            found += document.passages(start, stop, "wording")
        n += 1
    return found


def _paraphrase(document: _Document, told: str) -> list[Passage]:
    """Return windows that share most of their words with a complaint, though not in one run."""
    threes, text = document.threes, document.text
    common = {three for n in range(len(told) - 2) if (three := told[n : n + 3]) in threes}
    found: list[Passage] = []
    if len(common) < SHARE * FEWEST:
        return found
    for own in document.windows:
        shared = [n for n in own if text[n : n + 3] in common]
        if len(shared) >= SHARE * len(own):
            found += document.passages(shared[0], shared[-1] + 3, "paraphrase")
    return found


def _marks(document: _Document, complaint: Complaint, known: Known) -> Iterator[Passage]:
    """Yield what points at a complaint by itself: its number, its day, a telephone number, a name."""
    yield from _numbered(document, complaint.number.strip())
    if complaint.received not in known.all_dates:
        yield from (
            Passage(n, start, stop, "received")
            for n, day, start, stop in document.dates
            if day == complaint.received
        )
    if document.contacts:
        told = {_digits(hit[0]) for hit in _CONTACT.finditer(complaint.text)} - known.contacts
        yield from (Passage(n, *span, "contact") for d, n, span in document.contacts if d in told)
    for name in map(_kept, complaint.names - known.names):
        if len(name) > 1:
            yield from _named(document, name)


def _numbered(document: _Document, number: str) -> Iterator[Passage]:
    if len(number) > 2:
        whole = re.compile(rf"(?<![0-9A-Za-z]){re.escape(_narrow(number))}(?![0-9A-Za-z])", re.I)
        for n, text in enumerate(document.narrow):
            yield from (Passage(n, *hit.span(), "number") for hit in whole.finditer(text))


def _named(document: _Document, name: str) -> Iterator[Passage]:
    at = document.text.find(name)
    while at >= 0:
        found = document.passages(at, at + len(name), "name")
        if len(found) == 1:  # not the end of one paragraph and the beginning of the next
            yield from found
        at = document.text.find(name, at + 1)


def _channels(paragraphs: Sequence[str], words: Sequence[str]) -> Iterable[Passage]:
    for n, text in enumerate(paragraphs):
        bare = _RULE_NAMES.sub(lambda hit: " " * len(hit[0]), text)
        for word in words:
            for hit in re.finditer(re.escape(word), _narrow(bare)):
                yield Passage(n, *hit.span(), "channel")


def _dates(text: str) -> list[tuple[str, int, int]]:
    """Return the full dates of a text as ISO dates with their places, in figures or in characters."""
    found = []
    for hit in _WRITTEN.finditer(_narrow(text)):
        known = _DATE.match(figures(hit[0]))
        if known:
            day = f"{int(known[1]):04d}-{int(known[2]):02d}-{int(known[3]):02d}"
            found.append((day, *hit.span()))
    return found


def _narrow(text: str) -> str:
    """Return a text with ordinary figures and marks, every character in its place."""
    return "".join(unicodedata.normalize("NFKC", one)[:1] or one for one in text)


def _digits(contact: str) -> str:
    return contact.lower() if "@" in contact else re.sub(r"\D", "", contact)


def _joined(found: list[Passage]) -> list[Passage]:
    """Return passages in order, those of one reason that touch as one."""
    joined: list[Passage] = []
    for one in sorted(set(found), key=lambda p: (p.paragraph, p.why, p.start, p.end)):
        before = joined[-1] if joined else None
        if before and before[0] == one[0] and before.why == one.why and one.start <= before.end:
            joined[-1] = before._replace(end=max(before.end, one.end))
        else:
            joined.append(one)
    return sorted(joined)
