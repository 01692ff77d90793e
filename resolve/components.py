"""Connected components of an undirected graph given by its edges."""

from __future__ import annotations

import numpy as np
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
