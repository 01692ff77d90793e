"""Everything about a candidate pair that can be compared, one row a pair (比对字段)."""

from __future__ import annotations

import pyarrow as pa

from resolve.candidates import compare_numbers, find_pairs, person_tokens
from resolve.knowledge import load
from resolve.near_numbers import near_numbers
from resolve.slips import spelled_otherwise
from resolve.sql import query

_PERSONS = """
SELECT k, any_value(name) AS name, bool_or(masked) AS masked,
       max_by(born, (length(born), born)) AS born, max(sex) AS sex, max(region) AS region,
       min(valid_from) FILTER (valid_from <> '') AS first_seen,
       max(valid_from) FILTER (valid_from <> '') AS last_start,
       CASE WHEN min(doubtful_born) = max(doubtful_born) THEN min(doubtful_born) END AS doubtful_born
FROM rows GROUP BY k ORDER BY k
"""

_WITH_JUDGED = """
SELECT s, k, coalesce(name_relation, 'different') AS name_relation
FROM pairs FULL JOIN judged USING (s, k) ORDER BY s, k
"""

_WITH_NEAR = """
SELECT s, k, coalesce(kind, name_relation) AS name_relation, coalesce(m, 1.0) AS name_m,
       coalesce(u, 1.0) AS name_u
FROM pairs FULL JOIN near USING (s, k) ORDER BY s, k
"""

#: Two full numbers that differ are two persons, whatever else agrees: such a pair has no weight at
#: all. Only what somebody has judged stays, to be shown as a contradiction.
_OPEN = """
SELECT p.* FROM pairs p LEFT JOIN numbers n USING (s, k)
WHERE NOT coalesce(n.full_other AND NOT n.full_same, false)
   OR p.s IN (SELECT s FROM judged) OR p.k IN (SELECT k FROM judged)
ORDER BY p.s, p.k
"""

#: Telephones and addresses of the subjects, and of the companies, with how many companies have them.
_OWN_AND_CONTACT = """
own AS MATERIALIZED (
  SELECT s, 'phone' AS kind, unnest(phones) AS value FROM subjects
  UNION SELECT s, 'address', regexp_replace(nfc_normalize(address), '\\s', '', 'g')
  FROM subjects WHERE address IS NOT NULL
),
given AS (
  SELECT DISTINCT uscc, 'phone' AS kind, phone AS value FROM companies WHERE phone <> ''
  UNION ALL
  SELECT DISTINCT uscc, 'address', regexp_replace(nfc_normalize(address), '\\s', '', 'g')
  FROM companies WHERE address <> ''
),
known AS (
  SELECT kind, value, count(*) AS degree FROM given SEMI JOIN own USING (kind, value) GROUP BY ALL
)
"""

#: Who shares a telephone or an address that is no hub, whatever his name.
_MET = f"""
WITH {_OWN_AND_CONTACT}
SELECT DISTINCT s, k FROM own JOIN known USING (kind, value) JOIN given USING (kind, value)
JOIN person_companies USING (uscc)
WHERE degree <= CASE kind WHEN 'phone' THEN {{phone}} ELSE {{address}} END ORDER BY ALL
"""

_CONTACTS = f"""
WITH {_OWN_AND_CONTACT},
asked AS MATERIALIZED (SELECT s, k, kind, value FROM pairs JOIN own USING (s)),
here AS (
  SELECT DISTINCT k, uscc FROM person_companies SEMI JOIN asked USING (k)
)
SELECT s, k, a.kind,
       bool_or(a.value = g.value AND degree <= CASE a.kind WHEN 'phone' THEN {{phone}}
               ELSE {{address}} END) AS same,
       bool_or(a.value = g.value) AS hub
FROM asked a JOIN here USING (k) JOIN given g ON g.uscc = here.uscc AND g.kind = a.kind
LEFT JOIN known ON known.kind = g.kind AND known.value = g.value
GROUP BY ALL
"""

_PLACES = """
WITH post AS (
  SELECT DISTINCT official_id, left(region, 4) AS prefecture FROM posts
  WHERE length(region) = 6 AND substr(region, 3, 2) <> '00'
),
seat AS (
  SELECT DISTINCT k, left(region, 4) AS prefecture FROM person_companies JOIN companies USING (uscc)
  WHERE length(region) = 6
),
share AS (
  SELECT prefecture, count(DISTINCT k) AS n FROM seat GROUP BY prefecture
),
reach AS (
  SELECT official_id, least(sum(n) / (SELECT count(DISTINCT k) FROM seat), 1) AS u
  FROM post JOIN share USING (prefecture) GROUP BY official_id
),
met AS (
  SELECT p.s, p.k, bool_or(post.prefecture = seat.prefecture) AS same, any_value(official_id) AS official_id
  FROM pairs p JOIN subjects USING (s) JOIN post USING (official_id) JOIN seat ON seat.k = p.k
  GROUP BY p.s, p.k
)
SELECT s, k, same, coalesce(u, 0) AS u FROM met LEFT JOIN reach USING (official_id)
"""

_ALL = """
SELECT p.s, p.k, p.name_relation, p.name_m, p.name_u, coalesce(full_same, false) AS full_same,
       coalesce(full_other, false) AS full_other, coalesce(mask_same, false) AS mask_same,
       coalesce(mask_other, false) AS mask_other, coalesce(n.u, 1.0) AS mask_u,
       CASE WHEN s_born <> '' AND k_born <> '' THEN least(length(s_born), length(k_born))
            ELSE 0 END::TINYINT AS born_width,
       coalesce(left(s_born, length(k_born)) = left(k_born, length(s_born)), false) AS born_same,
       coalesce(left(s_born, 4) = left(k_born, 4), false) AS born_same_year,
       s.born IS NULL OR k.born IS NULL AS born_doubtful,
       coalesce(near.same, false) AS near_same, coalesce(NOT near.same, false) AS near_other,
       coalesce(s.id_born <> '' AND k.born <> '', false) AS born_shown,
       coalesce(s.id_sex <> '' AND k.sex <> '', false) AS sex_shown,
       CASE WHEN s.sex <> '' AND k.sex <> '' THEN CASE WHEN s.sex = k.sex THEN 1 ELSE 2 END
            ELSE 0 END::TINYINT AS sex,
       CASE WHEN s.id_region <> '' AND k.region <> ''
            THEN CASE WHEN s.id_region = k.region THEN 1 ELSE 2 END ELSE 0 END::TINYINT AS region,
       CASE WHEN p.name_relation = 'different' THEN k.name END AS k_name,
       CASE WHEN p.name_relation = 'different' THEN s.name END AS s_name,
       coalesce({too_young}, false) OR coalesce({dead}, false)
       OR coalesce(s.kin = 'child' AND {younger_parent}, false)
       OR coalesce(s.kin = 'parent' AND {older_child}, false) AS impossible_age,
       CASE WHEN t.same THEN 1 WHEN t.hub THEN 3 WHEN t.same IS NULL THEN 0 ELSE 2 END::TINYINT
       AS phone,
       CASE WHEN a.same THEN 1 WHEN a.hub THEN 3 WHEN a.same IS NULL THEN 0 ELSE 2 END::TINYINT
       AS address,
       CASE WHEN l.same THEN 1 WHEN l.same IS NULL THEN 0 ELSE 2 END::TINYINT AS place,
       coalesce(l.u, 1.0) AS place_u
FROM pairs p
JOIN (SELECT *, coalesce(born, doubtful_born) AS s_born FROM subjects) s USING (s)
JOIN (SELECT *, coalesce(born, doubtful_born) AS k_born FROM persons) k USING (k)
LEFT JOIN numbers n USING (s, k) LEFT JOIN near USING (s, k)
LEFT JOIN (SELECT * FROM contacts WHERE kind = 'phone') t USING (s, k)
LEFT JOIN (SELECT * FROM contacts WHERE kind = 'address') a USING (s, k)
LEFT JOIN places l USING (s, k)
ORDER BY p.s, p.k
"""


def before(a: str, b: str) -> str:
    """Return SQL that says whether partial date `a` certainly lies before `b`."""
    return f"left({a}, length({b})) < left({b}, length({a}))"


def later(born: str, years: int) -> str:
    """Return SQL for the partial date so many years after a partial date."""
    return f"((left({born}, 4)::INT + {years})::VARCHAR || substr({born}, 5))"


def register_persons(rows: pa.Table) -> pa.Table:
    """Return what the registers know of each person: one row a person `k`, sorted."""
    return query(_PERSONS, rows=rows)


def compare(
    subjects: pa.Table,
    names: pa.Table,
    rows: pa.Table,
    persons: pa.Table,
    case: dict[str, pa.Table],
    judged: pa.Table | None = None,
) -> pa.Table:
    """Return one row for each candidate pair with all that can be compared.

    Comparisons are told by the numbers of `resolve.fields.SEEN`.

    Parameters
    ----------
    subjects : table of `resolve.subjects.find_subjects` with s, masked (name) and died
    names : table of `resolve.subjects.subject_names`
    rows : table of `resolve.rows.person_rows` with the person `k` of each row
    persons : table of `register_persons`
    case : companies and posts of ingest
    judged : table of `resolve.verdicts.judged_pairs`, candidates whatever their names; None: none
    """
    weights = load("weights")
    ids = person_tokens(rows)
    homes = query("SELECT DISTINCT k, uscc FROM rows", rows=rows)
    pairs = find_pairs(subjects, names, persons, ids)
    if judged is None:
        judged = pairs.slice(0, 0)
    if judged.num_rows:
        pairs = query(_WITH_JUDGED, pairs=pairs, judged=judged)
    hubs = {"phone": weights["phone"]["hub"], "address": weights["address"]["hub"]}
    firms = {"companies": case["companies"], "person_companies": homes}
    met = query(_MET.format(**hubs), subjects=subjects, **firms)
    near = spelled_otherwise(pairs, subjects, names, persons, met)
    pairs = query(_WITH_NEAR, pairs=pairs, near=near)
    numbers = compare_numbers(pairs, subjects, persons, ids)
    pairs = query(_OPEN, pairs=pairs, numbers=numbers, judged=judged)
    slipped = near_numbers(pairs, subjects, rows, ids)
    contacts = query(_CONTACTS.format(**hubs), pairs=pairs, subjects=subjects, **firms)
    places = query(_PLACES, pairs=pairs, subjects=subjects, posts=case["posts"], **firms)
    of_age = later("s.born", weights["age"]["minimum_years"])  # D3.5
    years = weights["age"]["parent_years"]
    return query(
        _ALL.format(
            too_young=before("k.first_seen", of_age),
            dead=before("s.died", "k.last_start"),
            younger_parent=before("k.born", later("s.official_born", years)),
            older_child=before("s.official_born", later("k.born", years)),
        ),
        pairs=pairs,
        subjects=subjects,
        persons=persons,
        numbers=numbers,
        near=slipped,
        contacts=contacts,
        places=places,
    )
