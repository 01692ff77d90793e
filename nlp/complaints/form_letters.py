"""Form letters (套写件): one wording, other names in the gaps; each copy is about somebody else.

Where the words about a gap are the same and the gap holds other words in each copy, it is looked at: names that the text
mining found count, and words that no dictionary knows; other words for the same (晓得 for 知道) and slips do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from itertools import chain

from nlp.complaints.minhash import SHINGLE
from nlp.complaints.slots import Matter
from nlp.complaints.sounds import sounds
from nlp.resources import alternation, lexicon, words
from nlp.segment import tags

#: A gap is at most so long, and the same words stand on both sides for so many characters.
_GAP, _EDGE = 30, 4
#: Strings with so large a share of sounds in common are one string with slips.
_SLIP = 0.5
_NAMES = ("nr", "ns", "nt", "nz")
#: Tags of words that no name holds: pronouns, particles, prepositions, conjunctions, adverbs; and words of saying.
_FUNCTION = ("r", "u", "p", "c", "d", "y")
_SAYING = frozenset("说讲称问请没冇")
_HAN = re.compile(r"[㐀-鿿]{2}")


def other_names(a: Matter, b: Matter) -> tuple[str, str] | None:
    """Return a pair of other names in the same place of two texts, None where there is none."""
    for x, y, after in chain.from_iterable(_changes(*gap) for gap in gaps(a.form, b.form)):
        organ = _organ().match(after) is not None and _plain(x) and _plain(y)
        if _differ(x, y, a, b, organ=organ):
            return x, y
    return None


def gaps(a: str, b: str) -> Iterator[tuple[str, str, str]]:
    """Yield (words of a, words of b, what follows) of every gap: what differs between two pieces that are the same."""
    runs = {b[i : i + SHINGLE] for i in range(len(b) - SHINGLE + 1)}
    covered = bytearray(len(a))
    for i in range(len(a) - SHINGLE + 1):
        if a[i : i + SHINGLE] in runs:
            covered[i : i + SHINGLE] = b"\x01" * SHINGLE
    start = covered.find(0)
    while start >= 0:
        end = covered.find(1, start)
        end = len(a) if end < 0 else end
        if end - start <= _GAP:
            yield from _beside(a, b, start, end)
        start = covered.find(0, end)


def _beside(a: str, b: str, start: int, end: int) -> Iterator[tuple[str, str, str]]:
    before, after = a[max(0, start - _EDGE) : start], a[end : end + _EDGE]
    left = b.find(before) + len(before) if before else 0
    if left < len(before):
        return
    right = b.find(after, left, left + _GAP + len(after)) if after else len(b)
    if left < right <= left + _GAP:
        yield a[start:end], b[left:right], after


def _changes(x: str, y: str, after: str) -> Iterator[tuple[str, str, str]]:
    """Yield what stands for what inside a gap, and what follows it."""
    for kind, i, j, k, m in SequenceMatcher(None, x, y, autojunk=False).get_opcodes():
        if kind == "replace":
            yield x[i:j], y[k:m], x[j:] + after


def _differ(x: str, y: str, a: Matter, b: Matter, *, organ: bool) -> bool:
    """Say whether two different strings in one place are other names, not other words or slips."""
    named = organ or _inside(x, a, b) or _inside(y, b, a)
    if min(len(x), len(y)) == 1:
        return named and (x + y).isascii() and x.isdigit() == y.isdigit()  # A3区, A4区
    if x in b.form or y in a.form or _slip(x, y):
        return False
    return named or (_no_saying(x + y) and any(_plain(z) and _unknown(z) for z in (x, y)))


@cache
def _organ() -> re.Pattern[str]:
    """Return what a firm, unit or place ends with, in two characters or more: 学院, 公司, 小区."""
    data = lexicon("masks")
    forms = (words(data[f"{kind}_forms"]) for kind in ("company", "unit", "place"))
    return re.compile(alternation([f for f in chain.from_iterable(forms) if len(f) > 1]))


def _inside(x: str, a: Matter, b: Matter) -> bool:
    """Say whether a string is part of a name that only its own text has."""
    return any(x in name and name not in b.form for name in a.words)


def _slip(x: str, y: str) -> bool:
    common = Counter(sounds(x).tolist()) & Counter(sounds(y).tolist())
    return common.total() > _SLIP * min(len(x), len(y))


@cache
def _plain(text: str) -> bool:
    """Say whether a string holds only characters that names hold: no 的, no 我, no 说."""
    tagged = (tags().get(c, "") for c in text)
    return _HAN.search(text) is not None and not any(t.startswith(_FUNCTION) for t in tagged)  # fmt: skip


def _no_saying(text: str) -> bool:
    return not _SAYING & set(text) and not any(c.isascii() and c.isalpha() for c in text)


@cache
def _unknown(text: str) -> bool:
    """Say whether a string is not made of words of the dictionary that have two characters or more and are no names."""
    known, ends = tags(), {0}
    for end in range(2, len(text) + 1):
        if any(start in ends and _word(known.get(text[start:end])) for start in range(end - 1)):
            ends.add(end)
    return len(text) not in ends


def _word(tag: str | None) -> bool:
    return tag is not None and not tag.startswith(_NAMES)
