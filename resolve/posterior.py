"""Who is who, with "none of them" (`science.md` D3.1, D3.5), as arithmetic on arrays.

A candidate pair (subject s, register person k) carries a weight ``w = π / (1 − π) / ν · L``: the
odds that s is k against s not being in the register. For one subject the posterior is ``w_k / (1 + Σ w)``.
Where several subjects compete for one person it is the marginal of a random matching with these
weights (a monomer-dimer model), found by belief propagation, which is exact on trees, reduces to
the formula above where nobody competes, and has one fixed point (Bayati, Gamarnik, Katz, Nair and
Tetali 2007, "Simple deterministic approximation algorithms for counting matchings").
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ROUNDS = 200
TOLERANCE = 1e-12
#: Largest weight: keeps products inside double precision, and nothing is surer than this.
MAX_WEIGHT = 1e12


def match(weight: Floats, subject: Ints, person: Ints) -> Floats:
    """Return the probability of each candidate pair.

    Parameters
    ----------
    weight : array (n,), odds of the pair against "not in the register", ≥ 0
    subject : array (n,), whom we look for; rows of one natural person carry one number
    person : array (n,), who is in the register; rows of one natural person carry one number

    Returns
    -------
    array (n,), 0..1
        Of the pairs of one subject they sum to at most 1; the rest is "none of them".

    Raises
    ------
    ValueError
        A weight is negative or not a number.
    """
    if np.isnan(weight).any() or (weight < 0).any():
        msg = "weights of candidate pairs must be numbers ≥ 0"
        raise ValueError(msg)
    return weight / (rivals(weight, subject, person) + weight)


def rivals(weight: Floats, subject: Ints, person: Ints) -> Floats:
    """Return what stands against each pair: ``P = w / (rivals + w)``; 1 where nobody competes.

    The arguments are those of `match`.
    """
    weight = np.minimum(weight, MAX_WEIGHT)
    down = np.zeros_like(weight)  # from persons to subjects
    up = weight
    for _ in range(ROUNDS):
        up = weight / (1 + _others(down, subject))
        new = weight / (1 + _others(up, person))
        change = np.max(np.abs(np.log1p(new) - np.log1p(down)), initial=0.0)
        down = new
        if change < TOLERANCE:
            break
    return (1 + _others(down, subject)) * (1 + _others(up, person))


def _others(message: Floats, group: Ints) -> Floats:
    """Return for each row the sum of the messages of the other rows of its group."""
    if not len(message):
        return message
    sums = np.bincount(group, weights=message)[group]
    # A difference of large numbers loses the small ones: sum again without the row where it matters.
    rest = np.maximum(sums - message, 0.0)
    dominant = message > 0.999 * sums
    rest[dominant] = _exact_rest(message, group, dominant)
    return rest


def _exact_rest(message: Floats, group: Ints, dominant: NDArray[np.bool_]) -> Floats:
    small = np.where(dominant, 0.0, message)
    count = np.bincount(group, weights=dominant)[group]
    # Two rows cannot both be above 99.9 % of one sum; a lone row has nobody beside it.
    rest: Floats = np.where(count > 1, 0.0, np.bincount(group, weights=small)[group])[dominant]
    return rest
