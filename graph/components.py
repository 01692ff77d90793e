"""Rings of companies (交叉持股): strongly connected components in the order of the holdings.

A ring is solved as a small linear system; everything else is plain forward pushing, because real
company networks are almost free of cycles (Romei, Ruggieri & Turini 2015; Ricca & Scozzari 2026).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph.compiled import Array, Arrays, compiled
from graph.stakes import Bools, Floats, Ints, Longs


@dataclass(frozen=True, slots=True)
class Components:
    """The components of the companies, holders before what they hold.

    `inverse` holds, one after another, (I − W)^-1 of every ring in row-major order.
    """

    position: Ints  # company → its place in the order; a component's members are neighbours
    company: Ints  # place → company
    component: Ints  # company → component
    size: Ints  # component → number of companies
    offset: Longs  # component → where its inverse begins, −1 where it is no ring
    inverse: Floats


@compiled
def _pop(node: int, number: int, top: int, stack: Ints, component: Ints) -> int:
    """Give all nodes above and including `node` on the stack to one component."""
    while True:
        top -= 1
        component[stack[top]] = number
        if stack[top] == node:
            return top


@compiled
def _explore(root: int, seen: int, found: int, edges: Arrays, arrays: Arrays) -> tuple[int, int]:
    """Visit all that can be reached from `root`; return how many nodes and components there are now."""
    indptr, heads = edges
    index, low, component, cursor, stack, path = arrays
    top = depth = 0
    path[0] = root
    while depth >= 0:
        node = path[depth]
        if index[node] < 0:
            index[node] = low[node] = seen
            cursor[node], stack[top] = indptr[node], node
            seen, top = seen + 1, top + 1
        if cursor[node] < indptr[node + 1]:
            head = heads[cursor[node]]
            cursor[node] += 1
            if index[head] < 0:
                depth += 1
                path[depth] = head
            elif component[head] < 0:
                low[node] = min(low[node], index[head])
            continue
        depth -= 1
        if depth >= 0:
            low[path[depth]] = min(low[path[depth]], low[node])
        if low[node] == index[node]:
            top = _pop(node, found, top, stack, component)
            found += 1
    return seen, found


@compiled
def strong_components(indptr: Longs, heads: Ints, companies: int) -> Ints:
    """Return the component of every company (Tarjan 1972), numbered so that holders come later.

    `indptr` and `heads` list the companies that each company holds; a component's number is
    greater than those of all components that can be reached from it.
    """
    index = np.full(companies, -1, np.int32)
    component = np.full(companies, -1, np.int32)
    low, cursor = np.zeros(companies, np.int32), np.zeros(companies, np.int64)
    stack, path = np.empty(companies, np.int32), np.empty(companies, np.int32)
    arrays = index, low, component, cursor, stack, path
    seen = found = 0
    for root in range(companies):
        if index[root] < 0:
            seen, found = _explore(root, seen, found, (indptr, heads), arrays)
    return component


@dataclass(frozen=True, slots=True)
class Rings:
    """The edges inside rings, with their places in the ring's matrix."""

    component: Ints
    row: Ints
    column: Ints
    share: Floats


def order(component: Ints) -> tuple[Ints, Ints, Ints]:
    """Return position, company and size (as in `Components`) of numbered components."""
    company = np.argsort(-component, kind="stable").astype(np.int32)
    position = np.empty_like(company)
    position[company] = np.arange(len(company), dtype=np.int32)
    size = np.bincount(component, minlength=component.max(initial=-1) + 1).astype(np.int32)
    return position, company, size


def rings(holder: Ints, company: Ints, share: Floats, component: Ints, place: Ints) -> Rings:
    """Return the edges between companies of one component; `place` is a company's place in it."""
    inside = component[holder] == component[company]
    holder, company, share = holder[inside], company[inside], share[inside]
    return Rings(component[company], place[holder], place[company], share)


def solve(
    found: Rings, size: Ints, *, margin: float, limit: int
) -> tuple[Longs, Floats, Ints, Ints]:
    """Invert I − W of every ring.

    Returns
    -------
    offset, inverse
        As in `Components`.
    closed : array of int32
        Components that own themselves whole: the spectral radius of W is 1 or more (up to `margin`).
    too_large : array of int32
        Components of more than `limit` companies.
    """
    offset = np.full(len(size), -1, np.int64)
    blocks: list[Array] = []
    closed: list[Ints] = []
    numbers = np.unique(found.component)
    too_large = numbers[size[numbers] > limit]
    begin = 0
    for width in np.unique(size[numbers][size[numbers] <= limit]):
        those = numbers[size[numbers] == width]
        shares = _matrices(found, those, int(width))
        open_ = ~_closed(shares, margin)
        closed.append(those[~open_])
        inverse = np.linalg.inv(np.eye(width) - shares[open_])
        offset[those[open_]] = begin + np.arange(int(open_.sum())) * int(width) ** 2
        begin += inverse.size
        blocks.append(inverse.ravel())
    none = np.empty(0, np.int32)
    return (
        offset,
        np.concatenate([*blocks, np.empty(0)]),
        np.concatenate([*closed, none]),
        too_large.astype(np.int32),
    )


def _matrices(found: Rings, those: Ints, width: int) -> Floats:
    """Return the share matrices of the components `those`, all of one width: (len, width, width)."""
    shares = np.zeros((len(those), width, width))
    rank = np.searchsorted(those, found.component).clip(max=len(those) - 1)
    mine = those[rank] == found.component
    np.add.at(shares, (rank[mine], found.row[mine], found.column[mine]), found.share[mine])
    return shares


def _closed(shares: Floats, margin: float) -> Bools:
    """Say of each matrix whether its spectral radius reaches 1 − margin.

    No radius exceeds the greatest column sum, so few matrices need their eigenvalues.
    """
    closed = np.asarray(shares.sum(axis=1).max(axis=1) >= 1 - margin)
    if closed.any():
        closed[closed] = np.abs(np.linalg.eigvals(shares[closed])).max(axis=1) >= 1 - margin
    return closed
