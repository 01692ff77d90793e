"""Whose words, and how he knows (陈述者与依据): speaker and basis of knowledge (annotation.md 4.6, 4.7)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from nlp.clauses import Sentence
from nlp.sieve import Sieve
from nlp.spans import Mention
from nlp.triggers import Trigger

#: What may stand between the name of a speaker and his verb.
_BETWEEN = re.compile(
    r"(?:同志|本人|对此|予以|则|均|都|曾|还|又|也|在庭审中|当庭|提出|在接受[^，。]{0,8}时|对[^，。]{0,10})*$"
)


class Speakers:
    """The cues of speakers and of knowledge, compiled from `lexicons/cues.yaml`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.sieve = Sieve()
        self.said = self.sieve.cue(data["speaker"]["said"])
        self.nouns = re.compile(data["speaker"]["nouns"] + "$")
        self.basis_cues = {code: self.sieve.cue(p) for code, p in data["basis"].items()}

    def speaker(
        self, text: str, sentence: Sentence, mentions: Sequence[Mention], trigger: Trigger,
        voice: str,
    ) -> str:  # fmt: skip
        """Return the innermost source before an act, else the voice of the text."""
        found = voice
        for match in self.said.finditer(text, sentence.start, trigger.start):
            name = self._name_before(text, sentence, mentions, match.start())
            found = name or found
        return found

    def _name_before(
        self, text: str, sentence: Sentence, mentions: Sequence[Mention], at: int
    ) -> str | None:
        for mention in reversed(mentions):
            if mention.end <= at and mention.label in ("PERSON", "GOV", "COMPANY"):
                if _BETWEEN.fullmatch(text, mention.end, at):
                    return mention.text
                break
        noun = self.nouns.search(text[sentence.start : at])
        return noun.group() if noun else None

    def hints(self, text: str, sentence: Sentence) -> list[str]:
        """Return the bases of knowledge whose cues stand in a sentence."""
        return [
            f"basis.{code}"
            for code, cue in self.basis_cues.items()
            if cue.search(text, sentence.start, sentence.end)
        ]

    def basis(self, text: str, sentence: Sentence, status: str, voice: str) -> str:
        """Return how the source knows: cues in the sentence, else what the kind of text implies."""
        if status == "denied":
            return "statement"
        said = {
            code
            for code, cue in self.basis_cues.items()
            if cue.search(text, sentence.start, sentence.end)
        }
        order: tuple[str, ...] = (
            "hearsay",
            "finding",
            "witness",
            "document",
            "inference",
            "statement",
        )
        if voice == "author":
            order = ("finding", "hearsay", "document", "statement")
        for code in order:
            if code in said:
                return code
        if status == "unknown":
            return "inference"
        return "finding" if voice == "author" else "none"
