"""Connected components of an undirected graph given by its edges, and numbers for equal values."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: An array of values may have so many cells for each entry before they are hashed instead.
_DENSE = 8


def components(edges: Ints, size: int) -> Ints:
    """Return the number of the component of each of `size` nodes.

    Parameters
    ----------
    edges : array (n, ≥ 2), the two nodes of each edge in its first two columns
    """
    ones = np.ones(len(edges), np.int8)
    matrix = coo_matrix((ones, (edges[:, 0], edges[:, 1])), shape=(size, size))
    labels: Ints = connected_components(matrix, directed=False)[1].astype(np.int64)
    return labels


def numbered(values: Ints) -> Ints:
    """Return a number for each value, equal ones alike: 0, 1, … in order of first appearance.

    Sorted values, of which registers are full, are counted; values that lie close together are laid
    out in an array; others are hashed.
    """
    if (values[1:] >= values[:-1]).all():
        return np.concatenate([[0], np.cumsum(values[1:] != values[:-1])])[: len(values)]
    low = int(values.min())
    if int(values.max()) - low < _DENSE * len(values):
        return same_as(representatives(values - low))
    codes: Ints = pa.array(values).dictionary_encode().indices.to_numpy().astype(np.int64)
    return codes


def representatives(values: Ints) -> Ints:
    """Return where each value appears first; values are small numbers, not below 0."""
    first = np.empty(int(values.max(initial=-1)) + 1, np.int64)
    first[values[::-1]] = np.arange(len(values) - 1, -1, -1)  # of several the last write stays
    return first[values]


def same_as(first: Ints) -> Ints:
    """Return numbers in order of first appearance, given for each entry the first that is its equal."""
    return (np.cumsum(first == np.arange(len(first))) - 1)[first]


def alike(group: Ints, value: Ints) -> Ints:
    """Return for each entry the first one of its group and value; neither is below 0.

    Most entries of a register have the value of their group's first one; only the others are compared further.
    """
    lead = representatives(group)
    first = np.where(value == value[lead], lead, -1)
    rest = np.flatnonzero(first < 0)
    code = numbered(group[rest] * (int(value.max(initial=0)) + 1) + value[rest])
    first[rest] = rest[firsts(code)][code]
    return first


def firsts(numbers: Ints) -> Ints:
    """Return where each number of `numbered` appears first."""
    if not len(numbers):
        return np.empty(0, np.int64)
    return np.flatnonzero(np.diff(np.maximum.accumulate(numbers), prepend=-1))


def stars(key: Ints, node: Ints) -> tuple[Ints, Ints, Ints]:
    """Join the nodes of one key: return (a, b, index), a being the first node of b's key.

    `index` says from which entry of the input each edge comes.
    """
    code = numbered(key)
    first = node[firsts(code)][code]
    index = np.flatnonzero(first != node)
    return first[index], node[index], index


def among(values: Ints, wanted: Ints) -> Bools:
    """Say which values are among sorted ones."""
    if not len(wanted):
        return np.zeros(len(values), np.bool_)
    found: Bools = wanted[np.minimum(np.searchsorted(wanted, values), len(wanted) - 1)] == values
    return found
