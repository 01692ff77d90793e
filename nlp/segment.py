"""Word boundaries (分词) as jieba cuts them: evidence for names, never the last word.

The dictionary is jieba's; the cutting is done by rjieba, the same algorithm in Rust, about twenty times
faster. Only a number with a hyphen (2015-2016) is one word there and three in jieba 0.42.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from functools import cache, partial
from importlib.metadata import distribution
from itertools import accumulate, repeat
from pathlib import Path
from typing import Any, NamedTuple

import rjieba
from spacy.language import Language
from spacy.tokens import Doc

from nlp.area import Area
from nlp.automaton import Automaton, Hit
from nlp.spans import text_of

NAME = "qinqing_segment"


class Word(NamedTuple):
    """A word of the segmentation; `tag` is that of jieba's dictionary, empty where unknown."""

    start: int
    end: int
    text: str
    tag: str


#: Makes a word of its fields, without a call of Python.
_WORD: Callable[[Iterable[Any]], Word] = partial(tuple.__new__, Word)


@cache
def _dictionary() -> tuple[dict[str, int], dict[str, str]]:
    """Return the weight and the tag of every word of jieba's dictionary."""
    # jieba itself is not imported: it asks for pkg_resources, which is gone.
    file = Path(str(distribution("jieba").locate_file("jieba/dict.txt")))
    lines = file.read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines]
    weights = {row[0]: int(row[1]) for row in rows}
    tags = {row[0]: row[2] for row in rows if len(row) > 2}
    # Names of organs in the dictionary (中共湖北省委) hide the places inside them.
    hidden = {w for w in weights if w.startswith("中共") or (len(w) > 3 and tags.get(w) == "nt")}
    return {word: weight for word, weight in weights.items() if word not in hidden}, tags


def tags() -> dict[str, str]:
    """Return the part-of-speech tag of every word of jieba's dictionary; callers must not change it."""
    return _dictionary()[1]


def weights() -> dict[str, int]:
    """Return the weight of every word that the segmenter knows; callers must not change it."""
    return _dictionary()[0]


class Segmenter:
    """Cut texts into words; a name of the area is one word wherever the dictionary allows it.

    Names are put over the words of a text, not into the dictionary: so the words of a text depend on
    nothing but the text and the names that stand in it, and what was read once need not be read again
    because somebody else joined the roster.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.tags = tags()
        self.names = Automaton((name, name) for name in names)
        self._cut = _cutter()

    def cut(self, text: str) -> list[Word]:
        """Return the words of a text with their offsets."""
        words = self._words(text, 0)
        hits = self.names.longest(text)
        kept = [hit for hit in hits if _may_stand(words, hit)] if hits else []
        if not kept:
            return words
        named: list[Word] = []
        at = 0
        for start, end, name in kept:  # what is left between the names is cut anew: 副县长|江建华
            named += self._words(text[at:start], at)
            named.append(Word(start, end, name, self.tags.get(name, "")))
            at = end
        return named + self._words(text[at:], at)

    def _words(self, text: str, at: int) -> list[Word]:
        words = self._cut(text, True)
        ends = list(accumulate(map(len, words), initial=at))
        marks = map(self.tags.get, words, repeat(""))
        return list(map(_WORD, zip(ends, ends[1:], words, marks, strict=False)))


def _may_stand(words: list[Word], hit: Hit) -> bool:
    """Say whether a name may be a word of its own among those that the dictionary gives.

    It may where it keeps to their edges; one of three characters or more may also cut a word at one
    of its ends, or words of no dictionary: but two words of the dictionary are not torn for it.
    """
    left = words[bisect_right(words, hit.start, key=lambda w: w.start) - 1]
    right = words[bisect_left(words, hit.end, key=lambda w: w.end)]
    edges = left.start == hit.start, right.end == hit.end
    if all(edges):
        return True
    if hit.end - hit.start < 3 or left == right:
        return False
    return any(edges) or not (left.tag and right.tag)


@cache
def _cutter() -> Callable[[str, bool], list[str]]:
    kind: Any = rjieba.Jieba  # its stub leaves `empty` untyped
    tokenizer = kind.empty()
    for word, weight in _dictionary()[0].items():
        tokenizer.add_word(word, weight, None)
    cut: Callable[[str, bool], list[str]] = tokenizer.cut
    return cut


class Segment:
    """Store the words of a document for the components behind."""

    def __init__(self) -> None:
        self.segmenter = Segmenter()

    def know(self, area: Area) -> None:
        """Take in the persons of an area; longer names need no segmentation."""
        self.segmenter = Segmenter(area.persons)

    def __call__(self, doc: Doc) -> Doc:
        """Cut `doc` into words."""
        doc.user_data["words"] = self.segmenter.cut(text_of(doc))
        return doc


def words_of(doc: Doc) -> list[Word]:
    """Return the words that the segmenter found."""
    found: list[Word] = doc.user_data["words"]
    return found


def make_segment(nlp: Language, name: str) -> Segment:
    """Build the component with jieba's dictionary; `know` adds an area's names."""
    return Segment()


Language.factory(NAME, func=make_segment)
