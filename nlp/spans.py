"""Candidate spans: what the components propose, and how a flat set of mentions is chosen.

Every component appends `Candidate` records to the document; `settle` keeps a flat set in which the
longest span wins (annotation.md 1.2). A trained sequence model is one more component that appends
candidates, with its own rule family and its measured probability.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from nlp.resources import lexicon

NAME = "qinqing_settle"
#: What ingest has masked is nobody and nothing: a run of its signs, or one alone (赵*平 has other signs and stays).
_HIDDEN = re.compile(r"＊{2,}")
_ALONE = "＊"


class Candidate(NamedTuple):
    """A span that a component proposes; offsets half-open in code points of the raw text."""

    start: int
    end: int
    label: str
    rule: str  # rule family, a key of lexicons/probabilities.yaml
    key: str | None = None  # USCC or unit name where the span is resolved
    probability: float | None = None  # where a model measured it; else that of the family


class Mention(NamedTuple):
    """A span that was kept."""

    start: int
    end: int
    text: str
    label: str
    probability: float
    key: str | None


def text_of(doc: Doc) -> str:
    """Return the raw text of a document; spaCy joins tokens anew each time, so it is kept."""
    data: dict[Any, Any] = doc.user_data
    if "text" not in data:
        data["text"] = doc.text
    text: str = data["text"]
    return text


def candidates_of(doc: Doc) -> list[Candidate]:
    """Return the list of candidates of a document, which components extend."""
    found: list[Candidate] = doc.user_data.setdefault("candidates", [])
    return found


def mentions_of(doc: Doc) -> list[Mention]:
    """Return the mentions that `settle` kept, in the order of the text."""
    kept: list[Mention] = doc.user_data.get("mentions", [])
    return kept


def sureness(candidate: Candidate, probability: dict[str, float]) -> float:
    """Return the measured probability of a candidate, else that of its rule family."""
    own = candidate.probability
    return probability[candidate.rule] if own is None else own


def flat(candidates: Iterable[Candidate], probability: dict[str, float]) -> list[Candidate]:
    """Return a set of candidates without overlap: the longest first, then the surest family.

    A candidate of label ``NONE`` blocks its span: it marks a fixed phrase that is no mention
    (父母官, or what stands inside 《 》).
    """
    ranked = sorted(
        set(candidates),
        key=lambda c: (
            c.start - c.end, -sureness(c, probability), c.start, c.label, c.rule, c.key is None, c.key
        ),
    )  # fmt: skip
    taken = bytearray(max((c.end for c in ranked), default=0))
    kept = []
    for item in ranked:
        if taken.find(1, item.start, item.end) < 0:
            taken[item.start : item.end] = b"\x01" * (item.end - item.start)
            kept.append(item)
    return sorted(c for c in kept if c.label != "NONE")


def _hidden(text: str, candidate: Candidate) -> bool:
    """Say whether a span is masked by ingest; one that blocks others stays."""
    start, end = candidate.start, candidate.end
    return candidate.label != "NONE" and (
        text[start:end] == _ALONE or _HIDDEN.search(text, start, end) is not None
    )


class Settle:
    """Choose the flat mentions of a document and write them to `doc.ents` too."""

    def __init__(self, probability: dict[str, float]) -> None:
        self.probability = probability

    def __call__(self, doc: Doc) -> Doc:
        """Set the mentions and `doc.ents` (label, and the resolved key as `ent.kb_id_`)."""
        text = text_of(doc)
        found = [c for c in candidates_of(doc) if not _hidden(text, c)]
        kept = [c for c in flat(found, self.probability) if c.end > c.start]
        doc.user_data["mentions"] = [
            Mention(
                c.start, c.end, text[c.start : c.end], c.label, sureness(c, self.probability), c.key
            )
            for c in kept
        ]
        entities = (doc.char_span(c.start, c.end, c.label, c.key or "") for c in kept)
        doc.set_ents([span for span in entities if span is not None])
        return doc


def make_settle(nlp: Language, name: str) -> Settle:
    """Build the component with the probabilities that ship with the package."""
    return Settle({rule: facts["p"] for rule, facts in lexicon("probabilities").items()})


Language.factory(NAME, assigns=["doc.ents"], func=make_settle)
