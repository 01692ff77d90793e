"""The rows of the registers that speak of natural persons (自然人), one table for holdings and roles."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve.places import dictionary, ranked
from resolve.spellings import natural, person_names

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Kinds of holders that are no natural persons (股东类型).
NATURAL = "自然人"

#: Columns of the rows, and where they stand in either table of ingest.
_COLUMNS = {
    "source": ("source", "source"), "uscc": ("uscc", "uscc"), "raw": ("holder_name", "name"),
    "status": ("holder_id_status", "person_id_status"),
    "tokens": ("holder_id_tokens", "person_id_tokens"), "born": ("holder_id_born", "person_id_born"),
    "sex": ("holder_id_sex", "person_id_sex"), "region": ("holder_id_region", "person_id_region"),
    "valid_from": ("valid_from", "valid_from"), "valid_to": ("valid_to", "valid_to"),
}  # fmt: skip
#: The columns that `person_rows` reads.
HOLDINGS = [*(ours for ours, _ in _COLUMNS.values()), "holder_type"]
ROLES = [*(theirs for _, theirs in _COLUMNS.values()), "role"]


def coded(columns: list[str]) -> list[str]:
    """Return which of these columns repeat few texts over and over and are best read as dictionaries."""
    few = ("status", "born", "sex", "region", "valid_from", "valid_to")
    known = {"holder_type", "role"}.union(*(_COLUMNS[name] for name in few))
    return [name for name in columns if name in known]


def person_rows(holdings: pa.Table, roles: pa.Table) -> pa.Table:
    """Return the rows of natural persons, sorted, with canonical names and comparable ID facts.

    A holder counts as natural when the register says 自然人, or says nothing and the name reads as
    a person's. Facts of an ID number whose check fails stand apart, as `near` and `doubtful_born`: they are
    in doubt and join no rows. Texts that repeat are dictionaries in the order of their values.
    """
    both = pa.concat_tables([
        pa.table({key: table[pair[side]] for key, pair in _COLUMNS.items()})
        for side, table in enumerate((holdings, roles))
    ])  # fmt: skip
    is_role = np.arange(both.num_rows) >= holdings.num_rows
    raw, raws = _coded(both["raw"])
    names = person_names(raws)
    kept = _natural(raw, names, holdings["holder_type"], is_role)
    kept = kept[both["uscc"].is_valid().to_numpy()[kept]]
    none = pa.nulls(holdings.num_rows, roles["role"].type)
    role = pa.chunked_array([none, *roles["role"].chunks])
    name, canonical = _coded(names["name"])
    found = {
        "name": _ordered(name[raw[kept]], canonical),
        "uscc": _ordered(*_of(both["uscc"], kept)),
        "table": _ordered(is_role[kept].astype(np.int64), pa.array(["holdings", "roles"])),
        "role": _ordered(*_of(role, kept)),
        "valid_from": _ordered(*_of(both["valid_from"], kept)),
        "valid_to": _ordered(*_of(both["valid_to"], kept)),
        "raw": _ordered(raw[kept], raws),
    }
    order = _order({key: (rank, len(values) + 1) for key, (rank, values) in found.items()},
                   both["source"].take(pa.array(kept)))  # fmt: skip
    at = kept[order]
    columns = {key: _dictionary(rank[order], values) for key, (rank, values) in found.items()}
    masked = names["masked"].to_numpy()[raw[at]]
    del found, raw, name, order, kept
    return pa.table({
        "table": columns["table"], "source": both["source"].take(pa.array(at)),
        "uscc": columns["uscc"], "raw": columns["raw"], "name": columns["name"], "masked": masked,
        "role": columns["role"], "valid_from": columns["valid_from"],
        "valid_to": columns["valid_to"], **_number(both, at),
    })  # fmt: skip


def _coded(values: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    encoded = dictionary(values)
    return encoded.indices.fill_null(-1).to_numpy().astype(np.int64), encoded.dictionary


def _of(values: pa.ChunkedArray, at: Ints) -> tuple[Ints, pa.Array]:
    codes, known = _coded(values)
    return codes[at], known


def _natural(raw: Ints, names: pa.Table, kind: pa.ChunkedArray, is_role: Bools) -> Ints:
    """Return which rows speak of natural persons."""
    named = np.append(pc.not_equal(names["name"], "").to_numpy(), False)[raw]
    said = np.ones(len(raw), np.bool_)
    said[~is_role] = pc.fill_null(pc.equal(kind, NATURAL), False).to_numpy()
    untold = np.zeros(len(raw), np.bool_)
    untold[~is_role] = pc.equal(pc.fill_null(kind, ""), "").to_numpy()
    asked = np.unique(raw[untold & named])
    person = np.zeros(len(names) + 1, np.bool_)
    person[asked] = natural(names["name"].take(pa.array(asked))).to_numpy(zero_copy_only=False)
    return np.flatnonzero(named & (said | (untold & person[raw])))


def _ordered(codes: Ints, known: pa.Array) -> tuple[Ints, pa.Array]:
    """Return ranks among the values that occur, nulls (-1) last, and these values in their order."""
    used = np.flatnonzero(np.bincount(codes[codes >= 0], minlength=len(known)))
    some = known.take(pa.array(used))
    order = pc.sort_indices(some)
    rank = np.full(len(known) + 1, len(some), np.int64)
    rank[used[order.to_numpy()]] = np.arange(len(some))
    return rank[codes], some.take(order)


def _dictionary(rank: Ints, values: pa.Array) -> pa.DictionaryArray:
    codes = pa.array(rank.astype(np.int32), mask=rank == len(values))
    return pa.DictionaryArray.from_arrays(codes, values)


def _order(ranks: dict[str, tuple[Ints, int]], source: pa.ChunkedArray) -> Ints:
    """Sort rows by name, company, table, role, start and end; sources are compared only where all are equal."""
    keys = []
    for names in (("name", "uscc"), ("table", "role", "valid_from", "valid_to")):
        key = np.zeros(len(source), np.int64)
        for name in names:
            rank, size = ranks[name]
            key = key * size + rank
        keys.append(key)
    order = np.lexsort(keys[::-1])
    equal = np.logical_and.reduce([np.diff(key[order]) == 0 for key in keys])
    among = np.flatnonzero(np.append(equal, False) | np.append(False, equal))
    several = order[among]
    group = np.cumsum(np.append(True, ~equal))[among]
    written = ranked(source.take(pa.array(several)))[0]
    order[among] = several[np.lexsort((ranks["raw"][0][several], written, group))]
    return order


def _number(both: pa.Table, at: Ints) -> dict[str, pa.Array]:
    """Return what rows show of ID numbers, those whose check fails apart."""
    status = both["status"].combine_chunks()
    proper = pc.is_in(status, pa.array(["full", "masked"])).to_numpy(zero_copy_only=False)[at]
    failing = pc.is_in(status, pa.array(["failing"])).to_numpy(zero_copy_only=False)[at]
    counts = pc.fill_null(pc.list_value_length(both["tokens"]), 0).to_numpy()
    starts = (np.cumsum(counts) - counts)[at]
    counts = counts[at]
    tokens = dictionary(pc.list_flatten(both["tokens"]))
    near = _lists(tokens, starts, np.where(failing, counts, 0))
    near = pa.ListArray.from_arrays(
        near.offsets, near.values.cast(pa.string()), mask=pa.array(~failing | (counts == 0))
    )
    born = _of(both["born"], at)
    return {
        "tokens": _lists(tokens, starts, np.where(proper, counts, 0)),
        "born": _shown(*born, proper),
        "sex": _shown(*_of(both["sex"], at), proper),
        "region": _shown(*_of(both["region"], at), proper),
        "near": near,
        "doubtful_born": _shown(*born, failing),
    }


def _lists(values: pa.DictionaryArray, starts: Ints, counts: Ints) -> pa.ListArray:
    """Return lists of so many values from so many places on; values that are in none are dropped."""
    ends = np.cumsum(counts)
    places = np.repeat(starts - ends + counts, counts) + np.arange(int(counts.sum()))
    codes = values.indices.to_numpy()[places]
    used = np.flatnonzero(np.bincount(codes, minlength=len(values.dictionary)))
    code = np.empty(len(values.dictionary), np.int32)
    code[used] = np.arange(len(used))
    some = pa.DictionaryArray.from_arrays(
        pa.array(code[codes]), values.dictionary.take(pa.array(used))
    )
    return pa.ListArray.from_arrays(pa.array(np.append(0, ends).astype(np.int32)), some)


def _shown(codes: Ints, known: pa.Array, which: Bools) -> pa.DictionaryArray:
    empty = pc.equal(known, "").to_numpy(zero_copy_only=False)
    hidden = ~which | np.append(empty, False)[codes]
    return _dictionary(*_ordered(np.where(hidden, -1, codes), known))
