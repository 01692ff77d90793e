"""Officials who hide an interest: how they choose holder, vehicle and time.

An agent weighs what it believes inspectors can see: the own name is cheap and visible, a driver's
name costs trust. The shares of the tiers (science.md D7.4) are the outcome of that choice; nothing
here knows what a detector looks at.
"""

from __future__ import annotations

from datetime import date, timedelta

from worlds.careers import Official, Post
from worlds.chance import Dice, Weighted
from worlds.companies import Company, Holding, appoint, transfer
from worlds.people import Kin, Person
from worlds.places import District
from worlds.records import Award, Scheme, World

#: Observability tier and its share (science.md D7.4): own name, declared kin, undeclared kin,
#: nominee with a weak tie, briber without any tie.
TIERS = (("O1", 0.15), ("O2", 0.30), ("O3", 0.25), ("O4", 0.20), ("O5", 0.10))
_TYPES = {
    "O1": Weighted([("T1", 5.0), ("T5", 3.0), ("T4", 2.0)]),
    "O2": Weighted([("T2", 9.0), ("T4", 1.0)]),
    "O3": Weighted([("T2", 6.0), ("T3", 4.0)]),
    "O4": Weighted([("T3", 1.0)]),
    "O5": Weighted([("T3", 1.0)]),
}
_VEHICLES = Weighted([("new", 45.0), ("join", 25.0), ("chain", 18.0), ("partnership", 12.0)])
#: How many contracts of the own unit a scheme aims at.
_DEALS = {"T1": (0, 1), "T2": (1, 5), "T3": (1, 5), "T4": (1, 3), "T5": (2, 5)}


def quotas(count: int) -> list[str]:
    """Return `count` tiers in the proportions of TIERS, largest remainders first."""
    exact = [(tier, share * count) for tier, share in TIERS]
    whole = {tier: int(value) for tier, value in exact}
    rest = sorted(exact, key=lambda e: int(e[1]) - e[1])
    for tier, _ in rest[: count - sum(whole.values())]:
        whole[tier] += 1
    return [tier for tier, _ in exact for _ in range(whole[tier])]


class Schemers:
    """Lets some officials build up a hidden interest."""

    def __init__(self, world: World, dice: Dice) -> None:
        self.world, self.dice, self.today = world, dice, world.config.today

    def run(self) -> None:
        """Add the schemes of the configured prevalence to the world."""
        config = self.world.config
        tiers = quotas(round(config.prevalence * config.officials))
        for tier in tiers:
            typology = self.dice.draw(_TYPES[tier])
            official, post = self._official(typology)
            official.tags.add("scheme")
            self._scheme(official, post, tier, typology)

    def _official(self, typology: str) -> tuple[Official, Post]:
        """Return somebody with something to sell, and the post that gives the power."""
        pool: list[tuple[tuple[Official, Post], float]] = []
        for o in self.world.officials:
            if o.tags or o.status == "去世" or (o.left is not None) is not (typology == "T4"):
                continue
            if o.left is not None and not date(2018, 1, 1) < o.left < self.today - timedelta(days=300):
                continue
            for p in o.posts[-3:]:
                power = (1 + 2 * p.leading + p.grade) * bool(p.unit.buys and (p.unit.line or typology == "T1"))
                end = p.valid_to or self.today
                if power and end.year >= 2015 and (end - p.valid_from).days > 500:
                    if typology == "T4" and p is not o.last:
                        continue
                    pool.append(((o, p), float(power)))
        return self.dice.draw(Weighted(pool))

    def _scheme(self, official: Official, post: Post, tier: str, typology: str) -> None:
        start = self._start(official, post, typology)
        holder, kind = self._holder(official, post, tier, start)
        industry = self._industry(post, typology)
        place = self._place(post)
        vehicle = "new" if tier == "O5" else self.dice.draw(_VEHICLES)
        if typology == "T4":
            vehicle = "join"
        company, start = self._vehicle(vehicle, holder, industry, place, start)
        until = None
        if typology != "T4" and self.dice.chance(0.2):
            until = self._exit(company, holder, start)
        self._deals(company, post, typology, start, until)
        if tier in ("O3", "O4") and self.dice.chance(0.3):
            company.phone = self._family_phone(official)
        note = _note(official, holder, kind, company, vehicle, post)
        self.world.schemes.append(
            Scheme(official, typology, tier, company, holder, kind, vehicle, start, until, post, note)
        )

    def _start(self, official: Official, post: Post, typology: str) -> date:
        end = (post.valid_to or self.today) - timedelta(days=120)
        if typology == "T4":
            assert official.left is not None
            return min(official.left + timedelta(days=self.dice.whole(40, 640)), self.today - timedelta(days=30))
        roll = self.dice.unit()
        if roll < 0.18:  # waiting in place before the appointment
            return post.valid_from - timedelta(days=self.dice.whole(20, 600))
        return self.dice.day(post.valid_from + timedelta(days=30), min(end, post.valid_from + timedelta(days=1500)))

    def _industry(self, post: Post, typology: str) -> str:
        known = self.world.economy.industries
        buys = [c for c in post.unit.buys if c in known]
        line = [c for c in known if c.startswith(post.unit.line)] if post.unit.line else []
        if typology == "T1" and self.dice.chance(0.5):
            return self.dice.draw(self.world.economy.industry_weights)
        if typology == "T2" and line:
            both = [c for c in line if c in buys]
            return self.dice.pick(both or line)
        return self.dice.pick(buys)

    def _place(self, post: Post) -> District:
        area = self.world.area
        return next((d for d in area.districts if d.code == post.unit.region), area.district())

    def _holder(self, official: Official, post: Post, tier: str, day: date) -> tuple[Person, str]:
        if tier == "O1":
            return official.person, "own"
        if tier in ("O2", "O3"):
            kin = self._relative(official, day, declared=tier == "O2")
            return kin.person, kin.kinship
        if tier == "O5":
            owners = self.world.economy.owners
            return self.dice.pick(owners), "briber"
        return self._nominee(official, post)

    def _nominee(self, official: Official, post: Post) -> tuple[Person, str]:
        dice, person = self.dice, official.person
        kind = dice.pick(("driver", "classmate", "co-villager"))
        gap = {"driver": dice.whole(-15, 10), "classmate": 0, "co-villager": dice.whole(-8, 8)}[kind]
        born = date(min(person.born.year + gap, self.today.year - 26), dice.whole(1, 12), dice.whole(1, 28))
        home = None if kind == "driver" else person.home
        made = self.world.population.person("男" if dice.chance(0.8) else "女", born, home=home, place=person.place)
        made.employer = post.unit.name if kind == "driver" else ""
        return made, kind

    def _relative(self, official: Official, day: date, *, declared: bool) -> Kin:
        def able(k: Kin) -> bool:
            tied = (k.valid_from is None or k.valid_from < day) and k.valid_to is None
            return k.declared is declared and tied and 20 <= k.person.age(day) <= 78

        found = [k for k in official.kin if able(k)]
        if found:
            weight = {"spouse": 4.0, "child": 3.0, "child-in-law": 2.0, "sibling": 2.0}
            return self.dice.draw(Weighted((k, weight.get(k.degree, 1.0)) for k in found))
        other = self.world.population.relative(official.person, "sibling")
        word = "弟" if other.sex == "男" else "妹"
        if other.born < official.person.born:
            word = "兄" if other.sex == "男" else "姐"
        kin = Kin(other, word, "sibling", declared)
        official.kin.append(kin)
        return kin

    def _vehicle(
        self, vehicle: str, holder: Person, industry: str, place: District, start: date
    ) -> tuple[Company, date]:
        economy, dice = self.world.economy, self.dice
        if vehicle == "join":
            company = self._host(industry, place, start)
            if company is not None:
                giver = next(h.holder for h in company.holders() if isinstance(h.holder, Person))
                transfer(company, giver, holder, start, share=float(dice.pick((20, 30, 40, 51))))
                if dice.chance(0.4):
                    appoint(company, holder, (dice.pick(("监事", "董事", "经理")),), start)
                return company, start
        front = self.world.population.adult(start, 24, 55)
        company = economy.found("llc", industry, place, start)
        share = float(dice.pick((40, 51, 60, 70, 80, 90)))
        stake: Person | Company = holder
        if vehicle in ("chain", "partnership"):
            kind = "partnership" if vehicle == "partnership" else "llc"
            shell = economy.found(kind, "L7212", economy.area.district(), start - timedelta(days=dice.whole(5, 200)))
            economy.own(shell, [(front, 10.0), (holder, 90.0)], front)
            stake = shell
        if vehicle == "new" and dice.chance(0.45):
            economy.own(company, [(holder, share), (front, 100 - share)], holder)
        else:
            economy.own(company, [(stake, share), (front, 100 - share)], front)
        return company, start

    def _host(self, industry: str, place: District, day: date) -> Company | None:
        hosts = [
            c for c in self.world.economy.companies
            if c.industry == industry and c.kind == "llc" and c.trades and not c.tags
            and c.founded < day - timedelta(days=200)
            and (not c.changes or c.changes[-1].day < day)
            and any(isinstance(h.holder, Person) and h.share >= 30 for h in c.holders())
        ]  # fmt: skip
        near = [c for c in hosts if c.place is place]
        return self.dice.pick(near or hosts) if hosts else None

    def _exit(self, company: Company, holder: Person, start: date) -> date | None:
        if not any(h.holder is holder for h in company.holders()):
            return None
        day = self.dice.day(start + timedelta(days=500), self.today)
        if day >= self.today - timedelta(days=5) or any(c.day >= day for c in company.changes):
            return None
        transfer(company, holder, self.world.population.adult(day), day)
        for r in company.roles:
            if r.person is holder and r.valid_to is None and r.role != "法定代表人":
                r.valid_to = day
        return day

    def _deals(
        self, company: Company, post: Post, typology: str, start: date, until: date | None
    ) -> None:
        """Let the official's unit give the company work while both last."""
        low, high = _DEALS[typology]
        first = max(start + timedelta(days=60), post.valid_from)
        last = min(until or self.today, post.valid_to or self.today)
        if typology == "T4":
            assert post.valid_to is not None
            first, last = max(company.founded, post.valid_to - timedelta(days=1000)), post.valid_to
        if first >= last:
            return
        for _ in range(self.dice.whole(low, high)):
            method = self.dice.pick(("竞争性磋商", "询价", "单一来源", "公开招标", "直接采购"))
            bidders = 1 if method in ("单一来源", "直接采购") else self.dice.whole(3, 5)
            amount = round(self.dice.rng.lognormal(3.8, 0.9), 2)
            title = f"{post.unit.short}{company.scope.split('；')[0]}项目"
            day = self.dice.day(first, last)
            self.world.awards.append(Award(post.unit.name, company, title, method, bidders, amount, day))

    def _family_phone(self, official: Official) -> str:
        spouse = [k.person.phone for k in official.kin if k.degree == "spouse"]
        return self.dice.pick([official.person.phone, *spouse])


def _note(
    official: Official, holder: Person, kind: str, company: Company, vehicle: str, post: Post
) -> str:
    how = {"new": "新设", "join": "受让", "chain": "经持股公司", "partnership": "经合伙企业"}[vehicle]
    who = "本人" if holder is official.person else f"{kind}{holder.name}"
    if not any(isinstance(h, Holding) for h in company.holdings):
        how = "控制"
    return f"{official.person.name}任{post.unit.name}{post.title}，以{who}名义{how}持有{company.name}权益"
