"""Which company a row means (企业指认): by valid code, else by name, else by a former name."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from resolve.rows import NATURAL
from resolve.schema import COMPANY_LINKS
from resolve.spellings import company_names
from resolve.sql import query

_LINKS = """
WITH asked AS (
  SELECT raw, canonical FROM names
  SEMI JOIN (SELECT canonical FROM names JOIN rows USING (raw)) USING (canonical)
),
current_ AS (SELECT DISTINCT canonical, uscc FROM register JOIN asked USING (raw)),
known AS (
  SELECT canonical, uscc, 'name' AS basis FROM current_
  UNION ALL
  SELECT DISTINCT canonical, uscc, 'former_name' FROM former JOIN asked USING (raw)
  ANTI JOIN current_ USING (canonical, uscc)
),
by_name AS (
  SELECT canonical, min(uscc) AS uscc, min_by(basis, uscc) AS basis FROM known
  WHERE canonical <> '' GROUP BY canonical HAVING count(DISTINCT uscc) = 1
)
SELECT r."table", r.source,
       CASE WHEN r.status = 'valid' THEN r.uscc ELSE b.uscc END AS uscc,
       CASE WHEN r.status = 'valid' THEN 'uscc' ELSE b.basis END AS basis
FROM rows r LEFT JOIN names n USING (raw) LEFT JOIN by_name b USING (canonical)
WHERE r.status = 'valid' OR b.uscc IS NOT NULL
GROUP BY ALL
ORDER BY ALL
"""


def company_links(
    companies: pa.Table, changes: pa.Table, holdings: pa.Table, coded: dict[str, pa.Table]
) -> pa.Table:
    """Link rows to companies.

    Parameters
    ----------
    companies, changes, holdings : the tables of ingest
    coded : declarations, approvals, awards and acts by their names

    Returns
    -------
    table of `COMPANY_LINKS`, sorted
        A row with a valid code means that code. Without one its name must mean exactly one company,
        present and former names taken together: a name that two companies have borne is no link.
    """
    fields = {"awards": "supplier_name", "acts": "party_name"}
    rows = [
        _rows(name, table, fields.get(name, "company_name"), coded=True)
        for name, table in sorted(coded.items())
    ]
    firms = holdings.filter(
        pc.not_equal(pc.fill_null(holdings["holder_type"], ""), pa.scalar(NATURAL))
    )
    rows.append(_rows("holdings", firms, "holder_name", coded=False))
    renamed = changes.filter(pc.match_substring(pc.fill_null(changes["item"], ""), "名称"))
    register = companies.select(["name", "uscc"]).rename_columns(["raw", "uscc"])
    former = renamed.select(["before", "uscc"]).rename_columns(["raw", "uscc"])
    every = pa.concat_tables(rows)
    if not every.num_rows:
        return COMPANY_LINKS.empty_table()
    raw = pc.unique(
        pa.chunked_array([
            chunk for part in (every, register, former) for chunk in part["raw"].chunks
        ], type=pa.string())
    ).drop_null()  # fmt: skip
    raw = raw.combine_chunks() if isinstance(raw, pa.ChunkedArray) else raw
    names = pa.table({"raw": raw, "canonical": company_names(raw)})
    return query(_LINKS, rows=every, register=register, former=former, names=names).cast(
        COMPANY_LINKS
    )


def _rows(name: str, table: pa.Table, field: str, *, coded: bool) -> pa.Table:
    empty = pa.nulls(table.num_rows, pa.string())
    return pa.table({
        "table": pa.array([name] * table.num_rows, pa.string()),
        "source": table["source"],
        "raw": table[field],
        "uscc": table["uscc"] if coded else empty,
        "status": table["uscc_status"] if coded else empty,
    })  # fmt: skip
