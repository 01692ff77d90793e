"""Names of persons, drawn from a frequency distribution, so that namesakes (重名) arise by themselves."""

from __future__ import annotations

import csv
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from worlds.chance import Dice, Weighted

SEXES = ("男", "女")


@cache
def template(name: str) -> Any:
    """Return the data of a YAML template of this package."""
    text = files("worlds").joinpath(f"templates/{name}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def surnames() -> Weighted[str]:
    """Return the surnames with their share of the population."""
    text = files("worlds").joinpath("templates/surnames.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines()[1:])
    return Weighted((row["surname"], float(row["share"])) for row in rows)


def _zipf(values: list[str], exponent: float) -> Weighted[str]:
    return Weighted((v, (rank + 1) ** -exponent) for rank, v in enumerate(values))


class Namer:
    """Draws names as parents gave them in a place and at a time."""

    def __init__(self, dice: Dice, twins: float = 1.0) -> None:
        data = template("given_names")
        self.dice, self.twins = dice, twins
        self.surnames = surnames()
        self.cohorts: list[int] = data["cohorts"]
        self.single: dict[str, list[float]] = data["single"]
        self.head: list[float] = data["head"]
        self.heads = {sex: [_zipf(names, 0.5) for names in data[sex]["heads"]] for sex in SEXES}
        self.parts = {
            sex: {part: _zipf(data[sex][part], 0.3) for part in ("first", "second")}
            for sex in SEXES
        }
        for sex in SEXES:  # rarer single characters are those that stand in longer names, too
            signs = [*data[sex]["singles"], *data[sex]["second"], *data[sex]["first"]]
            self.parts[sex]["singles"] = _zipf(list(dict.fromkeys(signs)), 0.3)

    def surname(self) -> str:
        """Return a surname by its share of the population."""
        return self.dice.draw(self.surnames)

    def given(self, sex: str, year: int, generation: str = "") -> str:
        """Return a given name as it was usual for that sex in the year of birth."""
        cohort = max(0, bisect_right(self.cohorts, year) - 1)
        parts = self.parts[sex]
        if generation:
            return generation + self.dice.draw(parts["second"])
        if self.dice.chance(min(0.75, self.head[cohort] * self.twins)):
            return self.dice.draw(self.heads[sex][cohort])
        if self.dice.chance(self.single[sex][cohort]):
            return self.dice.draw(parts["singles"])
        first, second = self.dice.draw(parts["first"]), self.dice.draw(parts["second"])
        return first + second
