"""Whether a failing ID number may be a slip of a good one (号码一字之差), for pairs that have met by name.

A failing number brings nobody together and is never compared with another failing one: placeholders repeat.
"""

from __future__ import annotations

import pyarrow as pa

from resolve.sql import query

_NEAR = """
WITH register AS (SELECT DISTINCT k, near FROM rows WHERE near IS NOT NULL),
asked AS (
  SELECT s, k, a.near, b.token FROM pairs JOIN subjects a USING (s) JOIN person_ids b USING (k)
  WHERE a.near IS NOT NULL AND b.kind = 'F'
  UNION ALL
  SELECT s, k, b.near, a.token
  FROM pairs JOIN register b USING (k)
  JOIN (SELECT s, unnest(tokens) AS token FROM subjects) a USING (s) WHERE a.token LIKE 'F:%'
)
SELECT s, k, bool_or(list_contains(near, 'N:' || substr(token, 3))) AS same FROM asked GROUP BY s, k
"""


def near_numbers(
    pairs: pa.Table, subjects: pa.Table, rows: pa.Table, person_ids: pa.Table
) -> pa.Table:
    """Return (s, k, same) for the pairs of which one number fails its check and the other is good.

    Parameters
    ----------
    pairs : table with s and k
    subjects : table with s, tokens and near
    rows : register rows with k and near
    person_ids : table of `resolve.candidates.person_tokens`
    """
    return query(_NEAR, pairs=pairs, subjects=subjects, rows=rows, person_ids=person_ids)
