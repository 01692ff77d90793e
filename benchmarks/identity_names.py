"""Names of a simulated area, which repeat as names do.

Surnames come by the shares of the press (shifted at random, since no area is the nation), given names
by sex and decade from our own lists with a long tail of rare characters. The share of equal names
among random pairs comes out near 1e-5, where published tables put Chinese provinces (5.6e-6 to
1.45e-5, `science.md` 3.2); `benchmarks.identity` prints it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from resolve.knowledge import surname_shares
from worlds.names import SEXES, template

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Dates = NDArray[np.datetime64]
Rng = np.random.Generator

#: Characters of GB 2312 level 1 in their order, by pinyin: neighbours are mostly homophones.
CHARACTERS = np.array(
    [
        ord(bytes([high, low]).decode("gb2312"))
        for high in range(0xB0, 0xD8)
        for low in range(0xA1, 0xFF)
        if (high, low) < (0xD7, 0xFA)
    ],
    np.uint32,
)


def texts(letters: NDArray[np.uint32]) -> NDArray[Any]:
    """Return rows of code points as texts."""
    flat = np.ascontiguousarray(letters)
    result: NDArray[Any] = flat.view(f"U{letters.shape[1]}").ravel()
    return result


class Names:
    """Draws names by sex and year of birth."""

    def __init__(self, rng: Rng) -> None:
        self.rng = rng
        shares = {name: p for name, p in surname_shares().items() if name != "*"}
        weight = np.array(list(shares.values())) * rng.lognormal(0.0, 0.4, len(shares))
        self.surname_p = weight / weight.sum()
        self.surnames = _matrix(list(shares), 2)
        self.data = template("given_names")
        tail = rng.permutation(len(CHARACTERS))[:1500]
        tail = tail[CHARACTERS[tail] != ord("某")]
        self.pools = {
            (sex, place, cohort): self._pool(self.data[sex][place], tail)
            for sex in SEXES
            for place in ("first", "second", "singles")
            for cohort in range(len(self.data["cohorts"]))
        }

    def _pool(self, usual: list[str], tail: Ints) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
        """Return characters and chances; how usual one is changes from decade to decade."""
        first = np.array([ord(c) for c in usual], np.uint32)
        weight = (np.arange(len(first)) + 4.0) ** -0.5 * self.rng.lognormal(0, 0.6, len(first))
        rare = (np.arange(len(tail)) + 20.0) ** -0.8 * self.rng.lognormal(0, 0.6, len(tail))
        joined = np.concatenate([0.72 * weight / weight.sum(), 0.28 * rare / rare.sum()])
        return np.concatenate([first, CHARACTERS[tail]]), joined / joined.sum()

    def surname(self, size: int) -> Ints:
        """Draw surnames, as indices."""
        return self.rng.choice(len(self.surname_p), size, p=self.surname_p)

    def given(self, male: Bools, born: Dates) -> NDArray[np.uint32]:
        """Draw given names: (n, 2) code points."""
        result = np.zeros((len(male), 2), np.uint32)
        years = born.astype("datetime64[Y]").astype(np.int64) + 1970
        cohort = np.clip(np.searchsorted(self.data["cohorts"], years, "right") - 1, 0, None)
        for code, sex in enumerate(SEXES):
            for n in range(len(self.data["cohorts"])):
                rows = np.flatnonzero((cohort == n) & (male == (code == 0)))
                result[rows] = self._given(sex, n, len(rows))
        return result

    def _given(self, sex: str, cohort: int, size: int) -> NDArray[np.uint32]:
        rng, data = self.rng, self.data
        result = np.zeros((size, 2), np.uint32)
        for column, place in enumerate(("first", "second")):
            pool, p = self.pools[sex, place, cohort]
            result[:, column] = rng.choice(pool, size, p=p)
        single = rng.random(size) < data["single"][sex][cohort]
        pool, p = self.pools[sex, "singles", cohort]
        result[single, 0] = rng.choice(pool, int(single.sum()), p=p)
        result[single, 1] = 0
        heads = _matrix(data[sex]["heads"][cohort], 2)
        head = rng.random(size) < data["head"][cohort]
        rank = (np.arange(len(heads)) + 2.0) ** -0.6
        result[head] = heads[rng.choice(len(heads), int(head.sum()), p=rank / rank.sum())]
        return result

    def full(self, surname: Ints, given: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Join surnames and given names: (n, 4) code points."""
        result = np.zeros((len(surname), 4), np.uint32)
        chosen = self.surnames[surname]
        result[:, :2] = chosen
        long = chosen[:, 1] > 0
        result[~long, 1:3] = given[~long]
        result[long, 2:4] = given[long]
        return result


def _matrix(words: list[str], width: int) -> NDArray[np.uint32]:
    result = np.zeros((len(words), width), np.uint32)
    for row, word in enumerate(words):
        result[row, : len(word)] = [ord(c) for c in word]
    return result
