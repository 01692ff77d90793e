"""Undeclared relatives as hypotheses (未申报亲属的推断，`science.md` D1.5): a prior, bans, innocent alternatives.

Candidates come from contact only (a household's telephone or address, a company beside a relative or
tied to his) and from official documents that state a kinship: never from a surname, and never by a
cross product. Each is weighed against "no relative": the prior of a few kin among all adults of the
area, then surname, generation character, county, ages. Who stand behind one telephone compete, since
it speaks for one of them. What is missing weighs nothing; what the roster or the registers already
explain (the person himself, a declared relative, a colleague, an agency, a dormitory) is no candidate.
"""

from __future__ import annotations

import pyarrow as pa

from resolve.household import contact_evidence, contacts_of, explained
from resolve.kin_weights import rule_tables
from resolve.knowledge import load, surname_shares
from resolve.sql import query

#: Surname and given name of a canonical name, as `resolve.names.split` cuts it.
_SPLIT = """CASE WHEN contains({0}, '·') THEN split_part({0}, '·', 1)
     WHEN length({0}) > 2 AND left({0}, 2) IN (SELECT surname FROM compound) THEN left({0}, 2)
     ELSE left({0}, 1) END"""

_PEOPLE = f"""
SELECT k, name, {_SPLIT.format("name")} AS surname, born, sex, region FROM persons
WHERE NOT masked AND k IN (SELECT k FROM rows UNION SELECT k FROM documents) ORDER BY k
"""

#: The companies in question: where the official's side is, and those that a contact leads to.
_NEAR = """
SELECT r.k, r.uscc, r.role, r.source FROM rows r SEMI JOIN (
  SELECT uscc FROM contacts UNION SELECT uscc FROM seats) USING (uscc) ORDER BY r.k, r.uscc, r.source
"""
_SEATS = """
SELECT DISTINCT uscc FROM rows
WHERE k IN (SELECT k FROM identities, rule WHERE probability >= sure) ORDER BY uscc
"""

#: Officials and declared relatives whose tie lasts; the county of an official without a number is
#: that of the others of his 籍贯, where they agree.
_ANCHORS = f"""
WITH own AS (
  SELECT official_id, min(source) AS source, min_by(native_place, source) AS native_place
  FROM officials GROUP BY official_id
), learned AS (
  SELECT native_place, mode(region) AS region FROM (
    SELECT native_place, person_id_region AS region FROM officials
    WHERE native_place <> '' AND person_id_region <> '' AND person_id_status IN ('full', 'masked')
  ) GROUP BY native_place
  HAVING count(*) >= (SELECT learned_from FROM rule)
     AND count(*) FILTER (region = (SELECT mode(person_id_region) FROM officials x
         WHERE x.native_place = native_place AND person_id_status IN ('full', 'masked')))
         >= (SELECT learned_part FROM rule) * count(*)
)
SELECT a.official_id, a.subject, a.canonical AS name,
       a.subject = 'self' OR a.kinship IN (SELECT kinship FROM household) AS at_home,
       CASE WHEN NOT a.masked THEN {_SPLIT.format("a.canonical")} END AS surname,
       a.sex, a.born, coalesce(nullif(a.id_region, ''), CASE WHEN a.subject = 'self' THEN l.region END)
           AS region,
       a.phones, a.address, CASE WHEN a.subject = 'self' THEN o.source ELSE a.subject END AS source
FROM subjects a JOIN own o USING (official_id) LEFT JOIN learned l USING (native_place)
WHERE a.subject = 'self' OR nullif(a.valid_to, '') IS NULL
ORDER BY a.official_id, a.subject
"""

#: How common surnames and counties are among all register persons.
_COUNTIES = """
SELECT region, (count(*) + county_smoothing / 10) / (sum(count(*)) OVER () + county_smoothing) AS share
FROM persons, rule WHERE NOT masked AND region IS NOT NULL GROUP BY region, county_smoothing ORDER BY region
"""
_SHARES = f"""
WITH national AS (SELECT surname, share FROM national_shares),
people AS (SELECT {_SPLIT.format("name")} AS surname FROM persons WHERE NOT masked),
local AS (SELECT surname, count(*) AS n FROM people GROUP BY surname)
SELECT l.surname, (l.n + smoothing * coalesce(f.share, (SELECT share FROM national WHERE surname = '*')))
           / ((SELECT count(*) FROM people) + smoothing) AS share
FROM local l LEFT JOIN national f USING (surname), rule ORDER BY l.surname
"""

#: One row a candidate and anchor, every item of evidence in bans; a missing field gives 0.
_WEIGHED = """
WITH contacts AS (
  SELECT official_id, subject, k, code, max(bans) AS bans,
         list_sort(list_distinct(flatten(list(sources)))) AS sources
  FROM contact GROUP BY ALL
), named AS (
  SELECT official_id, 'self' AS subject, k, max(bans) AS bans, max(company) AS company,
         min(word) AS word, list_sort(list_distinct(list(source))) AS sources
  FROM documents GROUP BY ALL
), candidate AS (
  SELECT DISTINCT official_id, subject, k FROM contacts UNION
  SELECT official_id, subject, k FROM named
), met AS (
  SELECT c.*, a.source, p.name,
         a.surname = p.surname AS same_surname, d.bans IS NOT NULL AS told,
         d.bans AS d_bans, d.company AS d_company, d.word, coalesce(d.sources, []) AS d_sources,
         f.share AS surname_share, a.region = p.region AS same_region, g.share AS county_share,
         left(a.born, 4)::INT - left(p.born, 4)::INT AS gap,
         greatest(left(p.born, 4), left(a.born, 4))::INT AS later,
         length(a.name) - length(a.surname) = 2 AND length(p.name) - length(p.surname) = 2
             AND substr(a.name, length(a.surname) + 1, 1) = substr(p.name, length(p.surname) + 1, 1)
             AND a.name <> p.name AS same_character
  FROM candidate c JOIN anchors a USING (official_id, subject) JOIN people p USING (k)
  LEFT JOIN named d USING (official_id, subject, k)
  LEFT JOIN shares f ON f.surname = a.surname LEFT JOIN counties g ON g.region = a.region
), items AS (
  SELECT m.*, [
    {'code': 'prior', 'bans': log10(CASE WHEN subject = 'self' THEN kin ELSE kin_of_relative END
                                    / greatest((SELECT count(*) FROM persons) / participation, least_adults)),
     'sources': []::VARCHAR[]},
    {'code': CASE WHEN same_surname THEN 'surname' ELSE 'surname_differs' END,
     'bans': CASE WHEN told THEN 0 WHEN same_surname
             THEN least(-log10(surname_share), surname_high) - clustering ELSE surname_differs END,
     'sources': [source]},
    {'code': 'generation', 'bans': CASE WHEN same_surname AND same_character AND same_region
             AND abs(gap) <= generation_gap
             THEN CASE WHEN later < 1960 THEN before_1960 ELSE after_1960 END END, 'sources': [source]},
    {'code': CASE WHEN same_region THEN 'region' ELSE 'region_differs' END,
     'bans': CASE WHEN same_region THEN least(-log10(county_share), region_high)
             WHEN NOT same_region THEN region_differs END, 'sources': [source]},
    {'code': 'age', 'bans': CASE WHEN abs(gap) > any_gap OR gap < y.low OR gap > y.high
             THEN impossible END, 'sources': [source]},
    {'code': 'document_name', 'bans': d_bans, 'sources': d_sources},
    {'code': 'company_in_document', 'bans': d_company, 'sources': d_sources}
  ] AS fixed
  FROM met m LEFT JOIN gaps y USING (word), rule
), listed AS (
  SELECT official_id, subject, k,
         list({'code': code, 'bans': bans, 'sources': sources} ORDER BY code) AS found,
         sum(bans) FILTER (code <> 'spouses') AS pooled,
         bool_or(code IN ('phone', 'address')) AS direct, bool_or(code = 'phone') AS by_phone,
         bool_or(code NOT IN ('phone', 'address', 'spouses')) AS beside,
         bool_or(code = 'spouses') AS paired
  FROM contacts GROUP BY ALL
), weighed AS (
  SELECT i.*, direct, by_phone, paired,
         list_filter(list_concat(fixed, coalesce(found, []),
             [{'code': 'contact_cap', 'bans': least(0, cap - pooled), 'sources': []::VARCHAR[]}]),
             lambda e: coalesce(e.bans, 0) <> 0) AS evidence,
         found IS NOT NULL OR coalesce(d_company, 0) > 0 AS more_than_name
  FROM items i LEFT JOIN listed USING (official_id, subject, k), rule
  -- an acquaintance beside a relative is a partner: a surname or a pair must tie him as well
  WHERE told OR direct OR same_surname OR paired
)
SELECT official_id, subject, k, coalesce(direct, false) AS direct, told,
       log10(nominee) - log10(CASE WHEN subject = 'self' THEN kin ELSE kin_of_relative END)
           + list_sum(list_transform(list_filter(evidence, lambda e: e.code IN (
                 'prior', 'region', 'region_differs', 'phone')), lambda e: e.bans)) AS other_bans,
       coalesce(same_surname, false) OR told OR coalesce(paired, false) AS related,
       coalesce(by_phone, false) AS by_phone, more_than_name, evidence,
       list_sum(list_transform(evidence, lambda e: e.bans)) AS bans
FROM weighed, rule
QUALIFY row_number() OVER (PARTITION BY official_id, k ORDER BY bans DESC, subject = 'self' DESC, subject) = 1
ORDER BY official_id, k
"""

#: One telephone speaks for one person: those it could mean compete, as relatives (w) and as others
#: whom the official knows (u; they do not live with him), and so do namesakes in a document.
_POSTERIOR = """
WITH pool AS (
  SELECT official_id, k, uscc AS pool FROM contact WHERE code IN ('phone', 'address')
  UNION SELECT official_id, k, 'document ' || name FROM documents
), odds AS (
  SELECT official_id, k, 10 ** bans AS w, CASE WHEN by_phone THEN 10 ** other_bans ELSE 0 END AS u FROM weighed
), sums AS (
  SELECT official_id, pool, sum(w + u ORDER BY k) AS total FROM odds JOIN pool USING (official_id, k)
  GROUP BY ALL
), rivals AS (
  SELECT official_id, k, max(total) AS total FROM pool JOIN sums USING (official_id, pool) GROUP BY ALL
), judged AS (
  SELECT w.*, w.subject AS via, (o.w + CASE WHEN w.related THEN 0 ELSE o.u END)
             / (1 + greatest(o.w + o.u, coalesce(r.total, 0))) AS p
  FROM weighed w JOIN odds o USING (official_id, k) LEFT JOIN rivals r USING (official_id, k)
)
SELECT official_id, k, CASE WHEN related THEN 'kin' WHEN by_phone THEN 'contact' ELSE 'household' END AS tie,
       via, round(least(p, CASE WHEN NOT more_than_name THEN name_only
                               WHEN direct OR told THEN most ELSE beside_only END), 6) AS probability,
       list_transform(evidence, lambda e: {'code': e.code, 'bans': round(e.bans, 6), 'sources': e.sources})
           AS evidence
FROM judged, rule WHERE p >= CASE WHEN direct THEN written_contact ELSE written END ORDER BY official_id, k
"""


def infer_kin(
    subjects: pa.Table,
    identities: pa.Table,
    rows: pa.Table,
    persons: pa.Table,
    case: dict[str, pa.Table],
    documents: pa.Table,
) -> pa.Table:
    """Return who may be an official's undeclared relative or of his household, and why.

    Parameters
    ----------
    subjects : whom we look for, with canonical name, masked, phones, address and id_region
    identities : official_id, subject, k, probability: who is already known in the registers
    rows : register rows with the person `k` of each
    persons : table of `resolve.pairs.register_persons`
    case : companies, officials and posts of ingest
    documents : table of `resolve.weak_ties.named_in_documents`, kinship only

    Returns
    -------
    table (official_id, k, tie, via, probability, evidence), sorted
        `tie` is kin, contact or household, `via` the subject through whom; the probability is at
        least `levels.written`, for whom a telephone or address leads to `levels.written_contact`.
    """
    rule = rule_tables()
    shared = {"rule": rule["rule"], "compound": rule["compound"]}
    anchors = query(
        _ANCHORS,
        subjects=subjects,
        officials=case["officials"],
        household=pa.table({"kinship": load("kinship")["household"]}),
        **shared,
    )
    seats = query(_SEATS, rows=rows, identities=identities, rule=rule["rule"])
    contacts = contacts_of(anchors, seats, case)
    near = query(_NEAR, rows=rows, contacts=contacts, seats=seats)
    people = query(
        _PEOPLE, persons=persons, rows=near, documents=documents, compound=rule["compound"]
    )
    known = explained(subjects, identities, people, case["posts"])
    contact = contact_evidence(anchors, identities, near, people, known, contacts)
    national = surname_shares()
    table = pa.table({"surname": list(national), "share": list(national.values())})
    shares = query(_SHARES, persons=persons, national_shares=table, **shared)
    counties = query(_COUNTIES, persons=persons, rule=rule["rule"])
    documents = query(
        "SELECT * FROM documents ANTI JOIN known USING (official_id, k)",
        documents=documents,
        known=known,
    )
    weighed = query(
        _WEIGHED,
        contact=contact,
        documents=documents,
        anchors=anchors,
        people=people,
        persons=persons,
        shares=shares,
        counties=counties,
        gaps=rule["gaps"],
        rule=rule["rule"],
    )
    return query(
        _POSTERIOR, weighed=weighed, contact=contact, documents=documents, rule=rule["rule"]
    )


def alternatives(evidence: list[str]) -> list[str]:
    """Return the innocent explanations (正常解释) of items of evidence, in Chinese, in their order."""
    words = load("kin_evidence")["alternatives"]
    return [words[code]["zh"] for code in dict.fromkeys(evidence) if code in words]
