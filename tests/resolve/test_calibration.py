"""Calibration by simulation (science.md 3.3): two million officials, what is predicted and what holds.

Each area draws names from one population for its officials and for the strangers of its registers,
and puts one official of fifty into the registers. Names are independent of sex and birth here: what
is tested is the arithmetic of `frequency` and `posterior`, not how names depend on the decade
(`benchmarks.identity` has that).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from resolve.frequency import fit
from resolve.knowledge import load, surname_shares
from resolve.posterior import match

Floats = NDArray[np.float64]

AREAS, OFFICIALS, STRANGERS = 20, 100_000, 200_000
YEARS = 40
#: Standard deviation of the logarithm of a name's frequency about "surname times given name".
SPREAD = 0.8
#: Chance that one person's sex and year of birth agree in roster and register.
AGREE = {"sex": 0.999, "year": 0.97}
BINS = (0.0, 0.05, 0.2, 0.5, 0.8, 0.95, 1.0)


class Area:
    """Officials and register persons as arrays: code of the name, sex, year of birth."""

    def __init__(self, rng: np.random.Generator, prior: float) -> None:
        size = OFFICIALS + STRANGERS
        self.names, name = np.unique(draw_names(rng, size), return_inverse=True)
        sex, year = rng.integers(0, 2, size), rng.integers(0, YEARS, size)
        own = np.flatnonzero(rng.random(OFFICIALS) < prior)
        person = np.concatenate([own, np.arange(OFFICIALS, size)])
        self.official_name, self.person_name = name[:OFFICIALS], name[person]
        self.official = sex[:OFFICIALS], year[:OFFICIALS]
        seen_sex, seen_year = sex[person].copy(), year[person].copy()
        slip = np.arange(len(person)) < len(own)
        flipped = slip & (rng.random(len(person)) >= AGREE["sex"])
        seen_sex[flipped] = 1 - seen_sex[flipped]
        off = slip & (rng.random(len(person)) >= AGREE["year"])
        seen_year[off] = (seen_year[off] + rng.integers(1, YEARS, int(off.sum()))) % YEARS
        self.person = seen_sex, seen_year
        self.who = np.where(slip, person, -1)  # which official it is, −1 for a stranger

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return all (official, register person) of one name."""
        order = np.argsort(self.person_name, kind="stable")
        ordered = self.person_name[order]
        first = np.searchsorted(ordered, self.official_name)
        width = np.searchsorted(ordered, self.official_name, "right") - first
        official = np.repeat(np.arange(OFFICIALS), width)
        step = np.arange(len(official)) - np.repeat(np.cumsum(width) - width, width)
        return official, order[np.repeat(first, width) + step]


def draw_names(rng: np.random.Generator, size: int) -> NDArray[Any]:
    """Draw names: surnames by their shares, one given name of four from a list that many bear.

    Surname and given name are not independent: each full name is rarer or more frequent than their
    product by a factor of its own, lognormal with SPREAD.
    """
    shares = {name: p for name, p in surname_shares().items() if name != "*"}
    weight = np.array(list(shares.values()))
    zipf = (np.arange(400) + 5.0) ** -0.8
    rank = (np.arange(400) + 10.0) ** -0.7
    more = 5 * size
    surname = rng.choice(len(shares), more, p=weight / weight.sum())
    first, second = rng.choice(400, (2, more), p=zipf / zipf.sum())
    head = rng.choice(400, more, p=rank / rank.sum())
    common = rng.random(more) < 0.25
    first, second = np.where(common, head, first), np.where(common, 399 - head, second)
    factor = np.exp(SPREAD * rng.standard_normal(len(shares) * 160_000))
    key = (surname * 400 + first) * 400 + second
    kept = np.flatnonzero(rng.random(more) < factor[key] / 5)[:size]
    assert len(kept) == size
    characters = np.array([chr(0x4E00 + 5 * n) for n in range(400)])
    given = np.char.add(characters[first[kept]], characters[second[kept]])
    return np.char.add(np.array(list(shares))[surname[kept]], given)


def simulate(seed: int, prior: float) -> dict[str, tuple[Floats, NDArray[np.bool_]]]:
    """Return predicted probabilities and what holds, by name only and with sex and birth year."""
    area = Area(np.random.default_rng(seed), prior)
    register = np.bincount(area.person_name, minlength=len(area.names))
    roster = np.bincount(area.official_name, minlength=len(area.names))
    common = fit(area.names.tolist(), register, roster)
    s, k = area.pairs()
    weight = prior / (1 - prior) / (len(area.who) * common.mean()[area.official_name[s]])
    right = area.who[k] == s
    ratio = np.ones(len(s))
    for place, (name, u) in enumerate((("sex", 0.5), ("year", 1 / YEARS))):
        same = area.official[place][s] == area.person[place][k]
        ratio *= np.where(same, AGREE[name] / u, (1 - AGREE[name]) / (1 - u))
    return {"name": (match(weight, s, k), right), "born": (match(weight * ratio, s, k), right)}


def bins(p: Floats, right: NDArray[np.bool_]) -> list[tuple[int, float, float]]:
    """Return (pairs, mean predicted, share that holds) by predicted probability."""
    rows = [(p > low) & (p <= high) for low, high in pairwise(BINS)]
    return [(int(r.sum()), float(p[r].mean()), float(right[r].mean())) for r in rows if r.any()]


@pytest.mark.slow
def test_two_million_officials_are_predicted_as_they_are() -> None:
    """No bin is more than 0.05 too sure; a rare name may be held for less sure than it is.

    It is, on purpose: no name counts as rarer than `frequency.population` can tell (D3.3).
    """
    prior = load("weights")["prior"]["self"]
    found = [simulate(seed, prior) for seed in range(AREAS)]
    for kind in ("name", "born"):
        p = np.concatenate([area[kind][0] for area in found])
        right = np.concatenate([area[kind][1] for area in found])
        table = bins(p, right)
        gaps = [size * abs(predicted - observed) for size, predicted, observed in table]
        assert sum(gaps) / len(p) < 0.01, (kind, table)
        for size, predicted, observed in table:
            noise = 4 * np.sqrt(predicted * (1 - predicted) / size)
            assert predicted - observed < 0.05 + noise, (kind, table)
            assert observed - predicted < 0.15 + noise, (kind, table)
