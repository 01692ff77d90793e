"""Candidate pairs of subjects and register persons, by hash joins on name and on ID token only."""

from __future__ import annotations

import pyarrow as pa

from resolve.knowledge import load
from resolve.sql import query

_PAIRS = """
WITH by_name AS (
  SELECT s, k, bool_and(former) AS former FROM subject_names JOIN persons USING (name)
  WHERE NOT masked GROUP BY s, k
),
subject_tokens AS (SELECT s, unnest(tokens) AS token FROM subjects WHERE NOT masked),
person_tokens AS MATERIALIZED (
  SELECT k, token FROM person_ids SEMI JOIN subject_tokens USING (token)
),
degrees AS (
  SELECT token FROM (SELECT token, count(*) AS n FROM subject_tokens GROUP BY token)
  JOIN (SELECT token, count(*) AS m FROM person_tokens GROUP BY token) USING (token)
  WHERE n * m <= {hub}
),
by_token AS (
  SELECT DISTINCT s, k FROM subject_tokens JOIN degrees USING (token)
  JOIN person_tokens USING (token)
)
SELECT s, k, CASE WHEN n.former THEN 'former' WHEN n.former IS NULL THEN 'different'
                  ELSE 'same' END AS name_relation
FROM by_name n FULL JOIN by_token t USING (s, k) ORDER BY s, k
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
  SELECT k, name, token, kind FROM (SELECT * FROM person_ids SEMI JOIN a USING (token))
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


def person_tokens(rows: pa.Table) -> pa.Table:
    """Return (k, token, kind) of the ID numbers of each register person; `rows` with k and tokens."""
    return query(
        """
        SELECT k, token, split_part(token, ':', 1) AS kind
        FROM (SELECT DISTINCT k, unnest(tokens) AS token FROM rows WHERE len(tokens) > 0)
        """,
        rows=rows,
    )


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
    sql = _PAIRS.format(hub=load("weights")["id"]["hub"])
    return query(
        sql, subjects=subjects, subject_names=subject_names, persons=persons, person_ids=person_ids
    )


def compare_numbers(
    pairs: pa.Table, subjects: pa.Table, persons: pa.Table, person_ids: pa.Table
) -> pa.Table:
    """Return for the pairs whose ID numbers can be compared how they agree.

    Two numbers can be compared where both have a token of one kind: ``F`` (both full), or one mask
    that both fit. `u` is the chance that two strangers' numbers agree under that mask.
    """
    floor = load("weights")["id"]["mask_u_floor"]
    chance = query(
        _CHANCE.format(floor=floor), named=subjects, persons=persons, person_ids=person_ids
    )
    return query(_NUMBERS, pairs=pairs, subjects=subjects, person_ids=person_ids, chance=chance)
