"""How surely an event is said (事件状态): six statuses by cues and their scope (annotation.md 4.8).

The order of the list is the order of the rules: denied, negated, hypothetical, unknown, alleged,
asserted; the first that fits holds. Where a scope is in doubt it is drawn wider, so that what is
negated, denied or hearsay does not come out as asserted.
"""

from __future__ import annotations

import re
from typing import Any

from nlp.clauses import Clause, Sentence
from nlp.triggers import Trigger

#: How far before an act a negation in its own clause still reaches, in characters.
_NEGATION_REACH = 12


class Statuses:
    """The cues of `lexicons/cues.yaml`, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.cues = {
            status: {scope: re.compile(pattern) for scope, pattern in scopes.items()}
            for status, scopes in data["status"].items()
        }
        self.opens = re.compile(data["charge_opens"])
        self.closes = re.compile(data["charge_closes"])
        self.refuted = re.compile(data["refuted"])
        self.letter = re.compile(data["letter"])

    def charged(self, text: str, sentence: Sentence, *, before: bool) -> bool:
        """Say whether a judgment still tells a charge behind this sentence."""
        opened = _last(self.opens, text, sentence.start, sentence.end)
        closed = _last(self.closes, text, sentence.start, sentence.end)
        return before if opened == closed else opened > closed

    def of(self, text: str, sentence: Sentence, clause: Clause, trigger: Trigger) -> str | None:
        """Return the status that cues in the sentence give an act, or None where there are none."""
        tests = (
            ("denied", self._scoped), ("negated", self._negated), ("hypothetical", self._open),
            ("unknown", self._asked), ("alleged", self._scoped),
        )  # fmt: skip
        for status, test in tests:
            if test(status, text, sentence, clause, trigger):
                return status
        return None

    def _scoped(
        self, status: str, text: str, sentence: Sentence, clause: Clause, trigger: Trigger
    ) -> bool:
        """Say whether a cue before the act reaches it, or one behind it reaches back."""
        cues = self.cues[status]
        if cues["after"].search(text, sentence.start, trigger.end):
            return True
        behind = cues.get("before")
        return behind is not None and behind.search(text, trigger.end, sentence.end) is not None

    def _negated(
        self, status: str, text: str, sentence: Sentence, clause: Clause, trigger: Trigger
    ) -> bool:
        if self._scoped(status, text, sentence, clause, trigger):
            return True
        near = max(clause.start, trigger.start - _NEGATION_REACH)
        own = self.cues[status]["clause"]
        return own.search(text, near, trigger.end) is not None

    def _open(
        self, status: str, text: str, sentence: Sentence, clause: Clause, trigger: Trigger
    ) -> bool:
        """Say whether a condition, plan or promise reaches the act and nothing says it came true."""
        cue = self.cues[status]["after"].search(text, sentence.start, trigger.end)
        if cue is None:
            return False
        return self.cues[status]["realised"].search(text, cue.end(), trigger.end) is None

    def _asked(
        self, status: str, text: str, sentence: Sentence, clause: Clause, trigger: Trigger
    ) -> bool:
        cues = self.cues[status]
        asked = cues["question"].search(text, clause.start, sentence.end) is not None
        if asked and clause == sentence.clauses[-1]:
            return True
        return cues["cue"].search(text, clause.start, clause.end) is not None and asked


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    at = -1
    for match in pattern.finditer(text, start, end):
        at = match.start()
    return at
