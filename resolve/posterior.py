"""Who is who, with "none of them" (`science.md` D3.1, D3.5), as arithmetic on arrays.

A candidate pair (subject s, register person k) carries a weight ``w = π / (1 − π) / ν · L``: the
odds that s is k against s not being in the register. For one subject the posterior is ``w / (1 + Σ w)``.
Where several subjects compete for one person, one subject is at most one person and the reverse:
the posterior is the marginal of a random matching with these weights (a monomer-dimer model).

Weak pairs only add to "none of them" of both sides. What is left falls into small components:
a tree is solved by belief propagation, which is exact there; a component with a cycle by listing
all matchings, since belief propagation was up to 0.4 too sure on 2 × 2 rivals; and one too large
for that gets the lower bound ``w / (w + (1 + R) (1 + C))``, R and C being the weights of the rivals on
either side: when in doubt, less sure.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from resolve.components import components

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Largest weight: keeps products inside double precision, and nothing is surer than this.
MAX_WEIGHT = 1e12
#: A pair below these odds stays below 0.20, so it is never written; as a rival it counts in full.
WEAK = 0.25
#: Rounds of belief propagation: more than any tree here is deep.
ROUNDS = 500
#: A component is listed where its smaller side has at most so many members (2^n states).
LISTED = 6


def match(weight: Floats, subject: Ints, person: Ints) -> Floats:
    """Return the probability of each candidate pair.

    Parameters
    ----------
    weight : array (n,), odds of the pair against "not in the register", ≥ 0
    subject : array (n,), the number of whom we look for; a pair occurs once
    person : array (n,), the number of who is in the register

    Returns
    -------
    array (n,), 0..1
        Of the pairs of one subject they sum to at most 1; the rest is "none of them".

    Raises
    ------
    ValueError
        A weight is negative or not a number.
    """
    weight = np.minimum(weight, MAX_WEIGHT)
    return weight / (rivals(weight, subject, person) + weight)


def rivals(weight: Floats, subject: Ints, person: Ints) -> Floats:
    """Return what stands against each pair: ``P = w / (rivals + w)``; 1 where nobody competes.

    The arguments are those of `match`.
    """
    if np.isnan(weight).any() or (weight < 0).any():
        msg = "weights of candidate pairs must be numbers ≥ 0"
        raise ValueError(msg)
    weight = np.minimum(weight, MAX_WEIGHT)
    result = (1 + _others(weight, subject)) * (1 + _others(weight, person))
    strong = np.flatnonzero(weight >= WEAK)
    if not len(strong):
        return result
    weak = np.where(weight < WEAK, weight, 0.0)
    # "None of them" of a subject and of a person, each at least 1, is divided out.
    free = (1 + np.bincount(subject, weights=weak)[subject])[strong]
    free *= (1 + np.bincount(person, weights=weak)[person])[strong]
    _, s = np.unique(subject[strong], return_inverse=True)
    _, k = np.unique(person[strong], return_inverse=True)
    solved = _solve(weight[strong] / free, s, k)
    bounded = np.isnan(solved)
    result[strong[~bounded]] = (solved * free)[~bounded]
    return result


def _solve(weight: Floats, subject: Ints, person: Ints) -> Floats:
    """Return the rivals of strong pairs component by component; NaN where one is too large."""
    size = int(subject.max()) + 1
    edges = np.column_stack([subject, size + person])
    labels = components(edges, size + int(person.max()) + 1)
    part = labels[subject]
    nodes = np.bincount(labels)
    surplus = np.bincount(part, minlength=len(nodes)) - (nodes - 1)
    tree = surplus[part] == 0
    result = np.full(len(weight), np.nan)
    result[tree] = _propagate(weight[tree], subject[tree], person[tree])
    cyclic = np.flatnonzero(~tree)
    order = cyclic[np.argsort(part[cyclic], kind="stable")]
    for rows in np.split(order, np.flatnonzero(np.diff(part[order])) + 1):
        if len(rows):
            result[rows] = _list_matchings(weight[rows], subject[rows], person[rows])
    return result


def _propagate(weight: Floats, subject: Ints, person: Ints) -> Floats:
    """Solve trees: exact once the messages stop changing."""
    down = np.zeros_like(weight)  # from persons to subjects
    up = weight
    for _ in range(ROUNDS):
        up = weight / (1 + _others(down, subject))
        new = weight / (1 + _others(up, person))
        settled = np.allclose(new, down, rtol=1e-13, atol=0.0)  # the last bit may swing for ever
        if settled:
            break
        down = new
    return (1 + _others(down, subject)) * (1 + _others(up, person))


def _others(message: Floats, group: Ints) -> Floats:
    """Return for each row the sum of the messages of the other rows of its group."""
    if not len(message):
        return message
    sums = np.bincount(group, weights=message)[group]
    rest = np.maximum(sums - message, 0.0)
    # A difference of large numbers loses the small ones: where one row outweighs its group, the
    # others are summed without it.
    dominant = message > 0.999 * sums
    small = np.where(dominant, 0.0, message)
    alone: Floats = np.where(dominant, np.bincount(group, weights=small)[group], rest)
    return alone


def _list_matchings(weight: Floats, subject: Ints, person: Ints) -> Floats:
    """Solve a component exactly by sums over all its matchings, NaN where they are too many.

    The states are the sets of members already taken on the smaller side; the members of the other
    side are gone through one by one, forwards and backwards.
    """
    _, s = np.unique(subject, return_inverse=True)
    _, k = np.unique(person, return_inverse=True)
    few, many = (s, k) if s.max() <= k.max() else (k, s)
    if few.max() >= LISTED:
        return np.full(len(weight), np.nan)
    matrix = np.zeros((int(many.max()) + 1, int(few.max()) + 1))
    matrix[many, few] = weight
    before = _partial_sums(matrix)
    after = _partial_sums(matrix[::-1])[::-1]
    open_to = [_states_without(matrix.shape[1], bit) for bit in range(matrix.shape[1])]
    sums = np.zeros_like(matrix)
    for row in range(len(matrix)):
        # before[row] has seen the rows above, after[row + 1] the rows below; sets must be disjoint.
        joined = _disjoint(before[row], after[row + 1])
        sums[row] = [joined[states].sum() for states in open_to]
        alone = joined.sum()
        taken = matrix[row] * sums[row]
        matrix[row] = (alone + _sum_of_others(taken)) / sums[row]
    return matrix[many, few]


def _states_without(size: int, bit: int) -> Ints:
    """Return the sets of `size` members, as numbers, that leave one member out."""
    states = np.arange(1 << size)
    without: Ints = states[(states >> bit & 1) == 0]
    return without


def _sum_of_others(values: Floats) -> Floats:
    return np.array([np.delete(values, n).sum() for n in range(len(values))])


def _partial_sums(matrix: Floats) -> Floats:
    """Return after each number of rows the weight of all matchings by the set of columns taken."""
    rows, columns = matrix.shape
    sums = np.zeros((rows + 1, 1 << columns))
    sums[0, 0] = 1.0
    for row in range(rows):
        sums[row + 1] = sums[row]
        for column in np.flatnonzero(matrix[row]):
            free = _states_without(columns, int(column))
            sums[row + 1, free | 1 << column] += matrix[row, column] * sums[row, free]
    return sums


def _disjoint(a: Floats, b: Floats) -> Floats:
    """Return for each set of columns the sum of a[x] · b[y] over its disjoint splits x ∪ y."""
    states = np.arange(len(a))
    result = np.zeros(len(a))
    for x in np.flatnonzero(a):
        y = states[(states & x) == 0]
        result[x | y] += a[x] * b[y]
    return result
