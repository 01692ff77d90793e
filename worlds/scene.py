"""What people of the area can do (行为): found a firm, sell it, declare it, have it approved, keep away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from worlds.careers import Official
from worlds.chance import Dice
from worlds.companies import Company, appoint, leave, transfer
from worlds.households import Kin
from worlds.people import Person
from worlds.places import District
from worlds.records import Approval, Interest, LookAlike, World

#: Whose interests are to be declared, and the word of the form for them.
SUBJECTS = {"spouse": "配偶", "child": "子女", "child-in-law": "子女配偶"}
#: Lowest grade with the duty to declare (县处级副职).
DUTY = 3
#: Share of officials without the duty who declare a company for their unit's file all the same.
_VOLUNTARY = 0.35


@dataclass(slots=True)
class Scene:
    """A world, and the chance of those who act in it."""

    world: World
    dice: Dice
    legacy: list[Company] = field(default_factory=list)  # firms that their staff took over

    @property
    def today(self) -> date:
        """The last day of the world."""
        return self.world.config.today

    def note(self, official: Official, kind: str, exemption: str, company: Company | None) -> bool:
        """Record an innocent situation; always true, the situation has come about."""
        self.world.look_alikes.append(LookAlike(official, kind, exemption, company))
        return True

    def approve(
        self, official: Official, company: Company, kind: str, day: date, until: date | None = None
    ) -> None:
        """File a decision on an official's company."""
        self.world.approvals.append(Approval(official, company, kind, day, until))

    def declare(
        self, official: Official, kin: Kin | None, company: Company, item: str, share: float | None
    ) -> None:
        """Declare honestly where there is a duty; others do so for their unit's file at times."""
        if official.grade < DUTY and not self.dice.chance(_VOLUNTARY):
            return
        subject = "本人" if kin is None else SUBJECTS.get(kin.degree)
        if subject is None or (kin is not None and not kin.declared):
            return
        person = official.person if kin is None else kin.person
        since = max(company.founded, official.entered)
        interest = Interest(official, subject, person, company, item, share, since)
        self.world.interests.append(interest)

    def keep_away(self, official: Official, company: Company) -> None:
        """Keep a company away from all units that the official served in."""
        company.avoids |= {p.unit.name for p in official.posts}

    def between(self, low: date, high: date) -> date | None:
        """Return a day of ``[low, high]``, none before 1998; nothing where there is none."""
        low = max(low, date(1998, 1, 1))
        return self.dice.day(low, high) if high > low else None

    def any_line(self) -> str:
        """Return a line of business as usual in the area."""
        return self.dice.draw(self.world.economy.industry_weights)

    def foreign_line(self, official: Official) -> str:
        """Return a line of business outside all that the official oversaw or bought."""
        bought = {code for p in official.posts for code in p.unit.buys}
        line = tuple(official.line()) or ("~",)
        while True:
            code = self.any_line()
            if code not in bought and not code.startswith(line):
                return code

    def own_line(self, lines: tuple[str, ...]) -> str | None:
        """Return a line of business among those that a unit oversees."""
        known = [c for c in self.world.economy.industries if c.startswith(lines or ("~",))]
        return self.dice.pick(known) if known else None

    def region(self, code: str) -> District:
        """Return the district of a jurisdiction; any one where it is the whole city."""
        area = self.world.area
        return next((d for d in area.districts if d.code == code), None) or area.district()

    def firm(
        self, owner: Person, industry: str, place: District, day: date, kind: str = "llc"
    ) -> Company:
        """Let a person found a firm, alone or with somebody."""
        economy = self.world.economy
        company = economy.found(kind, industry, place, day)
        if kind == "individual":
            appoint(company, owner, ("经营者",), day)
            economy.reachable(company, owner)
        elif kind == "sole":
            economy.own(company, [(owner, 100.0)], owner)
        else:
            other = self.world.population.adult(day, 22, 60)
            share = float(self.dice.pick((30, 40, 50, 51, 60, 80)))
            head = owner if self.dice.chance(0.55) else other
            economy.own(company, [(owner, share), (other, 100 - share)], head)
        economy.drift(company)
        return company

    def sell(self, company: Company, person: Person, day: date) -> None:
        """Let a person sell out to a stranger and leave all offices."""
        buyer = self.world.population.adult(day, 25, 58)
        leave(company, person, day)
        if any(h.holder is person for h in company.holders()):
            transfer(company, person, buyer, day)
        if not any(r.valid_to is None and r.role == "法定代表人" for r in company.roles):
            appoint(company, buyer, ("法定代表人", "执行董事"), day)

    def relative(self, official: Official, low: int = 22) -> Kin | None:
        """Return a relative of an age to be in business."""
        found = [
            k
            for k in official.kin
            if k.valid_to is None and low + 2 <= k.person.age(self.today) < 76
        ]
        return self.dice.pick(found) if found else None

    def adult_day(self, person: Person) -> date | None:
        """Return a day on which a person could have founded a firm."""
        low = date(person.born.year + 22, 6, 1)
        return self.between(low, self.today - timedelta(days=100))
