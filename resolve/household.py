"""Contact between an official's side and a register person (共同住址、电话、企业): the grounds of a hypothesis.

A telephone or address counts where it leads to few companies and few officials: an agency's, a
dormitory's, an office building's or the unit's own weighs nothing (D1.5, law.md P-14). Where the
official or somebody whom he declared is in the company himself, the contact is explained by that.
"""

from __future__ import annotations

import pyarrow as pa

from resolve.contacts import CLEAN, with_homes
from resolve.kin_weights import rule_tables
from resolve.knowledge import load
from resolve.sql import query

#: Telephones and addresses of companies that belong to few, no agency's and no unit's: those by which
#: an official's side can be reached, and those of the companies where it is.
_CONTACTS = """
WITH every AS (
  SELECT uscc, name, coalesce(filing_agent, '') <> '' AS filed, source,
         'phone' AS kind, phone AS value FROM companies WHERE phone <> ''
  UNION ALL
  SELECT uscc, name, coalesce(filing_agent, '') <> '', source,
         'address', home FROM companies WHERE address <> ''
), wanted AS (
  SELECT kind, value FROM reach UNION SELECT kind, value FROM every SEMI JOIN seats USING (uscc)
), stated AS (
  SELECT DISTINCT * FROM every SEMI JOIN wanted USING (kind, value)
), used AS (
  SELECT kind, value, count(DISTINCT uscc) AS degree,
         bool_or(filed) AND count(DISTINCT uscc) > 1 AS agency,
         bool_or(name IN (SELECT unit FROM posts)) AS office
  FROM stated GROUP BY ALL
)
SELECT DISTINCT uscc, kind, value, source FROM stated JOIN used USING (kind, value), rule
WHERE degree <= hub AND NOT agency AND NOT office
  AND NOT (kind = 'address' AND regexp_matches(value, $mass$))
ORDER BY ALL
"""

#: What an official's side can be reached by, each number once: his own before a relative's.
_REACH = f"""
WITH every AS (
  SELECT official_id, subject, source, 'phone' AS kind, unnest(phones) AS value FROM anchors
  UNION ALL
  SELECT official_id, subject, source, 'address', {CLEAN.format("address")} FROM anchors
  WHERE address <> ''
), first_ AS (
  SELECT * FROM every
  QUALIFY row_number() OVER (PARTITION BY official_id, kind, value
                             ORDER BY subject = 'self' DESC, subject) = 1
), wide AS (
  SELECT kind, value FROM every GROUP BY ALL
  HAVING count(DISTINCT official_id) > (SELECT shared_officials FROM rule)
)
SELECT * FROM first_ ANTI JOIN wide USING (kind, value) ORDER BY ALL
"""

#: Register persons who are no candidates for an official: himself, who bears the name of him or of a
#: declared relative, who was found to be one of them, and officials of a unit of his.
_EXPLAINED = """
WITH colleague AS (
  SELECT DISTINCT a.official_id, i.k FROM posts a JOIN posts b USING (unit)
  JOIN identities i ON i.official_id = b.official_id
  WHERE a.official_id <> b.official_id AND i.subject = 'self'
    AND i.probability >= (SELECT sure FROM rule)
)
SELECT official_id, k FROM identities
UNION SELECT official_id, k FROM subjects JOIN people ON people.name = subjects.canonical
UNION SELECT official_id, k FROM colleague
ORDER BY ALL
"""

_EVIDENCE = """
WITH places AS (
  SELECT k, uscc, min(source) AS source,
         bool_or(role IS NULL OR role NOT IN (SELECT role FROM staff)) AS runs
  FROM rows JOIN (SELECT k FROM people) USING (k) GROUP BY k, uscc
), size AS (SELECT uscc, count(DISTINCT k) AS persons FROM rows GROUP BY uscc),
small AS (
  SELECT p.* FROM places p JOIN size USING (uscc), rule WHERE persons <= crowd
), theirs AS (  -- companies in which the official's side is, by name at least
  SELECT DISTINCT official_id, uscc FROM known JOIN places USING (k)
), direct AS (
  SELECT r.official_id, r.subject, p.k, r.kind AS code, p.uscc,
         CASE r.kind WHEN 'phone' THEN rule.phone ELSE rule.address END AS bans,
         [c.source, r.source] AS sources
  FROM reach r JOIN contacts c USING (kind, value) JOIN small p USING (uscc), rule
  WHERE (r.official_id, c.uscc) NOT IN (SELECT official_id, uscc FROM theirs)
), sure_ AS (
  SELECT DISTINCT i.official_id, i.subject, i.k AS r, p.uscc, p.source FROM identities i
  JOIN small p USING (k), rule WHERE i.probability >= sure AND p.runs
), beside AS (
  SELECT s.official_id, s.subject, p.k, 'company_of_relative' AS code, p.uscc,
         rule.company_of_relative AS bans, [p.source, s.source] AS sources
  FROM sure_ s JOIN small p USING (uscc), rule WHERE p.k <> s.r AND p.runs
), linked AS (
  SELECT s.official_id, s.subject, p.k, 'contact_of_company' AS code, p.uscc,
         rule.contact_of_company AS bans, [b.source, a.source] AS sources
  FROM sure_ s JOIN contacts a USING (uscc) JOIN contacts b USING (kind, value)
  JOIN small p ON p.uscc = b.uscc, rule
  WHERE a.uscc <> b.uscc
    AND p.runs AND (s.official_id, b.uscc) NOT IN (SELECT official_id, uscc FROM theirs)
), offices AS (
  SELECT k, uscc, bool_or(role IN (SELECT role FROM head_roles)) AS heads,
         bool_or(role IN (SELECT role FROM supervisor_roles)) AS watches FROM rows GROUP BY k, uscc
), pairs AS (
  SELECT s.official_id, s.subject, q.k, 'spouses' AS code, s.uscc, rule.spouses AS bans,
         [s.source] AS sources
  FROM sure_ s JOIN size z USING (uscc) JOIN offices o ON o.k = s.r AND o.uscc = s.uscc
  JOIN offices q ON q.uscc = s.uscc AND q.k <> s.r
  JOIN people a ON a.k = s.r JOIN people b ON b.k = q.k, rule
  WHERE z.persons = 2 AND ((o.heads AND q.watches) OR (q.heads AND o.watches))
    AND a.sex <> b.sex AND abs(left(a.born, 4)::INT - left(b.born, 4)::INT) < pair_gap
)
SELECT official_id, subject, k, code, uscc, bans, list_sort(sources) AS sources FROM (
  FROM direct UNION ALL FROM beside UNION ALL FROM linked UNION ALL FROM pairs
  -- what leads to the wife or a child leads to the official's household
  UNION ALL SELECT e.* REPLACE ('self' AS subject)
  FROM (FROM direct UNION ALL FROM beside UNION ALL FROM linked) e
  JOIN anchors a USING (official_id, subject) WHERE a.at_home AND subject <> 'self'
) ANTI JOIN known USING (official_id, k)
GROUP BY ALL ORDER BY ALL
"""


def contacts_of(anchors: pa.Table, seats: pa.Table, case: dict[str, pa.Table]) -> pa.Table:
    """Return (uscc, kind, value, source) of the companies' contacts that can tie anybody.

    Parameters
    ----------
    anchors : official_id, subject, phones, address, source: the official and his declared relatives
    seats : uscc of the companies in which they are known to be
    case : companies and posts of ingest
    """
    mass = "'" + "|".join(load("kin_evidence")["mass_registration"]) + "'"
    rule = rule_tables()["rule"]
    return query(
        _CONTACTS.replace("$mass$", mass),
        companies=with_homes(case["companies"]),
        posts=case["posts"],
        reach=query(_REACH, anchors=anchors, rule=rule),
        seats=seats,
        rule=rule,
    )


def explained(
    subjects: pa.Table, identities: pa.Table, people: pa.Table, posts: pa.Table
) -> pa.Table:
    """Return (official_id, k): who is known to the official's file already, or a colleague.

    Parameters
    ----------
    subjects : whom we look for, with their canonical names
    identities : official_id, subject, k, probability
    people : register persons whose names are not masked, with k and name
    """
    return query(
        _EXPLAINED,
        subjects=subjects,
        identities=identities,
        people=people,
        posts=posts,
        rule=rule_tables()["rule"],
    )


def contact_evidence(
    anchors: pa.Table,
    identities: pa.Table,
    rows: pa.Table,
    people: pa.Table,
    known: pa.Table,
    contacts: pa.Table,
) -> pa.Table:
    """Return what ties register persons to an official's side by contact, one row an item.

    Parameters
    ----------
    anchors : official_id, subject, at_home, phones, address, source: the official and his declared relatives
    rows : register rows of the companies in question, with the person `k` of each
    people : their persons, with k, name, sex and born
    known : table of `explained`
    contacts : table of `contacts_of`

    Returns
    -------
    table (official_id, subject, k, code, uscc, bans, sources), sorted
    """
    data = load("kin_evidence")
    rule = rule_tables()["rule"]
    return query(
        _EVIDENCE,
        reach=query(_REACH, anchors=anchors, rule=rule),
        anchors=anchors,
        contacts=contacts,
        rows=rows,
        people=people,
        known=known,
        identities=identities,
        rule=rule,
        staff=pa.table({"role": data["staff"]}),
        head_roles=pa.table({"role": data["pair"]["heads"]}),
        supervisor_roles=pa.table({"role": data["pair"]["supervisors"]}),
    )
