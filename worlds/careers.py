"""Officials (公职人员) and their careers: units, titles, grades, promotions, transfers, exits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from worlds.chance import Dice, Weighted
from worlds.households import Households, Kin
from worlds.people import Person, Population, surname_of
from worlds.places import Area
from worlds.units import Title, Unit, by_level, titles

#: Kind of career: level of its units, share of officials, highest grade.
_PATHS = (
    ("city_bureau", 0.17, 4), ("district_bureau", 0.32, 2), ("city_court", 0.02, 4),
    ("district_court", 0.05, 3), ("city_institution", 0.05, 4), ("district_institution", 0.07, 2),
    ("city_government", 0.02, 6), ("district_government", 0.05, 4), ("town", 0.13, 2),
    ("soe", 0.06, 4), ("village", 0.06, 0),
)  # fmt: skip
#: Where one can be transferred to from a level.
_MOVES = {
    "district_bureau": ("town", "district_bureau", "district_government"),
    "town": ("district_bureau", "town"),
    "city_bureau": ("city_bureau", "district_government", "city_government"),
    "district_government": ("city_bureau", "district_bureau"),
    "city_government": ("city_bureau",),
}
_GRADE_WEIGHTS = (0.46, 0.22, 0.19, 0.08, 0.04, 0.007, 0.001)


@dataclass(slots=True, eq=False)
class Post:
    """A post (任职) of an official, ``[valid_from, valid_to)``; open where `valid_to` is None."""

    unit: Unit
    title: str
    grade: int
    leading: bool
    valid_from: date
    valid_to: date | None = None
    exit_reason: str = ""

    def covers(self, day: date) -> bool:
        """Say whether the post is held on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(slots=True, eq=False)
class Official:
    """A person of the roster, with posts in order of time and the family as it is."""

    official_id: str
    person: Person
    category: str
    party: str
    posts: list[Post]
    kin: list[Kin]
    status: str = "在职"
    left: date | None = None  # end of the public career
    tags: set[str] = field(default_factory=set)  # what the world has already used this person for

    @property
    def last(self) -> Post:
        """The present or last post."""
        return self.posts[-1]

    @property
    def grade(self) -> int:
        """The highest grade reached."""
        return max(p.grade for p in self.posts)

    @property
    def entered(self) -> date:
        """The first day in public service."""
        return self.posts[0].valid_from

    def line(self, since: date | None = None) -> set[str]:
        """Return the industries overseen in posts that lasted beyond `since`."""
        return {
            code
            for p in self.posts
            if since is None or p.valid_to is None or p.valid_to > since
            for code in p.unit.line
        }


class Careers:
    """Makes the roster."""

    def __init__(self, population: Population, area: Area, units: list[Unit], dice: Dice) -> None:
        self.population, self.area, self.dice = population, area, dice
        self.levels = by_level(units)
        self.titles = titles()
        self._held: dict[tuple[str, str], list[tuple[date, date]]] = {}
        self.paths = Weighted(((level, top), share) for level, share, top in _PATHS)

    def roster(
        self, count: int, today: date, kin_dice: Dice, candour: float = 1.0
    ) -> list[Official]:
        """Return `count` officials with their households; `candour` scales what they declare."""
        households = Households(self.population, kin_dice, today, candour)
        return [self._official(n, today, households) for n in range(count)]

    def _official(self, n: int, today: date, households: Households) -> Official:
        dice = self.dice
        level, top = dice.draw(self.paths)
        born = dice.day(date(today.year - 66, 1, 1), date(today.year - 24, 12, 31))
        person = self.population.person("男" if dice.chance(0.68) else "女", born)
        start = dice.day(date(born.year + 21, 7, 1), date(born.year + 27, 7, 1))
        if level == "village":
            start = dice.day(date(born.year + 22, 7, 1), date(born.year + 40, 7, 1))
        start = min(start, today - timedelta(days=200))
        status, left = self._exit(person, start, today)
        posts = self._posts(level, top, start, left or today)
        if left:
            posts[-1].valid_to, posts[-1].exit_reason = left, status
        party = "中共党员" if posts[-1].grade >= 1 or dice.chance(0.55) else "群众"
        category = posts[-1].unit.category
        if category == "公务员" and dice.chance(0.12):
            category = "参公人员"
        person.employer = posts[-1].unit.name
        if dice.chance(0.02):
            self._rename(person, today)
        return Official(
            f"G{self.area.city.code}{n + 1:05d}", person, category, party, posts, households.build(person),
            status, left,
        )  # fmt: skip

    def _rename(self, person: Person, today: date) -> None:
        """Let a person have borne another given name until some day of adult life."""
        given = self.population.namer.given(person.sex, person.born.year)
        person.former = surname_of(person.name) + given
        person.renamed = self.dice.day(date(person.born.year + 20, 1, 1), today)

    def _exit(self, person: Person, start: date, today: date) -> tuple[str, date | None]:
        dice = self.dice
        age = 60 if person.sex == "男" else 55
        retired = date(person.born.year + age, person.born.month, 1)
        retired = max(retired, start + timedelta(days=900))
        if retired <= today:
            return "退休", retired
        roll = dice.unit()
        recent = max(start + timedelta(days=1500), today - timedelta(days=3000))
        if roll < 0.045 and recent < today:
            return ("辞职" if roll < 0.03 else "调离"), dice.day(recent, today - timedelta(days=60))
        if 0.045 <= roll < 0.049 and recent < today:
            return ("开除" if roll < 0.047 else "去世"), dice.day(
                recent, today - timedelta(days=60)
            )
        return "在职", None

    def _posts(self, level: str, top: int, start: date, end: date) -> list[Post]:
        """Return a ladder of posts that fills ``[start, end)``."""
        dice = self.dice
        years = (end - start).days / 365
        reach = dice.draw(Weighted(enumerate(_GRADE_WEIGHTS)))
        reach = min(reach, top, int(years / 3.5))
        grades = [*range(reach + 1)]
        for _ in range(dice.whole(0, max(0, min(3, int(years / 6) - reach)))):
            grades.append(dice.pick(grades))
        grades.sort()
        cuts = self._cuts(start, end, len(grades))
        unit = dice.draw(self.levels[level])
        posts: list[Post] = []
        for i, grade in enumerate(grades):
            if i and dice.chance(0.4):
                unit = self._transfer(unit, grade)
            unit = unit if self._fits(unit.level, grade) else dice.draw(self.levels[level])
            last = i == len(grades) - 1
            stop = end if last else cuts[i + 1]
            unit, title = self._seat(unit, grade, cuts[i], stop)
            reason = "" if last else ("提任" if grades[i + 1] > grade else "调任")
            valid_to = None if last else stop
            name = self._local(title.name, unit)
            posts.append(
                Post(unit, name, title.grade, title.leading, cuts[i], valid_to, reason)
            )  # fmt: skip
        return posts

    def _seat(self, unit: Unit, grade: int, start: date, stop: date) -> tuple[Unit, Title]:
        """Return a position that is free in ``[start, stop)``: here, in a like unit, or a lower one."""
        dice = self.dice
        for _ in range(8):
            fits = self._nearest(unit.level, grade)
            title = dice.draw(Weighted((t, t.weight) for t in fits))
            if self._take(unit, title, start, stop):
                return unit, title
            unit = dice.draw(self.levels[unit.level])
        plain = [t for t in self.titles[unit.level] if not t.seat and t.grade <= grade]
        return unit, max(plain, key=lambda t: t.grade)

    def _take(self, unit: Unit, title: Title, start: date, stop: date) -> bool:
        if not title.seat:
            return True
        held = self._held.setdefault((unit.name, title.seat), [])
        if any(start < b and a < stop for a, b in held):
            return False
        held.append((start, stop))
        return True

    @staticmethod
    def _local(title: str, unit: Unit) -> str:
        if unit.level == "town":
            if unit.name.endswith("办事处"):
                return title.replace("镇长", "主任").replace("党委书记", "党工委书记")
            return title.replace("镇长", "乡长") if unit.short.endswith("乡") else title
        if unit.level == "district_government":
            seat = unit.name.removesuffix("人民政府")[-1]
            return title.replace("区长", f"{seat}长")
        return title.replace("院长", "检察长") if unit.short == "人民检察院" else title

    def _fits(self, level: str, grade: int) -> list[Title]:
        return [t for t in self.titles[level] if t.grade == grade]

    def _nearest(self, level: str, grade: int) -> list[Title]:
        """Return the positions of the highest grade that is not above `grade`."""
        known = max(t.grade for t in self.titles[level] if t.grade <= grade)
        return self._fits(level, known)

    def _transfer(self, unit: Unit, grade: int) -> Unit:
        levels = [v for v in _MOVES.get(unit.level, (unit.level,)) if self._fits(v, grade)]
        if not levels or unit.level == "village":
            return unit
        return self.dice.draw(self.levels[self.dice.pick(levels)])

    def _cuts(self, start: date, end: date, count: int) -> list[date]:
        days = (end - start).days
        shares = [0.6 + self.dice.unit() for _ in range(count)]
        total, passed, cuts = sum(shares), 0.0, []
        for share in shares:
            cuts.append(start + timedelta(days=int(days * passed / total)))
            passed += share
        return cuts
