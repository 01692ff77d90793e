"""Chains of holdings (穿透股权链) from persons of interest to companies, at any time, hop by hop.

Breadth first from each person: a direct stake is one hop, up to six lead through companies; no
company stands twice in a chain, so rings end. A chain lives as long as its hops may share a day
(three answers, as in `ingest.dates`); it is left off where they cannot. The interval given for a
chain is safe: its start is the latest one that the hops' starts allow and its end the earliest, each
as the register writes it, so what overlaps it *certainly* overlaps the chain certainly.

Bounds and their reasons stand in ``measures.yaml``. A chain ends at a company that holds stakes in
very many others, and a person with very many chains keeps the shorter ones; both are reported.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from graph.compiled import Arrays, compiled
from graph.measures import keys
from graph.problems import problems
from graph.schema import CHAINS, HOP
from graph.stakes import Bools, Floats, Ints, Longs, Stakes
from graph.thresholds import Thresholds


@dataclass(frozen=True, slots=True)
class Found:
    """Chains as trees: every chain is its last stake and the chain before it."""

    parent: Longs  # −1 for a direct stake
    stake: Longs
    hops: Longs
    share: Floats  # product of the known shares
    known: Bools  # whether all shares are known
    certain: Bools


def chains(stakes: Stakes, holders: Ints, thresholds: Thresholds) -> tuple[pa.Table, pa.Table]:
    """Return the chains of the holders (`graph.schema.CHAINS`) and the problems met.

    Parameters
    ----------
    stakes : Stakes
        All stakes at any time; stakes without a share count as chains whose share is unknown.
    holders : array of int32
        Register persons.
    """

    def name(node: int) -> str:
        return str(stakes.ids[node])

    by_holder = np.argsort(stakes.holder, kind="stable")
    begin = np.zeros(stakes.nodes + 1, np.int64)
    np.cumsum(np.bincount(stakes.holder, minlength=stakes.nodes), out=begin[1:])
    held, limit = fan_out(stakes), thresholds.chain_fan_out
    ints, floats, count, met, full = search(
        holders, (begin, by_holder, stakes.company),
        (stakes.share, stakes.from_lo, stakes.from_hi, stakes.to_lo, stakes.to_hi), held > limit,
        (thresholds.chain_hops, thresholds.chain_share_from, thresholds.chains_per_person),
    )  # fmt: skip
    ints, floats = ints[:, :count], floats[:, :count]
    found = Found(
        parent=ints[_PARENT], stake=ints[_STAKE], hops=ints[_HOPS],
        share=floats[_SHARE], known=floats[_KNOWN] > 0,
        certain=(ints[_FROM_HI] < ints[_TO_LO]) | (ints[_HOPS] == 1),
    )  # fmt: skip
    wide = [(name(int(c)), int(held[c]), None) for c in np.flatnonzero(met)]
    many = [(name(int(p)), thresholds.chains_per_person, None) for p in holders[full]]
    told = pa.concat_tables([problems("fan_out", wide), problems("chain_limit", many)])
    return _table(stakes, found), told


def fan_out(stakes: Stakes) -> Longs:
    """Return for every company in how many companies it ever held a stake."""
    firms = stakes.holder < stakes.companies
    holder, company = stakes.holder[firms].astype(np.int64), stakes.company[firms]
    pairs = np.unique(holder * stakes.companies + company)
    held: Longs = np.bincount(pairs // max(stakes.companies, 1), minlength=stakes.companies)
    return held


def _table(stakes: Stakes, found: Found) -> pa.Table:
    path = _paths(found)
    last = np.take_along_axis(path, found.hops[:, None] - 1, axis=1)[:, 0]
    share = np.where(found.known, np.round(found.share, 6), np.nan)
    columns = {
        "person_key": keys(stakes, stakes.holder[path[:, 0]]),
        "uscc": keys(stakes, stakes.company[last]),
        "hops": found.hops,
        "share": pa.array(share, from_pandas=True),
        "valid_from": stakes.rows["valid_from"].take(_latest_start(stakes, path)),
        "valid_to": stakes.rows["valid_to"].take(_earliest_end(stakes, path)),
        "certain": found.certain,
        "path": _hops(stakes, path, found.hops),
    }
    return pa.table(columns, schema=CHAINS)


def _paths(found: Found) -> Longs:
    """Return the stakes of every chain, first hop first; −1 behind the last one."""
    path = np.full((len(found.hops), int(found.hops.max(initial=1))), -1, np.int64)
    at = np.arange(len(found.hops))
    column = found.hops - 1  # a new array
    while (going := np.flatnonzero(column >= 0)).size:
        path[going, column[going]] = found.stake[at[going]]
        at[going] = found.parent[at[going]]
        column[going] -= 1
    return path


def _latest_start(stakes: Stakes, path: Longs) -> Longs:
    """Return the stake whose start may be the latest; among equals the more precise date."""
    key = stakes.from_hi.astype(np.int64) * 2**32 + stakes.from_lo
    known = np.where(path >= 0, key[path], np.iinfo(np.int64).min)
    chosen: Longs = np.take_along_axis(path, known.argmax(axis=1)[:, None], axis=1)[:, 0]
    return chosen


def _earliest_end(stakes: Stakes, path: Longs) -> Longs:
    """Return the stake whose end may be the earliest; among equals the more precise date."""
    key = stakes.to_lo.astype(np.int64) * 2**32 + stakes.to_hi
    known = np.where(path >= 0, key[path], np.iinfo(np.int64).max)
    chosen: Longs = np.take_along_axis(path, known.argmin(axis=1)[:, None], axis=1)[:, 0]
    return chosen


def _hops(stakes: Stakes, path: Longs, hops: Longs) -> pa.Array:
    flat = path[path >= 0]
    nothing = pa.nulls(len(flat), pa.string())
    share = pa.array(stakes.share[flat], from_pandas=True)
    fields = [
        stakes.ids.take(pa.array(stakes.holder[flat])),
        pa.repeat(pa.scalar("HOLDS"), len(flat)),
        stakes.ids.take(pa.array(stakes.company[flat])),
        share,
        nothing,
        *(stakes.rows[name].combine_chunks().take(flat) for name in ("valid_from", "valid_to", "source")),
    ]  # fmt: skip
    offsets = np.concatenate([[0], np.cumsum(hops)]).astype(np.int32)
    return pa.ListArray.from_arrays(offsets, pa.StructArray.from_arrays(fields, fields=list(HOP)))


#: Rows of the integer part of the growing list of chains, and columns of its other part.
_PARENT, _STAKE, _HOPS, _FROM_LO, _FROM_HI, _TO_LO, _TO_HI = range(7)
_SHARE, _KNOWN = range(2)


@compiled
def _passed(ints: Longs, chain: int, company: Ints, wanted: int) -> bool:
    """Say whether a chain passes through a company."""
    while chain >= 0:
        if company[ints[_STAKE, chain]] == wanted:
            return True
        chain = ints[_PARENT, chain]
    return False


@compiled
def _extend(ints: Longs, floats: Floats, new: int, parent: int, stake: int, stakes: Arrays) -> bool:
    """Write the chain `parent` made longer by a stake in place `new`; say whether it can share a day."""
    share, from_lo, from_hi, to_lo, to_hi = stakes
    ints[_PARENT, new], ints[_STAKE, new], ints[_HOPS, new] = parent, stake, 1
    ints[_FROM_LO, new], ints[_FROM_HI, new] = from_lo[stake], from_hi[stake]
    ints[_TO_LO, new], ints[_TO_HI, new] = to_lo[stake], to_hi[stake]
    unknown = np.isnan(share[stake])
    floats[_SHARE, new] = 1.0 if unknown else share[stake]
    floats[_KNOWN, new] = 0.0 if unknown else 1.0
    if parent >= 0:
        ints[_HOPS, new] += ints[_HOPS, parent]
        for row in (_FROM_LO, _FROM_HI):
            ints[row, new] = max(ints[row, new], ints[row, parent])
        for row in (_TO_LO, _TO_HI):
            ints[row, new] = min(ints[row, new], ints[row, parent])
        for row in (_SHARE, _KNOWN):
            floats[row, new] *= floats[row, parent]
    return bool(ints[_FROM_LO, new] < ints[_TO_HI, new])


@compiled
def _from_one(
    holder: int,
    grown: tuple[Longs, Floats, int, Bools],
    edges: Arrays,
    stakes: Arrays,
    hub: Bools,
    bounds: tuple[int, float, int],
) -> tuple[Longs, Floats, int, bool]:
    """Append the chains of one holder; return the list, its length, whether the limit was met."""
    ints, floats, count, met = grown
    begin, order, company = edges
    most_hops, least_share, limit = bounds
    first = count
    parent, node = first - 1, holder
    while parent < count:
        if parent >= first:
            node = company[ints[_STAKE, parent]]
        ends = parent >= first and ints[_HOPS, parent] == most_hops
        if parent >= first and not ends and hub[node]:
            met[node] = ends = True
        before = parent if parent >= first else -1
        for e in range(0 if ends else begin[node], 0 if ends else begin[node + 1]):
            if count == ints.shape[1]:
                ints = np.concatenate((ints, ints), axis=1)
                floats = np.concatenate((floats, floats), axis=1)
            if (
                not _passed(ints, before, company, company[order[e]])
                and _extend(ints, floats, count, before, order[e], stakes)
                and floats[_SHARE, count] >= least_share
            ):
                if count - first == limit:
                    return ints, floats, count, True
                count += 1
        parent += 1
    return ints, floats, count, False


@compiled
def search(
    holders: Ints, edges: Arrays, stakes: Arrays, hub: Bools, bounds: tuple[int, float, int]
) -> tuple[Longs, Floats, int, Bools, Bools]:
    """Search from each holder; return the chains, how many, hubs met, holders whose limit was met."""
    ints, floats, count = np.empty((7, 1024), np.int64), np.empty((2, 1024)), 0
    met, full = np.zeros(len(hub), np.bool_), np.zeros(len(holders), np.bool_)
    for turn, holder in enumerate(holders):
        ints, floats, count, full[turn] = _from_one(
            holder, (ints, floats, count, met), edges, stakes, hub, bounds
        )
    return ints, floats, count, met, full
