"""Words that carry an act (行为触发词): which acts a clause speaks of, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from nlp.clauses import Clause
from nlp.spans import Mention


class Trigger(NamedTuple):
    """An act and the words that carry it, half-open offsets in the text."""

    act: str
    start: int
    end: int
    only: str | None = None  # the one status in which the words mean this act


class Triggers:
    """The patterns of each act, made from `lexicons/triggers.yaml`."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.patterns = {act: re.compile("|".join(d["patterns"])) for act, d in data.items()}
        self.act = {
            name: (facts.get("act", name), facts.get("only")) for name, facts in data.items()
        }
        self.covers = {act: frozenset(facts["covers"]) for act, facts in data.items()}

    def find(self, text: str, clause: Clause, names: Sequence[Mention] = ()) -> list[Trigger]:
        """Return one trigger for each act of a clause, without those that a stronger act covers.

        `names` are firms and units of the clause: a word inside a name (文化旅游投资集团) is no act.
        """
        found: dict[str, Trigger] = {}
        for name, pattern in self.patterns.items():
            match = _outside(pattern, text, clause, names)
            act, only = self.act[name]
            if match is not None and act not in found:
                found[act] = Trigger(act, *match.span(), only)
        covered = {weaker for act in found for weaker in self.covers[act]}
        return sorted(
            (t for act, t in found.items() if act not in covered), key=lambda t: (t.start, t.act)
        )


def _outside(
    pattern: re.Pattern[str], text: str, clause: Clause, names: Sequence[Mention]
) -> re.Match[str] | None:
    """Return the first match that neither begins nor ends within a name that it does not cover."""
    at = clause.start
    while (match := pattern.search(text, at, clause.end)) is not None:
        cut = (m.start <= match.start() < m.end or m.start < match.end() < m.end for m in names)
        if not any(cut):
            return match
        at = match.start() + 1
    return None
