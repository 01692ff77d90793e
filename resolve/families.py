"""Two family names in one company (共同出现): the strongest evidence that names alone can give (D3.4).

For a pair (subject a, person k) each relative b of a whose namesake stands beside k weighs ``m / u``.
By chance somebody so called stands there with ``u = s · (f(b) / L + π / M)``: s others stand beside k, each
is called so with f(b), or, where both share the surname, more often, since strangers' family
firms share surnames too; L is what else is known of b's namesake (another date of birth, an equal
number); and b himself, if he is in the register of M persons at all, may stand beside a stranger.
Beside means in one company, or, with a smaller m and the larger crowd that this takes in, in companies
that belong together.

One person counts as one relative, the telephone and address of a company count once, a second
relative of the surname surprises less than the first, and all of it is capped. What ended (a divorce)
counts for the years before its end only, children aside.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve.contacts import Homes, homes
from resolve.fields import Field
from resolve.knowledge import load
from resolve.places import coded
from resolve.sql import column, query

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

#: So many companies linked to seats are looked up at a time: memory is bounded by it, whatever the names.
_AT_ONCE = 4_000_000

#: An interval [from_, to_) of a row that certainly lies outside the tie's own.
_OUTSIDE = """
(coalesce(left(tie_to, length(from_)) < left(from_, length(tie_to)), false)
 OR coalesce(left(to_, length(tie_from)) < left(tie_from, length(to_)), false)
 OR coalesce(length(from_) = 10 AND from_ = tie_to, false)
 OR coalesce(length(to_) = 10 AND to_ = tie_from, false))
"""

#: A tie that has ended ties nobody outside its time; the children of both stay the children of both.
_WITHIN = f"""
WITH asked AS (
  SELECT t.*, a.k, b.k AS other_k, x.tie_from, x.tie_to
  FROM together t JOIN pairs a USING (n) JOIN pairs b ON b.n = t.other
  JOIN pairs x ON x.n = CASE WHEN b.ended THEN b.n ELSE a.n END
  WHERE (b.ended AND NOT a.child) OR (a.ended AND NOT b.child)
),
known AS (
  SELECT k, uscc, nullif(valid_from, '') AS from_, nullif(valid_to, '') AS to_ FROM rows
  WHERE k IN (SELECT k FROM asked UNION SELECT other_k FROM asked)
),
met AS (
  SELECT n, other, here, there FROM asked JOIN known ON known.k = asked.k AND uscc = here
  GROUP BY ALL HAVING bool_or(NOT {_OUTSIDE})
  INTERSECT
  SELECT n, other, here, there FROM asked JOIN known ON known.k = other_k AND uscc = there
  GROUP BY ALL HAVING bool_or(NOT {_OUTSIDE})
)
SELECT * FROM together ANTI JOIN asked USING (n, other, here, there)
UNION ALL
SELECT * FROM together SEMI JOIN met USING (n, other, here, there)
ORDER BY ALL
"""

_WEIGHED = """
WITH beside AS (SELECT n, other, bool_and(linked) AS linked FROM together GROUP BY ALL),
asked AS (
  SELECT DISTINCT k, linked FROM beside JOIN pairs USING (n)
),
reach AS (
  SELECT k, linked, uscc FROM asked JOIN place USING (k)
  UNION
  SELECT k, linked, other FROM asked JOIN place USING (k) JOIN linked USING (uscc) WHERE asked.linked
),
crowd AS (
  SELECT r.k, r.linked, count(DISTINCT q.k) AS others FROM reach r JOIN place q USING (uscc)
  WHERE q.k <> r.k GROUP BY ALL
),
each_ AS (
  SELECT a.n, b.entity, b.k AS other_k, x.linked, a.surname = b.surname AS same,
         CASE WHEN x.linked THEN m_linked ELSE m END AS m_, others, b.stray,
         b.f / 10 ** b.bans AS f, share * b.given / 10 ** b.bans AS one_more,
         next_share * b.given / 10 ** b.bans AS yet_one_more
  FROM beside x JOIN pairs a USING (n) JOIN pairs b ON b.n = x.other
  JOIN crowd ON crowd.k = a.k AND crowd.linked = x.linked, rule
),
first_ AS (
  SELECT *, log10(m_ / (others * (CASE WHEN same THEN greatest(f, one_more) ELSE f END + stray)))
            AS bans FROM each_
),
persons AS (
  SELECT * FROM first_
  QUALIFY row_number() OVER (PARTITION BY n, other_k ORDER BY bans DESC, entity) = 1
),
relatives AS (
  SELECT * FROM persons
  QUALIFY row_number() OVER (PARTITION BY n, entity ORDER BY bans DESC, other_k) = 1
),
ranked AS (
  SELECT *, row_number() OVER (PARTITION BY n, same ORDER BY bans DESC, entity) AS rank
  FROM relatives
)
SELECT n, entity, linked,
       CASE WHEN same AND rank > 1
            THEN log10(m_ / (others * (greatest(f, yet_one_more) + stray))) ELSE bans END AS bans
FROM ranked ORDER BY n, entity
"""


def compare_family(pairs: pa.Table, rows: pa.Table, linked: pa.Table) -> Field:
    """Weigh the relatives' names in the companies of each pair's register person.

    Parameters
    ----------
    pairs : table with n, k, official_id, entity (one number a natural person), named (the names
        agree), f and given (frequencies of full and given name), surname, bans (of the fields that are
        the person's own), stray (chance that a register person is the subject before anything is
        known), child, ended (the tie has an end), tie_from, tie_to
    rows : register rows with their person k
    linked : table of `resolve.linked.linked_companies`
    """
    rule = load("weights")["pair"]
    cap = load("weights")["caps"]["pair_bans"]
    numbers = pa.table({
        "m": [rule["m"]], "m_linked": [rule["m_linked"]],
        "share": [rule["same_surname"]], "next_share": [rule["next_same_surname"]],
    })  # fmt: skip
    stand = homes(rows)
    linked = _coded_links(linked, stand.usccs)
    together = _together(pairs, stand, linked)
    company, _ = coded(rows["uscc"])
    both = np.concatenate([column(together, "n"), column(together, "other")])
    people = _flags(column(pairs, "k")[both], stand)[column(rows, "k")]
    dated = rows.select(["k", "valid_from", "valid_to"]).append_column("uscc", pa.array(company))
    dated = dated.filter(pa.array(people))
    together = query(_WITHIN, together=together, pairs=pairs, rows=dated)
    place = _crowds(together, pairs, stand, linked)
    found = query(
        _WEIGHED, together=together, pairs=pairs, place=place, linked=linked, rule=numbers
    )
    bans, direct = np.zeros(pairs.num_rows), np.zeros(pairs.num_rows, bool)
    index = column(found, "n").astype(np.int64)
    gain = np.clip(column(found, "bans"), 0.0, cap)
    np.add.at(bans, index, gain)
    direct[index[(gain > 0) & ~column(found, "linked").astype(bool)]] = True
    bans = np.minimum(bans, cap)
    agreement = np.select([direct, bans > 0], ["agree", "linked"], "missing")
    return Field("family", agreement, bans)


def _flags(persons: Ints, stand: Homes) -> Bools:
    flag = np.zeros(int(stand.k.max(initial=-1)) + 1, np.bool_)
    flag[persons] = True
    return flag


def _coded_links(linked: pa.Table, usccs: pa.Array) -> pa.Table:
    """Return (uscc, other) as numbers, sorted."""
    one, other = (
        pc.fill_null(pc.index_in(linked[name], value_set=usccs), -1).to_numpy().astype(np.int64)
        for name in ("uscc", "other")
    )
    order = np.lexsort((other, one))
    order = order[(one[order] >= 0) & (other[order] >= 0)]
    return pa.table({"uscc": one[order], "other": other[order]})


def _together(pairs: pa.Table, stand: Homes, linked: pa.Table) -> pa.Table:
    """Return pairs (n, other) of one family whose persons stand in one company, or in two that are linked.

    A seat is a person of a pair in a company (`here`, `there`), its key the family and the company.
    """
    possible = np.flatnonzero(column(pairs, "named").astype(bool) & (column(pairs, "bans") > -1))
    k = column(pairs, "k").astype(np.int64)[possible]
    count = np.bincount(stand.k, minlength=int(k.max(initial=-1)) + 1)
    at, of = _expanded((np.cumsum(count) - count)[k], count[k])
    company, size = stand.company[at], max(len(stand.usccs), 1)
    official = pairs["official_id"].take(pa.array(possible)).combine_chunks()
    family = official.dictionary_encode().indices.to_numpy().astype(np.int64)[of]
    order = np.argsort(family * size + company, kind="stable")
    key, here = (family * size + company)[order], company[order]
    n, person = possible[of][order], k[of][order]
    entity = column(pairs, "entity").astype(np.int64)[n]

    def met(seat: Ints, wanted: Ints, *, tied: bool) -> list[tuple[Ints, Ints, Bools]]:
        low, high = (np.searchsorted(key, wanted, side) for side in ("left", "right"))
        other, one = _expanded(low, high - low)
        one = seat[one]
        kept = (person[one] != person[other]) & (entity[one] != entity[other])
        return [(one[kept], other[kept], np.full(int(kept.sum()), tied))]

    several = np.flatnonzero(
        np.append(np.diff(key) == 0, False) | np.append(False, np.diff(key) == 0)
    )
    found = met(several, key[several], tied=False)
    source, target = (column(linked, name).astype(np.int64) for name in ("uscc", "other"))
    degree = np.bincount(source, minlength=size)
    first, reach = (np.cumsum(degree) - degree)[here], degree[here]
    part = np.cumsum(reach) // _AT_ONCE
    for chunk in np.split(np.arange(len(here)), np.flatnonzero(np.diff(part)) + 1):
        link, seat = _expanded(first[chunk], reach[chunk])
        seat = chunk[seat]
        found += met(seat, (key - here)[seat] + target[link], tied=True)
    one, other, tied = (np.concatenate(part) for part in zip(*found, strict=True))
    table = pa.table({
        "n": n[one], "other": n[other], "here": here[one], "there": here[other], "linked": tied,
    })  # fmt: skip
    return table.sort_by([(name, "ascending") for name in table.column_names])


def _expanded(first: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Return the numbers first … first + count - 1 of each entry one after the other, and of which entry each is."""
    entry = np.repeat(np.arange(len(count)), count)
    return first[entry] + np.arange(len(entry)) - (np.cumsum(count) - count)[entry], entry


def _crowds(together: pa.Table, pairs: pa.Table, stand: Homes, linked: pa.Table) -> pa.Table:
    """Return (k, uscc) of everybody in the companies of those who stand together, and in companies linked to these."""
    people = _flags(column(pairs, "k")[column(together, "n")], stand)
    companies = np.zeros(max(len(stand.usccs), 1), np.bool_)
    companies[stand.company[people[stand.k]]] = True
    companies[column(linked, "other")[companies[column(linked, "uscc")]]] = True
    inside = companies[stand.company]
    return pa.table({"k": stand.k[inside], "uscc": stand.company[inside]})
