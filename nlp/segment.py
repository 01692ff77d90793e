"""Word boundaries (分词) as jieba cuts them: evidence for names, never the last word.

The dictionary is jieba's; the cutting is done by rjieba, the same algorithm in Rust, about twenty times
faster. Only a number with a hyphen (2015-2016) is one word there and three in jieba 0.42.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, NamedTuple

import rjieba
from spacy.language import Language
from spacy.tokens import Doc

from nlp.area import Area
from nlp.spans import text_of

NAME = "qinqing_segment"
#: Weight of a name of the area in jieba's dictionary; a common word of the language has thousands.
_NAME_WEIGHT = 50


class Word(NamedTuple):
    """A word of the segmentation; `tag` is that of jieba's dictionary, empty where unknown."""

    start: int
    end: int
    text: str
    tag: str


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


class Segmenter:
    """Cut texts into words with the names of an area as additional words."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        weights, self.tags = _dictionary()
        kind: Any = rjieba.Jieba  # its stub leaves `empty` untyped
        tokenizer = kind.empty()
        for word, weight in weights.items():
            tokenizer.add_word(word, weight, None)
        for name in names:
            if name not in weights:
                tokenizer.add_word(name, _NAME_WEIGHT, None)
        self._cut = tokenizer.cut

    def cut(self, text: str) -> list[Word]:
        """Return the words of a text with their offsets."""
        words = []
        at = 0
        tags = self.tags
        for word in self._cut(text, True):
            end = at + len(word)
            words.append(Word(at, end, word, tags.get(word, "")))
            at = end
        return words


class Segment:
    """Store the words of a document for the components behind."""

    def __init__(self) -> None:
        self.segmenter = Segmenter()

    def know(self, area: Area) -> None:
        """Take the persons of an area into the dictionary; longer names need no segmentation."""
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
