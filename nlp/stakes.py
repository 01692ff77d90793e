"""Stakes that a text states (持股关系): who holds which quota of which firm, in his own name or behind another's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from nlp.clauses import Layout, Sentence
from nlp.coreference import Coreference
from nlp.offices import Office
from nlp.resources import lexicon
from nlp.spans import Mention

_JOINED = re.compile(r"(?:、|和|与|及|，|以及)$")


class Stake(NamedTuple):
    """A holder, a firm, a quota if stated; `flag` is own, nominal or hidden."""

    start: int
    end: int
    holder: str
    firm: str
    share: str | None
    flag: str


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    data = lexicon("relations")
    return {name: re.compile(data[name]) for name in ("holds", "owns", "nominal", "denied", "owner_posts")}  # fmt: skip


def stakes(layout: Layout, links: Coreference, offices: Sequence[Office]) -> Iterator[Stake]:
    """Yield the stakes of a text in its order."""
    firm: Mention | None = None
    for office in offices:
        if office.unit is not None and office.unit.label == "COMPANY" and _cues()["owner_posts"].search(office.post.text):  # fmt: skip
            yield _stake(office.person, office.unit, None, "own")
    for sentence in layout.sentences:
        inside = layout.between(sentence.start, sentence.end)
        shares = [m for m in inside if m.label == "SHARE"]
        firms = [m for m in inside if m.label == "COMPANY"]
        named = [
            k.antecedent for k in links.between(sentence.start, sentence.end) if k.kind == "company"
        ]
        known = named[0] if named else firm
        if shares:
            yield from _quotas(layout.text, sentence, inside, shares, known)
        elif firms or named:
            yield from _bare(layout.text, sentence, inside, firms, known)
        firm = firms[0] if firms and (firm is None or sentence.start) else firm


def _quotas(
    text: str, sentence: Sentence, inside: Sequence[Mention], shares: Sequence[Mention],
    carried: Mention | None,
) -> Iterator[Stake]:  # fmt: skip
    """Yield one stake for each quota: its holder stands before it, its firm nearest to it."""
    groups = _groups(text, shares)
    for group in groups:
        first = group[0]
        holders = _holders(text, sentence, inside, first, len(group))
        for share, holder in zip(group, holders, strict=False):
            firm = _firm(inside, share, holder) or carried
            between = text[holder.end : share.start] if holder.end <= share.start else ""
            if firm is None or firm.text == holder.text or _cues()["denied"].search(between):
                continue
            if _cues()["holds"].search(between) or len(between) <= 2:
                yield _stake(holder, firm, share.text, _flag(text, sentence, holder))


def _groups(text: str, shares: Sequence[Mention]) -> list[list[Mention]]:
    """Return quotas that are coordinated (各占15%、25%) as one group."""
    groups: list[list[Mention]] = []
    for share in shares:
        if groups and _JOINED.fullmatch(text[groups[-1][-1].end : share.start]):
            groups[-1].append(share)
        else:
            groups.append([share])
    return groups


def _holders(
    text: str, sentence: Sentence, inside: Sequence[Mention], share: Mention, count: int
) -> list[Mention]:
    """Return the holders before a quota: the nearest person, else firm; as many as there are quotas."""
    before = [m for m in inside if m.end <= share.start]
    people = [m for m in before if m.label == "PERSON"]
    near = people[-count:] if people else [m for m in before if m.label == "COMPANY"][:1]
    marks = text[near[-1].end : share.start].count("；") if near else 0
    return near if not marks else []


def _firm(inside: Sequence[Mention], share: Mention, holder: Mention) -> Mention | None:
    """Return the firm of a quota: between holder and quota, else right behind, else before the holder."""
    firms = [m for m in inside if m.label == "COMPANY" and m is not holder]
    between = [m for m in firms if holder.end <= m.start < share.start]
    behind = [m for m in firms if share.end <= m.start <= share.end + 20]
    before = [m for m in firms if m.end <= holder.start]
    found = between or before[-1:] or behind
    return found[-1] if found else None


def _bare(
    text: str, sentence: Sentence, inside: Sequence[Mention], firms: Sequence[Mention],
    carried: Mention | None,
) -> Iterator[Stake]:  # fmt: skip
    """Yield the stakes without a quota: who founded, opened or owns a firm."""
    people = [m for m in inside if m.label == "PERSON"]
    word = _cues()["owns"].search(text, sentence.start, sentence.end)
    if word is None or not people:
        return
    near = [p for p in people if p.end <= word.start()] or people[:1]
    holder = near[-1]
    after = [f for f in firms if f.start >= holder.end]
    firm = next(iter(after or firms), carried)
    if firm is None or _cues()["denied"].search(text, sentence.start, word.start()):
        return
    if _cues()["denied"].search(text[sentence.start : word.start()]):
        return
    yield _stake(holder, firm, None, _flag(text, sentence, holder))


def _flag(text: str, sentence: Sentence, holder: Mention) -> str:
    """Return nominal where a word close by says that the holder lends his name."""
    around = text[max(sentence.start, holder.start - 12) : min(sentence.end, holder.end + 12)]
    return "nominal" if _cues()["nominal"].search(around) else "own"


def _stake(holder: Mention, firm: Mention, share: str | None, flag: str) -> Stake:
    span = min(holder.start, firm.start), max(holder.end, firm.end)
    return Stake(*span, holder.text, firm.text, share, flag)
