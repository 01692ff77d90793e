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
member AS (
  SELECT held AS uscc, holder AS by_, {hub_person} AS hub FROM stake
  UNION
  SELECT uscc, 'person ' || k, {hub_person} FROM rows WHERE NOT masked
  UNION
  SELECT uscc, 'phone ' || phone, {hub_contact} FROM companies WHERE phone <> ''
),
shared AS (
  SELECT uscc, by_ FROM member QUALIFY count(*) OVER (PARTITION BY by_) BETWEEN 2 AND hub
),
direct AS (
  SELECT held, holder FROM stake
  QUALIFY count(*) OVER (PARTITION BY holder) <= {hub_person}
),
near_ AS (SELECT DISTINCT uscc FROM near),
tie AS (
  SELECT x.uscc, y.uscc AS other FROM shared x JOIN shared y USING (by_)
  UNION SELECT held, holder FROM direct
  UNION SELECT holder, held FROM direct
)
SELECT uscc, other FROM tie SEMI JOIN near_ USING (uscc)
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
