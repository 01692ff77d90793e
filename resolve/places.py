"""Places of the registers (登记处): a name in a company with one ID number or none, as whole numbers.

All that `resolve.clusters` compares is coded here once, so that millions of rows are joined on
integers. Numbers follow the order of rows, which no ID token enters.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve.components import alike, firsts, numbered, same_as
from resolve.sql import query

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Kinds of facts beside ID tokens: sex, region, and birth by year, month and day.
_PARTS = 5
_BORN_WIDTHS = (4, 7, 10)


class Places(NamedTuple):
    """The places of a register; one entry a place unless said otherwise."""

    of_row: Ints  # place of each row
    first: Ints  # its first row
    name: Ints
    uscc: Ints
    site: Ints  # number of (name, uscc), whatever the ID
    masked: Bools  # the name hides characters
    names: pa.Array  # name by its number
    usccs: pa.Array  # company code by its number
    tokens: Ints  # array (n, 3): place, token, kind of token; distinct
    full: int  # kind of the tokens of full numbers, -1 where there is none
    kinds: int  # how many kinds of tokens there are

    @property
    def size(self) -> int:
        """How many places there are."""
        return len(self.first)


def dictionary(values: pa.ChunkedArray) -> pa.DictionaryArray:
    """Return a column as one dictionary array; what is coded already is not hashed again."""
    if pa.types.is_dictionary(values.type):
        return values.unify_dictionaries().combine_chunks()
    return values.dictionary_encode().combine_chunks()


def coded(values: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """Return the number of each value (-1 where it is null) and the values by number."""
    whole = values.combine_chunks()
    if pa.types.is_dictionary(whole.type):
        return whole.indices.fill_null(-1).to_numpy().astype(np.int64), whole.dictionary
    runs = pc.run_end_encode(whole)  # sorted columns repeat themselves; only the first is hashed
    encoded = runs.values.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy().astype(np.int64)
    length = np.diff(runs.run_ends.to_numpy(), prepend=0)
    return np.repeat(codes, length), encoded.dictionary


def ranked(values: pa.ChunkedArray) -> tuple[Ints, pa.Array]:
    """Return the rank of each value among the distinct ones, nulls last, and these in their order."""
    codes, known = coded(values)
    if (
        pc.all(pc.less(known[:-1], known[1:])).as_py() is not False
    ):  # dictionaries of rows are in order
        return np.where(codes < 0, len(known), codes), known
    order = pc.sort_indices(known)
    rank = np.full(len(known) + 1, len(known), np.int64)  # the last one is found under -1
    rank[order.to_numpy()] = np.arange(len(known))
    return rank[codes], known.take(order)


def find_places(rows: pa.Table, lonely: Ints | None = None) -> Places:
    """Return the places that the rows of `resolve.rows.person_rows` speak of.

    Parameters
    ----------
    rows : register rows
    lonely : numbers of rows that are places of their own, since somebody judged about them
    """
    name, names = coded(rows["name"])
    uscc, usccs = coded(rows["uscc"])
    masked = rows["masked"].to_numpy()
    found = tokens_of(rows)
    row, token, kind, full = found.row, found.token, found.kind, found.full
    del found
    number = _numbers(row, token, kind == full, rows.num_rows)
    site = numbered(name * max(len(usccs), 1) + uscc)
    alone = masked & (number < 0)
    if lonely is not None:
        alone[lonely] = True
    lead = np.arange(rows.num_rows)
    others = np.flatnonzero(~alone)
    lead[others] = others[alike(site[others], number[others] + 1)]
    of_row = same_as(lead)
    first = firsts(of_row)
    kinds = int(kind.max(initial=-1)) + 1
    place = of_row[row]
    distinct = np.flatnonzero(alike(place * kinds + kind, token) == np.arange(len(token)))
    tokens = np.column_stack([place[distinct], token[distinct], kind[distinct]])
    return Places(
        of_row, first, name[first], uscc[first], site[first], masked[first], names, usccs,
        tokens, full, kinds,
    )  # fmt: skip


class Tokens(NamedTuple):
    """The ID tokens of rows, one entry a token; `values` and `kinds` tell the texts by number."""

    row: Ints
    token: Ints
    kind: Ints
    values: pa.Array
    kinds: pa.Array

    @property
    def full(self) -> int:
        """Which kind says that a number is full, -1 where there is none."""
        kinds = self.kinds.to_pylist()
        return kinds.index("F") if "F" in kinds else -1


def tokens_of(rows: pa.Table) -> Tokens:
    """Return the ID tokens of register rows, in their order."""
    lists = rows["tokens"].combine_chunks()
    counts = pc.list_value_length(lists).fill_null(0).to_numpy()
    row = np.repeat(np.arange(rows.num_rows), counts)
    encoded = dictionary(pa.chunked_array([lists.flatten()]))
    token, values = encoded.indices.to_numpy().astype(np.int64), encoded.dictionary
    prefix = query("SELECT split_part(v, ':', 1) AS kind FROM t", t=pa.table({"v": values}))
    of_token, kinds = coded(prefix["kind"])
    return Tokens(row, token, of_token[token], values, kinds)


def _numbers(row: Ints, token: Ints, full: Bools, size: int) -> Ints:
    """Return a number for each row's ID number, the full one, else all tokens; -1: none."""
    number = np.full(size, -1, np.int64)
    where = np.flatnonzero(full)[::-1]  # the first of a row wins
    number[row[where]] = token[where]
    hidden = np.flatnonzero(number[row] < 0)
    row, token = row[hidden], token[hidden]
    base = tokens = int(token.max(initial=-1)) + 1
    order = np.lexsort((token, row))
    step = np.arange(len(row)) - np.searchsorted(row, row)  # a token's place in its row's list
    number[row[order[step == 0]]] = token[order[step == 0]]
    for n in range(1, int(step.max(initial=0)) + 1):  # hardly ever more than two tokens
        at = order[step == n]
        code = numbered(number[row[at]] * tokens + token[at])
        number[row[at]] = base + code
        base += int(code.max()) + 1
    return number


def facts(rows: pa.Table, places: Places, touched: Bools) -> Ints:
    """Return (place, kind, value) of everything that one natural person can have only one of.

    Parameters
    ----------
    touched : array (places,), of which places
    """
    found = [places.tokens[touched[places.tokens[:, 0]]][:, [0, 2, 1]]]
    kept = np.flatnonzero(touched[places.of_row])
    place = places.of_row[kept]
    some = rows.select(["sex", "region", "born"]).take(pa.array(kept))
    columns = [coded(some[name])[0] for name in ("sex", "region")]
    born, dates = coded(some["born"])
    text = np.array([*dates.to_pylist(), ""], "U10")
    length = np.char.str_len(text)
    for width in _BORN_WIDTHS:
        _, code = np.unique(text.astype(f"U{width}"), return_inverse=True)
        columns.append(np.where(length >= width, code, -1)[born])
    for kind, value in enumerate(columns, start=places.kinds):
        known = value >= 0
        found.append(np.column_stack([place[known], np.full(int(known.sum()), kind), value[known]]))
    assert len(columns) == _PARTS
    return np.vstack(found).astype(np.int64)


def births(rows: pa.Table) -> Ints:
    """Return a number for the day of birth, sex and region that each row shows; -1: no day."""
    born, dates = coded(rows["born"])
    day = np.array([len(d) == 10 for d in dates.to_pylist()] + [False])[born]
    sex, region = coded(rows["sex"])[0], coded(rows["region"])[0]
    key = (born * (int(sex.max()) + 2) + sex + 1) * (int(region.max()) + 2) + region + 1
    return np.where(day, numbered(key), -1)


def of_persons(labels: Ints, places: Places) -> Ints:
    """Return how many persons of each name there are, by the number of the name; masked: none."""
    count = int(labels.max()) + 1 if len(labels) else 0
    name = np.full(count, -1)
    name[labels[~places.masked]] = places.name[~places.masked]
    return np.bincount(name[name >= 0], minlength=len(places.names)).astype(np.int64)
