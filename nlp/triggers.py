"""Words that carry an act (行为触发词): which acts a clause speaks of, and where."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from nlp.clauses import Clause


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

    def find(self, text: str, clause: Clause) -> list[Trigger]:
        """Return one trigger for each act of a clause, without those that a stronger act covers."""
        found: dict[str, Trigger] = {}
        for name, pattern in self.patterns.items():
            match = pattern.search(text, clause.start, clause.end)
            act, only = self.act[name]
            if match is not None and act not in found:
                found[act] = Trigger(act, *match.span(), only)
        covered = {weaker for act in found for weaker in self.covers[act]}
        return sorted(
            (t for act, t in found.items() if act not in covered), key=lambda t: (t.start, t.act)
        )
