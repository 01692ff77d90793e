"""Connected components of an undirected graph given by its edges, and numbers for equal values."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Ints = NDArray[np.int64]


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

    Sorted values, of which registers are full, are counted; others are hashed.
    """
    changed = values[1:] != values[:-1]
    if (values[1:] >= values[:-1]).all():
        return np.concatenate([[0], np.cumsum(changed)])[: len(values)]
    codes: Ints = pa.array(values).dictionary_encode().indices.to_numpy().astype(np.int64)
    return codes


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
