"""Companies that belong together (关联企业): one holds shares in the other, or both share a holder or a telephone.

Hubs link nothing: a holder of many companies, an agency's telephone.
"""

from __future__ import annotations

import pyarrow as pa

from resolve.knowledge import load
from resolve.sql import query

_LINKED = """
WITH stake AS (
  SELECT DISTINCT h.uscc AS held, l.uscc AS holder
  FROM links l JOIN holdings h USING (source)
  WHERE l."table" = 'holdings' AND h.uscc IS NOT NULL AND h.uscc <> l.uscc
),
direct AS (
  SELECT held, holder FROM stake
  QUALIFY count(*) OVER (PARTITION BY holder) <= {hub_person}
),
busy AS (
  SELECT k FROM rows WHERE NOT masked GROUP BY k
  HAVING count(*) > 1 AND count(DISTINCT uscc) BETWEEN 2 AND {hub_person}
),
member AS (SELECT DISTINCT k, uscc FROM rows SEMI JOIN busy USING (k)),
used AS (
  SELECT phone FROM companies WHERE phone <> '' GROUP BY phone
  HAVING count(DISTINCT uscc) BETWEEN 2 AND {hub_contact}
),
reached AS (SELECT DISTINCT phone, uscc FROM companies SEMI JOIN used USING (phone)),
near_ AS (SELECT DISTINCT uscc FROM near),
tie AS (
  SELECT x.held AS uscc, y.held AS other FROM direct x JOIN direct y USING (holder)
  UNION ALL SELECT held, holder FROM direct
  UNION ALL SELECT holder, held FROM direct
  UNION ALL SELECT x.uscc, y.uscc FROM member x JOIN member y USING (k)
  UNION ALL SELECT x.uscc, y.uscc FROM reached x JOIN reached y USING (phone)
)
SELECT DISTINCT uscc, other FROM tie SEMI JOIN near_ USING (uscc)
WHERE uscc <> other AND other IN (SELECT uscc FROM near_) ORDER BY ALL
"""


def linked_companies(
    rows: pa.Table, near: pa.Table, case: dict[str, pa.Table], links: pa.Table
) -> pa.Table:
    """Return (uscc, other) for every two companies that belong together, both ways, sorted.

    Parameters
    ----------
    rows : table of `resolve.rows.person_rows` with the person `k` of each row
    near : table with the column uscc: the companies that matter
    case : companies and holdings of ingest
    links : table `company_links`
    """
    rule = load("weights")["clusters"]
    sql = _LINKED.format(hub_person=rule["hub_person"], hub_contact=rule["hub_contact"])
    return query(
        sql, rows=rows, near=near, companies=case["companies"], holdings=case["holdings"],
        links=links,
    )  # fmt: skip
