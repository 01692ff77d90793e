"""What the words of a text settle (收回、转折与假设): takebacks, near misses, double negations, impostors.

The rules are data (`takebacks` in `lexicons/cues.yaml`); what they say holds against the trained decider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from nlp.clauses import Clause, Layout, Sentence
from nlp.sieve import Cue, Sieve
from nlp.spans import Mention
from nlp.triggers import Trigger

Spans = Sequence[tuple[int, int]]
#: Where a rule looks for its cue.
SCOPES = ("ahead", "left", "right", "next")
#: How many characters before a name say that it is only pretended.
_BEFORE = 12


class Rule(NamedTuple):
    """A cue with its scope: the status that it settles, and what keeps it from doing so."""

    status: str
    scope: str
    cue: Cue
    unless: re.Pattern[str] | None  # between cue and act
    before: re.Pattern[str] | None  # what the text up to the act must be like
    after: re.Pattern[str] | None  # what the text behind the act must be like


class Counter(NamedTuple):
    """The same act told once more in its sentence, by another source."""

    status: str
    basis: str
    own: bool  # the one who acts says it himself


class Takebacks:
    """The patterns under `takebacks`, compiled."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.sieve = sieve = Sieve()
        self.spared_words = {name: sieve.cue(p) for name, p in data["spared"].items()}
        self.released = re.compile(data["released"])
        self.confirmed = sieve.cue(data["confirmed"])
        self.excepted = data["excepted"]
        self.exception_opens = sieve.cue(data["excepted"].partition("{act}")[0])
        self.pretended = sieve.cue(data["pretended"])
        self.proved = {basis: sieve.cue(p) for basis, p in data["proved"].items()}
        self.answered = sieve.cue(data["answered"])
        self.rules = [_rule(sieve, facts) for facts in data["rules"]]

    def spared(self, text: str, sentence: Sentence) -> Spans:
        """Return the stretches of a sentence in which no cue counts."""
        return [
            match.span()
            for pattern in self.spared_words.values()
            for match in pattern.finditer(text, sentence.start, sentence.end)
        ]

    def is_no_act(self, text: str, trigger: Trigger, sentence: Sentence) -> bool:
        """Say whether the words of an act are only the refusal that did not take place (没有拒绝)."""
        found = self.spared_words["not_refused"].finditer(text, sentence.start, sentence.end)
        return any(m.start() < trigger.start and trigger.end <= m.end() for m in found)

    def reach(self, text: str, trigger: Trigger, sentence: Sentence) -> int:
        """Return how far behind an act a refutation still means it: up to what is found there."""
        found = self.confirmed.search(text, trigger.end, sentence.end)
        return found.start() if found is not None else sentence.end

    def settled(
        self,
        text: str,
        sentence: Sentence,
        clause: Clause,
        trigger: Trigger,
        following: Sentence | None,
    ) -> str | None:
        """Return the status that words about an act settle, None where none do."""
        marks = self.sieve.marks(text)
        end = self.reach(text, trigger, sentence)
        stop = text.find("；", trigger.end, end)
        rest = (trigger.end, stop if stop >= 0 else end)
        next_one = (following.start, following.end) if following is not None else rest
        ahead = marks.within(min(sentence.start, clause.start), trigger.end)
        right = marks.within(*rest)
        behind = right | marks.within(*next_one)
        able = {"ahead": ahead, "left": ahead, "right": right, "next": behind}
        named = text[sentence.start : trigger.end]
        for rule in self.rules:
            if not rule.cue.bit & able[rule.scope]:
                continue
            if rule.scope in ("ahead", "left"):
                start = clause.start if rule.scope == "left" else sentence.start
                hit = _ahead(rule, text[start : sentence.end], trigger.end - start)
            else:
                parts = (rest, next_one) if rule.scope == "next" else (rest,)
                hit = any(_names(rule.cue.pattern.search(text[a:b]), named) for a, b in parts)
            if hit and _fits(rule, text, sentence, trigger):
                return rule.status
        return None

    def upheld(self, text: str, sentence: Sentence, clause: Clause, trigger: Trigger) -> bool:
        """Say whether an act stands although another verb is negated, or its clause says that it is so."""
        verbs = ("other_verb", "not_refused")
        if any(self.spared_words[v].search(text, clause.start, trigger.start) for v in verbs):
            return True
        end = min(clause.end + 1, sentence.end)
        if self.confirmed.search(text, trigger.end, end) is not None:
            return True
        return self.is_excepted(text, trigger, clause)

    def is_released(self, text: str, start: int, end: int) -> bool:
        """Say whether between a negation and an act the text turns to what is found."""
        return self.released.search(text, start, end) is not None

    def is_excepted(self, text: str, trigger: Trigger, clause: Clause) -> bool:
        """Say whether an act is what a negation leaves out (除收受…外, 未收受他人财物)."""
        if self.exception_opens.search(text, clause.start, clause.end + 12) is None:
            return False  # spares a pattern of its own for nearly every act
        part = text[clause.start : clause.end + 12]
        words = re.escape(text[trigger.start : trigger.end])
        return re.search(self.excepted.replace("{act}", words), part) is not None

    def counters(
        self, text: str, trigger: Trigger, sentence: Sentence, status: str
    ) -> Iterator[Counter]:
        """Yield what else the sentence says of the act: a denied one proved, a claimed one denied."""
        rest = (trigger.end, sentence.end)
        if status == "denied":
            for basis, cue in self.proved.items():
                if _inside(cue, text, *rest):
                    yield Counter("asserted", basis, own=False)
                    return
        if status == "alleged" and _inside(self.answered, text, *rest):
            yield Counter("denied", "statement", own=True)

    def impostors(self, layout: Layout, sentence: Sentence) -> dict[str, Mention | None]:
        """Return the names that somebody in a sentence pretends to bear (冒充县长张某), and who does."""
        found: dict[str, Mention | None] = {}
        if not self.pretended.may(layout.text, max(0, sentence.start - _BEFORE), sentence.end):
            return found
        inside = layout.between(sentence.start, sentence.end)
        for i, mention in enumerate(inside):
            first = i
            while first and inside[first - 1].label in ("GOV", "POST", "LOCATION", "COMPANY"):
                first -= 1
            opening = inside[first].start
            if mention.label != "PERSON" or not self._pretends(layout.text, opening, mention):
                continue
            people = [m for m in inside[:first] if m.label == "PERSON"]
            found[mention.text] = people[-1] if people else None
        return found

    def _pretends(self, text: str, opening: int, mention: Mention) -> bool:
        starts = (opening, mention.start)
        return any(self.pretended.pattern.search(text[max(0, at - _BEFORE) : at]) for at in starts)


def _rule(sieve: Sieve, facts: dict[str, str]) -> Rule:
    parts = (facts.get(name) for name in ("unless", "before", "after"))
    compiled = [re.compile(part) if part is not None else None for part in parts]
    return Rule(facts["status"], facts["scope"], sieve.cue(facts["cue"]), *compiled)


def _ahead(rule: Rule, part: str, end: int) -> bool:
    """Say whether a cue stands before the end of the act and nothing keeps it from the act."""
    found = [m.end() for m in rule.cue.pattern.finditer(part) if m.end() <= end]
    return bool(found) and (rule.unless is None or rule.unless.search(part, found[-1], end) is None)


def _inside(cue: Cue, text: str, start: int, end: int) -> bool:
    """Say whether a cue stands in a stretch that is read as a text of its own."""
    return cue.may(text, start, end) and cue.pattern.search(text[start:end]) is not None


def _names(match: re.Match[str] | None, named: str) -> bool:
    """Say whether a cue stands there and means nobody but whom the words before the act name."""
    if match is None:
        return False
    who = match.groupdict().get("who")
    return who is None or who in named


def _fits(rule: Rule, text: str, sentence: Sentence, trigger: Trigger) -> bool:
    before, after = text[sentence.start : trigger.start], text[trigger.end : sentence.end]
    return (rule.before is None or rule.before.search(before) is not None) and (
        rule.after is None or rule.after.search(after) is not None
    )
