"""Which nodes and edges a viewer may see, and which nodes he may open.

Open is what lies in the viewer's area: its officials, their relatives, who is registered in its
companies, its units and what they gave. Somebody or something beyond is drawn only as the far end of
an edge from an open node, a link that leads no further (science.md 9). Officials of other areas and
what hangs on them alone are not there at all, and neither are children who do no business (DP-02).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from desk.picture.index import KINDS, Index, kin_words
from desk.results import Access

Bools = npt.NDArray[np.bool_]
#: A match or an inferred tie less likely than this is not drawn.
LEAST = 0.20
Regions = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """What one viewer sees of the graph: by node whether he may open it, by edge whether it is there."""

    open: Bools
    edge: Bools

    def ties(self, index: Index, number: int) -> list[tuple[int, int]]:
        """Return the neighbours of a node that the viewer sees, with the edges to them."""
        near, tie = index.ties(number)
        seen = self.edge[tie]
        return list(zip(near[seen].tolist(), tie[seen].tolist(), strict=True))


def sight(index: Index, regions: Regions, access: Access) -> Sight:
    """Return what a viewer sees.

    Parameters
    ----------
    regions : mapping of an official's number to the regions where he serves
        As `desk.results.Snapshot.regions` has it.
    """
    return _sight(_ById(index), _ById(regions), access)


class _ById:
    """A value that is the same for the cache only when it is the same object."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and self.value is other.value


@lru_cache(maxsize=16)
def _sight(kept: _ById, served: _ById, access: Access) -> Sight:
    index, regions = kept.value, served.value
    assert isinstance(index, Index)
    assert isinstance(regions, Mapping)
    is_open = np.zeros(len(index.nodes), np.bool_)
    absent = np.zeros(len(index.nodes), np.bool_)
    officials = index.of_kind("official")
    mine = [access.covers(regions.get(key, ())) for key in _keys(index, officials)]
    is_open[officials.start : officials.stop] = mine
    absent[officials.start : officials.stop] = ~np.array(mine, np.bool_)
    told = _told(index, access)
    _relatives(index, told, is_open, absent)
    _area(index, access, told, is_open, absent)
    edge = told & ~absent[index.start] & ~absent[index.stop]
    return Sight(is_open & ~absent, edge & (is_open[index.start] | is_open[index.stop]))


def _keys(index: Index, numbers: range) -> list[str]:
    ids = index.nodes["id"].slice(numbers.start, len(numbers)).to_pylist()
    return [node.partition(":")[2] for node in ids]


def _told(index: Index, access: Access) -> Bools:
    """Return the edges that are likely enough and not known by hearsay alone."""
    probability = np.asarray(pc.fill_null(index.edges["probability"], 1.0))
    told: Bools = probability >= LEAST
    if not access.complaints:
        heard = pc.is_in(index.edges["basis"], value_set=_strings(kin_words()["heard"]))
        told &= ~np.asarray(heard)
    return told


def _strings(words: list[str]) -> pa.Array:
    return pa.array(words, pa.string())


def _of(index: Index, *kinds: str) -> Bools:
    return np.isin(index.kind, [KINDS.index(kind) for kind in kinds])


def _relatives(index: Index, told: Bools, is_open: Bools, absent: Bools) -> None:
    """Open the relatives of open officials; a child only where he is matched with somebody registered."""
    relatives = index.of_kind("relative")
    kin = told & _of(index, "KIN") & is_open[index.start]
    is_open[index.stop[kin]] = True
    matched = np.zeros(len(is_open), np.bool_)
    matched[index.start[told & _of(index, "SAME_AS")]] = True
    minor = np.asarray(index.nodes["minor"])
    part = slice(relatives.start, relatives.stop)
    absent[part] = ~is_open[part] | (minor[part] & ~matched[part])


def _area(index: Index, access: Access, told: Bools, is_open: Bools, absent: Bools) -> None:
    """Open companies, units, registered persons, awards and acts of the viewer's area."""
    companies = index.of_kind("company")
    codes = index.nodes["region"].slice(companies.start, len(companies)).combine_chunks()
    coded = codes.dictionary_encode()
    covered = [access.covers([code]) for code in coded.dictionary.to_pylist()]
    table = np.array([*covered, access.covers([])], np.bool_)
    is_open[companies.start : companies.stop] = table[
        np.asarray(coded.indices.fill_null(len(covered)))
    ]
    _spread(index, told & _of(index, "SAME_AS", "INFERRED") & ~absent[index.start], is_open, "stop")
    _spread(index, told & _of(index, "HOLDS", "ROLE"), is_open, "start", kind="person")
    posts = pc.unique(index.edges["region"]).to_pylist()
    here = [code for code in posts if code and access.covers([code])]
    post = np.asarray(pc.is_in(index.edges["region"], value_set=_strings(here)))
    is_open[index.stop[post & _of(index, "IN_POST")]] = True
    _spread(index, told & _of(index, "PROCURED", "ACTED", "WON", "GOT"), is_open, "stop")
    if "*" in access.regions:
        is_open[:] = True


def _spread(index: Index, edges: Bools, is_open: Bools, way: str, kind: str = "") -> None:
    """Open one end of edges whose other end is open."""
    here, there = (index.start, index.stop) if way == "stop" else (index.stop, index.start)
    reached = there[edges & is_open[here]]
    if kind:
        only = index.of_kind(kind)
        reached = reached[(reached >= only.start) & (reached < only.stop)]
    is_open[reached] = True
