"""More texts from few (数据增强): names, firms, units, places and sums are exchanged, labels stay.

Inside one document a name is always exchanged for the same other one, a surname also where it stands
alone or masked (江建华, 江某, 江局长), a place also inside units and firms, a trade name also in the
short form. What is not marked stays, or has other words here and there (`nlp.tagging.prose`). The generator is seeded by the caller.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple

from nlp.annotation import Span
from nlp.linking.company_names import parse
from nlp.resources import lexicon, words
from nlp.tagging.prose import Prose

_HAN = re.compile(r"[一-鿿]{2,4}")
_ETHNIC = re.compile(r"[一-鿿]+(?:·[一-鿿]+)+")
_STEM = re.compile(
    r"([一-鿿]{1,3}?)(自治县|自治州|省|市|州|县|区|旗|镇|乡|街道|苏木|村|社区|路|街|大道|小区|花园|苑|桥|水库)"
)
#: Where a mention is taken whole from another document, now and then.
_POOLED = {"POST": 0.05, "MONEY": 0.5, "SHARE": 0.4, "KINSHIP": 0.3, "COMPANY": 0.12, "LOCATION": 0.15,
           "DATE": 0.4, "GOV": 0.1}  # fmt: skip
_REDACTED = re.compile(r"[某A-Za-zＡ-Ｚ甲乙丙丁×*]")
_OWN_GOV = re.compile(r"(?:中共|中国|全国|国家|最高)")


class Text(NamedTuple):
    """A text with its flat spans in order."""

    text: str
    spans: tuple[Span, ...]


class Lists(NamedTuple):
    """What may stand in for a name; `surnames` with weights, the others evenly.

    `words` are words of two characters, `things` the nouns among them: names are words now and then
    (万里, 天佑, 顺风).
    """

    surnames: tuple[str, ...]
    weights: tuple[float, ...]
    stems: tuple[str, ...]
    firms: tuple[str, ...]
    words: tuple[str, ...]
    things: tuple[str, ...]


class Swapper:
    """Exchange the names of documents; one document at a time has one memory."""

    def __init__(
        self, texts: Iterable[Text], lists: Lists, seed: int, prose: Prose | None = None
    ) -> None:
        data = lexicon("swaps")
        self.lists, self.random, self.prose = lists, Random(seed), prose
        self.compound, self.given = words(data["compound"]), words(data["given"])
        self.ethnic, self.trade = words(data["ethnic"]), words(data["trade"])
        self.line, self.place = words(data["line"]), words(data["place"])
        pools: dict[str, set[str]] = defaultdict(set)
        for item in texts:
            for start, end, label in item.spans:
                pools[label].add(item.text[start:end])
        self.pools = {label: sorted(found) for label, found in pools.items()}
        self.organs = sorted({_STEM.sub("", t) for t in pools["GOV"] if _STEM.match(t)} - {""})
        self.memory: dict[tuple[str, str], str] = {}

    def swap(self, item: Text) -> Text:
        """Return the text with other names."""
        self.memory = {}
        parts, spans, at, length = [], [], 0, 0
        for start, end, label in item.spans:
            before = self._between(item.text, at, start)
            fresh = self._fresh(item.text[start:end], label)
            length += len(before)
            spans.append(Span(length, length + len(fresh), label))
            parts += [before, fresh]
            length += len(fresh)
            at = end
        parts.append(self._between(item.text, at, len(item.text)))
        return Text("".join(parts), tuple(spans))

    def _between(self, text: str, start: int, end: int) -> str:
        """Return what stands between two mentions, with other words where these are exchanged too."""
        if self.prose is None or start == end:
            return text[start:end]
        return self.prose.swap(
            text[start:end], self.random, first=start == 0, last=end == len(text)
        )

    def _fresh(self, text: str, label: str) -> str:
        if (label, text) not in self.memory:
            self.memory[label, text] = self._other(text, label)
        return self.memory[label, text]

    def _other(self, text: str, label: str) -> str:
        if self.random.random() < _POOLED.get(label, 0.0) and not _REDACTED.search(text):
            return self.random.choice(self.pools[label])
        if label == "PERSON":
            return self._person(text)
        if label == "COMPANY":
            return self._company(text)
        if label == "GOV":
            return self._unit(text)
        if label == "LOCATION":
            return self._stems(text)
        if label in ("ID", "PHONE"):
            return re.sub(r"\d", lambda _: str(self.random.randrange(10)), text)
        return text

    def _person(self, text: str) -> str:
        if _ETHNIC.fullmatch(text):
            return "·".join(self.random.choice(self.ethnic) for _ in text.split("·"))
        prefix = text[0] if text[0] in "老小" and len(text) == 2 else ""
        rest = text[len(prefix) :]
        surname = next((c for c in self.compound if rest.startswith(c)), rest[:1])
        if surname not in self.compound and surname not in self.lists.surnames:
            return text
        tail = rest[len(surname) :]
        if tail and _HAN.fullmatch(rest) and "某" not in tail:
            tail = self._given_name()
        return prefix + self._surname(surname) + tail

    def _given_name(self) -> str:
        if self.random.random() < 0.15:
            return self.random.choice(self.lists.words)
        return "".join(self.random.choices(self.given, k=2 if self.random.random() < 0.7 else 1))

    def _surname(self, old: str) -> str:
        def draw() -> str:
            if len(old) == 2 or self.random.random() < 0.02:
                return self.random.choice(self.compound)
            if self.random.random() < 0.3:  # rare ones are as hard as they are rare
                return self.random.choice(self.lists.surnames)
            return self.random.choices(self.lists.surnames, self.lists.weights)[0]

        return self._memo("surname", old, draw)

    def _memo(self, kind: str, old: str, draw: object) -> str:
        if (kind, old) not in self.memory:
            self.memory[kind, old] = draw()  # type: ignore[operator]
        return self.memory[kind, old]

    def _stem(self, old: str) -> str:
        def draw() -> str:
            if self.random.random() < 0.5:
                return self.random.choice(self.lists.stems)
            if self.random.random() < 0.1:
                return self.random.choice(self.lists.words)
            size = self.random.choices((1, 2, 3), (1, 16, 3))[0]
            return "".join(self.random.choices(self.place, k=size))

        return self._memo("stem", old, draw)

    def _stems(self, text: str) -> str:
        """Exchange the names in a chain of places (某 and A stay)."""
        if _REDACTED.search(text):
            return text
        at, parts = 0, []
        while match := _STEM.match(text, at):
            parts.append(self._stem(match.group(1)) + match.group(2))
            at = match.end()
        if not parts:
            known = sorted(
                (old for kind, old in self.memory if kind == "stem"), key=len, reverse=True
            )
            stem = next((old for old in known if len(old) > 1 and text.startswith(old)), "")
            return self._stem(stem) + text[len(stem) :] if stem else text
        return "".join(parts) + text[at:]

    def _unit(self, text: str) -> str:
        if _OWN_GOV.match(text) or _REDACTED.search(text):
            return text
        match = _STEM.match(text)
        if match and self.organs and self.random.random() < 0.25:
            return self._stem(match.group(1)) + match.group(2) + self.random.choice(self.organs)
        return self._stems(text)

    def _company(self, text: str) -> str:
        if _REDACTED.search(text):
            return text
        placed = _STEM.match(text)
        head = text[: placed.end()] if placed and len(text) - placed.end() > 2 else ""
        parts = parse(text[len(head) :])
        if not parts.trade or not 2 <= len(parts.trade) <= 6 or "（" in text or "(" in text:
            return self._stems(text)
        trade = self._memo("trade", parts.trade[:2], self._trade)
        if len(parts.trade) <= 3 and (parts.line or parts.form):
            rest = parts.trade[3:]
        else:
            rest = parts.trade[2:]
        line = (
            self.random.choice(self.line)
            if parts.line and self.random.random() < 0.4
            else parts.line
        )
        return (self._stems(head) if head else parts.place) + trade + rest + line + parts.form

    def _trade(self) -> str:
        chance = self.random.random()
        if chance < 0.25:
            return self.random.choice(self.lists.firms)[:4]
        if chance < 0.35:
            return self._stem("")
        if chance < 0.42:
            return self.random.choice(self.lists.things)
        if chance < 0.5:
            return self.random.choice(self.lists.surnames) + self.random.choice(("记", "家", "氏"))
        return "".join(self.random.choices(self.trade, k=self.random.choices((2, 3), (8, 2))[0]))


def swapped(
    texts: Sequence[Text], lists: Lists, copies: int, seed: int, prose: Prose | None = None
) -> list[Text]:
    """Return the given number of exchanged copies of every text, all copies of a text together."""
    swapper = Swapper(texts, lists, seed, prose)
    return [swapper.swap(item) for item in texts for _ in range(copies)]
