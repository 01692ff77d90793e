"""Natural persons of a simulated area as arrays: names, sex, birth, ID numbers, families, homes.

How they are called is drawn by `benchmarks.identity_names`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.identity_names import Bools, Dates, Ints, Names, Rng, texts

TODAY = np.datetime64("2025-06-30")
#: The prefectures of the registers, the first being the office's own.
PREFECTURES = np.array([4206, 4205, 4210, 4208, 4213])
_SHARES = {"register": (0.4, 0.25, 0.15, 0.1, 0.1), "officials": (0.7, 0.12, 0.08, 0.05, 0.05)}
#: Chance that a relative of that kind is in the roster, and in the registers (the latter on average).
KIN = {
    "配偶": (0.90, 0.15), "长子女": (0.75, 0.13), "次子女": (0.20, 0.13),
    "父亲": (0.45, 0.05), "母亲": (0.55, 0.05), "同胞": (0.48, 0.11),
}  # fmt: skip
SELF_REGISTERED = 0.03


@dataclass(slots=True)
class People:
    """n natural persons; the first ones are the officials, then relatives, then strangers."""

    letters: NDArray[np.uint32]  # (n, 4) code points of the name, 0 behind its end
    male: Bools
    born: Dates
    region: Ints  # six digits, as in the ID number
    serial: Ints
    prefecture: Ints  # where the person lives, an index of PREFECTURES
    household: Ints
    family: Ints  # who may stand in one company

    def names(self) -> NDArray[Any]:
        """Return the names as texts."""
        return texts(self.letters)


@dataclass(slots=True)
class Roster:
    """Who is declared: one row an official (``self``) or a relative."""

    official: Ints  # number of the official
    kinship: NDArray[Any]  # "self" or the word of the roster
    person: Ints  # the natural person


@dataclass(slots=True)
class Draft:
    """Persons before their names are drawn: surname −1 is a surname of one's own."""

    male: Bools
    born: Dates
    surname_of: Ints  # whose surname the person bears, an index into all persons, or −1
    family: Ints
    household: Ints


def draw_people(rng: Rng, officials: int, registered: int) -> tuple[People, Roster, Bools]:
    """Return all persons, the roster, and who of the roster's persons is in the registers.

    Parameters
    ----------
    officials : how many officials
    registered : how many persons the registers speak of, strangers and subjects together
    """
    draft, roster = _roster(rng, officials)
    business = np.where(rng.random(officials) < 0.25, 2.6, 0.47)
    present = np.zeros(len(draft.male), bool)
    chance = np.full(len(roster.person), SELF_REGISTERED)
    for word, (_, rate) in KIN.items():
        chance[np.isin(roster.kinship, _words(word))] = rate
    lucky = rng.random(len(chance)) < chance * business[roster.official]
    present[roster.person[lucky]] = True
    present &= _age(draft.born) >= 19
    strangers = _strangers(rng, max(registered - int(present.sum()), 0), len(draft.male), officials)
    whole = Draft(*(np.concatenate([getattr(draft, f), getattr(strangers, f)])
                    for f in Draft.__slots__))  # fmt: skip
    return _people(rng, whole, officials), roster, present


def _people(rng: Rng, draft: Draft, officials: int) -> People:
    size = len(draft.male)
    names = Names(rng)
    surname = names.surname(size)
    for _ in range(2):  # a child's surname is the father's, whose own may be a father's
        bears = draft.surname_of >= 0
        surname[bears] = surname[draft.surname_of[bears]]
    local = rng.random(size) < 0.75
    families = int(draft.family.max()) + 1
    homes = np.concatenate([
        rng.choice(5, officials, p=_SHARES["officials"]),
        rng.choice(5, families - officials, p=_SHARES["register"]),
    ])  # fmt: skip
    prefecture = homes[draft.family]
    moved = rng.random(size) < 0.08
    prefecture[moved] = rng.choice(5, int(moved.sum()), p=_SHARES["register"])
    elsewhere = rng.integers(110_100, 659_000, size)
    region = PREFECTURES[prefecture] * 100 + rng.integers(1, 12, size)
    region = np.where(local, region, elsewhere)
    return People(
        letters=names.full(surname, names.given(draft.male, draft.born)),
        male=draft.male, born=draft.born, region=region,
        serial=_serials(rng, draft, region) * 2 + draft.male, prefecture=prefecture,
        household=draft.household, family=draft.family,
    )  # fmt: skip


def _serials(rng: Rng, draft: Draft, region: Ints) -> Ints:
    """Return sequence numbers 0-499, different for all of one region, day and sex: no two IDs are equal."""
    day = draft.born.astype("datetime64[D]").astype(np.int64)
    cell = (region * 10**6 + day + 10**5) * 2 + draft.male
    order = rng.permutation(len(cell))
    order = order[np.argsort(cell[order], kind="stable")]
    first = np.searchsorted(cell[order], cell[order])
    serial = np.empty(len(cell), np.int64)
    # 191 is prime to 500, so the numbers of one cell do not meet before the 500th.
    serial[order] = (cell[order] * 37 + (np.arange(len(cell)) - first) * 191) % 500
    return serial


def _words(kind: str) -> list[str]:
    return {
        "长子女": ["儿子", "女儿"], "次子女": ["儿子", "女儿"], "同胞": ["兄", "弟", "姐", "妹"],
    }.get(kind, [kind])  # fmt: skip


def _age(born: Dates) -> NDArray[np.float64]:
    days: NDArray[np.float64] = (TODAY - born).astype(np.float64)
    return days / 365.25


def _born(rng: Rng, mean: float, spread: float, low: float, high: float, size: int) -> Dates:
    age = np.clip(rng.normal(mean, spread, size), low, high) + rng.random(size)
    return TODAY - (age * 365.25).astype(np.int64)


def _shifted(rng: Rng, born: Dates, low: float, high: float) -> Dates:
    days = (rng.uniform(low, high, len(born)) * 365.25).astype(np.int64)
    return born - days


def _roster(rng: Rng, officials: int) -> tuple[Draft, Roster]:
    male = rng.random(officials) < 0.7
    born = _born(rng, 45, 10, 23, 68, officials)
    everyone = np.arange(officials)
    parts = [Draft(male, born, np.full(officials, -1), everyone, everyone)]
    kin = [(everyone, np.full(officials, "self", object), everyone)]
    size = officials
    # Older persons are born before: a positive shift is "older than the official".
    plans: dict[str, tuple[float, float, Callable[[Ints], Bools]]] = {
        "配偶": (-4, 4, lambda o: ~male[o]),
        "长子女": (-31, -23, lambda o: rng.random(len(o)) < 0.52),
        "次子女": (-38, -31, lambda o: rng.random(len(o)) < 0.52),
        "父亲": (22, 32, lambda o: np.ones(len(o), bool)),
        "母亲": (21, 30, lambda o: np.zeros(len(o), bool)),
        "同胞": (-9, 9, lambda o: rng.random(len(o)) < 0.52),
    }
    for kind, (low, high, sex_of) in plans.items():
        has = np.flatnonzero(rng.random(officials) < KIN[kind][0])
        person = np.arange(size, size + len(has))
        size += len(has)
        sex, birth = sex_of(has), _shifted(rng, born[has], low, high)
        own_name = {"配偶": np.zeros(len(has), bool), "母亲": np.zeros(len(has), bool),
                    "长子女": male[has], "次子女": male[has]}.get(kind, np.ones(len(has), bool))  # fmt: skip
        at_home = rng.random(len(has)) < {"配偶": 0.95, "长子女": 0.6, "次子女": 0.8}.get(
            kind, 0.15
        )
        house = np.where(at_home, has, officials + 10**7 + person)
        parts.append(Draft(sex, birth, np.where(own_name, has, -1), has, house))
        kin.append((has, _kin_words(kind, sex, birth < born[has]), person))
    roster = Roster(*(np.concatenate(part) for part in zip(*kin, strict=True)))
    draft = Draft(*(np.concatenate([getattr(p, f) for p in parts]) for f in Draft.__slots__))
    _marry_officials(rng, roster, male, born)
    return draft, roster


def _kin_words(kind: str, male: Bools, older: Bools) -> NDArray[Any]:
    if kind.endswith("子女"):
        return np.where(male, "儿子", "女儿").astype(object)
    if kind == "同胞":
        words = np.select([male & older, male, older], ["兄", "弟", "姐"], "妹")
        return words.astype(object)
    return np.full(len(male), kind, object)


def _marry_officials(rng: Rng, roster: Roster, male: Bools, born: Dates) -> None:
    """Let three spouses of a hundred be officials of the same roster."""
    spouse = np.full(len(male), -1)
    rows = np.flatnonzero(roster.kinship == "配偶")
    spouse[roster.official[rows]] = rows
    has = np.flatnonzero(spouse >= 0)
    chosen = has[rng.random(len(has)) < 0.03]
    men, women = chosen[male[chosen]], chosen[~male[chosen]]
    men, women = men[np.argsort(born[men])], women[np.argsort(born[women])]
    pairs = min(len(men), len(women))
    men = men[np.linspace(0, len(men) - 1, pairs).astype(int)] if pairs else men[:0]
    roster.person[spouse[men]] = women[:pairs]
    roster.person[spouse[women[:pairs]]] = men


def _strangers(rng: Rng, size: int, first: int, families: int) -> Draft:
    """Return families of one to three: somebody, a spouse, a child or a sibling."""
    sizes = rng.choice([1, 2, 3], size, p=[0.55, 0.30, 0.15])
    family = np.repeat(np.arange(size), sizes)[:size]
    start = np.searchsorted(family, family)
    place = np.arange(size) - start
    male = rng.random(size) < 0.62
    born = _born(rng, 44, 12, 19, 85, size)
    spouse = (place == 1) & (rng.random(size) < 0.6)
    male[spouse] = ~male[start[spouse]]
    kin = (place > 0) & ~spouse
    child = kin & (rng.random(size) < 0.5)
    near = (spouse | kin) & ~child
    born[near] = _shifted(rng, born[start[near]], -5, 5)
    born[child] = _shifted(rng, born[start[child]], -31, -22)
    born = np.where(_age(born) < 19, _born(rng, 24, 3, 19, 30, size), born)
    surname = np.where(kin, first + start, -1)
    own = families + family
    return Draft(male, born, surname, own, own)
