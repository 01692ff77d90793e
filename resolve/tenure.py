"""Roles and dates (职务与任期) as evidence for and against a tie between two places of one name.

Two full-time posts held at the same time speak weakly against one person: the chance of meeting a
stranger counts for more. A post that begins when the other one ends speaks weakly for one. Only
what is certain counts: an unknown day overlaps nothing and follows on nothing.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from resolve.cuts import Ties
from resolve.knowledge import load
from resolve.places import Places
from resolve.sql import column, query

#: A post lasts certainly from the last day that its start can mean to the first that its end can.
_POSTS = """
SELECT place, role IN (SELECT role FROM full_time) AS full_time,
       CASE length(valid_from) WHEN 10 THEN valid_from WHEN 7 THEN valid_from || '-31'
            WHEN 4 THEN valid_from || '-12-31' END AS start_,
       CASE WHEN coalesce(valid_to, '') = '' THEN '9999' ELSE valid_to END AS end_,
       left(valid_from, 7) AS start_month, left(valid_to, 7) AS end_month
FROM rows WHERE role IS NOT NULL AND length(valid_from) >= 4
"""
_FACTORS = """
WITH posts AS MATERIALIZED ({posts}),
pair AS (
  SELECT t.n,
         max(x.full_time AND y.full_time AND x.start_ < y.end_ AND y.start_ < x.end_) AS overlap,
         max(length(x.end_month) = 7 AND x.end_month = y.start_month
             OR length(y.end_month) = 7 AND y.end_month = x.start_month) AS follow
  FROM ties t JOIN posts x ON x.place = t.a JOIN posts y ON y.place = t.b GROUP BY t.n
)
SELECT n, CASE WHEN overlap THEN {overlap} WHEN follow THEN {follow} ELSE 1.0 END::DOUBLE AS factor
FROM pair WHERE overlap OR follow ORDER BY n
"""


def weighed(ties: Ties, rows: pa.Table, places: Places) -> Ties:
    """Return the ties that still count once roles and dates have been heard."""
    rule = load("weights")["clusters"]
    touched = np.zeros(places.size, np.bool_)
    touched[ties.a] = touched[ties.b] = True
    kept = np.flatnonzero(touched[places.of_row])
    some = rows.select(["role", "valid_from", "valid_to"]).take(pa.array(kept))
    found = query(
        _FACTORS.format(posts=_POSTS, overlap=rule["overlap"], follow=rule["follow"]),
        rows=some.append_column("place", pa.array(places.of_row[kept])),
        ties=pa.table({"n": np.arange(len(ties.a)), "a": ties.a, "b": ties.b}),
        full_time=pa.table({"role": rule["full_time"]}),
    )
    chance = ties.chance.copy()
    chance[column(found, "n").astype(np.int64)] *= column(found, "factor")
    return ties._replace(chance=chance).take(chance < rule["coincidence"])
