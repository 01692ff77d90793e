"""Whom we look for (核查对象): every official, and every relative that the roster declares."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from resolve.knowledge import load
from resolve.spellings import person_names
from resolve.sql import query

_SUBJECTS = """
WITH every AS (
  SELECT official_id, 'self' AS subject, name, former_names, sex, born, NULL AS kinship,
         NULL AS basis, NULL AS valid_from, NULL AS valid_to, phone, address,
         person_id_status AS status, person_id_tokens AS tokens, person_id_born AS id_born,
         person_id_sex AS id_sex, person_id_region AS id_region, 1.0 AS p_relation,
         NULL AS own_phone, NULL AS kin, NULL AS official_born
  FROM officials QUALIFY row_number() OVER (PARTITION BY official_id ORDER BY source) = 1
  UNION ALL
  SELECT r.official_id, r.source, r.name, [],
         coalesce(nullif(r.sex, ''), k.sex,
                  CASE WHEN k.opposite THEN CASE o.sex WHEN '男' THEN '女' WHEN '女' THEN '男' END END),
         r.born, r.kinship, r.basis, r.valid_from, r.valid_to,
         CASE WHEN k.household THEN o.phone END, CASE WHEN k.household THEN o.address END,
         r.person_id_status, r.person_id_tokens, r.person_id_born, r.person_id_sex,
         r.person_id_region, coalesce(b.p, (SELECT p FROM bases WHERE basis = 'default')), r.phone,
         k.kin, o.born
  FROM relatives r
  JOIN (SELECT official_id, any_value(sex) AS sex, min(phone) AS phone, min(address) AS address,
               min(coalesce(nullif(born, ''), CASE WHEN person_id_status IN ('full', 'masked')
                                              THEN nullif(person_id_born, '') END)) AS born
        FROM officials GROUP BY official_id) o USING (official_id)
  LEFT JOIN kinds k USING (kinship) LEFT JOIN bases b USING (basis)
)
SELECT official_id, subject, name, former_names, nullif(kinship, '') AS kinship,
       nullif(basis, '') AS basis, valid_from, valid_to, p_relation,
       list_filter([phone, own_phone], lambda p: p <> '') AS phones, nullif(address, '') AS address,
       coalesce(nullif(sex, ''), CASE WHEN proper THEN nullif(id_sex, '') END) AS sex,
       coalesce(nullif(born, ''), CASE WHEN proper THEN nullif(id_born, '') END) AS born,
       CASE WHEN proper THEN coalesce(tokens, []) ELSE [] END AS tokens,
       CASE WHEN proper THEN nullif(id_born, '') END AS id_born,
       CASE WHEN proper THEN nullif(id_sex, '') END AS id_sex,
       CASE WHEN proper THEN nullif(id_region, '') END AS id_region, kin, official_born,
       CASE WHEN status = 'failing' AND len(tokens) > 0 THEN tokens END AS near,
       CASE WHEN status = 'failing' AND nullif(born, '') IS NULL THEN nullif(id_born, '') END AS doubtful_born
FROM (SELECT *, coalesce(status IN ('full', 'masked'), false) AS proper FROM every)
ORDER BY official_id, subject = 'self' DESC, subject
"""


def find_subjects(officials: pa.Table, relatives: pa.Table) -> pa.Table:
    """Return whom we look for with everything about them that a register can be compared with.

    One row for each official (``self``) and declared relative, sorted; the columns of `SUBJECTS`
    and former_names, phones, address, tokens, id_born, id_sex, id_region, kin (child and parent: ties
    by birth), official_born, the birth of the official who declares him, and of an ID number whose check fails
    near, what it may be a slip of, and doubtful_born. The sex of a relative
    is taken from the kinship word where the roster gives none. Who may share the official's home
    (`kinship.yaml`, household) is looked for under his telephone and address too.
    """
    words = load("kinship")
    female, male, opposite = set(words["female"]), set(words["male"]), set(words["opposite"])
    known = sorted(female | male | opposite | {
        word for kind in ("household", "child", "parent") for word in words[kind]
    })  # fmt: skip
    kinds = pa.table({
        "kinship": known,
        "sex": pa.array(
            ["女" if k in female else "男" if k in male else None for k in known], pa.string()
        ),
        "opposite": [k in opposite for k in known],
        "household": [k in words["household"] for k in known],
        "kin": pa.array(
            [next((kind for kind in ("child", "parent") if k in words[kind]), None) for k in known],
            pa.string(),
        ),
    })  # fmt: skip
    bases = pa.table({"basis": list(words["basis"]), "p": list(words["basis"].values())})
    return query(_SUBJECTS, officials=officials, relatives=relatives, kinds=kinds, bases=bases)


def subject_names(subjects: pa.Table) -> pa.Table:
    """Return (s, name, former): the names to look for, canonical; masked ones are left out.

    s is the number of the row in `subjects`.
    """
    numbered = pa.table({
        "s": np.arange(subjects.num_rows), "name": subjects["name"],
        "former_names": subjects["former_names"],
    })  # fmt: skip
    said = query(
        """
        WITH n AS (SELECT s, name, former_names FROM numbered)
        SELECT s, coalesce(name, '') AS raw, false AS former FROM n
        UNION SELECT s, unnest(former_names), true FROM n
        """,
        numbered=numbered,
    )
    names = person_names(pc.unique(said["raw"]).drop_null())
    return query(
        """
        SELECT s, n.name, bool_and(former) AS former FROM said JOIN names n USING (raw)
        WHERE NOT n.masked GROUP BY s, n.name ORDER BY s, former, n.name
        """,
        said=said,
        names=names,
    )
