"""How surely an event is said (事件状态): six statuses by cues and their scope (annotation.md 4.8).

The order of the list is the order of the rules: denied, negated, hypothetical, unknown, alleged,
asserted; the first that fits holds. Where a scope is in doubt it is drawn wider, so that what is
negated, denied or hearsay does not come out as asserted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from nlp.clauses import Clause, Sentence
from nlp.spans import Mention
from nlp.triggers import Trigger

#: How far before an act a negation in its own clause still reaches, in characters.
_NEGATION_REACH = 12


Cues = dict[str, re.Pattern[str]]


class Scope(NamedTuple):
    """An act in its clause and sentence; `names` are the firms, units and persons of the clause."""

    text: str
    sentence: Sentence
    clause: Clause
    trigger: Trigger
    names: Sequence[Mention] = ()


class Statuses:
    """The cues of `lexicons/cues.yaml`, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.cues: dict[str, Cues] = {
            status: {scope: re.compile(pattern) for scope, pattern in scopes.items()}
            for status, scopes in data["status"].items()
        }
        self.opens = re.compile(data["charge_opens"])
        self.closes = re.compile(data["charge_closes"])
        self.taken_back = re.compile(data["refuted"])
        self.withdrawn = re.compile(data["withdrawn"])
        self.letter = re.compile(data["letter"])
        self.answer = re.compile(data["answer"])

    def charged(self, text: str, sentence: Sentence, *, before: bool) -> bool:
        """Say whether a judgment still tells a charge behind this sentence."""
        opened = _last(self.opens, text, sentence.start, sentence.end)
        closed = _last(self.closes, text, sentence.start, sentence.end)
        return before if opened == closed else opened > closed

    def refuted(
        self, text: str, trigger: Trigger, sentence: Sentence, after: Sentence | None
    ) -> bool:
        """Say whether the rest of the act's sentence, or the next one, says that it is not so."""
        rest = text[trigger.end : sentence.end]
        following = text[after.start : after.end].lstrip() if after is not None else ""
        return any(self.taken_back.search(part) is not None for part in (rest, following))

    def of(self, scope: Scope) -> str | None:
        """Return the status that cues in the sentence give an act, or None where there are none."""
        tests = (
            ("denied", self._scoped), ("negated", self._negated), ("hypothetical", self._open),
            ("unknown", self._asked), ("alleged", self._scoped),
        )  # fmt: skip
        return next((status for status, test in tests if test(self.cues[status], scope)), None)

    def hints(self, scope: Scope) -> list[str]:
        """Return every cue that stands about an act, with where: what a trained decider weighs."""
        text, sentence, clause, trigger = scope[:4]
        zones = (
            ("before", sentence.start, clause.start),
            ("left", clause.start, trigger.start),
            ("in", trigger.start, trigger.end),
            ("right", trigger.end, clause.end),
            ("behind", clause.end, sentence.end),
        )
        return [
            f"{status}.{name}.{zone}"
            for status, cues in self.cues.items()
            for name, pattern in cues.items()
            for zone, start, end in zones
            if pattern.search(text, start, end) is not None
        ]

    def sentence_hints(self, text: str, sentence: Sentence) -> list[str]:
        """Return every cue that stands in a sentence."""
        return [
            f"{status}.{name}"
            for status, cues in self.cues.items()
            for name, pattern in cues.items()
            if pattern.search(text, sentence.start, sentence.end) is not None
        ]

    def _scoped(self, cues: Cues, scope: Scope) -> bool:
        """Say whether a cue before the act reaches it, or one behind it reaches back."""
        text, sentence, trigger = scope.text, scope.sentence, scope.trigger
        if cues["after"].search(text, sentence.start, trigger.end):
            return True
        behind = cues.get("before")
        return behind is not None and behind.search(text, trigger.end, sentence.end) is not None

    def _negated(self, cues: Cues, scope: Scope) -> bool:
        """Say whether a negation stands close before the act, or a refusal or disbelief anywhere before it."""
        text, clause, trigger = scope.text, scope.clause, scope.trigger
        before = (
            cues[name].search(text, clause.start, trigger.end)
            for name in ("refused", "disbelieved")
        )
        if self._scoped(cues, scope) or any(before):
            return True
        # 未在…有限公司持股 is close too: names between negation and act do not count.
        between = (m for m in scope.names if clause.start <= m.start and m.end <= trigger.start)
        reach = _NEGATION_REACH + sum(m.end - m.start for m in between)
        negations = cues["clause"].finditer(
            text, max(clause.start, trigger.start - reach), trigger.end
        )
        return any(not cues["turned"].search(text, n.end(), trigger.start) for n in negations)

    def _open(self, cues: Cues, scope: Scope) -> bool:
        """Say whether a condition, plan or promise reaches the act and nothing says it came true."""
        cue = cues["after"].search(scope.text, scope.sentence.start, scope.trigger.end)
        if cue is None:
            return False
        return cues["realised"].search(scope.text, cue.end(), scope.trigger.end) is None

    def _asked(self, cues: Cues, scope: Scope) -> bool:
        """Say whether the act is asked about: its clause is the last of a question, or asks itself."""
        text, clause, sentence = scope.text, scope.clause, scope.sentence
        if cues["question"].search(text, clause.start, sentence.end) is None:
            return False
        last = clause.end >= sentence.clauses[-1].end
        return last or cues["cue"].search(text, clause.start, clause.end) is not None


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    at = -1
    for match in pattern.finditer(text, start, end):
        at = match.start()
    return at
