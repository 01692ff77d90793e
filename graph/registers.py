"""What the earlier stages say, as views of one DuckDB connection, with both ends of every tie known.

`linked_holdings` is the one place where a row of the registers becomes an edge: its holder is a
register person (resolve's `appearances`), a company (`company_links`) or neither. `sound_roles`,
`known_companies` and `unsound` (rows set aside because their company's code fails its check) go
beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from ingest.stage import Stage

#: The tables that the room reads.
INGEST = (
    "companies", "shareholdings", "personnel", "changes", "officials", "relatives", "posts",
    "awards", "acts", "holdings", "roles",
)  # fmt: skip
RESOLVE = (
    "register_persons", "appearances", "company_links", "identities", "unit_links", "tie_hypotheses",
)  # fmt: skip

#: A code whose check character fails joins nothing: it names a company within its own row of
#: 企业登记, where the legal representative stands beside it, and nowhere else.
_CODES = """
CREATE TABLE failing AS
SELECT DISTINCT uscc FROM (
    SELECT uscc, uscc_status FROM companies UNION ALL SELECT uscc, uscc_status FROM shareholdings
    UNION ALL SELECT uscc, uscc_status FROM personnel UNION ALL SELECT uscc, uscc_status FROM changes)
WHERE uscc_status = 'failing';

CREATE VIEW sound_holdings AS FROM holdings ANTI JOIN failing USING (uscc);
CREATE VIEW sound_roles AS
FROM roles r WHERE uscc NOT IN (FROM failing) OR (uscc, source) IN (SELECT (uscc, source) FROM companies);
CREATE VIEW unsound AS
SELECT uscc, source FROM holdings SEMI JOIN failing USING (uscc)
UNION
(SELECT uscc, source FROM roles SEMI JOIN failing USING (uscc) EXCEPT SELECT uscc, source FROM companies);

CREATE TABLE known_companies AS
SELECT DISTINCT uscc FROM (
    SELECT uscc FROM companies UNION ALL SELECT uscc FROM sound_holdings
    UNION ALL SELECT uscc FROM sound_roles UNION ALL SELECT uscc FROM company_links)
WHERE uscc IS NOT NULL;
"""
#: One change record (变更记录) can speak of several holders, so `source` alone does not say which of
#: them a company link means: where it could be several, the name of the company must agree.
_LINKS = """
CREATE VIEW person_holders AS
SELECT source, uscc, name, min(person_key) AS person_key
FROM appearances WHERE "table" = 'holdings' AND person_key IS NOT NULL GROUP BY ALL;

CREATE TABLE firm_holders AS
WITH rows AS (
    SELECT source, count(*) AS stated FROM (
        SELECT DISTINCT h.source, h.holder_name FROM sound_holdings h
        ANTI JOIN person_holders p
            ON p.source = h.source AND p.uscc = h.uscc AND p.name = h.holder_name)
    GROUP BY source
), links AS (
    SELECT DISTINCT source, uscc AS firm FROM company_links
    WHERE "table" = 'holdings' AND uscc IS NOT NULL
), counted AS (SELECT *, count(*) OVER (PARTITION BY source) AS linked FROM links)
SELECT h.source, h.uscc, h.holder_name, min(l.firm) AS firm
FROM (SELECT DISTINCT source, uscc, holder_name FROM sound_holdings) h
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
FROM sound_holdings h
LEFT JOIN person_holders p
    ON p.source = h.source AND p.uscc = h.uscc AND p.name = h.holder_name
LEFT JOIN firm_holders f
    ON f.source = h.source AND f.uscc = h.uscc AND f.holder_name = h.holder_name;
"""


@contextmanager
def registers(ingest: Stage, resolve: Stage) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a connection with the tables of both stages and the views above."""
    with duckdb.connect() as con:
        for stage, tables in ((ingest, INGEST), (resolve, RESOLVE)):
            for table in tables:
                con.read_parquet(str(stage.path(table))).create_view(table)
        con.execute(_CODES)
        con.execute(_LINKS)
        yield con
