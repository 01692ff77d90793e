"""Chance: named streams of random numbers, so that one part of a world does not disturb another."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")
_BLOCK = 1 << 15


class Weighted(Generic[T]):
    """Values with weights, made ready for fast draws."""

    def __init__(self, pairs: Iterable[tuple[T, float]]) -> None:
        rows = list(pairs)
        self.values: list[T] = [value for value, _ in rows]
        self.bounds = list(accumulate(weight for _, weight in rows))


class Dice:
    """Draws from one named stream of a seed; streams of other names are independent of it."""

    def __init__(self, seed: int, stream: str) -> None:
        name = int.from_bytes(hashlib.sha256(stream.encode()).digest()[:8], "big")
        self.rng = np.random.default_rng([seed, name])
        self._block: list[float] = []

    def unit(self) -> float:
        """Return a number of [0, 1); drawn in blocks, a tenth of the price of a scalar draw."""
        if not self._block:
            self._block.extend(self.rng.random(_BLOCK).tolist())
        return self._block.pop()

    def chance(self, p: float) -> bool:
        """Say yes with probability `p`."""
        # The block is looked at here and below, too: a call less, millions of times a world.
        return (self._block.pop() if self._block else self.unit()) < p

    def whole(self, low: int, high: int) -> int:
        """Return a whole number of [low, high]."""
        drawn = self._block.pop() if self._block else self.unit()
        return low + int(drawn * (high - low + 1))

    def pick(self, values: Sequence[T]) -> T:
        """Return one of the values, each as likely as the next."""
        return values[int((self._block.pop() if self._block else self.unit()) * len(values))]

    def draw(self, table: Weighted[T]) -> T:
        """Return a value by its weight."""
        drawn = self._block.pop() if self._block else self.unit()
        return table.values[bisect_right(table.bounds, drawn * table.bounds[-1])]

    def sample(self, values: Sequence[T], count: int) -> list[T]:
        """Return `count` different places of `values` (all of them where there are fewer)."""
        rest = list(values)
        count = min(count, len(rest))
        for i in range(count):
            j = self.whole(i, len(rest) - 1)
            rest[i], rest[j] = rest[j], rest[i]
        return rest[:count]

    def day(self, first: date, last: date) -> date:
        """Return a day of [first, last]; `first` where the interval is empty."""
        return first + timedelta(days=self.whole(0, max(0, (last - first).days)))

    def digits(self, count: int) -> str:
        """Return a string of `count` digits."""
        return f"{self.whole(0, 10**count - 1):0{count}d}"
