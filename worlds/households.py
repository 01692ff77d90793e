"""Households (家庭): the relatives of an official, and which of them the roster knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from worlds.chance import Dice
from worlds.people import Person, Population, surname_of, years_after

#: How likely a relative stands in the roster, by degree (science.md D7.1); the household register
#: of an adult child names the spouse, hence the last row.
DECLARED = {
    "spouse": 0.97,
    "child": 0.95,
    "parent": 0.7,
    "sibling": 0.5,
    "in-law": 0.3,
    "child-in-law": 0.85,
    "cousin": 0.05,
}


@dataclass(slots=True, eq=False)
class Kin:
    """A tie of an official to a relative, as it is; `declared` says whether the roster has it."""

    person: Person
    kinship: str
    degree: str  # a key of DECLARED
    declared: bool
    valid_from: date | None = None  # marriage
    valid_to: date | None = None  # divorce


def sibling_word(official: Person, other: Person) -> str:
    """Return the word for a sibling: elder or younger, brother or sister."""
    older = other.born < official.born
    if other.sex == "男":
        return "兄" if older else "弟"
    return "姐" if older else "妹"


def cousin_word(official: Person, other: Person) -> str:
    """Return the word for a cousin: on the father's side where the surname is the same."""
    side = "堂" if surname_of(official.name) == surname_of(other.name) else "表"
    return side + sibling_word(official, other)


class Households:
    """Gives an official the family of an ordinary person of that age."""

    def __init__(
        self, population: Population, dice: Dice, today: date, candour: float = 1.0
    ) -> None:
        self.population, self.dice, self.today, self.candour = population, dice, today, candour

    def build(self, person: Person) -> list[Kin]:
        """Return the relatives of a person, the living ones in business or not."""
        kin: list[Kin] = []
        age = person.age(self.today)
        self.population.home_of(person)
        self._siblings(person, age, kin)
        self._parents(person, age, kin)
        self._cousins(person, age, kin)
        if age < 24 or not self.dice.chance(0.93):
            return kin
        spouse = self.population.relative(person, "spouse")
        spouse.address = person.address
        married = self.dice.day(
            years_after(max(person.born, spouse.born), 22), years_after(person.born, 31)
        )
        married = min(married, self.today - timedelta(days=100))
        divorced = None
        if self.dice.chance(0.07):
            divorced = self.dice.day(married + timedelta(days=900), self.today)
            spouse.address = ""
        self._add(kin, spouse, "配偶", "spouse", married, divorced)
        self._in_laws(person, spouse, age, kin, (married, divorced))
        self._children(person, married, kin)
        if divorced is not None and self.dice.chance(0.3):
            again = self.dice.day(min(divorced + timedelta(days=200), self.today), self.today)
            second = self.population.relative(person, "spouse")
            second.address = person.address
            self._add(kin, second, "配偶", "spouse", again)
        return kin

    def _add(
        self, kin: list[Kin], person: Person, word: str, degree: str,
        valid_from: date | None = None, valid_to: date | None = None,
    ) -> Person:  # fmt: skip
        declared = self.dice.chance(DECLARED[degree] * self.candour)
        kin.append(Kin(person, word, degree, declared, valid_from, valid_to))
        return person

    def _siblings(self, person: Person, age: int, kin: list[Kin]) -> None:
        for _ in range(self.dice.whole(0, 3) if age > 44 else int(self.dice.chance(0.3))):
            other = self.population.relative(person, "sibling")
            self._add(kin, other, sibling_word(person, other), "sibling")
            if age > 50 and self.dice.chance(0.3):
                self._add(kin, self.population.relative(other, "child"), "侄甥", "in-law")

    def _parents(self, person: Person, age: int, kin: list[Kin]) -> None:
        alive = max(0.0, 1.25 - age / 62)
        for kind, word in (("father", "父亲"), ("mother", "母亲")):
            if self.dice.chance(alive):
                parent = self.population.relative(person, kind)
                if self.dice.chance(0.12):
                    parent.phone = person.phone  # the old have no telephone of their own
                if self.dice.chance(0.2):
                    parent.address = person.address
                self._add(kin, parent, word, "parent")

    def _cousins(self, person: Person, age: int, kin: list[Kin]) -> None:
        for _ in range(self.dice.whole(0, 2) if age > 35 else 0):
            other = self.population.relative(person, "cousin")
            self._add(kin, other, cousin_word(person, other), "cousin")

    def _in_laws(
        self, person: Person, spouse: Person, age: int, kin: list[Kin],
        marriage: tuple[date, date | None],
    ) -> None:  # fmt: skip
        words = ("岳父", "岳母") if person.sex == "男" else ("公公", "婆婆")
        for kind, word in zip(("father", "mother"), words, strict=True):
            if self.dice.chance(max(0.0, 1.2 - age / 60)):
                parent = self.population.relative(spouse, kind)
                self._add(kin, parent, word, "in-law", *marriage)
        for _ in range(self.dice.whole(0, 2)):
            sibling = self.population.relative(spouse, "sibling")
            self._add(kin, sibling, "配偶的兄弟姐妹", "in-law", *marriage)

    def _children(self, person: Person, married: date, kin: list[Kin]) -> None:
        for _ in range(self.dice.whole(0, 2) if self.dice.chance(0.4) else 1):
            born = self.dice.day(married + timedelta(days=300), years_after(married, 8))
            if born > self.today:
                return
            child = self.population.relative(person, "child", born)
            if child.age(self.today) < 22 or self.dice.chance(0.3):
                child.address = person.address
            self._add(kin, child, "儿子" if child.sex == "男" else "女儿", "child", born)
            if child.age(self.today) > 26 and self.dice.chance(0.6):
                wed = self.dice.day(years_after(born, 24), self.today)
                partner = self.population.relative(child, "spouse")
                word = "儿媳" if child.sex == "男" else "女婿"
                self._add(kin, partner, word, "child-in-law", wed)
