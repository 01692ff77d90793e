"""What ties two places of one name together: numbers, co-holders, telephones, addresses.

Each tie that is less than certain carries the chance that a stranger of the same name would be met
there: how many such strangers are to be expected. Only below `clusters.coincidence` of the weights
does it count. Hubs (agents, agencies' telephones) and company by calling (independent directors,
holders of a listed company) tie nobody.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from resolve.components import alike, numbered, stars
from resolve.contacts import with_homes
from resolve.cuts import Ties, joined, tie
from resolve.knowledge import load
from resolve.places import Places, births, coded
from resolve.sql import column, query

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: Kinds of ties: the same full number, one name in one company, the same masked number, birth as
#: ID numbers show it, co-holder, telephone, address, and what a person has judged.
KINDS = ("number", "company", "masked_number", "birth", "co_holder", "phone", "address", "judged")
NUMBER, COMPANY, MASK, BIRTH, HOLDER, PHONE, ADDRESS, JUDGED = range(len(KINDS))


class Known(NamedTuple):
    """What is known of each name when probable ties are weighed; one entry a name."""

    persons: Ints  # how many there are as far as certain ties tell
    frequency: Floats
    given: Floats  # frequency of the given name
    surname: Ints  # number of the surname


def _rule() -> dict[str, Any]:
    rule: dict[str, Any] = load("weights")["clusters"]
    return rule


def number_ties(places: Places) -> Ties:
    """Return ties of one name with one full number."""
    place, token, kind = places.tokens.T
    full = kind == places.full
    place, token = place[full], token[full]
    order = np.argsort(place, kind="stable")
    place, token = place[order], token[order]
    key = places.name[place] * (int(token.max(initial=0)) + 1) + token
    a, b, _ = stars(key, place)
    return tie(a, b, NUMBER)


def company_ties(places: Places) -> Ties:
    """Return ties of one name in one company, whatever the ID numbers say."""
    shown = np.flatnonzero(~places.masked)
    a, b, _ = stars(places.site[shown], shown)
    return tie(a, b, COMPANY)


def mask_ties(rows: pa.Table, places: Places, known: Known) -> Ties:
    """Return ties of one name whose numbers agree as far as they show, or show one day of birth.

    Two strangers' numbers agree by chance at a rate that is counted, for each kind of mask,
    between places of different names.
    """
    place, token, kind = places.tokens.T
    masks = (kind != places.full) & ~places.masked[place]
    found = [
        _agreements(place[masks & (kind == k)], token[masks & (kind == k)], MASK, places, known)
        for k in np.unique(kind[masks])
    ]
    born = births(rows)
    of_row = np.flatnonzero((born >= 0) & ~places.masked[places.of_row])
    place, day = places.of_row[of_row], born[of_row]
    one = np.flatnonzero(alike(place, day) == np.arange(len(day)))
    return joined(*found, _agreements(place[one], day[one], BIRTH, places, known))


def _agreements(place: Ints, value: Ints, kind: int, places: Places, known: Known) -> Ties:
    """Return ties of one name with one value; `place` and `value` are distinct together."""
    counts, name = np.bincount(value), places.name[place]
    all_pairs = len(place) * (len(place) - 1.0) - _pairs(np.bincount(name))
    shared = np.flatnonzero(counts[value] > 1)  # what occurs once ties nobody
    place, name, value = place[shared], name[shared], value[shared]
    code = numbered(name * len(counts) + value)
    pairs = _pairs(counts) - _pairs(np.bincount(code))
    u = max((pairs + 1.0) / (all_pairs + 1.0), _rule()["least"])
    chance = u * np.maximum(known.persons, known.frequency * known.persons.sum())
    usable = (known.persons > 1) & (chance < _rule()["coincidence"])
    index = np.flatnonzero(usable[name])
    index = index[np.argsort(place[index], kind="stable")]
    a, b, _ = stars(code[index], place[index])
    return tie(a, b, kind, chance[places.name[a]])


def _pairs(counts: Ints) -> float:
    """Return how many ordered pairs groups of these sizes have."""
    each = counts.astype(np.float64)
    return float((each * (each - 1)).sum())


class Sites(NamedTuple):
    """One entry for each (name, company) in which IDs leave one person: the others are ambiguous."""

    place: Ints
    name: Ints
    uscc: Ints
    bound: Bools  # stands there by more than calling: not only as independent director and the like


def find_sites(rows: pa.Table, companies: pa.Table, places: Places, labels: Ints) -> Sites:
    """Return where names stand, with one place each."""
    shown = ~places.masked
    site = places.site
    count = int(site.max(initial=-1)) + 1
    low, high = np.full(count, len(labels)), np.full(count, -1)
    np.minimum.at(low, site[shown], labels[shown])
    np.maximum.at(high, site[shown], labels[shown])
    first = np.full(count, -1)
    first[site[shown][::-1]] = np.flatnonzero(shown)[::-1]
    bound = np.zeros(count, np.bool_)
    bound[site[places.of_row[_bound(rows, companies, places)]]] = True
    single = np.flatnonzero((first >= 0) & (low == high))
    place = first[single]
    return Sites(place, places.name[place], places.uscc[place], bound[single])


def _bound(rows: pa.Table, companies: pa.Table, places: Places) -> Bools:
    """Say which rows tie their bearer to the others of the company: see `clusters.by_calling`."""
    role, roles = coded(rows["role"])
    calling = np.array([r in set(_rule()["by_calling"]) for r in roles.to_pylist()] + [False])
    listed = query(
        "SELECT DISTINCT uscc FROM companies WHERE contains(company_type, '上市') ORDER BY uscc",
        companies=companies,
    )
    among = pc.is_in(places.usccs, value_set=listed["uscc"].combine_chunks()).to_numpy(False)
    among = among[places.uscc[places.of_row]]
    bound: Bools = ~calling[role] & ~(among & (role < 0))
    return bound


_PAIRS = """
SELECT x.place, x.name * $names + y.name AS pair, y.name AS other,
       (y.degree - 1) * $others * CASE WHEN x.surname = y.surname
         THEN greatest(x.f, $share * x.given) ELSE x.f END AS chance
FROM sites x JOIN sites y USING (uscc)
WHERE x.name <> y.name AND y.bound AND y.degree <= $hub AND x.persons > 1 AND chance < $most
QUALIFY count(*) OVER (PARTITION BY pair) > 1
ORDER BY x.place, other
"""


def holder_ties(sites: Sites, known: Known) -> Ties:
    """Return ties of one name whose companies share another name, no agent's."""
    rule = _rule()
    size, degree = np.bincount(sites.uscc)[sites.uscc], np.bincount(sites.name)[sites.name]
    usable = (size > 1) & (size <= rule["crowd"])
    others = float((size[usable] - 1).mean()) * rule["local"] if usable.any() else 0.0
    usable &= degree > 1
    name = sites.name[usable]
    table = {
        **{key: values[usable] for key, values in sites._asdict().items()},
        "degree": degree[usable], "persons": known.persons[name], "f": known.frequency[name],
        "given": known.given[name], "surname": known.surname[name],
    }  # fmt: skip
    numbers = {
        "names": len(known.persons), "others": repr(others), "share": rule["family_share"],
        "hub": rule["hub_person"], "most": rule["coincidence"],
    }  # fmt: skip
    pairs = query(_filled(_PAIRS, numbers), sites=pa.table(table))
    place, key = (column(pairs, name).astype(np.int64) for name in ("place", "pair"))
    a, b, index = stars(key, place)
    return tie(a, b, HOLDER, column(pairs, "chance")[index], column(pairs, "other")[index])


_CONTACTS = """
WITH every AS (
  SELECT uscc, filing_agent AS agent, name, $phone AS kind, phone AS value FROM by_phone
  WHERE phone <> ''
  UNION ALL
  SELECT uscc, filing_agent, name, $address, home
  FROM by_home WHERE address <> '' AND NOT regexp_matches(address, '$shared')
), contact AS (
  SELECT DISTINCT * FROM every
  SEMI JOIN (SELECT kind, value FROM every GROUP BY ALL HAVING count(*) > 1) USING (kind, value)
), agency AS (SELECT DISTINCT filing_agent AS agent FROM companies WHERE filing_agent <> ''),
fit AS (
  SELECT kind, value, row_number() OVER (ORDER BY kind, value) - 1 AS number
  FROM contact LEFT JOIN agency ON contact.name = agency.agent
  GROUP BY kind, value
  HAVING count(DISTINCT uscc) BETWEEN 2 AND $most AND count(agency.agent) = 0
     AND count(nullif(contact.agent, '')) = count(DISTINCT nullif(contact.agent, ''))
)
SELECT DISTINCT uscc, kind, value, number FROM contact JOIN fit USING (kind, value) ORDER BY ALL
"""
_MET = """
WITH met AS (
  SELECT place, name, persons, f, uscc, kind, number
  FROM sites JOIN contacts USING (uscc)
), crowd AS (SELECT number, uscc, count(*) AS n FROM met GROUP BY ALL),
total AS (SELECT number, sum(n) - min(n) AS others FROM crowd GROUP BY number)
SELECT place, name * $values + number AS key, kind, number, others * $local * f AS chance
FROM met JOIN total USING (number) WHERE persons > 1 AND chance < $most ORDER BY place, number
"""


def contact_ties(
    companies: pa.Table, places: Places, sites: Sites, known: Known
) -> tuple[Ties, pa.Array]:
    """Return ties of one name whose companies share a telephone or an address, and what is shared.

    An agency's do not count: those of many companies, of several companies with one filing agent,
    of the agent itself, and addresses that are let for registration.
    """
    rule = _rule()
    numbers = {
        "phone": PHONE, "address": ADDRESS, "most": rule["hub_contact"],
        "shared": "|".join(rule["shared_addresses"]),
    }  # fmt: skip
    firms = with_homes(companies)
    contacts = query(
        _filled(_CONTACTS, numbers),
        by_phone=_of_several(firms, "phone"),
        by_home=_of_several(firms, "home"),
        companies=companies.select(["filing_agent"]),
    )
    uscc = pc.index_in(contacts["uscc"], value_set=places.usccs).cast(pa.int64())
    coded_ = contacts.set_column(0, "uscc", uscc)
    numbers = {
        "values": contacts.num_rows + 1, "local": rule["local"], "most": rule["coincidence"]
    }  # fmt: skip
    persons, frequency = known.persons[sites.name], known.frequency[sites.name]
    table = pa.table({"place": sites.place, "name": sites.name, "uscc": sites.uscc,
                      "persons": persons, "f": frequency})  # fmt: skip
    met = query(_filled(_MET, numbers), sites=table, contacts=coded_)
    place, key = (column(met, name).astype(np.int64) for name in ("place", "key"))
    a, b, index = stars(key, place)
    found = tie(a, b, PHONE, column(met, "chance")[index], column(met, "number")[index])
    texts = contacts.select(["number", "value"]).take(pa.array(firsts_of(contacts)))
    return found._replace(kind=column(met, "kind").astype(np.int64)[index]), texts["value"]


def _of_several(companies: pa.Table, name: str) -> pa.Table:
    """Return the companies with a value that more rows than one have."""
    code, known = coded(companies[name])
    count = np.bincount(code[code >= 0], minlength=len(known))
    return companies.filter(pa.array(np.append(count, 0)[code] > 1))


def firsts_of(contacts: pa.Table) -> Ints:
    """Return the first row of each telephone and address, by its number."""
    _, first = np.unique(column(contacts, "number"), return_index=True)
    return first.astype(np.int64)


def _filled(sql: str, numbers: dict[str, Any]) -> str:
    for name in sorted(numbers, key=len, reverse=True):
        sql = sql.replace(f"${name}", str(numbers[name]))
    return sql
