"""Companies that belong together (关联企业): one holds shares in the other, or both share a holder or a telephone.

Hubs link nothing: a holder of many companies, an agency's telephone.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from resolve.contacts import homes
from resolve.knowledge import load
from resolve.sql import column, query

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
member AS (SELECT DISTINCT k, uscc FROM busy),
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
        sql, busy=_busy(rows, rule["hub_person"]), near=near, companies=case["companies"],
        holdings=case["holdings"], links=links,
    )  # fmt: skip


def _busy(rows: pa.Table, most: int) -> pa.Table:
    """Return the rows (k, uscc) of whoever stands under his whole name in several companies, and no agent's."""
    shown = rows.select(["k", "uscc"]).filter(pc.invert(rows["masked"]))
    stand = homes(shown)
    count = np.bincount(stand.k, minlength=int(column(rows, "k").max(initial=-1)) + 1)
    busy = (count >= 2) & (count <= most)
    return rows.select(["k", "uscc"]).filter(pa.array(busy[column(rows, "k")]))
