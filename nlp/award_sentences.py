"""Awards that a text states (中标成交): buyer, winner and sum, from sentences and from the labelled lines of a notice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from nlp.clauses import Layout, Sentence
from nlp.resources import lexicon
from nlp.spans import Mention

_LABEL = 24  # characters before a mention in which its label stands
_NO_BUYER = re.compile(
    r"(?:交易中心|财政局|代理|咨询|监督管理局|审计局|纪委|监委|检察院|法院|公安局)$"
)
_NOT_WON = re.compile(r"(?:未|没有|落选|流标|废标|投诉|质疑)[^，。；]{0,6}$")


class Award(NamedTuple):
    """Who buys, who won, for how much."""

    start: int
    end: int
    buyer: str | None
    winner: str
    total: str | None


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    data = lexicon("relations")
    names = ("won", "won_label", "buyer_label", "sum_label", "not_sum")
    return {name: re.compile(data[name]) for name in names}


def awards(layout: Layout) -> Iterator[Award]:
    """Yield the awards of a text in its order."""
    buyer = _buyer(layout)
    for number, sentence in enumerate(layout.sentences):
        inside = layout.between(sentence.start, sentence.end)
        for winner in _winners(layout.text, sentence, inside):
            own = _giver(layout.text, sentence, inside, winner)
            total = _total(layout, number, winner)
            yield Award(*sentence[:2], (own or buyer), winner.text, total)


def _buyer(layout: Layout) -> str | None:
    """Return the buyer that a label names, else the first unit of a notice that speaks of awards."""
    units = [m for m in layout.mentions if m.label in ("GOV", "COMPANY")]
    for mention in units:
        if _cues()["buyer_label"].search(
            layout.text[max(0, mention.start - _LABEL) : mention.start]
        ):
            return mention.text
    return next((m.text for m in units if m.label == "GOV" and not _NO_BUYER.search(m.text)), None)


def _winners(text: str, sentence: Sentence, inside: Sequence[Mention]) -> list[Mention]:
    """Return the winners of a sentence: by their label, else the firm nearest before the word."""
    firms = [m for m in inside if m.label == "COMPANY"]
    labelled = [
        m for m in firms
        if _cues()["won_label"].search(text[max(sentence.start, m.start - _LABEL) : m.start])
    ]  # fmt: skip
    if labelled:
        return labelled
    word = _cues()["won"].search(text, sentence.start, sentence.end)
    if word is None or _NOT_WON.search(text[sentence.start : word.start()]):
        return []
    before = [m for m in firms if m.end <= word.start()]
    chosen = before[-1:] or [m for m in firms if m.start - word.end() <= 6][:1]
    priced = any(m.label == "MONEY" for m in inside)
    plain = word.group().startswith(("中标", "成交", "中选", "竞得"))
    return chosen if plain or priced else []


def _giver(text: str, sentence: Sentence, inside: Sequence[Mention], winner: Mention) -> str | None:
    """Return a unit of the same sentence that gives the contract."""
    units = [m for m in inside if m.label == "GOV" and not _NO_BUYER.search(m.text)]
    return units[0].text if units else None


def _total(layout: Layout, number: int, winner: Mention) -> str | None:
    """Return the sum of an award: in its sentence, else in the next two lines."""
    text, sentence = layout.text, layout.sentences[number]
    end = layout.sentences[min(number + 2, len(layout.sentences) - 1)].end
    sums = [
        m for m in layout.between(winner.end, end)
        if m.label == "MONEY" and not _cues()["not_sum"].search(text[max(0, m.start - 16) : m.start])
    ]  # fmt: skip
    here = [m for m in sums if m.start < sentence.end]
    if here:
        return here[0].text
    later = [m for m in sums if _cues()["sum_label"].search(text[max(0, m.start - 16) : m.start])]
    others = [m for m in layout.between(winner.end, end) if m.label == "COMPANY"]
    if later and (not others or later[0].start < others[0].start):
        return later[0].text
    before = [m for m in layout.between(sentence.start, winner.start) if m.label == "MONEY"]
    return before[-1].text if before else None
