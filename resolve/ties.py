"""What ties two register rows of one name together: masked numbers, co-holders, telephones, addresses.

Each tie counts only where a stranger of the same name would hardly be met there: the expected
number of such strangers must stay below `clusters.coincidence` of the weights. Hubs (agents,
agencies' telephones) tie nobody.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from resolve.knowledge import load
from resolve.names import split
from resolve.sql import query

#: Kinds of edges, strongest first: the same number, company, masked number or co-holder, contact.
TIES = {"number": 0, "company": 1, "mask": 2, "contact": 3}

#: One node for each (name, company) that IDs do not split; the others are too ambiguous to tie.
_PLACES = """
SELECT name, uscc, min(node) AS node FROM rows WHERE NOT masked
GROUP BY name, uscc HAVING count(DISTINCT label) = 1
"""


def _rule() -> dict[str, Any]:
    rule: dict[str, Any] = load("weights")["clusters"]
    return rule


def mask_ties(rows: pa.Table, people: pa.Table) -> pa.Table:
    """Return node pairs (a, b) of one name that share a masked number.

    Two strangers' masked numbers agree by chance at a rate that is counted, for each kind of mask,
    between persons of different names.
    """
    return query(
        f"""
        WITH token AS (
          SELECT DISTINCT node, name, unnest(tokens) AS token FROM rows WHERE NOT masked
        ), masks AS (
          SELECT *, split_part(token, ':', 1) AS mask FROM token WHERE token NOT LIKE 'F:%'
        ), totals AS (
          SELECT mask, sum(n) AS n, sum(n * n) AS same
          FROM (SELECT mask, name, count(*) AS n FROM masks GROUP BY ALL) GROUP BY mask
        ), agreements AS (
          SELECT mask, sum(n * n) - sum(same) AS n FROM (
            SELECT mask, token, sum(n) AS n, sum(n * n) AS same
            FROM (SELECT mask, token, name, count(*) AS n FROM masks GROUP BY ALL)
            GROUP BY mask, token
          ) GROUP BY mask
        ), chance AS (
          SELECT mask, greatest((a.n + 1.0) / (t.n * t.n - t.same + 1.0), 1e-6) AS u
          FROM totals t JOIN agreements a USING (mask)
        )
        SELECT min(node) OVER (PARTITION BY name, token) AS a, node AS b
        FROM masks JOIN chance USING (mask) JOIN people USING (name)
        WHERE u * greatest(persons, f * (SELECT sum(persons) FROM people)) < {_rule()["coincidence"]}
        QUALIFY a < b ORDER BY ALL
        """,
        rows=rows,
        people=people,
    )


def holder_ties(rows: pa.Table, people: pa.Table) -> pa.Table:
    """Return node pairs (a, b) of one name whose companies share another name, no agent's."""
    rule = _rule()
    surnames = [split(name) for name in people["name"].to_pylist()]
    known = people.append_column("surname", pa.array([s for s, _ in surnames], pa.string()))
    return query(
        f"""
        WITH places AS ({_PLACES}),
        member AS (
          SELECT DISTINCT name, uscc FROM rows WHERE NOT masked
        ), sized AS (
          SELECT *, count(*) OVER (PARTITION BY uscc) AS size,
                 count(*) OVER (PARTITION BY name) AS degree FROM member
        ), usable AS (
          SELECT s.*, p.f, p.given, p.surname FROM sized s JOIN known p USING (name)
          WHERE size BETWEEN 2 AND 30
        ), mean_ AS (SELECT avg(size - 1) AS others FROM usable),
        pairs AS (
          SELECT x.name, y.name AS other, x.uscc FROM usable x JOIN usable y USING (uscc), mean_
          WHERE x.name <> y.name AND y.degree BETWEEN 2 AND {rule["hub_person"]} AND x.degree > 1
            AND (y.degree - 1) * others * CASE WHEN x.surname = y.surname
                THEN greatest(x.f, {rule["family_share"]} * x.given) ELSE x.f END
                < {rule["coincidence"]}
        )
        SELECT DISTINCT min(node) OVER (PARTITION BY name, other) AS a, node AS b
        FROM pairs JOIN places USING (name, uscc) QUALIFY a < b ORDER BY ALL
        """,
        rows=rows,
        known=known,
    )


def contact_ties(rows: pa.Table, people: pa.Table, companies: pa.Table) -> pa.Table:
    """Return node pairs (a, b) of one name whose companies share a telephone or an address."""
    rule = _rule()
    return query(
        f"""
        WITH places AS ({_PLACES}),
        contact AS (
          SELECT DISTINCT uscc, 'phone' AS kind, phone AS value FROM companies WHERE phone <> ''
          UNION
          SELECT DISTINCT uscc, 'address', regexp_replace(nfc_normalize(address), '\\s', '', 'g')
          FROM companies WHERE address <> ''
        ), shared AS (
          SELECT *, count(*) OVER (PARTITION BY kind, value) AS degree FROM contact
        )
        SELECT DISTINCT min(node) OVER (PARTITION BY name, kind, value) AS a, node AS b
        FROM shared JOIN places USING (uscc) JOIN people USING (name)
        WHERE degree BETWEEN 2 AND {rule["hub_contact"]}
          AND (degree - 1) * 3 * f < {rule["coincidence"]}
        QUALIFY a < b ORDER BY ALL
        """,
        rows=rows,
        people=people,
        companies=companies,
    )
