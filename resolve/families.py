"""Two family names in one company (共同出现): the strongest evidence that names alone can give (D3.4).

For a pair (subject a, person k) each relative b of a whose namesake stands beside k in a company
weighs ``m / (s · f(b))``: s others stand beside k, each is called so by chance with f(b), or, where
both share the surname, more often, since strangers' family firms share surnames too. What else is
known of b's namesake (another date of birth, an equal number) counts with it. Capped.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resolve.fields import Field
from resolve.knowledge import load
from resolve.sql import column, query

Floats = NDArray[np.float64]

_BESIDE = """
WITH place AS (SELECT DISTINCT k, uscc FROM rows),
possible AS (
  SELECT n, s, k, official_id, entity, f, given, surname, bans FROM pairs WHERE named AND bans > -1
),
beside AS (
  SELECT DISTINCT a.n, b.n AS other, b.entity
  FROM possible a JOIN place p ON p.k = a.k JOIN place q ON q.uscc = p.uscc AND q.k <> p.k
  JOIN possible b ON b.official_id = a.official_id AND b.k = q.k AND b.entity <> a.entity
),
crowd AS (
  SELECT p.k, count(DISTINCT q.k) AS others FROM place p JOIN place q USING (uscc)
  WHERE p.k <> q.k AND p.k IN (SELECT k FROM possible JOIN beside USING (n)) GROUP BY p.k
)
SELECT a.n, b.entity, max(log10(m / (others * CASE WHEN a.surname = b.surname
           THEN greatest(b.f, share * b.given) ELSE b.f END)) + b.bans) AS bans
FROM beside JOIN possible a ON a.n = beside.n JOIN possible b ON b.n = beside.other
JOIN crowd ON crowd.k = a.k, rule
GROUP BY a.n, b.entity ORDER BY a.n, b.entity
"""


def compare_family(pairs: pa.Table, rows: pa.Table) -> Field:
    """Weigh the relatives' names in the companies of each pair's register person.

    Parameters
    ----------
    pairs : table with n, s, k, official_id, entity (one number a natural person), named (the names
        agree), f and given (frequencies of full and given name), surname, bans (of the other fields)
    rows : register rows with their person k
    """
    rule = load("weights")["pair"]
    cap = load("weights")["caps"]["pair_bans"]
    numbers = pa.table({"m": [rule["m"]], "share": [rule["same_surname"]]})
    found = query(_BESIDE, pairs=pairs, rows=rows, rule=numbers)
    bans = np.zeros(pairs.num_rows)
    index, gain = column(found, "n").astype(np.int64), column(found, "bans")
    np.add.at(bans, index, np.clip(gain, 0.0, cap))
    bans = np.minimum(bans, cap)
    agreement = np.where(bans > 0, "agree", "missing")
    return Field("family", agreement, bans)
