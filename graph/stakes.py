"""The dated stakes of an area as arrays: who holds how much of which company, from when to when.

Nodes are numbered: the companies first, then the register persons, then the holders that are
neither (government bodies, foreign holders, companies that nobody could find). The last ones count
in sums and as rivals for dominance; nobody looks through them.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from ingest.dates import DAY_MAX, DAY_MIN

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Stakes:
    """All stakes, at any time, in the order of (company, holder, dates, share).

    Days count from 1970-01-01 as in `ingest.dates`; the arrays have one entry a stake.
    """

    companies: int  # nodes 0 … companies − 1 are companies
    persons: int  # the next `persons` nodes are register persons
    ids: pa.Array  # node → node id: company:…, person:…, holder:…
    holder: Ints
    company: Ints
    share: Floats  # fraction 0–1, NaN where the source gives none
    from_lo: Ints
    from_hi: Ints
    to_lo: Ints
    to_hi: Ints
    rows: pa.Table  # valid_from, valid_to, source as the register writes them

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.ids)


#: First and last day of a partial date, in days since 1970-01-01.
_MACROS = """
CREATE OR REPLACE TEMP MACRO earliest(d) AS
    (d || substr('-01-01', length(d) - 3))::DATE - DATE '1970-01-01';
CREATE OR REPLACE TEMP MACRO latest(d) AS CASE length(d)
    WHEN 10 THEN d::DATE - DATE '1970-01-01'
    WHEN 7 THEN last_day((d || '-01')::DATE) - DATE '1970-01-01'
    ELSE (d || '-12-31')::DATE - DATE '1970-01-01' END;
"""
#: The bounds are those of `ingest.dates.span`; the same stake told by two sources is one stake.
_STAKES = f"""
SELECT h.node::INT AS holder, c.node::INT AS company,
       coalesce(share, 'nan'::DOUBLE) AS share,
       coalesce(earliest(valid_from), {DAY_MIN})::INT AS from_lo,
       coalesce(latest(valid_from), latest(valid_to), {DAY_MAX})::INT AS from_hi,
       coalesce(earliest(valid_to), {DAY_MAX})::INT AS to_lo,
       coalesce(latest(valid_to), {DAY_MAX})::INT AS to_hi,
       valid_from, valid_to, source
FROM (SELECT holder, uscc, share, valid_from, valid_to, min(source) AS source
      FROM linked_holdings GROUP BY ALL) s
JOIN nodes h ON h.id = s.holder JOIN nodes c ON c.id = 'company:' || s.uscc
ORDER BY company, holder, from_lo, from_hi, to_lo, to_hi, share, source
"""
_NODES = """
CREATE OR REPLACE TEMP TABLE nodes AS
SELECT id, kind, row_number() OVER (ORDER BY kind, id) - 1 AS node FROM (
    SELECT 'company:' || uscc AS id, 0 AS kind FROM known_companies
    UNION ALL
    SELECT DISTINCT holder, CASE WHEN starts_with(holder, 'person:') THEN 1 ELSE 2 END
    FROM linked_holdings WHERE NOT starts_with(holder, 'company:'))
"""


def stakes(con: duckdb.DuckDBPyConnection) -> Stakes:
    """Return all stakes of `linked_holdings` (`graph.registers`)."""
    con.execute(_MACROS)
    con.execute(_NODES)
    (companies, persons) = (
        con.sql("SELECT count(*) FILTER (kind = 0), count(*) FILTER (kind = 1) FROM nodes").fetchall()[0]
    )  # fmt: skip
    ids = con.sql("SELECT id FROM nodes ORDER BY node").to_arrow_table()["id"].combine_chunks()
    table = con.sql(_STAKES).to_arrow_table()
    columns = {name: table[name].to_numpy() for name in table.column_names[:7]}
    rows = table.select(["valid_from", "valid_to", "source"]).combine_chunks()
    return Stakes(companies=companies, persons=persons, ids=ids, rows=rows, **columns)
