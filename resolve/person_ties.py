"""The table `person_ties` (归并依据): which tie joined which rows, and taking one back or adding one.

A register person is nothing but the places that its ties join. So a person can be split by taking
ties away, two can be made one by a judgement, and undoing either gives back what was there before.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve import ties
from resolve.clusters import Clustering
from resolve.components import components, numbered
from resolve.cuts import joined, tie
from resolve.places import ranked
from resolve.schema import PERSON_TIES

Ints = NDArray[np.int64]


def person_ties(rows: pa.Table, found: Clustering, keys: list[str]) -> pa.Table:
    """Return every tie with its kind, what both places share and the chance of a coincidence.

    Parameters
    ----------
    rows : table of `resolve.rows.person_rows`
    found : what `resolve.clusters.find_persons` made of them
    keys : the key of each person
    """
    first = found.places.first
    a, b = first[found.ties.a], first[found.ties.b]
    keyed = pa.array(keys, pa.string())
    place = np.empty(len(keys), np.int64)
    place[pc.sort_indices(keyed).to_numpy()] = np.arange(len(keys))
    person = found.person[a]
    kinds = pc.rank(pa.array(ties.KINDS)).to_numpy()[found.ties.kind]
    uscc, name = ranked(rows["uscc"])[0], ranked(rows["name"])[0]
    shared, chance = _shared(found), np.round(found.ties.chance, 6)

    def made(at: Ints) -> pa.Table:
        one, other = pa.array(a[at]), pa.array(b[at])
        return pa.table({
            "person_key": keyed.take(pa.array(person[at])),
            "kind": pa.array(ties.KINDS).take(pa.array(found.ties.kind[at])),
            "shared": shared.take(pa.array(at)),
            "name": rows["name"].take(one),
            "a_uscc": rows["uscc"].take(one), "b_uscc": rows["uscc"].take(other),
            "a_source": rows["source"].take(one), "b_source": rows["source"].take(other),
            "chance": chance[at],
        }).select(PERSON_TIES.names).cast(PERSON_TIES)  # fmt: skip

    order = np.lexsort([uscc[b], uscc[a], name[a], kinds, place[person]])
    return made(_sorted(order, [place[person], kinds, name[a], uscc[a], uscc[b]], made))


def _sorted(order: Ints, ranks: list[Ints], made: Callable[[Ints], pa.Table]) -> Ints:
    """Return the order by all columns: texts are compared only where numbers are equal."""
    equal = np.logical_and.reduce([np.diff(rank[order]) == 0 for rank in ranks])
    among = np.flatnonzero(np.append(equal, False) | np.append(False, equal))
    several = made(order[among])
    rest = [(name, "ascending") for name in several.column_names]
    order[among] = order[among][pc.sort_indices(several, sort_keys=rest).to_numpy()]
    return order


def _shared(found: Clustering) -> pa.Array:
    """Return the co-holder's name, the telephone or the address of each tie, null for other kinds."""
    kind, what = found.ties.kind, found.ties.what
    name = pa.array(what, mask=kind != ties.HOLDER)
    contact = pa.array(what, mask=~np.isin(kind, (ties.PHONE, ties.ADDRESS)))
    texts = found.contacts.cast(pa.string())
    return pc.coalesce(found.places.names.take(name), texts.take(contact))


def split(found: Clustering, without: Ints) -> Clustering:
    """Return the persons without some of their ties.

    Parameters
    ----------
    without : which ties are taken away, as indices into `found.ties`
    """
    stays = np.ones(len(found.ties.a), np.bool_)
    stays[without] = False
    return _regrouped(found._replace(ties=found.ties.take(stays)))


def merge(found: Clustering, together: Ints) -> Clustering:
    """Return the persons with judged ties beside the others, last in `ties`.

    Parameters
    ----------
    together : array (n, 2), rows that speak of one person; different names stay two
    """
    a, b = np.sort(found.places.of_row[together], axis=1).T
    same = found.places.name[a] == found.places.name[b]
    judged = tie(a[same], b[same], ties.JUDGED)
    return _regrouped(found._replace(ties=joined(found.ties, judged)))


def as_judged(found: Clustering, person: Ints) -> Clustering:
    """Return the persons as judgements left them: ties across a parting gone, a judged tie where no other joins.

    Parameters
    ----------
    person : array (rows,), result of `resolve.constraints.constrain`
    """
    if np.array_equal(person, found.person):
        return found
    of_place = person[found.places.first]
    within = found.ties.take(of_place[found.ties.a] == of_place[found.ties.b])
    labels = components(within.pairs(), found.places.size)
    _, part = np.unique(labels, return_index=True)  # the first place of each part
    part = part[np.lexsort((part, of_place[part]))]
    same = of_place[part][1:] == of_place[part][:-1]
    judged = tie(part[:-1][same], part[1:][same], ties.JUDGED)
    return found._replace(person=person, ties=joined(within, judged))


def _regrouped(found: Clustering) -> Clustering:
    labels = components(found.ties.pairs(), found.places.size)
    return found._replace(person=numbered(labels[found.places.of_row]))
