"""Everything about a candidate pair that can be compared, one row a pair (比对字段)."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve.candidates import compare_numbers, find_pairs, person_tokens, unopposed
from resolve.contacts import Contacts, homes
from resolve.knowledge import load
from resolve.near_numbers import near_numbers
from resolve.places import ranked
from resolve.slips import nearly_called, spelled_otherwise
from resolve.sql import column, query

Ints = NDArray[np.int64]

_WITH_JUDGED = """
SELECT s, k, coalesce(name_relation, 'different') AS name_relation
FROM pairs FULL JOIN judged USING (s, k) ORDER BY s, k
"""

_WITH_NEAR = """
SELECT s, k, coalesce(kind, name_relation) AS name_relation, coalesce(m, 1.0) AS name_m,
       coalesce(u, 1.0) AS name_u
FROM pairs FULL JOIN near USING (s, k) ORDER BY s, k
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
       p.phone, p.address, p.place, p.place_u
FROM pairs p
JOIN (SELECT *, coalesce(born, doubtful_born) AS s_born FROM subjects) s USING (s)
JOIN (SELECT *, coalesce(born, doubtful_born) AS k_born FROM persons) k USING (k)
LEFT JOIN numbers n USING (s, k) LEFT JOIN near USING (s, k)
ORDER BY p.s, p.k
"""


def before(a: str, b: str) -> str:
    """Return SQL that says whether partial date `a` certainly lies before `b`."""
    return f"left({a}, length({b})) < left({b}, length({a}))"


def later(born: str, years: int) -> str:
    """Return SQL for the partial date so many years after a partial date."""
    return f"((left({born}, 4)::INT + {years})::VARCHAR || substr({born}, 5))"


def register_persons(rows: pa.Table) -> pa.Table:
    """Return what the registers know of each person: one row a person `k`, sorted.

    His date of birth is the one that says most; a doubtful one counts only where all rows tell the same.
    """
    k = column(rows, "k").astype(np.int64)
    order = np.argsort(k, kind="stable")
    start = np.flatnonzero(np.diff(k[order], prepend=-1))
    dates, doubtful = (_Ranks(rows[name], order, start) for name in ("born", "doubtful_born"))
    posts = _Ranks(rows["valid_from"], order, start)
    least, most = doubtful.pick(np.minimum), doubtful.pick(np.maximum)
    return pa.table({
        "k": k[order][start], "name": rows["name"].take(pa.array(order[start])).cast(pa.string()),
        "masked": np.logical_or.reduceat(rows["masked"].to_numpy()[order], start)
                  if len(start) else np.zeros(0, np.bool_),
        "born": dates.pick(np.maximum, by_length=True),
        "sex": _Ranks(rows["sex"], order, start).pick(np.maximum),
        "region": _Ranks(rows["region"], order, start).pick(np.maximum),
        "first_seen": posts.pick(np.minimum), "last_start": posts.pick(np.maximum),
        "doubtful_born": pc.if_else(pc.equal(least, most), least, pa.scalar(None, pa.string())),
    })  # fmt: skip


class _Ranks:
    """The values of a column, as ranks, by the person of each row; neither null nor empty ones count."""

    def __init__(self, values: pa.ChunkedArray, order: Ints, start: Ints) -> None:
        rank, self.values = ranked(values)
        blank = np.append(pc.equal(self.values, "").to_numpy(zero_copy_only=False), True)
        self.rank, self.known, self.start = rank[order], ~blank[rank[order]], start

    def pick(self, choose: np.ufunc, *, by_length: bool = False) -> pa.Array:
        """Return the least or greatest value of each person, null where he has none; longer ones first."""
        size = len(self.values)
        at = np.arange(size)
        if by_length:
            at = np.argsort(pc.utf8_length(self.values).to_numpy(), kind="stable")
        level = np.empty(size + 1, np.int64)
        level[at], level[size] = np.arange(size), size
        none = size if choose is np.minimum else -1
        levels = np.where(self.known, level[self.rank], none)
        best = choose.reduceat(levels, self.start) if len(self.start) else levels
        return self.values.take(pa.array(np.append(at, 0)[best], mask=best == none))


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
    ids = person_tokens(rows, subjects)
    pairs = find_pairs(subjects, names, persons, ids)
    if judged is None:
        judged = pairs.slice(0, 0)
    if judged.num_rows:
        pairs = query(_WITH_JUDGED, pairs=pairs, judged=judged)
    pairs = unopposed(pairs, subjects, ids, judged)
    contacts = Contacts(subjects, case["companies"], homes(rows))
    near = nearly_called(pairs, subjects, names, persons, contacts.met())
    near = spelled_otherwise(unopposed(near, subjects, ids, judged), persons)
    pairs = query(_WITH_NEAR, pairs=pairs, near=near)
    numbers = compare_numbers(pairs, subjects, persons, ids)
    slipped = near_numbers(pairs, subjects, rows, ids)
    place, place_u = contacts.places(pairs, subjects, case["posts"])
    for name, seen in {**contacts.seen(pairs), "place": place, "place_u": place_u}.items():
        pairs = pairs.append_column(name, pa.array(seen))
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
    )
