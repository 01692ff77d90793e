"""Control (控制) as a least fixpoint, and dominance (相对控股): who can decide over a company.

A holder controls a company if it, together with the companies that it already controls, holds more
than half of it (Gulino et al. 2021). A family block is the same fixpoint over a network whose
members were made one holder (`graph.snapshot.merged`).
"""

from __future__ import annotations

import numpy as np

from graph.compiled import Arrays, compiled
from graph.snapshot import Network
from graph.stakes import Floats, Ints, Longs
from graph.thresholds import ROUNDING, Thresholds


def controlled(network: Network, holders: Ints, thresholds: Thresholds) -> tuple[Ints, Ints]:
    """Return (holder, company) for every company that one of the holders controls."""
    limit = thresholds.control_above + ROUNDING
    return fixpoint(holders, network.companies, edges_of(network), limit)


def edges_of(network: Network) -> Arrays:
    """Return the stakes by holder as the loops take them."""
    return network.out, network.out_company, network.out_share


def heads_of_groups(network: Network, thresholds: Thresholds) -> Ints:
    """Return for every node who stands at the head of its group: its controller, or itself.

    No two holders outside each other's control can both control a company, since shares add up to
    one; in a ring of companies that control one another and nobody else does, the first one heads it.
    """
    outside = np.arange(network.companies, network.nodes, dtype=np.int32)
    limit = thresholds.control_above + ROUNDING
    return groups(outside, network.companies, edges_of(network), limit)


def dominant(network: Network, thresholds: Thresholds) -> Ints:
    """Return for every company the head of its dominant block, −1 where there is none.

    Stakes of one group (`heads_of_groups`) are one block. The largest block dominates with at least
    `dominant_from` of the company and `dominant_times` the second one. What the register accounts
    to nobody may belong to a single holder and so counts as a block that never dominates.
    """
    head = heads_of_groups(network, thresholds)
    return dominance(
        network.nodes, network.into, head[network.into_holder], network.into_share,
        (thresholds.dominant_from - ROUNDING, thresholds.dominant_times, ROUNDING),
    )  # fmt: skip


@compiled
def _spread(holder: int, turn: int, limit: float, edges: Arrays, scratch: Arrays) -> int:
    """Write what the holder controls into scratch's queue; return how many companies these are."""
    out, heads, shares = edges
    mark, held, won, queue = scratch
    first, last = -1, 0
    node = holder
    while first < last:
        if first >= 0:
            node = queue[first]
        first += 1
        for e in range(out[node], out[node + 1]):
            c = heads[e]
            if mark[c] != turn:
                mark[c], held[c], won[c] = turn, 0.0, False
            held[c] += shares[e]
            if held[c] > limit and not won[c] and c != holder:
                won[c] = True
                queue[last] = c
                last += 1
    return last


@compiled
def fixpoint(holders: Ints, companies: int, edges: Arrays, limit: float) -> tuple[Ints, Ints]:
    """Run the fixpoint from each holder on its own."""
    mark, held = np.full(companies, -1, np.int64), np.zeros(companies)
    won, queue = np.zeros(companies, np.bool_), np.empty(companies, np.int32)
    owner, owned, count = np.empty(1024, np.int32), np.empty(1024, np.int32), 0
    for turn, holder in enumerate(holders):
        found = _spread(holder, turn, limit, edges, (mark, held, won, queue))
        while count + found > len(owner):
            owner = np.concatenate((owner, owner))
            owned = np.concatenate((owned, owned))
        for i in range(found):
            owner[count], owned[count] = holder, queue[i]
            count += 1
    return owner[:count], owned[:count]


@compiled
def groups(outside: Ints, companies: int, edges: Arrays, limit: float) -> Ints:
    """Run the fixpoint from all holders outside, then from each company that nobody controls yet."""
    mark, held = np.full(companies, -1, np.int64), np.zeros(companies)
    won, queue = np.zeros(companies, np.bool_), np.empty(companies, np.int32)
    head = np.empty(companies + len(outside), np.int32)
    for holder in range(len(head)):
        head[holder] = holder
    scratch = mark, held, won, queue
    for holder in outside:
        for i in range(_spread(holder, holder, limit, edges, scratch)):
            head[queue[i]] = holder
    for holder in range(companies):
        if head[holder] == holder:
            for i in range(_spread(holder, holder, limit, edges, scratch)):
                head[queue[i]] = holder
    return head


@compiled
def dominance(
    nodes: int, into: Longs, blocks: Ints, shares: Floats, limits: tuple[float, float, float]
) -> Ints:
    """Add up the blocks of each company and compare the largest with the second."""
    at_least, times, rounding = limits
    companies = len(into) - 1
    largest = np.full(companies, -1, np.int32)
    held = np.zeros(nodes)
    for c in range(companies):
        total = 0.0
        for e in range(into[c], into[c + 1]):
            held[blocks[e]] += shares[e]
            total += shares[e]
        best, best_share, second = -1, 0.0, 1.0 - total
        for e in range(into[c], into[c + 1]):
            share, held[blocks[e]] = held[blocks[e]], 0.0  # each block is met with its sum once
            if share > best_share:
                best, best_share, second = blocks[e], share, max(second, best_share)
            else:
                second = max(second, share)
        if best_share >= at_least and best_share >= times * second - rounding:
            largest[c] = best
    return largest
