"""Rows that speak of one natural person though they are several: they do not compete (D3.5)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resolve.components import components
from resolve.sql import column, query

Ints = NDArray[np.int64]

#: Two subjects are one person: a common full number; one name and one full date of birth
#: (unless two full numbers stand against it); one name
#: in one family; or spouses who are both officials and name each other.
_SUBJECTS = """
WITH number AS (
  SELECT s, token FROM (SELECT s, unnest(tokens) AS token FROM subjects) WHERE token LIKE 'F:%'
),
two AS (
  SELECT canonical, born FROM subjects JOIN number USING (s) WHERE length(born) = 10
  GROUP BY ALL HAVING count(DISTINCT token) > 1
),
spouse AS (
  SELECT s, official_id, canonical FROM subjects
  WHERE kinship IN ('配偶', '妻子', '丈夫') AND NOT masked
),
own AS (
  SELECT s, official_id, canonical FROM subjects WHERE subject = 'self' AND NOT masked
)
SELECT min(s) OVER (PARTITION BY token) AS a, s AS b FROM number QUALIFY a < b
UNION
SELECT min(s) OVER (PARTITION BY canonical, born) AS a, s AS b FROM subjects
WHERE NOT masked AND length(born) = 10 AND (canonical, born) NOT IN (SELECT canonical, born FROM two)
QUALIFY a < b
UNION
SELECT min(s) OVER (PARTITION BY official_id, canonical) AS a, s AS b FROM subjects
WHERE NOT masked QUALIFY a < b
UNION
SELECT x.s, b.s FROM own a JOIN spouse x USING (official_id)
JOIN own b ON b.canonical = x.canonical JOIN spouse y ON y.official_id = b.official_id
WHERE y.canonical = a.canonical
ORDER BY ALL
"""

#: Two register persons are one: a common full number under two names (misprint, change of name); or one name and a
#: number that fails its check and can be a slip of one good number only among those of that name.
_PERSONS = """
WITH good AS MATERIALIZED (
  SELECT DISTINCT k, name, token FROM (SELECT k, name, unnest(tokens) AS token FROM rows)
  WHERE token LIKE 'F:%'
),
failing AS (
  SELECT DISTINCT k, name, 'F:' || substr(token, 3) AS token
  FROM (SELECT k, name, unnest(near) AS token FROM rows WHERE near IS NOT NULL AND NOT masked)
  WHERE k NOT IN (SELECT k FROM good)
)
SELECT min(k) OVER (PARTITION BY token) AS a, k AS b FROM (SELECT DISTINCT k, token FROM good)
QUALIFY a < b
UNION
SELECT failing.k, min(good.k) FROM failing JOIN good USING (name, token)
GROUP BY failing.k HAVING count(DISTINCT token) = 1
ORDER BY ALL
"""


def subject_entities(subjects: pa.Table) -> Ints:
    """Return for each subject the number of the natural person; two officials may declare one."""
    return _entities(query(_SUBJECTS, subjects=subjects), subjects.num_rows)


def person_entities(rows: pa.Table) -> Ints:
    """Return for each register person the number of the natural person as ID numbers tell.

    `rows` are register rows with k, name, masked, tokens and near.
    """
    size = int(column(rows, "k").max()) + 1 if rows.num_rows else 0
    return _entities(query(_PERSONS, rows=rows), size)


def _entities(pairs: pa.Table, size: int) -> Ints:
    if not size:
        return np.empty(0, np.int64)
    a, b = column(pairs, "a").astype(np.int64), column(pairs, "b").astype(np.int64)
    return components(np.column_stack([a, b]), size)
