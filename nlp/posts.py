"""Positions (职务): 副局长, 党组书记, 办公室主任, 法定代表人, and fused titles such as 水利局长."""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.resources import alternation, lexicon, words
from nlp.sieve import Sieve
from nlp.spans import Candidate, candidates_of, text_of

NAME = "qinqing_posts"


def post_pattern(data: dict[str, Any], fields: list[str]) -> re.Pattern[str]:
    """Return the pattern of a position: grades and ranks, a field, then the head of the title."""
    prefix, own = alternation(words(data["prefixes"])), alternation(words(data["fields"]))
    long_not = "|".join(words(data["long_not"]))
    heads = []
    for head in sorted(words(data["heads"]), key=lambda w: (-len(w), w)):
        stops = words(data["not_before"].get(head, ""))
        guard = f"(?!{alternation(stops)})" if stops else ""
        guard += f"(?!{long_not})" if head.endswith("长") else ""
        heads.append(head + guard)
    # A field of government fuses with titles in 长 (水利局长); 助理 may follow one.
    fused = rf"(?:{alternation(fields)})(?:局|厅|科|股|站|所|处|中队|大队|支队|队|院)长(?:助理)?(?!{long_not})"
    return re.compile(
        rf"{fused}|(?:{prefix})*(?:{own})?(?:{prefix})*(?P<head>(?:{'|'.join(heads)})(?:助理)?)"
    )


class Posts:
    """Propose POST candidates."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.title = Sieve().cue(pattern.pattern)

    def find(self, text: str) -> list[Candidate]:
        """Return the positions of a text; each of coordinated ones is a span of its own."""
        found = []
        for match in self.title.every(text):
            found.append(Candidate(*match.span(), "POST", "post"))
            # What stands before the head may belong to a longer name (某公司采购部|经理).
            if match["head"] and match.start("head") > match.start():
                found.append(Candidate(*match.span("head"), "POST", "post"))
        return found

    def __call__(self, doc: Doc) -> Doc:
        """Add the positions of `doc` to its candidates."""
        candidates_of(doc).extend(self.find(text_of(doc)))
        return doc


def make_posts(nlp: Language, name: str) -> Posts:
    """Build the component with the titles that ship with the package."""
    return Posts(post_pattern(lexicon("posts"), words(lexicon("units")["fields"])))


Language.factory(NAME, func=make_posts)
