"""How surely an event is said (事件状态): six statuses by cues and their scope (annotation.md 4.8).

The order of the list is the order of the rules: denied, negated, hypothetical, unknown, alleged,
asserted; the first that fits holds. Where a scope is in doubt it is drawn wider, so that what is
negated, denied or hearsay does not come out as asserted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from nlp.clauses import Clause, Sentence
from nlp.sieve import Cue, Sieve
from nlp.spans import Mention
from nlp.takebacks import Spans, Takebacks
from nlp.triggers import Trigger

#: How far before an act a negation in its own clause still reaches, in characters.
_NEGATION_REACH = 12


Cues = dict[str, Cue]


class Scope(NamedTuple):
    """An act in its clause and sentence; `names` are the firms, units and persons of the clause."""

    text: str
    sentence: Sentence
    clause: Clause
    trigger: Trigger
    names: Sequence[Mention] = ()
    spared: Spans = ()  # stretches in which no cue counts


class Statuses:
    """The cues of `lexicons/cues.yaml`, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.sieve = Sieve()
        self.cues: dict[str, Cues] = {
            status: {scope: self.sieve.cue(pattern) for scope, pattern in scopes.items()}
            for status, scopes in data["status"].items()
        }
        self.takebacks = Takebacks(data["takebacks"])
        self._listed = [
            (f"{status}.{name}", cue)
            for status, cues in self.cues.items()
            for name, cue in cues.items()
        ]
        self.opens = self.sieve.cue(data["charge_opens"])
        self.closes = self.sieve.cue(data["charge_closes"])
        self.taken_back = self.sieve.cue(data["refuted"])
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
        parts = [(trigger.end, sentence.end)]
        parts += [(after.start, after.end)] if after is not None else []
        return any(
            self.taken_back.pattern.search(part) is not None
            for part in (text[a:b] for a, b in parts if self.taken_back.may(text, a, b))
        )

    def of(self, scope: Scope) -> str | None:
        """Return the status that cues in the sentence give an act, or None where there are none."""
        tests = (
            ("denied", self._scoped), ("negated", self._negated), ("hypothetical", self._open),
            ("unknown", self._asked), ("alleged", self._scoped),
        )  # fmt: skip
        return next((status for status, test in tests if test(self.cues[status], scope)), None)

    def decide(
        self, scope: Scope, voice: str, hints: Sequence[str], following: Sentence | None
    ) -> tuple[str, tuple[str, ...]]:
        """Return the status by the rules, and marks where the words settle it against the decider."""
        cued = self.of(scope)
        said = self.takebacks.settled(*scope[:4], following)
        if said is not None and (cued != "denied" or said not in ("negated", "hypothetical")):
            return said, ("settled", "refuted") if said == "negated" else ("settled",)
        if cued in (None, "alleged", "asserted") and "refuted" in hints:
            return "negated", ()
        if cued is not None:
            return cued, ()
        status = "alleged" if "charged" in hints or voice == "complainant" else "asserted"
        upheld = self._turned(scope) or self.takebacks.upheld(*scope[:4])
        return status, ("settled",) if upheld else ()

    def _turned(self, scope: Scope) -> bool:
        """Say whether a negation stands before the act, and between them a turn to what is found."""
        cues, start = self.cues["negated"], scope.sentence.start
        after = _live(cues["after"], scope, start, scope.trigger.start)
        found = after or (_live(cues["clause"], scope, start, scope.clause.start) if scope.trigger.strong else None)  # fmt: skip
        return found is not None and self.takebacks.is_released(
            scope.text, found.end(), scope.trigger.start
        )

    def hints(self, scope: Scope) -> list[str]:
        """Return every cue that stands about an act, with where: what a trained decider weighs."""
        sentence, clause, trigger = scope[1:4]
        zones = (
            ("before", sentence.start, clause.start),
            ("left", clause.start, trigger.start),
            ("in", trigger.start, trigger.end),
            ("right", trigger.end, clause.end),
            ("behind", clause.end, sentence.end),
        )
        marks = self.sieve.marks(scope.text)
        able = [marks.within(start, end) for _, start, end in zones]
        anywhere = reduce(or_, able)
        return [
            f"{name}.{zone}"
            for name, cue in self._listed
            if cue.bit & anywhere
            for here, (zone, start, end) in zip(able, zones, strict=True)
            if cue.bit & here and _live(cue, scope, start, end) is not None
        ]

    def sentence_hints(self, text: str, sentence: Sentence) -> list[str]:
        """Return every cue that stands in a sentence."""
        here = self.sieve.marks(text).within(sentence.start, sentence.end)
        return [
            name
            for name, cue in self._listed
            if cue.bit & here and cue.search(text, sentence.start, sentence.end) is not None
        ]

    def _scoped(self, cues: Cues, scope: Scope) -> bool:
        """Say whether a cue before the act reaches it, or one behind it reaches back."""
        text, sentence, trigger = scope.text, scope.sentence, scope.trigger
        if _live(cues["after"], scope, sentence.start, trigger.end) is not None:
            return True
        behind, end = cues.get("before"), self.takebacks.reach(text, trigger, sentence)
        return behind is not None and _live(behind, scope, trigger.end, end) is not None

    def _negated(self, cues: Cues, scope: Scope) -> bool:
        """Say whether a negation stands close before the act, or a refusal or disbelief anywhere before it."""
        text, clause, trigger = scope.text, scope.clause, scope.trigger
        if self.takebacks.is_excepted(text, trigger, clause):
            return False
        before = (
            _live(cues[name], scope, clause.start, trigger.end)
            for name in ("refused", "disbelieved")
        )
        found = _live(cues["after"], scope, scope.sentence.start, trigger.end)
        end = self.takebacks.reach(text, trigger, scope.sentence)
        back = _live(cues["before"], scope, trigger.end, end)
        if (found is not None and not self._turned(scope)) or back is not None or any(before):
            return True
        # 未在…有限公司持股 is close too: names between negation and act do not count.
        between = (m for m in scope.names if clause.start <= m.start and m.end <= trigger.start)
        reach = _NEGATION_REACH + sum(m.end - m.start for m in between)
        negations = _lives(
            cues["clause"], scope, max(clause.start, trigger.start - reach), trigger.end
        )
        return any(not cues["turned"].search(text, n.end(), trigger.start) for n in negations)

    def _open(self, cues: Cues, scope: Scope) -> bool:
        """Say whether a condition, plan or promise reaches the act and nothing says it came true."""
        cue = _live(cues["after"], scope, scope.sentence.start, scope.trigger.end)
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


def _last(cue: Cue, text: str, start: int, end: int) -> int:
    at = -1
    for match in cue.finditer(text, start, end):
        at = match.start()
    return at


def _lives(cue: Cue, scope: Scope, start: int, end: int) -> Iterator[re.Match[str]]:
    """Yield the matches that stand in no stretch where cues do not count."""
    for match in cue.finditer(scope.text, start, end):
        if all(match.end() <= one or two <= match.start() for one, two in scope.spared):
            yield match


def _live(cue: Cue, scope: Scope, start: int, end: int) -> re.Match[str] | None:
    return next(_lives(cue, scope, start, end), None)
