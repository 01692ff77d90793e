"""Family ties that a text states (亲属关系): 江某的妻子罗某, 其弟江某某, 罗某系江某妻子, 二人系夫妻."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nlp.clauses import Layout, Sentence
from nlp.coreference import Coreference
from nlp.spans import Mention

_SYSTEM = re.compile(r"(?:（[^（）]{0,8}）)?[，,]?(?:均|则|就|又|并)?(?:系|是|为|乃)(?:其|他|她)?$")
_OF = re.compile(
    r"(?:的|之|他|她|其|他的|她的|家|他家|她家|本人的?|与|和|及其|以|及|同|由其?|让其?|通过其?|把|给其?|将其?)?$"
)
_NAMED = re.compile(r"[（(]?(?:（[^（）]{0,8}）)?(?:，|：|:)?(?:叫|名叫|即|、|是|为|系)?\s?$")
_PAIR = re.compile(r"(?:系|是|为|二人|两人|二人系|两人系|之间系|的)+$")
_AND = re.compile(r"(?:与|和|跟|同|及|、)$")
_MUTUAL = frozenset(("夫妻", "夫妇", "兄弟", "姐妹", "兄妹", "姐弟", "父子", "父女", "母子", "母女", "亲家", "连襟", "妯娌"))  # fmt: skip


class Tie(NamedTuple):
    """The relative is the word of the owner (妻子 of 江某 is 罗某)."""

    start: int
    end: int
    owner: str
    relative: str
    word: str


def ties(layout: Layout, links: Coreference) -> Iterator[Tie]:
    """Yield the family ties of a text in its order."""
    topic: Mention | None = None
    for sentence in layout.sentences:
        inside = layout.between(sentence.start, sentence.end)
        for i, mention in enumerate(inside):
            if mention.label == "KINSHIP":
                yield from _of_word(layout, links, sentence, inside, i, topic)
        first = next((m for m in inside if m.label == "PERSON"), None)
        if first is not None and not _related(inside, first):
            topic = first


def _related(inside: Sequence[Mention], person: Mention) -> bool:
    """Say whether a person is named as somebody's relative."""
    return any(m.label == "KINSHIP" and m.end == person.start for m in inside)


def _of_word(
    layout: Layout, links: Coreference, sentence: Sentence, inside: Sequence[Mention], i: int,
    topic: Mention | None,
) -> Iterator[Tie]:  # fmt: skip
    text, word = layout.text, inside[i]
    before = inside[i - 1] if i else None
    after = inside[i + 1] if i + 1 < len(inside) else None
    if word.text in _MUTUAL:
        yield from _mutual(text, inside, i)
        return
    if before is not None and i > 1:  # 罗某系江某的妻子
        owner, relative = before, inside[i - 2]
        people = owner.label == relative.label == "PERSON"
        said = _SYSTEM.fullmatch(text[relative.end : owner.start])
        if people and said and _OF.fullmatch(text[owner.end : word.start]):
            yield _tie(owner, relative, word)
            return
    if (
        after is None
        or after.label != "PERSON"
        or not _NAMED.fullmatch(text[word.end : after.start])
    ):
        if (
            before is not None
            and before.label == "PERSON"
            and _SYSTEM.fullmatch(text[before.end : word.start])
        ):
            holder = _pronoun(links, sentence, word) or topic  # 罗某是其妻子
            if holder is not None and holder.text != before.text:
                yield _tie(holder, before, word)
        return
    owner_found = _owner(layout, links, sentence, inside, i) or topic
    if owner_found is not None and owner_found.text != after.text:
        yield _tie(owner_found, after, word)


def _owner(
    layout: Layout, links: Coreference, sentence: Sentence, inside: Sequence[Mention], i: int
) -> Mention | None:
    """Return whose relative a family word names: the person before it, the pronoun, the sentence's subject."""
    text, word = layout.text, inside[i]
    before = inside[i - 1] if i else None
    if before is not None and before.label in ("PERSON", "POST"):
        gap = text[before.end : word.start]
        if _OF.fullmatch(gap) and "其" not in gap:
            if before.label == "PERSON" and not _related(inside, before):
                return before
            if before.label == "POST" and i > 1 and inside[i - 2].label == "PERSON":
                return inside[i - 2]
    known = _pronoun(links, sentence, word)
    if known is not None:
        return known
    for mention in inside[:i]:
        if mention.label == "PERSON" and not _related(inside, mention):
            return mention
    return None


def _pronoun(links: Coreference, sentence: Sentence, word: Mention) -> Mention | None:
    near = [
        k
        for k in links.between(max(sentence.start, word.start - 3), word.start)
        if k.kind == "pronoun"
    ]
    return near[-1].antecedent if near else None


def _mutual(text: str, inside: Sequence[Mention], i: int) -> Iterator[Tie]:
    """Yield 周某与吴某为夫妻, once, the first named owns."""
    if i < 2:
        return
    one, two = inside[i - 2], inside[i - 1]
    joined = _AND.fullmatch(text[one.end : two.start]) is not None
    if (
        one.label == two.label == "PERSON"
        and joined
        and _PAIR.fullmatch(text[two.end : inside[i].start])
    ):
        yield _tie(one, two, inside[i])


def _tie(owner: Mention, relative: Mention, word: Mention) -> Tie:
    parts = (owner, relative, word)
    span = min(m.start for m in parts), max(m.end for m in parts)
    return Tie(*span, owner.text, relative.text, word.text)
