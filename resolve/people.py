"""Rows that speak of one natural person though they are several: they do not compete (D3.5)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve.components import components
from resolve.places import Tokens, tokens_of
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

#: One name and a number that fails its check and can be a slip of one good number only among those of that name.
_SLIPPED = """
SELECT failing.k AS a, min(good.k) AS b FROM failing JOIN good USING (name, token)
GROUP BY failing.k HAVING count(DISTINCT token) = 1 ORDER BY ALL
"""
_FAILING = """
SELECT DISTINCT k, name, 'F:' || substr(token, 3) AS token
FROM (SELECT k, name, unnest(near) AS token FROM rows)
"""


def subject_entities(subjects: pa.Table) -> Ints:
    """Return for each subject the number of the natural person; two officials may declare one."""
    return _entities(query(_SUBJECTS, subjects=subjects), subjects.num_rows)


def person_entities(rows: pa.Table) -> Ints:
    """Return for each register person the number of the natural person as ID numbers tell.

    Two are one by a common full number under two names (misprint, change of name), or by one name and a failing
    number. `rows` are register rows with k, name, masked, tokens and near.
    """
    if not rows.num_rows:
        return np.empty(0, np.int64)
    k = column(rows, "k").astype(np.int64)
    found = tokens_of(rows)
    full = np.flatnonzero(found.kind == found.full)
    token, who = found.token[full], k[found.row[full]]
    first = np.full(len(found.values), int(k.max()) + 1)
    np.minimum.at(first, token, who)
    a = first[token]
    other = a < who
    slipped = _slipped(rows, found, full)
    return components(
        np.vstack([np.column_stack([a[other], who[other]]), slipped]), int(k.max()) + 1
    )


def _slipped(rows: pa.Table, found: Tokens, full: Ints) -> Ints:
    """Return (failing, good): register persons of whom one number may be a slip of the other's only."""
    numbered = np.zeros(int(column(rows, "k").max()) + 1, np.bool_)
    numbered[column(rows, "k")[found.row[full]]] = True
    near = pc.and_(rows["near"].is_valid(), pc.invert(rows["masked"])).to_numpy()
    near = np.flatnonzero(near & ~numbered[column(rows, "k")])
    failing = query(_FAILING, rows=rows.select(["k", "name", "near"]).take(pa.array(near)))
    asked = pc.is_in(found.values, value_set=failing["token"].combine_chunks()).to_numpy(False)
    meant = full[asked[found.token[full]]]
    good = rows.select(["k", "name"]).take(pa.array(found.row[meant]))
    good = good.append_column("token", found.values.take(pa.array(found.token[meant])))
    pairs = query(_SLIPPED, failing=failing, good=good)
    return np.column_stack([column(pairs, name).astype(np.int64) for name in ("a", "b")])


def _entities(pairs: pa.Table, size: int) -> Ints:
    if not size:
        return np.empty(0, np.int64)
    a, b = column(pairs, "a").astype(np.int64), column(pairs, "b").astype(np.int64)
    return components(np.column_stack([a, b]), size)
