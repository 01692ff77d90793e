"""Words that carry an act (行为触发词): which acts a clause speaks of, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from nlp.clauses import Clause
from nlp.folded import LETTERS
from nlp.sieve import Cue, Sieve
from nlp.spans import Mention

#: Two words of one act in one clause are two acts only where a mark or a conjunction stands between them.
_APART = re.compile(r"[、/]|并|又|还|再|以及|及|和|，")
#: How many characters of a mention say that the second act has arguments of its own.
_OWN = frozenset(("PERSON", "COMPANY", "MONEY", "SHARE", "DATE"))


class Trigger(NamedTuple):
    """An act and the words that carry it, half-open offsets in the text."""

    act: str
    start: int
    end: int
    only: str | None = None  # the one status in which the words mean this act
    strong: bool = True  # the words mean this act nearly always


class Triggers:
    """The patterns of each act, made from `lexicons/triggers.yaml`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.words, self.forms = Sieve(), Sieve()
        self.patterns = [
            (facts.get("act", name), facts.get("only"), strong, self.words.cue("|".join(patterns)))
            for name, facts in data.items()
            for strong, patterns in ((True, facts["patterns"]), (False, facts.get("weak", ())))
            if patterns
        ]
        self.shapes = [
            (name, self.forms.cue("|".join(facts["shapes"])))
            for name, facts in data.items()
            if facts.get("shapes")
        ]
        self.covers = {act: frozenset(facts["covers"]) for act, facts in data.items()}

    def find(self, text: str, clause: Clause, names: Sequence[Mention] = ()) -> list[Trigger]:
        """Return the triggers of a clause in their order, without those that a stronger act covers.

        `names` are the mentions of the clause: a word inside a name (文化旅游投资集团) is no act.
        """
        found: list[Trigger] = []
        here = self.words.marks(text).within(*clause)
        for act, only, strong, cue in self.patterns if here else ():
            if cue.bit & here:
                hits = _outside(cue, text, clause, names)
                found += [Trigger(act, *match.span(), only, strong) for match in hits]
        if names:
            found += self._shaped(text, clause, names)
        if not found:
            return found
        surest = _surest(text, found, names)
        covered = {weaker for t in surest if t.strong for weaker in self.covers[t.act]}
        return sorted(t for t in surest if t.act not in covered or not t.strong)

    def _shaped(self, text: str, clause: Clause, names: Sequence[Mention]) -> Iterable[Trigger]:
        """Yield the acts told by who stands where (任ＣＯ): patterns over the clause with each name as one letter."""
        pieces, raw, at = [], [], clause.start
        for name in names:
            if name.end > clause.end:
                break
            pieces += [text[at : name.start], LETTERS[name.label]]
            raw += [*range(at, name.start), name.start]
            at = name.end
        folded = "".join((*pieces, text[at : clause.end]))
        raw += range(at, clause.end + 1)
        here = self.forms.marks(folded).within(0, len(folded))
        for act, cue in self.shapes if here else ():
            for match in cue.finditer(folded, 0, len(folded)) if cue.bit & here else ():
                yield Trigger(act, raw[match.start()], raw[match.end()], None, strong=False)


def _surest(text: str, found: Sequence[Trigger], names: Sequence[Mention]) -> list[Trigger]:
    """Keep one trigger an act, the strong before the weak; more where each has arguments of its own."""
    kept: list[Trigger] = []
    for trigger in sorted(found, key=lambda t: (not t.strong, t.start, t.end)):
        same = [t for t in kept if t.act == trigger.act]
        if not same or (trigger.strong and _apart(text, same[-1], trigger, names)):
            kept.append(trigger)
    return kept


def _apart(text: str, before: Trigger, after: Trigger, names: Sequence[Mention]) -> bool:
    if after.start < before.end or not _APART.search(text, before.end, after.start + 1):
        return False
    return any(m.label in _OWN and m.start >= before.end for m in names)


def _outside(
    cue: Cue, text: str, clause: Clause, names: Sequence[Mention]
) -> Iterable[re.Match[str]]:
    """Yield the matches that neither begin nor end within a name that they do not cover."""
    at = clause.start
    while (match := cue.search(text, at, clause.end)) is not None:
        start, end = match.span()
        cut = (m.start <= start < m.end or m.start < end < m.end for m in names)
        if any(cut):
            at = start + 1
        else:
            yield match
            at = end
