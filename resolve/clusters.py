"""One natural person across companies (同一自然人): register rows joined without joining strangers.

A place is a name in a company with one ID number (or none). Places of one name are joined by the
same full number, the same company, the same masked number or day of birth, the same co-holder, the
same telephone or address of a company. All but the first two count only where a stranger of that
name would hardly be met there by chance. A component in which ID facts contradict each other loses
its weakest ties until none does: when in doubt, two persons. Nothing here ever joins different names.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resolve import frequency, ties
from resolve.components import components, numbered
from resolve.cuts import FACTS, Ties, contradictory, cut, joined, tie
from resolve.places import Places, coded, facts, find_places, of_persons
from resolve.sql import column, query
from resolve.tenure import weighed

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_NO_PAIRS = np.empty((0, 2), np.int64)


class Clustering(NamedTuple):
    """Register persons and why their rows are one."""

    person: Ints  # of each row, in order of first appearance
    places: Places
    ties: Ties  # between the places of one person; each stays only while it is needed
    contacts: pa.Array  # telephones and addresses by `Ties.what`


def cluster(
    rows: pa.Table, companies: pa.Table, *, together: Ints = _NO_PAIRS, apart: Ints = _NO_PAIRS
) -> Ints:
    """Say which person each register row speaks of.

    Parameters
    ----------
    rows : table of `resolve.rows.person_rows`
    companies : the typed table 企业登记
    together : array (n, 2), rows that a person has judged to speak of one; different names stay two
    apart : array (n, 2), rows that he has judged not to; against it no tie and no judgement counts

    Returns
    -------
    array (rows,), the number of the person, in order of first appearance in `rows`
    """
    return find_persons(rows, companies, together=together, apart=apart).person


def find_persons(
    rows: pa.Table, companies: pa.Table, *, together: Ints = _NO_PAIRS, apart: Ints = _NO_PAIRS
) -> Clustering:
    """Return what `cluster` returns, and the ties that it rests on."""
    places = find_places(rows, np.unique(apart))
    if not rows.num_rows:
        return Clustering(
            np.empty(0, np.int64),
            places,
            tie(_NO_PAIRS[:, 0], _NO_PAIRS[:, 1], ties.NUMBER),
            pa.array([]),
        )
    judged = _judged_ties(together, places)
    numbers, company = ties.number_ties(places), ties.company_ties(places)
    certain = joined(judged, numbers, company)
    known_facts = _unjudged(
        facts(rows, places, _touched(certain, places.size)), judged, places.size
    )
    company = _clear(company, known_facts, places.size)
    certain = joined(judged, numbers, company)
    labels = components(certain.pairs(), places.size)
    probable, contacts = _probable_ties(rows, companies, places, labels)
    every = joined(certain, probable)
    against = _unjudged(facts(rows, places, _touched(every, places.size)), judged, places.size)
    stays = cut(every, _strength(every), against, places.of_row[apart], places.size)
    every = every.take(stays)
    labels = components(every.pairs(), places.size)
    return Clustering(numbered(labels[places.of_row]), places, every, contacts)


def _judged_ties(together: Ints, places: Places) -> Ties:
    a, b = np.sort(places.of_row[together], axis=1).T
    same = (places.name[a] == places.name[b]) & (a != b)
    return tie(a[same], b[same], ties.JUDGED)


def _touched(found: Ties, size: int) -> Bools:
    touched = np.zeros(size, np.bool_)
    touched[found.a] = touched[found.b] = True
    return touched


def _unjudged(found: Ints, judged: Ties, size: int) -> Ints:
    """Leave out kinds of facts in which places that a person has judged to be one differ."""
    if not len(judged.a):
        return found
    labels = components(judged.pairs(), size)
    kinds = int(found[:, 1].max(initial=0)) + 1
    both = labels[found[:, 0]] * kinds + found[:, 1]
    one = found.copy()
    one[:, 0], one[:, 1] = both, 0
    bad: Bools = contradictory(np.arange(int(both.max(initial=-1)) + 1), one)[both]
    return found[~bad]


def _clear(company: Ties, known_facts: Ints, size: int) -> Ties:
    """Leave out ties within companies that have two persons of one name, as far as they are unclear."""
    groups = components(company.pairs(), size)
    bad = contradictory(groups, known_facts)[groups[company.a]]
    doubtful = _unambiguous(company.take(bad).pairs(), known_facts)
    return joined(company.take(~bad), tie(doubtful[:, 0], doubtful[:, 1], ties.COMPANY))


def _unambiguous(edges: Ints, known_facts: Ints) -> Ints:
    """In a company with two persons of one name, join a place only where exactly one other fits it.

    These groups are few and small, so plain Python is quick enough.
    """
    groups: dict[int, list[int]] = {}
    for a, b in edges.tolist():
        groups.setdefault(a, [a]).append(b)
    known: dict[int, dict[int, int]] = {n: {} for group in groups.values() for n in group}
    for node, kind, value in known_facts[np.isin(known_facts[:, 0], list(known))].tolist():
        known[node][kind] = value
    kept: list[tuple[int, int]] = []
    for group in groups.values():
        fits = {
            a: [b for b in group if a != b and known[b] and _compatible(known[a], known[b])]
            for a in group
            if known[a]
        }
        kept += [
            (a, others[0])
            for a, others in fits.items()
            if len(others) == 1 and fits[others[0]] == [a] and a < others[0]
        ]
    return np.array(kept, np.int64).reshape(-1, 2)


def _compatible(a: dict[int, int], b: dict[int, int]) -> bool:
    return all(b.get(kind, value) == value for kind, value in a.items())


def _probable_ties(
    rows: pa.Table, companies: pa.Table, places: Places, labels: Ints
) -> tuple[Ties, pa.Array]:
    """Return ties by masked number, birth, co-holder, telephone and address."""
    persons = of_persons(labels, places)
    parts = frequency.name_parts(places.names)
    common = frequency.fit(places.names, persons, np.zeros_like(persons), parts)
    known = ties.Known(persons, common.mean(), common.given, coded(parts["surname"])[0])
    sites = ties.find_sites(rows, companies, places, labels)
    contact, texts = ties.contact_ties(companies, places, sites, known)
    found = joined(ties.mask_ties(rows, places, known), ties.holder_ties(sites, known), contact)
    return weighed(found, rows, places), texts


def _strength(found: Ties) -> Ints:
    """Order ties for `cut`: probable ones by half bans, then company, number, judgement."""
    strength: Ints = np.floor(-2 * np.log10(np.maximum(found.chance, 1e-12))).astype(np.int64)
    for n, kind in enumerate((ties.COMPANY, ties.NUMBER, ties.JUDGED)):
        strength[found.kind == kind] = FACTS - 1 + n
    return strength


def person_keys(rows: pa.Table, person: Ints) -> list[str]:
    """Return a key for each person: his name, his smallest USCC and a number among equals.

    Neither ID tokens nor the order of rows in a file enters it. `rows` are as
    `resolve.rows.person_rows` sorts them, so a person's first row has his smallest USCC.
    """
    first = np.empty(int(person.max(initial=-1)) + 1, np.int64)
    first[person[::-1]] = np.arange(len(person))[::-1]
    names, usccs = (rows[key].take(pa.array(first)) for key in ("name", "uscc"))
    (name, _), (uscc, known) = coded(names), coded(usccs)
    group = numbered(name * max(len(known), 1) + uscc)
    number = np.ones(len(first), np.int64)
    shared = np.bincount(group)[group] > 1 if len(group) else np.zeros(0, np.bool_)
    number[shared] = _ranks(rows, person, shared, group)
    keys = query(
        "SELECT left(sha256(concat_ws(chr(31), name, uscc, n::VARCHAR)), 16) AS key FROM t ORDER BY k",
        t=pa.table({"k": np.arange(len(first)), "name": names, "uscc": usccs, "n": number}),
    )
    found: list[str] = keys["key"].to_pylist()
    return found


def _ranks(rows: pa.Table, person: Ints, shared: Bools, group: Ints) -> Ints:
    """Return the place of each person among those of his name and smallest USCC."""
    of = np.flatnonzero(shared[person])
    some = rows.select(["uscc", "born", "sex", "region", "valid_from", "role", "source"])
    some = some.take(pa.array(of)).append_column("person", pa.array(person[of]))
    ranks = query(
        """
        WITH firsts AS (
          SELECT person, min((uscc, coalesce(born, ''), coalesce(sex, ''), coalesce(region, ''),
                              coalesce(valid_from, ''), coalesce(role, ''), source)) AS key_
          FROM content GROUP BY person
        )
        SELECT row_number() OVER (PARTITION BY g ORDER BY key_) AS number
        FROM firsts JOIN groups USING (person) ORDER BY person
        """,
        content=some,
        groups=pa.table({"person": np.flatnonzero(shared), "g": group[shared]}),
    )
    numbers: Ints = column(ranks, "number").astype(np.int64)
    return numbers
