"""Ties between places, and where they are cut: facts that one natural person cannot have together.

A component in which facts contradict each other, or which a person has judged to be several, loses
its weakest ties, one strength after another, until none does. When in doubt, two persons (存疑从分).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from resolve.components import components

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Strength from which on a tie does not yield to facts: equal numbers, what a person has judged.
FACTS = 1000
_NO_LIMIT = np.iinfo(np.int64).max


class Ties(NamedTuple):
    """Edges between places of one name, one entry an edge.

    Attributes
    ----------
    a, b : the two places
    kind : index into `resolve.ties.KINDS`
    chance : how many strangers of that name would be met so by coincidence
    what : what both share (a name, a telephone), a number whose meaning depends on the kind; -1
    """

    a: Ints
    b: Ints
    kind: Ints
    chance: Floats
    what: Ints

    def take(self, which: Bools | Ints) -> Ties:
        """Return some of the ties."""
        return Ties(
            self.a[which], self.b[which], self.kind[which], self.chance[which], self.what[which]
        )

    def pairs(self) -> Ints:
        """Return the two places of each tie as an array (n, 2)."""
        return np.column_stack([self.a, self.b])


def tie(
    a: Ints, b: Ints, kind: int, chance: Floats | None = None, what: Ints | None = None
) -> Ties:
    """Return ties of one kind; without a chance they are as good as certain."""
    chance = np.zeros(len(a)) if chance is None else chance
    what = np.full(len(a), -1, np.int64) if what is None else what
    return Ties(a, b, np.full(len(a), kind, np.int64), chance, what)


def joined(*ties: Ties) -> Ties:
    """Return all ties one after the other."""
    return Ties(*(np.concatenate(parts) for parts in zip(*ties, strict=True)))


def contradictory(labels: Ints, facts: Ints) -> Bools:
    """Say of each component whether two of its nodes have different values of one kind of fact.

    Parameters
    ----------
    facts : array (n, 3): node, kind, value
    """
    bad = np.zeros(int(labels.max()) + 1 if len(labels) else 0, np.bool_)
    if len(facts):
        label = labels[facts[:, 0]]
        spoken = np.zeros(len(bad), np.bool_)
        spoken[label] = True
        kinds = int(facts[:, 1].max()) + 1
        cell = (np.cumsum(spoken) - 1)[label] * kinds + facts[:, 1]
        one = np.empty(int(spoken.sum()) * kinds, np.int64)
        one[cell] = facts[:, 2]  # of several values any one: another one differs from it
        bad[label[facts[:, 2] != one[cell]]] = True
    return bad


def cut(ties: Ties, strength: Ints, facts: Ints, apart: Ints, size: int) -> Bools:
    """Say which ties stay, so that no component contradicts itself or a judgement.

    Parameters
    ----------
    strength : array (ties,); those of the least strength go first
    facts : array (n, 3): place, kind, value; ties of the strength `FACTS` or more do not yield to them
    apart : array (n, 2), places that are not one person; to these every tie yields
    size : number of places
    """
    stays = np.ones(len(ties.a), np.bool_)
    stays = _cut(ties, strength, stays, lambda labels: contradictory(labels, facts), FACTS, size)
    if len(apart):
        stays = _cut(ties, strength, stays, lambda labels: _judged(labels, apart), _NO_LIMIT, size)
    return stays


def _cut(
    ties: Ties, strength: Ints, stays: Bools, bad: Callable[[Ints], Bools], limit: int, size: int
) -> Bools:
    labels = components(ties.pairs()[stays], size)
    wrong = bad(labels)
    while wrong.any():
        inside = np.flatnonzero(stays & wrong[labels[ties.a]] & (strength < limit))
        if not len(inside):
            break
        label = labels[ties.a[inside]]
        least = np.full(len(wrong), _NO_LIMIT)
        np.minimum.at(least, label, strength[inside])
        stays = stays.copy()
        stays[inside[strength[inside] == least[label]]] = False
        labels = components(ties.pairs()[stays], size)
        wrong = bad(labels)
    return stays


def _judged(labels: Ints, apart: Ints) -> Bools:
    bad = np.zeros(int(labels.max()) + 1 if len(labels) else 0, np.bool_)
    one = labels[apart[:, 0]] == labels[apart[:, 1]]
    bad[labels[apart[one, 0]]] = True
    return bad
