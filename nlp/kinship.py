"""Words that name a family tie (亲属称谓); the words are data."""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from nlp.automaton import Automaton
from nlp.resources import lexicon, words
from nlp.spans import Candidate, candidates_of, text_of

NAME = "qinqing_kinship"
#: Two characters that a layout drew apart (妻 弟, annotation.md 1.2).
_SPACED = re.compile(r"[一-鿿][ \u3000]{1,2}[一-鿿]")


class Kinship:
    """Propose KINSHIP candidates; fixed phrases such as 父母官 block their span."""

    def __init__(self, data: dict[str, Any]) -> None:
        named = [(word, "KINSHIP") for word in words(data["words"])]
        fixed = [(word, "NONE") for word in words(data["none"])]
        self.named = frozenset(words(data["words"]))
        self.words = Automaton([*fixed, *named])
        self.single = frozenset(words(data["single"]))
        self.after = frozenset(words(data["single_after"]))

    def find(self, text: str) -> list[Candidate]:
        """Return the family ties of a text."""
        found = [
            Candidate(hit.start, hit.end, hit.value, "kinship") for hit in self.words.longest(text)
        ]
        found += [
            Candidate(m.start(), m.end(), "KINSHIP", "kinship")
            for m in _SPACED.finditer(text)
            if re.sub(r"\s", "", m[0]) in self.named
        ]
        taken = {c.start for c in found}
        for word in self.single:
            at = text.find(word, 1)
            while at > 0:
                if text[at - 1] in self.after and at not in taken and _alone(text, at):
                    found.append(Candidate(at, at + 1, "KINSHIP", "kinship_single"))
                at = text.find(word, at + 1)
        return found

    def __call__(self, doc: Doc) -> Doc:
        """Add the family ties of `doc` to its candidates."""
        candidates_of(doc).extend(self.find(text_of(doc)))
        return doc


def _alone(text: str, at: int) -> bool:
    """Say whether the single word at `at` is followed by what may follow a noun of its own."""
    after = text[at + 1 : at + 2]
    return not after or after not in "子性工人士方儿儒公校生职业童婴命权力亲辈"


def make_kinship(nlp: Language, name: str) -> Kinship:
    """Build the component with the word list that ships with the package."""
    return Kinship(lexicon("kinship"))


Language.factory(NAME, func=make_kinship)
