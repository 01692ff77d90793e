"""A simulated area as tables of ingest, in seconds for a million persons: who runs which companies.

Companies stand in groups that share telephones and addresses. Families meet in one company or in
linked ones, partners found several together, serial owners, agents and directors of listed
companies stand in many. A few rows carry the name and number of somebody else (冒用身份). What
depends on the quality of the data (which numbers show, which dates) is `benchmarks.identity_rows`.
The matching sees the tables, never the truth beside them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.identity_names import Dates, Ints, Rng
from benchmarks.identity_people import TODAY, People, Roster, draw_people

#: Companies and memberships a registry person (`science.md` 3.2: 60 k firms of 2.2 persons for 100 k).
COMPANIES = 0.6
#: D0.3: 0.3 to 3 of 10,000 are registered with a stolen identity.
THEFT = 2e-4
HOLDER, ROLE, BOTH, AGENT = range(4)


@dataclass(slots=True)
class Companies:
    """m companies, sorted by prefecture; a group of neighbours shares contacts."""

    prefecture: Ints
    group: Ints
    phone: Ints  # 0 is missing
    address: Ints  # 0 is missing; households have numbers of their own, ≥ HOMES


@dataclass(slots=True)
class Members:
    """Who stands in which company, one row a (person, company)."""

    person: Ints
    company: Ints
    kind: Ints  # HOLDER, ROLE, BOTH, AGENT
    start: Dates
    shown: Ints  # whose name and number the rows carry: another's where the identity is stolen


@dataclass(slots=True)
class World:
    """An area with its truth."""

    seed: int
    officials: int
    people: People
    subjects: int  # persons up to here are officials and relatives, strangers follow
    roster: Roster
    companies: Companies
    members: Members
    died: Dates  # of officials, NaT for the living
    former: NDArray[np.uint32]  # former names of all persons, zeros where there is none
    phones: Ints  # of all persons


#: Address numbers from here on are homes: HOMES + household.
HOMES = 10**9


def draw_world(seed: int, persons: int, officials: int) -> World:
    """Return an area whose registers speak of `persons` natural persons."""
    rng = np.random.default_rng(seed)
    people, roster, present = draw_people(rng, officials, persons)
    subjects = len(present)
    died = np.full(officials, np.datetime64("NaT", "D"))
    dead = rng.random(officials) < 0.02
    died[dead] = TODAY - rng.integers(30, 10 * 365, int(dead.sum()))
    registered = np.concatenate([
        np.flatnonzero(present), np.arange(subjects, len(people.male)),
    ])  # fmt: skip
    companies = _companies(rng, max(int(persons * COMPANIES), 20))
    phones = 13 * 10**9 + rng.permutation(len(people.male)) * np.int64(7) % (2 * 10**9)
    members = _members(rng, people, companies, registered)
    _contacts(rng, people, companies, members, phones)
    _steal(rng, members, roster, registered, subjects)
    _after_death(rng, members, died)
    return World(
        seed, officials, people, subjects, roster, companies, members, died,
        _former(rng, people), phones,
    )  # fmt: skip


def _companies(rng: Rng, size: int) -> Companies:
    sizes = rng.choice([1, 2, 3, 4], size, p=[0.75, 0.15, 0.07, 0.03])
    group = np.repeat(np.arange(size), sizes)[:size]
    share = np.cumsum([0.4, 0.25, 0.15, 0.1, 0.1])
    prefecture = np.minimum(np.searchsorted(share, np.arange(size) / size, "right"), 4)
    return Companies(prefecture, group, np.zeros(size, np.int64), np.zeros(size, np.int64))


def _in_prefecture(rng: Rng, companies: Companies, prefecture: Ints) -> Ints:
    """Draw a company of a prefecture; one in seven does business elsewhere."""
    edges = np.searchsorted(companies.prefecture, np.arange(6))
    away = rng.random(len(prefecture)) < 0.15
    where = np.where(away, rng.integers(0, 5, len(prefecture)), prefecture)
    width = edges[where + 1] - edges[where]
    drawn: Ints = edges[where] + (rng.random(len(where)) * width).astype(np.int64)
    return drawn


def _in_group(rng: Rng, companies: Companies, company: Ints) -> Ints:
    """Draw another company of the same group, or the same one where it stands alone."""
    first = np.searchsorted(companies.group, companies.group[company])
    width = np.searchsorted(companies.group, companies.group[company], "right") - first
    step = 1 + (rng.random(len(company)) * (width - 1)).astype(np.int64)
    other: Ints = first + (company - first + np.where(width > 1, step, 0)) % width
    return other


def _members(rng: Rng, people: People, companies: Companies, registered: Ints) -> Members:
    first = _first_places(rng, people, companies, registered)
    more = _further_places(rng, people, companies, registered, first)
    partners = _partners(rng, registered, first, more)
    busy = _professionals(rng, companies, registered)
    parts = [(registered, first), more, partners, busy[0], busy[1]]
    person = np.concatenate([p for p, _ in parts])
    company = np.concatenate([c for _, c in parts])
    agent = np.arange(len(person)) >= len(person) - len(busy[1][0])
    _, kept = np.unique(person * np.int64(len(companies.group)) + company, return_index=True)
    person, company, agent = person[kept], company[kept], agent[kept]
    kind = rng.choice([HOLDER, ROLE, BOTH], len(person), p=[0.45, 0.25, 0.30])
    grown = people.born[person] + 18 * 366
    spread = (TODAY - np.maximum(grown, np.datetime64("2000-01-01"))).astype(np.int64)
    back = (np.maximum(spread, 1) * rng.random(len(person)) ** 1.3).astype(np.int64)
    return Members(person, company, np.where(agent, AGENT, kind), TODAY - back, person.copy())


def _first_places(rng: Rng, people: People, companies: Companies, who: Ints) -> Ints:
    """Return everybody's first company: relatives often in the family's, or in one of its group."""
    family, code = np.unique(people.family[who], return_inverse=True)
    lead = np.full(len(family), -1)
    lead[code[::-1]] = who[::-1]
    home = _in_prefecture(rng, companies, people.prefecture[lead])[code]
    draw = rng.random(len(who))
    own = _in_prefecture(rng, companies, people.prefecture[who])
    first: Ints = np.where(
        draw < 0.55, home, np.where(draw < 0.7, _in_group(rng, companies, home), own)
    )
    alone = who == lead[code]
    first[alone] = home[alone]
    return first


def _further_places(
    rng: Rng, people: People, companies: Companies, who: Ints, first: Ints
) -> tuple[Ints, Ints]:
    """Return (person, company) of serial owners beyond the first company."""
    extra = np.minimum(rng.zipf(2.4, len(who)), 25) * (rng.random(len(who)) < 0.13)
    person, base = np.repeat(who, extra), np.repeat(first, extra)
    near = rng.random(len(person)) < 0.35
    far = _in_prefecture(rng, companies, people.prefecture[person])
    return person, np.where(near, _in_group(rng, companies, base), far)


def _partners(
    rng: Rng, who: Ints, first: Ints, more: tuple[Ints, Ints]
) -> tuple[Ints, Ints]:  # fmt: skip
    """Let a member of the first company come along to two of five further ones."""
    order = np.argsort(first, kind="stable")
    following = np.roll(order, -1)
    same = first[order] == first[following]
    partner = np.full(int(who.max()) + 1, -1)
    partner[who[order[same]]] = who[following[same]]
    along = (partner[more[0]] >= 0) & (rng.random(len(more[0])) < 0.4)
    return partner[more[0]][along], more[1][along]


def _professionals(
    rng: Rng, companies: Companies, who: Ints
) -> tuple[tuple[Ints, Ints], tuple[Ints, Ints]]:
    """Return the directors of large companies, and agents who stand in many small ones."""
    large = rng.choice(len(companies.group), max(len(companies.group) // 500, 2), replace=False)
    directors = rng.choice(who, max(len(who) // 300, 1), replace=False)
    seats = np.repeat(directors, rng.integers(2, 7, len(directors)))
    agents = rng.choice(who, max(len(who) // 5000, 1), replace=False)
    desks = np.repeat(agents, rng.integers(25, 120, len(agents)))
    places = rng.integers(0, len(companies.group), len(desks))
    return (seats, rng.choice(large, len(seats))), (desks, places)


def _contacts(
    rng: Rng, people: People, companies: Companies, members: Members, phones: Ints
) -> None:
    """Give companies the telephone and home of a member, of their group, of an agency, or none."""
    size = len(companies.group)
    lead = np.full(size, -1)
    order = rng.permutation(len(members.person))
    lead[members.company[order]] = members.person[order]
    agency = 27 * 10**7 + rng.integers(0, max(size // 200, 1), size)
    draw = rng.random(size)
    head = np.searchsorted(companies.group, companies.group)
    own = np.where(lead >= 0, phones[lead], 0)
    # The number in use may be another's of the household: the spouse answers.
    companies.phone[:] = np.select(
        [draw < 0.15, draw < 0.25, draw < 0.45], [0, agency, own[head]], own
    )
    draw = rng.random(size)
    home = HOMES + people.household[np.maximum(lead, 0)]
    office = 1 + np.arange(size)
    mass = 5 * 10**8 + rng.integers(0, max(size // 150, 1), size)
    companies.address[:] = np.select(
        [draw < 0.05, (draw < 0.15) & (lead >= 0), draw < 0.22, draw < 0.45],
        [0, home, mass, office[head]], office,
    )  # fmt: skip


def _steal(rng: Rng, members: Members, roster: Roster, registered: Ints, subjects: int) -> None:
    """Let strangers register with the name and number of somebody else."""
    listed = np.unique(roster.person)
    victims = np.concatenate([
        listed[rng.random(len(listed)) < THEFT], registered[rng.random(len(registered)) < THEFT],
    ])  # fmt: skip
    rows = rng.choice(np.flatnonzero(members.person >= subjects), len(victims), replace=False)
    members.shown[rows] = victims


def _after_death(rng: Rng, members: Members, died: Dates) -> None:
    """Nobody is registered after death."""
    rows = np.flatnonzero(members.person < len(died))
    last = died[members.person[rows]]
    late = rows[~np.isnat(last) & (members.start[rows] >= last)]
    members.start[late] = died[members.person[late]] - rng.integers(100, 900, len(late))


def _former(rng: Rng, people: People) -> NDArray[np.uint32]:
    """Let three persons of two hundred have borne another given name."""
    changed = rng.random(len(people.male)) < 0.015
    former = np.where(changed[:, None], people.letters, 0).astype(np.uint32)
    rows = np.flatnonzero(changed)
    # Somebody else's last character takes the place of one's own.
    end = (people.letters[rows] > 0).sum(axis=1) - 1
    other = people.letters[rng.permutation(rows)]
    other_end = (other > 0).sum(axis=1) - 1
    former[rows, end] = other[np.arange(len(rows)), other_end]
    return former
