"""The tables `register_persons` and `appearances` (登记人、登记行): every register person, and the rows that speak of him.

Both are sorted by the person's key, which scatters neighbours: whole numbers are sorted, and texts fetched once.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve.places import ranked

Ints = NDArray[np.int64]


def register_persons(rows: pa.Table, person: Ints, keys: pa.Array) -> pa.Table:
    """Return the table `register_persons`, sorted.

    Parameters
    ----------
    rows : table of `resolve.rows.person_rows`, so those of one name stand in the order of their companies
    person : array (rows,), the register person of each
    keys : the key of each person
    """
    by_key = pc.sort_indices(keys)
    of_row = _places(by_key)[person]
    order = np.argsort(of_row, kind="stable")
    start = np.flatnonzero(np.diff(of_row[order], prepend=-1))
    (raw, raws), (uscc, usccs) = (ranked(rows[name]) for name in ("raw", "uscc"))
    uscc = uscc[order]
    new = np.diff(uscc, prepend=-1) != 0
    new[start] = True
    ends = np.append(np.cumsum(new)[start] - 1, int(new.sum()))
    return pa.table({
        "person_key": keys.take(by_key),
        "name": raws.take(pa.array(np.minimum.reduceat(raw[order], start) if len(start) else raw)),
        "uscc_list": pa.ListArray.from_arrays(ends.astype(np.int32), usccs.take(pa.array(uscc[new]))),
        "sources": np.diff(start, append=len(order)),
    })  # fmt: skip


def appearances(rows: pa.Table, person: Ints, keys: pa.Array) -> pa.Table:
    """Return the table `appearances`, sorted; the parameters are those of `register_persons`."""
    table, tables = ranked(rows["table"])
    main = _places(pc.sort_indices(keys))[person] * max(len(tables), 1) + table
    order = np.argsort(main, kind="stable")
    alone = np.diff(main[order], prepend=-1) != 0
    alone &= np.diff(main[order], append=-1) != 0
    among = np.flatnonzero(~alone)  # several rows of one person in one table
    several = order[among]
    some = rows.select(["source", "uscc", "raw", "role"]).take(pa.array(several))
    each = [main[several], *(ranked(some[name])[0] for name in some.column_names)]
    sorted_ = np.lexsort(each[::-1])
    order[among] = several[sorted_]
    again = np.zeros(len(order), np.bool_)
    again[among[1:]] = np.logical_and.reduce([np.diff(values[sorted_]) == 0 for values in each])
    kept = pa.array(order[~again])
    found = {name: rows[name].take(kept) for name in ("table", "source", "uscc", "raw", "role")}
    found["name"] = found.pop("raw")
    return pa.table({"person_key": keys.take(pa.array(person[order[~again]])), **found})


def _places(order: pa.Array) -> Ints:
    places = np.empty(len(order), np.int64)
    places[order.to_numpy()] = np.arange(len(order))
    return places
