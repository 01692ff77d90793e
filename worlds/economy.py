"""The ordinary economy (企业群体): founders, families, serial owners, agents, chains, partnerships."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from worlds.chance import Dice, Weighted
from worlds.companies import KINDS, Change, Company, Holding, appoint, close, replace_head, transfer
from worlds.ids import uscc
from worlds.people import Person, Population
from worlds.places import Area, District
from worlds.trade import TradeNames, industries

_KINDS = Weighted(
    [("sole", 26.0), ("llc", 47.0), ("individual", 17.0), ("partnership", 2.5), ("cooperative", 5.0), ("joint", 2.5)]
)  # fmt: skip


#: Share of one-man firms that are registered with a stolen identity (0.08 % of all firms with those of
#: officials, science.md 7.1).
STOLEN = 0.0012

#: How often a firm is founded by somebody who has one (a third of the firms are serial owners', 3.1).
SERIAL = 0.21


class Economy:
    """Founds companies and lets time pass over them."""

    def __init__(self, population: Population, area: Area, dice: Dice, today: date) -> None:
        self.population, self.area, self.dice, self.today = population, area, dice, today
        self.industries = industries()
        lines = list(self.industries.values())
        self.industry_weights = Weighted((line.code, line.weight) for line in lines)
        self.small = Weighted((line.code, line.weight) for line in lines if line.small)
        self.companies: list[Company] = []
        self.names = TradeNames(area)
        self._serials: set[int] = set()
        self.years = Weighted((y, 1.0 * 1.17 ** (y - 1998)) for y in range(1998, today.year + 1))
        self.owners: list[Person] = []  # one entry a company: who owns more founds more
        self.agents: list[tuple[str, str, str]] = []  # name, address, phone
        self.groups: list[Company] = []  # companies that hold others

    def open_agents(self, count: int) -> None:
        """Set up filing agents (代办机构) that lend their address and phone to many firms."""
        for _ in range(count):
            word = self.names.word(self.dice, 2)
            place = self.area.district()
            name = f"{self.area.city.name}{word}企业服务有限公司"
            self.agents.append((name, self.area.address(self.dice, place), self._phone()))

    def _serial(self) -> int:
        while (serial := self.dice.whole(10_000_000, 99_999_999)) in self._serials:
            pass
        self._serials.add(serial)
        return serial

    def reachable(self, company: Company, head: Person) -> None:
        """Let a company without an agent give the phone, a small one the home, of its head at times."""
        if company.agent:
            return
        if self.dice.chance(0.4):
            company.phone = head.phone
        if self.dice.chance({"individual": 0.25, "sole": 0.05, "llc": 0.02}.get(company.kind, 0.0)):
            company.address = self.population.home_of(head)

    def _phone(self) -> str:
        return f"1{self.dice.pick('3578')}{self.dice.digits(9)}"

    def found(
        self, kind: str, industry: str, place: District, day: date, *, name: str = "",
        capital: float = 0.0,
    ) -> Company:  # fmt: skip
        """Register a company without holders; they are added by the caller."""
        code = uscc(KINDS[kind][1], place.code, self._serial())
        capital = capital or float(
            self.dice.pick((10, 30, 50, 100, 100, 200, 300, 500, 1000, 2000))
        )
        row = self.industries[industry]
        company = Company(
            code, name or self.names.name(self.dice, kind, row, place), kind, place, industry, row.scope, day, capital,
            self.area.address(self.dice, place), self._phone(),
        )  # fmt: skip
        if self.dice.chance(0.25):
            company.email = f"{code[8:16].lower()}@example.com"
        if (
            self.agents
            and kind in ("sole", "llc", "joint", "partnership")
            and self.dice.chance(0.14)
        ):
            agent, address, phone = self.agents[int(len(self.agents) * self.dice.unit() ** 2)]
            company.agent = agent
            if self.dice.chance(0.5):
                company.address = address
            if self.dice.chance(0.4):
                company.phone = phone
        self.companies.append(company)
        return company

    def founding_day(self, low: int = 1998) -> date:
        """Return a day of founding; the register grows by a sixth a year."""
        year = max(low, self.dice.draw(self.years))
        return min(date(year, 1, 1) + timedelta(days=self.dice.whole(0, 364)), self.today)

    def populate(self, count: int) -> None:
        """Found ordinary companies until there are `count`."""
        while len(self.companies) < count:
            self._ordinary()

    def _ordinary(self) -> None:
        dice = self.dice
        kind = dice.draw(_KINDS)
        day = self.founding_day(2007 if kind in ("cooperative", "partnership") else 1998)
        place = self.area.district() if dice.chance(0.97) else dice.pick(self.area.outside)
        industry = dice.draw(self.small if kind == "individual" else self.industry_weights)
        if kind == "cooperative":
            industry = dice.pick(("A0111", "A0313", "A0513", "A0212"))
        company = self.found(kind, industry, place, day)
        if self.owners and kind in ("sole", "individual") and dice.chance(STOLEN):
            return self._steal(company)
        self._owners(company, self._founder(day))
        self.age(company)
        return None

    def _steal(self, company: Company) -> None:
        """Register a firm with the card of somebody who knows nothing of it (冒名登记)."""
        victim = self.dice.pick(self.owners)
        phone, address = company.phone, company.address
        if company.kind == "individual":
            appoint(company, victim, ("经营者",), company.founded)
        else:
            self.own(company, [(victim, 100.0)], victim)
        company.phone, company.address = phone, address  # the thief's
        company.tags.add("stolen")
        if self.dice.chance(0.5):
            day = self.dice.day(company.founded + timedelta(days=200), self.today)
            close(company, day, "撤销")

    def _founder(self, day: date) -> Person:
        if self.owners and self.dice.chance(SERIAL):
            owner = self.dice.pick(self.owners)
            if owner.age(day) >= 20:
                return owner
        return self.population.adult(day)

    def _owners(self, company: Company, founder: Person) -> None:
        dice, day, kind = self.dice, company.founded, company.kind
        if kind == "individual":
            appoint(company, founder, ("经营者",), day)
            self.reachable(company, founder)
        elif kind == "sole":
            self.own(company, [(founder, 100.0)])
        elif kind in ("joint", "partnership") and self.groups and dice.chance(0.75):
            parent = dice.pick(self.groups)
            share = float(dice.pick((20, 30, 35, 40, 51, 60, 80)))
            self.own(company, [(parent, share), (founder, 100 - share)], founder)
        else:
            count = dice.whole(5, 9) if kind == "cooperative" else dice.pick((2, 2, 2, 2, 2, 3))
            others = [self._partner(founder, day) for _ in range(count - 1)]
            people = list(dict.fromkeys([founder, *others]))
            self.own(company, list(zip(people, self.split(len(people)), strict=True)))
        self.owners.append(founder)
        if company.industry in ("L7212", "J6712") or (kind == "llc" and dice.chance(0.02)):
            self.groups.append(company)

    def _partner(self, founder: Person, day: date) -> Person:
        """Return a co-founder: family in half of the firms, else an acquaintance."""
        dice = self.dice
        if dice.chance(0.52):
            adults = [p for p in founder.family if p.age(day) >= 18]
            if adults and dice.chance(0.7):
                return dice.pick(adults)
            if len(founder.family) < 4:
                kind = dice.pick(("spouse", "sibling", "sibling", "child"))
                if kind == "child" and founder.age(day) < 46:
                    kind = "sibling"
                other = self.population.relative(founder, kind)
                if other.age(day) >= 18:
                    founder.family.append(other)
                    return other
        return self._founder(day)

    def split(self, count: int) -> list[float]:
        """Return round percentages that sum to 100."""
        if count == 1:
            return [100.0]
        if count == 2:
            first = float(self.dice.pick((50, 51, 60, 60, 70, 80, 90, 99)))
            return [first, 100 - first]
        cuts = sorted(self.dice.sample(range(1, 20), count - 1))
        return [float(5 * (b - a)) for a, b in zip([0, *cuts], [*cuts, 20], strict=True)]

    def own(
        self, company: Company, stakes: list[tuple[Any, float]], head: Person | None = None
    ) -> None:
        """Enter the founding holders and the first officers of a company."""
        day, dice = company.founded, self.dice
        for holder, share in stakes:
            company.holdings.append(Holding(holder, share, day, None, dice.pick((0, 0.3, 1, 1, 1))))
        people = [h for h, _ in stakes if isinstance(h, Person)]
        head = head or (people[0] if people else self._founder(day))
        self.reachable(company, head)
        if company.kind == "partnership":
            appoint(company, head, ("执行事务合伙人",), day)
            return
        appoint(company, head, ("法定代表人", dice.pick(("执行董事", "执行董事", "经理"))), day)
        if company.kind in ("individual", "cooperative"):
            return
        second = next((p for p in people if p is not head), None)
        if second is None:  # a law wants a supervisor; the family lends a name
            kin = dice.chance(0.5)
            second = self._partner(head, day) if kin else self.population.adult(day, 22, 68)
        if second is head:
            second = self.population.adult(day, 22, 68)
        appoint(company, second, ("监事",), day)
        if dice.chance(0.25):
            appoint(
                company, self._founder(day), (dice.pick(("财务负责人", "联络员", "经理")),), day
            )

    def age(self, company: Company) -> None:
        """Let ordinary things happen to a company until today: transfers, moves, closure."""
        dice, today = self.dice, self.today
        years = (today - company.founded).days / 365
        end = today
        if dice.chance(1 - 0.945**years) and years > 1:
            end = dice.day(company.founded + timedelta(days=300), today)
            close(company, end, "吊销" if dice.chance(0.3) else "注销")
        moments = sorted(
            dice.day(company.founded + timedelta(days=90), end)
            for _ in range(dice.whole(0, 3))
            if dice.chance(min(0.5, years / 14))
        )
        for day in moments:
            self._event(company, min(day, end))

    def _event(self, company: Company, day: date) -> None:
        dice = self.dice
        roll = dice.unit()
        people = [h.holder for h in company.holders() if isinstance(h.holder, Person)]
        if roll < 0.40 and people and company.kind in ("sole", "llc", "joint"):
            giver = dice.pick(people)
            taker = self._partner(giver, day)
            if taker is not giver:
                transfer(company, giver, taker, day)
                if company.legal() is giver:
                    replace_head(company, taker, day)
        elif roll < 0.52 and company.kind != "individual":
            replace_head(company, self._founder(day), day)
        else:
            self._plain_event(company, day)

    def drift(self, company: Company) -> None:
        """Let plain things happen to a company that somebody runs on purpose: moves, more capital."""
        for _ in range(self.dice.whole(0, 2)):
            first = company.founded + timedelta(days=90)
            if first < self.today and self.dice.chance(0.3):
                self._plain_event(company, self.dice.day(first, self.today))

    def _plain_event(self, company: Company, day: date) -> None:
        dice = self.dice
        roll = dice.unit()
        if roll < 0.5:
            old = company.address
            company.address = self.area.address(dice, company.place)
            self._text(company, day, "住所变更", old, company.address)
        elif roll < 0.7:
            old = f"{company.capital:g}万元"
            company.capital *= dice.pick((2, 3, 5))
            self._text(company, day, "注册资本变更", old, f"{company.capital:g}万元")
        else:
            self._text(company, day, "经营范围变更", company.scope, company.scope + "；货物进出口")

    @staticmethod
    def _text(company: Company, day: date, item: str, before: str, after: str) -> None:
        company.changes.append(Change(day, item, ((before, None),), ((after, None),)))

    def hold_each_other(self, count: int) -> None:
        """Let `count` groups of two or three firms hold each other in turn: small cycles."""
        dice = self.dice
        firms = [c for c in self.groups if c.trades and c.kind == "llc" and c.holders()]
        for _ in range(count):
            ring = dice.sample(firms, dice.whole(2, 3))
            for giver, taker in zip(ring, [*ring[1:], ring[0]], strict=True):
                people = [h for h in giver.holders() if isinstance(h.holder, Person)]
                if len(ring) > 1 and people and people[0].share > 20:
                    day = dice.day(
                        max(giver.founded, taker.founded) + timedelta(days=30), self.today
                    )
                    day = max(day, people[0].valid_from + timedelta(days=1))
                    if day <= self.today:
                        assert isinstance(people[0].holder, Person)
                        transfer(giver, people[0].holder, taker, day, share=10.0)
