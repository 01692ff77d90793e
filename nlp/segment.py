"""Word boundaries (分词) by a private jieba tokenizer: evidence for names, never the last word.

jieba's own set-up writes a cache into the shared temporary folder and logs to standard error; here
the dictionary is read directly, so parallel runs do not meet and nothing is printed.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from nlp.area import Area
from nlp.spans import text_of

with warnings.catch_warnings():  # jieba 0.42.1 has invalid escapes and asks for pkg_resources
    warnings.simplefilter("ignore")
    import jieba

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
def _dictionary() -> tuple[dict[str, int], int, dict[str, str]]:
    """Return jieba's prefix dictionary, its total weight, and the tag of every word."""
    tokenizer = jieba.Tokenizer()
    weights, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    with tokenizer.get_dict_file() as lines:
        rows = (line.decode("utf-8").split() for line in lines)
        tags = {row[0]: row[2] for row in rows if len(row) > 2}
    for word in weights:
        # Names of organs in the dictionary (中共湖北省委) hide the places inside them.
        if word.startswith("中共") or (len(word) > 3 and tags.get(word) == "nt"):
            total, weights[word] = total - weights[word], 0
    return weights, total, tags


def tags() -> dict[str, str]:
    """Return the part-of-speech tag of every word of jieba's dictionary; callers must not change it."""
    return _dictionary()[2]


class Segmenter:
    """Cut texts into words with the names of an area as additional words."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        weights, total, tags = _dictionary()
        self.tags = tags
        tokenizer: Any = jieba.Tokenizer()
        tokenizer.FREQ, tokenizer.total, tokenizer.initialized = dict(weights), total, True
        for name in names:
            if not tokenizer.FREQ.get(name):
                tokenizer.FREQ[name] = _NAME_WEIGHT
                tokenizer.total += _NAME_WEIGHT
                for stop in range(1, len(name)):
                    tokenizer.FREQ.setdefault(name[:stop], 0)
        self._cut = tokenizer.cut

    def cut(self, text: str) -> list[Word]:
        """Return the words of a text with their offsets."""
        words = []
        at = 0
        for word in self._cut(text):
            end = at + len(word)
            words.append(Word(at, end, word, self.tags.get(word, "")))
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
