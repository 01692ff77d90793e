"""The rows of the registers that speak of natural persons (自然人), one table for holdings and roles."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from resolve.names import is_masked, is_person, person_name
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
       CASE WHEN status IN ('full', 'masked') THEN nullif(region, '') END AS region
FROM both_ b JOIN names n USING (raw)
WHERE b.uscc IS NOT NULL AND n.name <> ''
  AND (b.holder_type = '自然人' OR (nullif(b.holder_type, '') IS NULL AND n.person))
ORDER BY n.name, b.uscc, b."table", b.role, b.valid_from, b.valid_to, b.source, b.raw
"""


def person_rows(holdings: pa.Table, roles: pa.Table) -> pa.Table:
    """Return the rows of natural persons, sorted, with canonical names and comparable ID facts.

    A holder counts as natural when the register says 自然人, or says nothing and the name reads as
    a person's. Facts of an ID number whose check fails are left out.
    """
    raw = pc.unique(
        pa.chunked_array([*holdings["holder_name"].chunks, *roles["name"].chunks], type=pa.string())
    ).drop_null()
    canonical = [person_name(name) for name in raw.to_pylist()]
    names = pa.table({
        "raw": raw,
        "name": pa.array(canonical, pa.string()),
        "person": pa.array([is_person(name) for name in canonical], pa.bool_()),
        "masked": pa.array([is_masked(name) for name in canonical], pa.bool_()),
    })  # fmt: skip
    return query(_ROWS, holdings=holdings, roles=roles, names=names)
