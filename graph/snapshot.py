"""The holdings as of one day (截至某日的股权结构), checked and ready for arithmetic.

**What counts on a day.** A stake counts on every day of ``[earliest start, earliest end)``: a date
known to the month or year is read at its first day, an unknown start as "before all sources", no
end as open. So of two stakes that follow each other at one imprecise date exactly one counts on any
day, the newer one from the first day of that month or year on: nothing doubles, nothing is lost.
A stake whose share no source gives is left out of all sums.

**One holder, one stake.** A company's list of holders names a holder once; where sources overlap, the
statement with the latest start counts, and among equals the larger share.

**Refusals.** A company whose shares add up to more than 100.5 % on that day, and a ring of companies
that own one another whole, have no defensible measures: the stakes in them are left out, and the
table `problems` says so. What they hold in others stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from graph.components import Components, order, rings, solve, strong_components
from graph.problems import problems
from graph.stakes import Bools, Floats, Ints, Longs, Stakes
from graph.thresholds import ROUNDING, Thresholds
from ingest.dates import day_number


@dataclass(frozen=True, slots=True)
class Network:
    """Known shares as of a day, by holder (CSR) and by company (CSC).

    Nodes are numbered as in `Stakes`. Parallel edges add up.
    """

    companies: int
    nodes: int
    out: Longs  # node → where its stakes begin; nodes + 1 entries
    out_company: Ints
    out_share: Floats
    into: Longs  # company → where the stakes in it begin; companies + 1 entries
    into_holder: Ints
    into_share: Floats
    rings: Components


def snapshot(stakes: Stakes, day: date, thresholds: Thresholds) -> tuple[Network, pa.Table]:
    """Return the network as of a day, and the problems met (`graph.schema.PROBLEMS`)."""
    kept, conflicts = _one_a_holder(stakes, np.flatnonzero(counts_on(stakes, day)))
    holder, company, share = stakes.holder[kept], stakes.company[kept], stakes.share[kept]
    sums = np.bincount(company, share, minlength=stakes.companies)
    over = sums > thresholds.share_sum_limit + ROUNDING
    allowed = ~over[company]
    edges = holder[allowed], company[allowed], share[allowed]
    network, closed, large = build(stakes.companies, stakes.nodes, edges, thresholds)
    found = [
        problems("share_conflict", _conflicts(stakes, conflicts)),
        problems(
            "share_sum",
            ((stakes.ids[int(c)].as_py(), f"{100 * sums[c]:.2f} %", None) for c in np.flatnonzero(over)),
        ),
        problems("closed_circle", _members(stakes, closed)),
        problems("component_size", _members(stakes, large)),
    ]  # fmt: skip
    return network, pa.concat_tables(found)


def counts_on(stakes: Stakes, day: date) -> Bools:
    """Say of each stake whether it counts on a day; see the head of this module."""
    number = day_number(day)
    begun = (stakes.from_lo <= number) & (number < stakes.to_lo)
    return np.asarray(begun & (stakes.share > 0))


def _one_a_holder(stakes: Stakes, live: Longs) -> tuple[Longs, Longs]:
    """Return one stake for each (holder, company), and those where equal statements differ in share.

    Stakes come sorted by company and holder, so only holders named twice need a closer look.
    """
    company, holder = stakes.company[live], stakes.holder[live]
    same = (company[1:] == company[:-1]) & (holder[1:] == holder[:-1])
    repeated = np.zeros(len(live), bool)
    repeated[1:] |= same
    repeated[:-1] |= same
    twice = live[repeated]
    began, share, pair = (
        stakes.from_lo[twice], stakes.share[twice],
        stakes.company[twice].astype(np.int64) * stakes.nodes + stakes.holder[twice],
    )  # fmt: skip
    rank = np.lexsort((-share, -began, pair))
    twice, began, share, pair = twice[rank], began[rank], share[rank], pair[rank]
    first = np.ones(len(twice), bool)
    first[1:] = pair[1:] != pair[:-1]
    rival = np.zeros(len(twice), bool)
    rival[1:] = ~first[1:] & (began[1:] == began[:-1]) & (share[1:] < share[:-1])
    return np.sort(np.concatenate([live[~repeated], twice[first]])), twice[rival]


def _conflicts(stakes: Stakes, rivals: Longs) -> list[tuple[str, object, str | None]]:
    return [
        (
            stakes.ids[int(stakes.company[i])].as_py(),
            f"{100 * stakes.share[i]:.4g} %",
            stakes.rows["source"][int(i)].as_py(),
        )
        for i in rivals
    ]


def _members(stakes: Stakes, groups: list[Ints]) -> list[tuple[str, object, str | None]]:
    return [(stakes.ids[int(c)].as_py(), len(group), None) for group in groups for c in group]


def build(
    companies: int, nodes: int, edges: tuple[Ints, Ints, Floats], thresholds: Thresholds
) -> tuple[Network, list[Ints], list[Ints]]:
    """Return the network of (holder, company, share) edges.

    Stakes in closed circles, and in rings too large to solve, are dropped; their companies are
    returned beside the network.
    """
    holder, company, share = edges
    out, by_holder = _by(holder, nodes)
    component = strong_components(out[: companies + 1], company[by_holder], companies)
    position, in_order, size = order(component)
    place = position - _first(component, position, len(size))[component]
    firms = holder < companies
    found = rings(holder[firms], company[firms], share[firms], component, place)
    offset, inverse, closed, large = solve(
        found, size, margin=thresholds.closed_circle_margin, limit=thresholds.component_limit
    )
    allowed = ~np.isin(component, np.concatenate([closed, large]))[company]
    if not allowed.all():  # nobody reaches a refused ring now, so its component may stay as it is
        holder, company, share = holder[allowed], company[allowed], share[allowed]
        out, by_holder = _by(holder, nodes)
    into, by_company = _by(company, companies)
    network = Network(
        companies, nodes, out, company[by_holder], share[by_holder],
        into, holder[by_company], share[by_company],
        Components(position, in_order, component, size, offset, inverse),
    )  # fmt: skip
    return network, _groups(component, closed), _groups(component, large)


def _by(node: Ints, count: int) -> tuple[Longs, Longs]:
    """Return where each node's edges begin once they are sorted by node, and that order."""
    begin = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(node, minlength=count), out=begin[1:])
    return begin, np.argsort(node, kind="stable")


def _first(component: Ints, position: Ints, count: int) -> Ints:
    first = np.full(count, len(position), np.int32)
    np.minimum.at(first, component, position)
    return first


def _groups(component: Ints, those: Ints) -> list[Ints]:
    """Return the members of each of those components."""
    members = np.flatnonzero(np.isin(component, those)).astype(np.int32)
    members = members[np.argsort(component[members], kind="stable")]
    return (
        np.split(members, np.flatnonzero(np.diff(component[members])) + 1) if len(members) else []
    )


def merged(network: Network, groups: list[Ints], thresholds: Thresholds) -> Network:
    """Return the network in which every group of holders is one: its first member (家庭合并计算).

    The measures of that member are then those of the family block; the other members hold nothing.
    The groups must not share members: who belongs to two families is asked in two networks.
    """
    block = np.arange(network.nodes, dtype=np.int32)
    for group in groups:
        block[group] = group[0]
    holder = np.repeat(block[: network.nodes], np.diff(network.out))
    edges = holder, network.out_company, network.out_share
    return build(network.companies, network.nodes, edges, thresholds)[0]
