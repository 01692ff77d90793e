"""Candidates whose names are spelled otherwise (姓名写法不同): a slip, a homophone, a variant, a dotted name shortened.

Only together with something else that tells persons apart: one full date of birth, an ID token, a telephone or an address that
is no hub. How they differ is said by `resolve.name_match`, how often one person's names differ so by
`names.yaml`; by chance somebody is called nearly so as often as the register has such names.
"""

from __future__ import annotations

import pyarrow as pa

from resolve.knowledge import load
from resolve.name_match import compare
from resolve.sql import query

#: Kinds of agreement that are one name written in two ways.
KINDS = ("variant", "dotted", "homophone", "slip", "romanised")

#: Names that differ in one code point, or long ones that begin alike. Not `levenshtein`: it counts bytes.
_NEARLY = """
(length(a.name) = length(b.name) AND a.name <> b.name
 AND (substr(a.name, 1, 1) <> substr(b.name, 1, 1))::INT
   + (substr(a.name, 2, 1) <> substr(b.name, 2, 1))::INT
   + (substr(a.name, 3, 1) <> substr(b.name, 3, 1))::INT
   + (substr(a.name, 4) <> substr(b.name, 4))::INT = 1
 OR least(length(a.name), length(b.name)) > 3 AND length(a.name) <> length(b.name)
    AND left(a.name, 3) = left(b.name, 3))
"""

_NEAR = f"""
WITH ours AS MATERIALIZED (
  SELECT s, n.name, born FROM names n JOIN subjects USING (s) WHERE length(n.name) > 1
),
theirs AS MATERIALIZED (
  SELECT k, name, born FROM persons WHERE NOT masked AND length(born) = 10
),
found AS (
  SELECT s, k, a.name AS a, b.name AS b FROM ours a
  JOIN theirs b ON a.born = b.born AND left(a.name, 1) = left(b.name, 1) WHERE {_NEARLY}
  UNION
  SELECT s, k, a.name, b.name FROM ours a
  JOIN theirs b ON a.born = b.born AND right(a.name, 1) = right(b.name, 1) WHERE {_NEARLY}
  UNION
  SELECT s, k, a.name, b.name FROM pairs p JOIN ours a USING (s) JOIN persons b USING (k)
  WHERE p.name_relation = 'different' AND NOT b.masked AND {_NEARLY}
  UNION
  SELECT s, k, a.name, b.name FROM met JOIN ours a USING (s) JOIN persons b USING (k)
  WHERE NOT b.masked AND {_NEARLY}
)
SELECT * FROM found
ANTI JOIN (SELECT s, k FROM pairs WHERE name_relation <> 'different') USING (s, k) ORDER BY ALL
"""

#: Who is called nearly so, in the whole register: the name with each place open, long ones by their beginning.
_CHANCE = """
WITH open AS (
  SELECT name, unnest([
    CASE WHEN length(name) > 3 THEN left(name, 3) || '*' END,
    '*' || substr(name, 2), left(name, 1) || '*' || substr(name, 3),
    CASE WHEN length(name) > 2 THEN left(name, 2) || '*' || substr(name, 4) END
  ]) AS pattern FROM (SELECT DISTINCT a AS name FROM near)
),
wanted AS (SELECT DISTINCT pattern FROM open WHERE pattern IS NOT NULL),
called AS (SELECT name, count(*) AS n FROM persons WHERE NOT masked GROUP BY name),
counted AS (
  {counts}
)
SELECT open.name, greatest((coalesce(sum(n), 0) + 1) / ((SELECT count(*) FROM persons) + 1), {floor}) AS u
FROM open LEFT JOIN (SELECT pattern, sum(n) AS n FROM counted GROUP BY pattern) USING (pattern)
GROUP BY open.name ORDER BY open.name
"""
_PATTERNS = (
    "CASE WHEN length(name) > 3 THEN left(name, 3) || '*' END",
    "'*' || substr(name, 2)",
    "left(name, 1) || '*' || substr(name, 3)",
    "CASE WHEN length(name) > 2 THEN left(name, 2) || '*' || substr(name, 4) END",
)


def nearly_called(
    pairs: pa.Table, subjects: pa.Table, names: pa.Table, persons: pa.Table, met: pa.Table
) -> pa.Table:
    """Return (s, k, a, b): pairs whose names a and b are written nearly alike, and something else agrees; sorted.

    Parameters
    ----------
    pairs : table of `resolve.candidates.find_pairs`
    subjects : table with s and born
    names : table of `resolve.subjects.subject_names`
    persons : table of `resolve.pairs.register_persons`
    met : table with s, k: who shares a telephone or an address that is no hub
    """
    return query(_NEAR, pairs=pairs, subjects=subjects, names=names, persons=persons, met=met)


def spelled_otherwise(near: pa.Table, persons: pa.Table) -> pa.Table:
    """Return (s, k, kind, m, u) for the pairs whose names are one name written in two ways, sorted.

    Parameters
    ----------
    near : table of `nearly_called`
    persons : table of `resolve.pairs.register_persons`

    `m` is the chance that one person's names differ in this way, `u` that a stranger is called nearly so.
    """
    asked = sorted(set(zip(near["a"].to_pylist(), near["b"].to_pylist(), strict=True)))
    kinds = [compare(a, b).kind for a, b in asked]
    chances = load("names")["kinds"]
    told = pa.table({
        "a": pa.array([a for a, _ in asked], pa.string()),
        "b": pa.array([b for _, b in asked], pa.string()),
        "kind": pa.array(kinds, pa.string()),
        "m": pa.array([chances[kind]["m"] for kind in kinds], pa.float64()),
        "floor": pa.array([chances[kind]["u"] for kind in kinds], pa.float64()),
    }).filter(pa.array([kind in KINDS for kind in kinds], pa.bool_()))  # fmt: skip
    near = query("SELECT * FROM near JOIN told USING (a, b)", near=near, told=told)
    counts = " UNION ALL ".join(
        f"SELECT {pattern} AS pattern, n FROM called SEMI JOIN wanted ON wanted.pattern = {pattern}"
        for pattern in _PATTERNS
    )
    floor = load("weights")["frequency"]["population"]
    chance = query(_CHANCE.format(counts=counts, floor=1 / floor), near=near, persons=persons)
    return query(
        """
        SELECT s, k, arg_max(kind, (m / greatest(u, floor), kind)) AS kind,
               arg_max(m, (m / greatest(u, floor), kind)) AS m,
               arg_max(greatest(u, floor), (m / greatest(u, floor), kind)) AS u
        FROM near JOIN chance ON chance.name = near.a GROUP BY s, k ORDER BY s, k
        """,
        near=near,
        chance=chance,
    )
