"""The rows of the registers that speak of natural persons (自然人), one table for holdings and roles."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from resolve.spellings import natural, person_names
from resolve.sql import query

#: Kinds of holders that are no natural persons (股东类型).
NATURAL = "自然人"

_ROWS = """
WITH both_ AS (
  SELECT 'holdings' AS "table", source, uscc, holder_name AS raw, NULL AS role, holder_type,
         holder_id_status AS status, holder_id_tokens AS tokens, holder_id_born AS born,
         holder_id_sex AS sex, holder_id_region AS region, valid_from, valid_to FROM holdings
  UNION ALL
  SELECT 'roles', source, uscc, name, role, '自然人',
         person_id_status, person_id_tokens, person_id_born,
         person_id_sex, person_id_region, valid_from, valid_to FROM roles
)
SELECT b."table", b.source, b.uscc, b.raw, n.name, n.masked, b.role, valid_from, valid_to,
       CASE WHEN status IN ('full', 'masked') THEN coalesce(tokens, []) ELSE [] END AS tokens,
       CASE WHEN status IN ('full', 'masked') THEN nullif(born, '') END AS born,
       CASE WHEN status IN ('full', 'masked') THEN nullif(sex, '') END AS sex,
       CASE WHEN status IN ('full', 'masked') THEN nullif(region, '') END AS region,
       CASE WHEN status = 'failing' AND len(tokens) > 0 THEN tokens END AS near,
       CASE WHEN status = 'failing' THEN nullif(born, '') END AS doubtful_born
FROM both_ b JOIN names n USING (raw) LEFT JOIN untold u ON u.name = n.name
WHERE b.uscc IS NOT NULL AND n.name <> ''
  AND (b.holder_type = '自然人' OR (nullif(b.holder_type, '') IS NULL AND u.person))
ORDER BY n.name, b.uscc, b."table", b.role, b.valid_from, b.valid_to, b.source, b.raw
"""


#: Names of holders of whom the register does not say what they are.
_UNTOLD = """
SELECT DISTINCT n.name FROM holdings JOIN names n ON n.raw = holder_name
WHERE nullif(holder_type, '') IS NULL ORDER BY n.name
"""


def person_rows(holdings: pa.Table, roles: pa.Table) -> pa.Table:
    """Return the rows of natural persons, sorted, with canonical names and comparable ID facts.

    A holder counts as natural when the register says 自然人, or says nothing and the name reads as
    a person's. Facts of an ID number whose check fails stand apart, as `near` and `doubtful_born`: they are
    in doubt and join no rows.
    """
    raw = pc.unique(
        pa.chunked_array([*holdings["holder_name"].chunks, *roles["name"].chunks], type=pa.string())
    ).drop_null()
    names = person_names(raw.combine_chunks() if isinstance(raw, pa.ChunkedArray) else raw)
    untold = query(_UNTOLD, holdings=holdings, names=names)
    untold = untold.append_column("person", natural(untold["name"]))
    return query(_ROWS, holdings=holdings, roles=roles, names=names, untold=untold)
