"""People (自然人): names, numbers, homes, telephones, and the relatives they have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from worlds.chance import Dice
from worlds.ids import resident_id
from worlds.names import Namer
from worlds.places import Area, District, Village


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
    address: str = ""  # of the home, where somebody asked for it
    duty: str = ""  # what the person does for the employer, where that is known
    guise: str = ""  # how registers bear a number that was given to mislead: old, altered

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


class Population:
    """Brings people into the world."""

    def __init__(self, dice: Dice, namer: Namer, area: Area) -> None:
        self.dice, self.namer, self.area = dice, namer, area
        self.people: list[Person] = []
        self._numbers: set[str] = set()

    def person(
        self, sex: str, born: date, *, surname: str = "", home: Village | None = None,
        place: District | None = None, generation: str = "",
    ) -> Person:  # fmt: skip
        """Return a new person; what is not given is drawn.

        `generation` is the character (字辈) with which a family begins the names of a generation.
        """
        dice = self.dice
        home = home or self.area.village(dice, self.area.district())
        if not surname:
            local = home.surname is not None and dice.chance(0.35)
            surname = home.surname if local and home.surname else self.namer.surname()
        name = surname + self.namer.given(sex, born.year, generation)
        person = Person(
            len(self.people), name, sex, born, self._number(home, born, sex), home,
            place or home.district, f"1{dice.pick('3578')}{dice.digits(9)}",
        )  # fmt: skip
        self.people.append(person)
        return person

    def adult(self, day: date, low: int = 22, high: int = 60) -> Person:
        """Return a new person of an age of [low, high] on a day."""
        born = self.dice.day(years_after(day, -high - 1), years_after(day, -low))
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

    def home_of(self, person: Person) -> str:
        """Return the home address of a person."""
        if not person.address:
            person.address = self.area.home(self.dice, person.place)
        return person.address

    def _generation(self, person: Person, kind: str) -> str:
        """Return the character that siblings and cousins share: families of old villages keep it."""
        given = person.name.removeprefix(surname_of(person.name))
        keeps = 0.4 if person.home.surname == surname_of(person.name) else 0.18
        if kind not in ("sibling", "cousin") or person.born.year > 1990:
            return ""
        return given[0] if len(given) == 2 and self.dice.chance(keeps) else ""

    def relative(self, person: Person, kind: str, born: date | None = None) -> Person:
        """Return a new spouse, child, father, mother, sibling or cousin (`kind`) of a person."""
        dice = self.dice
        sex = dice.pick("男女")
        gap = {
            "spouse": dice.whole(-4, 4),
            "sibling": dice.whole(-9, 9),
            "cousin": dice.whole(-12, 12),
        }.get(kind, 0)
        if kind == "spouse":
            sex = "女" if person.sex == "男" else "男"
        elif kind == "child":
            gap = dice.whole(23, 31)
        elif kind in ("father", "mother"):
            sex, gap = ("男" if kind == "father" else "女"), -dice.whole(22, 32)
        own = kind in ("sibling", "father") or (kind == "child" and person.sex == "男")
        own = own or (kind == "cousin" and dice.chance(0.4))
        born = born or years_after(person.born, gap) + timedelta(days=dice.whole(-150, 150))
        return self.person(
            sex, born,
            surname=surname_of(person.name) if own else "",
            home=person.home if kind != "spouse" and dice.chance(0.9) else None, place=person.place,
            generation=self._generation(person, kind) if own else "",
        )  # fmt: skip


def surname_of(name: str) -> str:
    """Return the surname of a full name of this world."""
    return name[:2] if name.startswith("欧阳") else name[0]


def years_after(day: date, years: int) -> date:
    """Return the day that many years later, or earlier; the 28th at the latest."""
    return date(day.year + years, day.month, min(day.day, 28))
