"""The probability of each company that a mention can mean, and of none of them (企业简称归并).

All registered names that could be meant compete with each other and with a firm outside the register.
How strong that outsider is depends on how common the trade name and the line are in this register
and on how much the mention says. The weights are logarithms of odds; `linking.yaml` says where they
come from. A redacted name (某公司) never resolves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.linking.agreement import FIELDS, Outcomes, Said, outcomes, read
from nlp.linking.company_names import is_masked, parse, without_organ
from nlp.linking.context import Context
from nlp.linking.link import NOTHING, Link, Rival, settled
from nlp.linking.register import Register, section_of
from nlp.linking.retrieval import Found, candidates
from nlp.linking.spelling import canonical
from nlp.resources import lexicon

_SHOWN = 5
STYLES = ("full", "no_place", "line", "generic", "bare")
#: What makes a firm outside the register likely; the first ones are styles of the mention.
OUTSIDE = (*STYLES, "common_full", "common_short", "section", "foreign", "stranger", "no_context")


class Case(NamedTuple):
    """A mention with everything that the weights need."""

    said: Said
    found: Found
    table: Outcomes
    outside: NDArray[np.float64]


class Companies:
    """Link mentions of companies to a register.

    Parameters
    ----------
    register : the area's companies
    facts : weights and threshold; those of ``linking.yaml`` where not given
    """

    def __init__(self, register: Register, facts: Mapping[str, Any] | None = None) -> None:
        self.register = register
        given = facts or lexicon("linking")["companies"]
        self.fields = field_weights(given["weights"])
        self.outside = outside_weights(given["outside"])
        self.threshold = float(given["threshold"])

    def link(self, mention: str, context: Context | None = None) -> Link:
        """Return what a mention resolves to, with the rivals that were weighed."""
        case = self.case(mention, context or Context())
        if case is None:
            return NOTHING
        rows = case.found.rows
        owners = self.register.owner[rows]
        scores = self.scores(case.table)
        outside = float(self.outside @ case.outside)
        order = np.lexsort((rows, -scores))
        best: dict[str, int] = {}
        for i in order.tolist():
            best.setdefault(self.register.keys[owners[i]], i)
        return self._posterior(case, scores, outside, list(best.values()))

    def case(self, mention: str, context: Context) -> Case | None:
        """Return a mention with its candidates and their outcomes; None for a redacted or bare name."""
        full = canonical(without_organ(mention))
        if is_masked(full) or len(full) < 2:
            return None
        parts = parse(full, self.register.regions)
        said = read(full, parts, self.register.regions)
        found = candidates(self.register, parts, full)
        table = outcomes(self.register, said, found, context)
        return Case(said, found, table, self._outside(said, context))

    def scores(self, table: Outcomes) -> NDArray[np.float64]:
        """Return the log odds of every row of outcomes."""
        total = np.zeros(len(table))
        for column, weights in enumerate(self.fields):
            total += weights[table[:, column]]
        return total

    def _outside(self, said: Said, context: Context) -> NDArray[np.float64]:
        """Return what speaks for a firm outside the register."""
        style = said.style
        common = math.log(self.register.commonness(said.parts.trade)) + 9.0
        section = section_of(said.parts.line)
        short = style not in ("full", "no_place")
        values = dict.fromkeys(OUTSIDE, 0.0)
        values[style] = 1.0
        values["common_short" if short else "common_full"] = common
        values["section"] = math.log(self.register.section_share(section)) + 3.0 if section else 0.0
        values["foreign"] = float(self._foreign(said))
        values["stranger"] = float(said.parts.trade in context.strangers)
        values["no_context"] = float(not context.near)
        return np.array(list(values.values()))

    def _foreign(self, said: Said) -> bool:
        """Say whether the place that is said lies in no prefecture of the register."""
        heads = {code[:4] for code in said.codes if code.isdigit()}
        return bool(heads) and not any(
            len(head) < 4 or int(head) in self.register.prefixes for head in heads
        )

    def _posterior(
        self, case: Case, scores: NDArray[np.float64], outside: float, best: list[int]
    ) -> Link:
        values = np.array([*scores[best], outside])
        odds = np.exp(values - values.max())
        shares = odds / odds.sum()
        ranked = sorted(range(len(best)), key=lambda i: (-shares[i], self._key(case, best[i])))
        readings = [
            Rival(self._key(case, best[i]), float(shares[i]), reasons(case.table[best[i]]))
            for i in ranked[:_SHOWN]
        ]
        return settled(readings, float(shares[-1]), self.threshold)

    def _key(self, case: Case, i: int) -> str:
        key: str = self.register.keys[self.register.owner[case.found.rows[i]]]
        return key


def reasons(row: NDArray[np.int8]) -> tuple[str, ...]:
    """Return the outcomes of a row by name, those that say something."""
    pairs = zip(FIELDS.items(), row.tolist(), strict=True)
    return tuple(f"{field}:{names[n]}" for (field, names), n in pairs if n)


def field_weights(given: Mapping[str, Mapping[str, float]]) -> list[NDArray[np.float64]]:
    """Return the weights of every field in the order of its outcomes."""
    return [
        np.array([given.get(field, {}).get(name, 0.0) if name else 0.0 for name in names])
        for field, names in FIELDS.items()
    ]


def outside_weights(given: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the weights of what speaks for a firm outside the register."""
    return np.array([given.get(name, 0.0) for name in OUTSIDE])
