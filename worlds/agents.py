"""Agents (行为人): who has something to sell, what an inspection is believed to see, what is chosen then.

An agent weighs the gain of a post against the cost of a way and against what inspections are believed
to see, times an own caution. Beliefs are data (`templates/beliefs.yaml`) and are beliefs: nothing here
knows what a detector looks at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import exp
from typing import Any

import numpy as np
from numpy.typing import NDArray

from worlds.careers import Official, Post
from worlds.chance import Dice, Weighted
from worlds.names import template
from worlds.records import World

#: Innocent traits that a schemer may have besides.
_HARMLESS = {
    "kin_elsewhere", "kin_other_line", "kin_employee", "listed_shares", "before_office",
    "approved_concurrent", "fund_units", "legacy_shares",
}  # fmt: skip
#: Which evasions are open to whom: a change of holder from here, the others by tier.
_OPEN = {
    "O1": {"E1", "E2", "E3", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E13", "E15"},
    "O2": {"E1", "E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E12", "E13", "E15", "E16"},
    "O3": {"E2", "E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E13", "E15", "E16"},
    "O4": {"E3", "E4", "E5", "E6", "E7", "E8", "E9", "E10", "E11", "E13", "E15"},
    "O5": {"E6", "E7", "E8", "E11", "E13", "E15"},
}  # fmt: skip
_AFTER_OFFICE = {"E9", "E10", "E15"}


@dataclass(frozen=True, slots=True)
class Agent:
    """An official with something to sell, the post that gives the power, and how cautious."""

    official: Official
    post: Post
    caution: float


class Agents:
    """The officials of a world as agents, found for one scheme after the other."""

    def __init__(self, world: World, dice: Dice) -> None:
        self.world, self.dice = world, dice
        self.beliefs: Any = template("beliefs")
        self.caution = np.exp(dice.rng.normal(0.0, 0.6, len(world.officials)))
        self.pairs: list[tuple[int, Post]] = []
        gains: dict[str, list[float]] = {"T1": [], "T4": [], "other": []}
        for n, official in enumerate(world.officials):
            if official.tags <= _HARMLESS and official.status != "去世":
                for post in official.posts[-3:]:
                    self.pairs.append((n, post))
                    for kind, found in gains.items():
                        found.append(temptation(world, official, post, kind))
        self.gains = {kind: np.array(found) for kind, found in gains.items()}
        self.who = np.array([n for n, _ in self.pairs], dtype=np.int64)
        self._taken = np.zeros(len(world.officials), dtype=bool)

    def _leaning(self, tier: str) -> NDArray[np.float64]:
        """Return the log-chance that each agent, left alone, would choose a tier."""
        held = self.beliefs["holders"]
        worth = np.array(
            [-3 * self.caution * held[t]["seen"] - held[t]["cost"] for t in sorted(held)]
        )
        total: NDArray[np.float64] = worth[sorted(held).index(tier)] - np.log(
            np.exp(worth).sum(axis=0)
        )
        return total

    def choose(self, tier: str, typology: str, count: int) -> list[Agent]:
        """Return the agents who come to do a thing in a way: most to gain, least afraid of it."""
        gains = self.gains.get(typology, self.gains["other"])
        free = (gains > 0) & ~self._taken[self.who]
        noise = self.dice.rng.gumbel(size=len(gains))
        worth = np.log(np.where(free, gains, 1.0)) + self._leaning(tier)[self.who] + noise
        chosen: list[Agent] = []
        for i in np.argsort(-np.where(free, worth, -np.inf), kind="stable"):
            n, post = self.pairs[i]
            if len(chosen) == count or not free[i]:
                break
            if not self._taken[n]:
                self._taken[n] = True
                chosen.append(Agent(self.world.officials[n], post, float(self.caution[n])))
        return chosen

    def vehicle(self, agent: Agent, typology: str) -> str:
        """Return through what an agent holds the interest."""
        kind = typology if typology in ("T1", "T4") else "other"
        rows: dict[str, Any] = self.beliefs["vehicles"]
        ways: Weighted[str] = Weighted(
            (name, row["of"].get(kind, 0) * exp(1 - agent.caution) ** row["seen"])
            for name, row in rows.items()
        )
        return self.dice.draw(ways)

    def precaution(self, tier: str, typology: str) -> str:
        """Return what a schemer does to be seen less (science.md 7.3), mostly nothing."""
        config = self.world.config
        known = set(config.evasions) & (_AFTER_OFFICE if typology == "T4" else _OPEN[tier])
        if typology == "T1":
            known -= {"E13"}
        if not known or not self.dice.chance(config.evading):
            return ""
        weights: dict[str, float] = self.beliefs["evasions"]
        return self.dice.draw(Weighted((e, weights[e]) for e in sorted(known)))


def temptation(world: World, official: Official, post: Post, typology: str) -> float:
    """Return how much a post has to offer for a scheme; 0 where it does not fit."""
    today = world.config.today
    end = post.valid_to or today
    if end.year < 2015 or (end - max(post.valid_from, date(2010, 1, 1))).days < 500:
        return 0.0
    if not post.unit.buys or (typology != "T1" and not post.unit.line):
        return 0.0
    if typology == "T4":
        recent = official.left is not None and (
            date(2018, 1, 1) < official.left < today - timedelta(days=300)
        )
        if not recent or post is not official.last or official.status not in ("退休", "辞职"):
            return 0.0
    elif official.left is not None:
        return 0.0
    return 1.0 + 3 * post.leading + post.grade
