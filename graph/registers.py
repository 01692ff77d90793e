"""What the earlier stages say, as views of one DuckDB connection: holdings and roles with their ends known.

`linked_holdings` is the one place where a row of the registers becomes an edge: its holder is a
register person (resolve's `appearances`), a company (`company_links`) or neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from ingest.stage import Stage

_INGEST = (
    "companies", "officials", "relatives", "posts", "awards", "acts", "holdings", "roles",
)  # fmt: skip
_RESOLVE = ("register_persons", "appearances", "company_links", "identities", "unit_links")

#: One change record (变更记录) can speak of several holders, so `source` alone does not say which of
#: them a company link means: where it could be several, the name of the company must agree.
_LINKS = """
CREATE VIEW known_companies AS
SELECT DISTINCT uscc FROM (
    SELECT uscc FROM companies UNION ALL SELECT uscc FROM holdings UNION ALL SELECT uscc FROM roles
    UNION ALL SELECT uscc FROM company_links)
WHERE uscc IS NOT NULL;

CREATE VIEW person_holders AS
SELECT source, uscc, name, min(person_key) AS person_key
FROM appearances WHERE "table" = 'holdings' AND person_key IS NOT NULL GROUP BY ALL;

CREATE TABLE firm_holders AS
WITH rows AS (
    SELECT source, count(*) AS stated FROM (
        SELECT DISTINCT h.source, h.holder_name FROM holdings h
        ANTI JOIN person_holders p
            ON p.source = h.source AND p.uscc = h.uscc AND p.name = h.holder_name)
    GROUP BY source
), links AS (
    SELECT DISTINCT source, uscc AS firm FROM company_links
    WHERE "table" = 'holdings' AND uscc IS NOT NULL
), counted AS (SELECT *, count(*) OVER (PARTITION BY source) AS linked FROM links)
SELECT h.source, h.uscc, h.holder_name, min(l.firm) AS firm
FROM (SELECT DISTINCT source, uscc, holder_name FROM holdings) h
JOIN counted l USING (source) JOIN rows r USING (source)
ANTI JOIN person_holders p
    ON p.source = h.source AND p.uscc = h.uscc AND p.name = h.holder_name
WHERE (l.linked = 1 AND r.stated = 1)
    OR EXISTS (FROM companies c WHERE c.uscc = l.firm AND c.name = h.holder_name)
GROUP BY ALL;

CREATE TABLE linked_holdings AS
SELECT CASE WHEN p.person_key IS NOT NULL THEN 'person:' || p.person_key
            WHEN f.firm IS NOT NULL THEN 'company:' || f.firm
            ELSE 'holder:' || h.uscc || ':' || h.holder_name END AS holder,
       h.uscc, h.holder_name, h.share, h.valid_from, h.valid_to, h.source
FROM holdings h
LEFT JOIN person_holders p
    ON p.source = h.source AND p.uscc = h.uscc AND p.name = h.holder_name
LEFT JOIN firm_holders f
    ON f.source = h.source AND f.uscc = h.uscc AND f.holder_name = h.holder_name;
"""


@contextmanager
def registers(ingest: Stage, resolve: Stage) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection with the tables of both stages and the views above."""
    with duckdb.connect() as con:
        for stage, tables in ((ingest, _INGEST), (resolve, _RESOLVE)):
            for table in tables:
                con.read_parquet(str(stage.path(table))).create_view(table)
        con.execute(_LINKS)
        yield con
