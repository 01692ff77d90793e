"""Candidate pairs of subjects and register persons, by hash joins on name and on ID token only."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve.components import alike, among
from resolve.knowledge import load
from resolve.places import tokens_of
from resolve.sql import column, query

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Who is called what relation of a pair is: the codes of `find_pairs`.
_RELATIONS = ("same", "former", "different")
_BY_TOKEN = """
WITH subject_tokens AS (SELECT s, unnest(tokens) AS token FROM subjects WHERE NOT masked),
person_tokens AS MATERIALIZED (
  SELECT k, token FROM person_ids SEMI JOIN subject_tokens USING (token)
),
degrees AS (
  SELECT token FROM (SELECT token, count(*) AS n FROM subject_tokens GROUP BY token)
  JOIN (SELECT token, count(*) AS m FROM person_tokens GROUP BY token) USING (token)
  WHERE n * m <= {hub}
)
SELECT DISTINCT s, k FROM subject_tokens JOIN degrees USING (token) JOIN person_tokens USING (token)
ORDER BY ALL
"""

#: `ours` is materialised so that no plan starts with subjects × persons of one kind of token.
_NUMBERS = """
WITH a AS (
  SELECT s, token, split_part(token, ':', 1) AS kind
  FROM (SELECT s, unnest(tokens) AS token FROM subjects)
), b AS (SELECT * FROM person_ids SEMI JOIN pairs USING (k)),
ours AS MATERIALIZED (SELECT s, k, token, kind FROM pairs JOIN a USING (s)),
met AS (
  SELECT s, k, kind, bool_or(ours.token = b.token) AS same
  FROM ours JOIN b USING (k, kind) GROUP BY s, k, kind
)
SELECT s, k,
       coalesce(bool_or(same) FILTER (kind = 'F'), false) AS full_same,
       coalesce(bool_or(NOT same) FILTER (kind = 'F'), false) AS full_other,
       coalesce(bool_or(same) FILTER (kind <> 'F'), false) AS mask_same,
       coalesce(bool_or(NOT same) FILTER (kind <> 'F'), false) AS mask_other,
       min(u) FILTER (same AND kind <> 'F') AS u
FROM met LEFT JOIN chance USING (kind) GROUP BY s, k
"""

#: How often masked numbers of two different persons agree, for each kind of mask.
_CHANCE = """
WITH a AS (
  SELECT s, name, token, split_part(token, ':', 1) AS kind
  FROM (SELECT s, name, unnest(tokens) AS token FROM named WHERE len(tokens) > 0)
), b AS MATERIALIZED (
  SELECT k, name, token, kind FROM (SELECT * FROM told SEMI JOIN a USING (token))
  JOIN persons USING (k)
),
sizes AS (
  SELECT kind, a_.n * b_.n AS n FROM (SELECT kind, count(*) AS n FROM a GROUP BY kind) a_
  JOIN (SELECT kind, count(*) AS n FROM person_ids GROUP BY kind) b_ USING (kind)
),
met AS (
  SELECT kind, sum(a_.n * b_.n) AS n
  FROM (SELECT kind, token, count(*) AS n FROM a GROUP BY ALL) a_
  JOIN (SELECT kind, token, count(*) AS n FROM b GROUP BY ALL) b_ USING (kind, token) GROUP BY kind
),
namesakes AS (
  SELECT kind, sum(a_.n * b_.n) AS n
  FROM (SELECT kind, token, name, count(*) AS n FROM a GROUP BY ALL) a_
  JOIN (SELECT kind, token, name, count(*) AS n FROM b GROUP BY ALL) b_ USING (kind, token, name)
  GROUP BY kind
)
SELECT kind, greatest((coalesce(met.n, 0) - coalesce(namesakes.n, 0) + 1.0) / (sizes.n + 1.0),
                      {floor}) AS u
FROM sizes LEFT JOIN met USING (kind) LEFT JOIN namesakes USING (kind)
"""


_WANTED = """
SELECT unnest(tokens) AS token FROM subjects
UNION SELECT 'F:' || substr(unnest(near), 3) FROM subjects ORDER BY token
"""


def person_tokens(rows: pa.Table, subjects: pa.Table) -> pa.Table:
    """Return (k, token, kind) of the ID numbers of each register person.

    A token is told only where some subject's number, or what it may be a slip of, has it too; else it is empty.

    Parameters
    ----------
    rows : register rows with k and tokens
    subjects : table with tokens and near
    """
    found = tokens_of(rows)
    wanted = query(_WANTED, subjects=subjects)["token"].combine_chunks()
    told = pc.index_in(found.values, value_set=wanted)
    k = column(rows, "k").astype(np.int64)[found.row]
    same = alike(k * max(len(found.kinds), 1) + found.kind, found.token)
    one = np.flatnonzero(same == np.arange(len(same)))
    token = pc.fill_null(wanted.take(told.take(pa.array(found.token[one]))), "")
    kind = pa.DictionaryArray.from_arrays(pa.array(found.kind[one].astype(np.int32)), found.kinds)
    return pa.table({"k": k[one], "token": token, "kind": kind})


def find_pairs(
    subjects: pa.Table, subject_names: pa.Table, persons: pa.Table, person_ids: pa.Table
) -> pa.Table:
    """Return (s, k, name_relation) for every pair that shares a name or an ID token.

    Parameters
    ----------
    subjects : table with s, tokens, masked
    subject_names : table with s, name, former; canonical names to look for, none masked
    persons : table with k, name, masked; the register persons
    person_ids : table of `person_tokens`

    Returns
    -------
    table
        Sorted. Tokens that pair more than `id.hub` (subject, person) say too little to join on.
    """
    s, k, relation = _by_name(subject_names, persons)
    sql = _BY_TOKEN.format(hub=load("weights")["id"]["hub"])
    found = query(sql, subjects=subjects, person_ids=_told(person_ids))
    size = persons.num_rows + 1
    key = s * size + k
    order = np.argsort(key, kind="stable")
    key, relation = key[order], relation[order]
    others = column(found, "s").astype(np.int64) * size + column(found, "k")
    others = others[~among(others, key)]
    every = np.concatenate([key, others])
    order = np.argsort(every, kind="stable")
    relation = np.concatenate([relation, np.full(len(others), 2, np.int8)])[order]
    return pa.table({
        "s": every[order] // size, "k": every[order] % size,
        "name_relation": pa.array(_RELATIONS).take(pa.array(relation)),
    })  # fmt: skip


def _told(person_ids: pa.Table) -> pa.Table:
    """Return the tokens that some subject has too, of `person_tokens`."""
    return person_ids.filter(pc.not_equal(person_ids["token"], ""))


def _by_name(subject_names: pa.Table, persons: pa.Table) -> tuple[Ints, Ints, NDArray[np.int8]]:
    """Return subjects and persons of one name, each pair once, and whether the name is a former one."""
    names = pc.unique(subject_names["name"])
    name = pc.index_in(subject_names["name"], value_set=names).to_numpy().astype(np.int64)
    called = pc.fill_null(pc.index_in(persons["name"], value_set=names), -1).to_numpy()
    person = np.flatnonzero((called >= 0) & ~column(persons, "masked"))
    person = person[np.argsort(called[person], kind="stable")]
    bearers = np.bincount(called[person], minlength=len(names))
    first, count = (np.cumsum(bearers) - bearers)[name], bearers[name]
    step = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    k = column(persons, "k").astype(np.int64)[person[np.repeat(first, count) + step]]
    s = np.repeat(column(subject_names, "s").astype(np.int64), count)
    return s, k, np.repeat(column(subject_names, "former").astype(np.int8), count)


def unopposed(
    pairs: pa.Table, subjects: pa.Table, person_ids: pa.Table, judged: pa.Table
) -> pa.Table:
    """Leave out pairs of two full numbers that differ: two persons, whatever else agrees; such a pair has no weight at all.

    Only what somebody has judged (`judged`: s, k) stays, to be shown as a contradiction.
    """
    ours = query(
        """
        SELECT s, token FROM (SELECT s, unnest(tokens) AS token FROM subjects)
        WHERE starts_with(token, 'F:') ORDER BY ALL
        """,
        subjects=subjects,
    )
    theirs = person_ids.select(["k"]).filter(pc.equal(person_ids["kind"], "F"))
    same = query(
        "SELECT DISTINCT s, k FROM ours JOIN told USING (token)", ours=ours, told=_told(person_ids)
    )
    s, k = column(pairs, "s").astype(np.int64), column(pairs, "k").astype(np.int64)
    persons = int(max(k.max(initial=0), column(same, "k").max(initial=0))) + 1
    numbered = _among(s, column(ours, "s")) & _among(k, column(theirs, "k"))
    equal = np.isin(s * persons + k, column(same, "s") * persons + column(same, "k"))
    said = np.isin(s, column(judged, "s")) | np.isin(k, column(judged, "k"))
    return pairs.filter(pa.array(~numbered | equal | said))


def _among(values: Ints, some: Ints) -> Bools:
    """Say which of many small numbers are some of them."""
    flag = np.zeros(int(max(values.max(initial=0), some.max(initial=0))) + 1, np.bool_)
    flag[some.astype(np.int64)] = True
    return flag[values]


def compare_numbers(
    pairs: pa.Table, subjects: pa.Table, persons: pa.Table, person_ids: pa.Table
) -> pa.Table:
    """Return for the pairs whose ID numbers can be compared how they agree.

    Two numbers can be compared where both have a token of one kind: ``F`` (both full), or one mask
    that both fit. `u` is the chance that two strangers' numbers agree under that mask.
    """
    floor = load("weights")["id"]["mask_u_floor"]
    chance = query(
        _CHANCE.format(floor=floor), named=subjects, persons=persons, person_ids=person_ids.select(["kind"]),
        told=_told(person_ids),
    )  # fmt: skip
    return query(_NUMBERS, pairs=pairs, subjects=subjects, person_ids=person_ids, chance=chance)
