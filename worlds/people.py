"""People (自然人) and their households: spouses, children, parents, siblings, in-laws."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from worlds.chance import Dice
from worlds.ids import resident_id
from worlds.names import Namer
from worlds.places import Area, District, Village

#: How likely a relative stands in the roster, by degree (science.md D7.1); the household register
#: of an adult child names the spouse, hence the last row.
DECLARED = {
    "spouse": 0.97,
    "child": 0.95,
    "parent": 0.7,
    "sibling": 0.5,
    "in-law": 0.3,
    "child-in-law": 0.85,
}


@dataclass(slots=True, eq=False)
class Person:
    """A natural person; `number` names one person in the whole world, whatever rows say."""

    number: int
    name: str
    sex: str
    born: date
    id_number: str
    home: Village
    place: District  # where the person lives and does business
    phone: str
    employer: str = ""
    family: list[Person] = field(default_factory=list)  # spouse, children or siblings in business
    former: str = ""  # the name before `renamed`
    renamed: date | None = None

    def called(self, day: date) -> str:
        """Return the name that the person bore on a day."""
        return self.former if self.renamed is not None and day < self.renamed else self.name

    @property
    def key(self) -> str:
        """The identity that truth tables carry."""
        return f"N{self.number:06d}"

    def age(self, day: date) -> int:
        """Return full years of age on a day."""
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


@dataclass(slots=True, eq=False)
class Kin:
    """A tie of an official to a relative, as it is; `declared` says whether the roster has it."""

    person: Person
    kinship: str
    degree: str  # a key of DECLARED
    declared: bool
    valid_from: date | None = None  # marriage
    valid_to: date | None = None  # divorce


class Population:
    """Brings people into the world."""

    def __init__(self, dice: Dice, namer: Namer, area: Area) -> None:
        self.dice, self.namer, self.area = dice, namer, area
        self.people: list[Person] = []
        self._numbers: set[str] = set()

    def person(
        self, sex: str, born: date, *, surname: str = "", home: Village | None = None,
        place: District | None = None,
    ) -> Person:  # fmt: skip
        """Return a new person; what is not given is drawn."""
        dice = self.dice
        home = home or self.area.village(dice, self.area.district())
        if not surname:
            local = home.surname is not None and dice.chance(0.35)
            surname = home.surname if local and home.surname else self.namer.surname()
        name = surname + self.namer.given(sex, born.year)
        person = Person(
            len(self.people), name, sex, born, self._number(home, born, sex), home,
            place or home.district, f"1{dice.pick('3578')}{dice.digits(9)}",
        )  # fmt: skip
        self.people.append(person)
        return person

    def adult(self, day: date, low: int = 22, high: int = 60) -> Person:
        """Return a new person of an age of [low, high] on a day."""
        born = self.dice.day(_years(day, -high - 1), _years(day, -low))
        return self.person("男" if self.dice.chance(0.62) else "女", born)

    def _number(self, home: Village, born: date, sex: str) -> str:
        while True:
            serial = self.dice.whole(0, 499) * 2 + (sex == "男")
            region = home.district.code
            if self.dice.chance(0.07):
                region = self.dice.pick(self.area.birthplaces)
            number = resident_id(region, born, serial)
            if number not in self._numbers:
                self._numbers.add(number)
                return number

    def relative(self, person: Person, kind: str, born: date | None = None) -> Person:
        """Return a new spouse, child, father, mother or sibling (`kind`) of a person."""
        dice = self.dice
        sex = dice.pick("男女")
        gap = {"spouse": dice.whole(-4, 4), "sibling": dice.whole(-9, 9)}.get(kind, 0)
        if kind == "spouse":
            sex = "女" if person.sex == "男" else "男"
        elif kind == "child":
            gap = dice.whole(23, 31)
        elif kind in ("father", "mother"):
            sex, gap = ("男" if kind == "father" else "女"), -dice.whole(22, 32)
        own = kind in ("sibling", "father") or (kind == "child" and person.sex == "男")
        born = born or _years(person.born, gap) + timedelta(days=dice.whole(-150, 150))
        return self.person(
            sex, born,
            surname=surname_of(person.name) if own else "",
            home=person.home if kind != "spouse" and dice.chance(0.9) else None, place=person.place,
        )  # fmt: skip


def surname_of(name: str) -> str:
    """Return the surname of a full name of this world."""
    return name[:2] if name.startswith("欧阳") else name[0]


def _years(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28))


def sibling_word(official: Person, other: Person) -> str:
    """Return the word for a sibling: elder or younger, brother or sister."""
    older = other.born < official.born
    if other.sex == "男":
        return "兄" if older else "弟"
    return "姐" if older else "妹"


class Households:
    """Gives an official the family of an ordinary person of that age."""

    def __init__(self, population: Population, dice: Dice, today: date) -> None:
        self.population, self.dice, self.today = population, dice, today

    def build(self, person: Person) -> list[Kin]:
        """Return the relatives of a person, the living ones in business or not."""
        kin: list[Kin] = []
        age = person.age(self.today)
        self._siblings(person, age, kin)
        self._parents(person, age, kin)
        if age < 24 or not self.dice.chance(0.93):
            return kin
        spouse = self.population.relative(person, "spouse")
        married = self.dice.day(_years(max(person.born, spouse.born), 22), _years(person.born, 31))
        married = min(married, self.today - timedelta(days=100))
        divorced = None
        if self.dice.chance(0.07):
            divorced = self.dice.day(married + timedelta(days=900), self.today)
        self._add(kin, spouse, "配偶", "spouse", married, divorced)
        self._in_laws(person, spouse, age, kin, (married, divorced))
        self._children(person, married, kin)
        return kin

    def _add(
        self, kin: list[Kin], person: Person, word: str, degree: str,
        valid_from: date | None = None, valid_to: date | None = None,
    ) -> Person:  # fmt: skip
        declared = self.dice.chance(DECLARED[degree])
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
                self._add(kin, self.population.relative(person, kind), word, "parent")

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
            born = self.dice.day(married + timedelta(days=300), _years(married, 8))
            if born > self.today:
                return
            child = self.population.relative(person, "child", born)
            self._add(kin, child, "儿子" if child.sex == "男" else "女儿", "child", born)
            if child.age(self.today) > 26 and self.dice.chance(0.6):
                wed = self.dice.day(_years(born, 24), self.today)
                partner = self.population.relative(child, "spouse")
                word = "儿媳" if child.sex == "男" else "女婿"
                self._add(kin, partner, word, "child-in-law", wed)
