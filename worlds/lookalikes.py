"""Honest situations that resemble a scheme (law.md A.10), with the traces that honest people leave."""

from __future__ import annotations

from datetime import date, timedelta

from worlds.careers import Official
from worlds.chance import Dice
from worlds.companies import Company, Holding, appoint, close, leave, transfer
from worlds.people import Kin, Person
from worlds.places import District
from worlds.records import Approval, Interest, LookAlike, World

#: Kinds of situations: share of the roster that is in one.
SHARES = {
    "posted_director": 0.045, "approved_concurrent": 0.02, "collective_head": 0.03,
    "listed_shares": 0.02, "before_office": 0.055, "dead_shell": 0.025, "divested_in_time": 0.02,
    "kin_elsewhere": 0.075, "kin_other_line": 0.085, "kin_old_family_firm": 0.03,
    "kin_employee": 0.04, "former_spouse": 0.01, "recused": 0.01, "ordered_exit": 0.008,
    "research_staff": 0.01, "retired_long_ago": 0.02, "retired_unrelated": 0.02,
    "cooperative_member": 0.02, "stolen_identity": 0.0015,
}  # fmt: skip
_SUBJECTS = {"spouse": "配偶", "child": "子女", "child-in-law": "子女配偶"}
_FOREVER = date(2099, 1, 1)


class Honest:
    """Places innocent situations in the world."""

    def __init__(self, world: World, dice: Dice) -> None:
        self.world, self.dice, self.today = world, dice, world.config.today
        self.economy = world.economy

    def run(self) -> None:
        """Add the situations of SHARES to the world."""
        for kind, share in SHARES.items():
            wanted = max(1, round(share * len(self.world.officials)))
            make = getattr(self, f"_{kind}")
            for official in self.dice.sample(self.world.officials, len(self.world.officials)):
                if not wanted:
                    break
                if official.tags or official.status == "去世":
                    continue
                if make(official):
                    official.tags.add(kind)
                    wanted -= 1

    def _note(self, o: Official, kind: str, exemption: str, company: Company | None) -> bool:
        self.world.look_alikes.append(LookAlike(o, kind, exemption, company))
        return True

    def _approve(self, o: Official, company: Company, kind: str, day: date, until: date | None = None) -> None:
        self.world.approvals.append(Approval(o, company, kind, day, until))

    def _declare(
        self, o: Official, who: Kin | None, company: Company, item: str, share: float | None,
        until: date | None = None,
    ) -> None:  # fmt: skip
        """Declare honestly, where there is a duty; others do so for their unit's file at times."""
        if o.grade < 3 and not self.dice.chance(0.35):
            return
        subject = "本人" if who is None else _SUBJECTS.get(who.degree)
        if subject is None or (who is not None and not who.declared):
            return
        person = o.person if who is None else who.person
        since = max(company.founded, o.entered)
        self.world.interests.append(Interest(o, subject, person, company, item, share, since, until))

    def _aloof(self, o: Official, company: Company) -> None:
        """Keep a company away from all units that the official served in."""
        company.avoids |= {p.unit.name for p in o.posts}

    def _industry(self, o: Official) -> str:
        """Return a line of business outside everything that the official oversaw or bought."""
        while True:
            code = self.dice.draw(self.economy.industry_weights)
            bought = {b for p in o.posts for b in p.unit.buys}
            if code not in bought and not any(code.startswith(x) for x in o.line()):
                return code

    def _start(self, low: date, high: date) -> date | None:
        low = max(low, date(1998, 1, 1))
        return self.dice.day(low, high) if high > low else None

    def _firm(
        self, owner: Person, industry: str, place: District, day: date, kind: str = "llc"
    ) -> Company:
        company = self.economy.found(kind, industry, place, day)
        if kind == "individual":
            appoint(company, owner, ("经营者",), day)
        elif kind == "sole":
            self.economy.own(company, [(owner, 100.0)], owner)
        else:
            other = self.world.population.adult(day, 22, 60)
            share = float(self.dice.pick((30, 40, 50, 51, 60, 80)))
            head = owner if self.dice.chance(0.55) else other
            self.economy.own(company, [(owner, share), (other, 100 - share)], head)
        return company

    # --- the official's own name -------------------------------------------------------------

    def _posted_director(self, o: Official) -> bool:
        """A director posted by the state owner (E-04)."""
        post = next((p for p in reversed(o.posts) if p.grade >= 1), None)
        if post is None or post.unit.level not in ("soe", "city_bureau", "district_bureau", "district_government"):
            return False
        own = [c for c in self.world.state if c.name == post.unit.name or c.place.code == post.unit.region]
        if not own:
            return False
        company = self.dice.pick(own)
        start = max(post.valid_from, company.founded) + timedelta(days=self.dice.whole(5, 120))
        if start >= (post.valid_to or self.today):
            return False
        role = self.dice.pick(("董事", "董事长", "监事", "法定代表人"))
        appoint(company, o.person, (role,), start)
        if post.valid_to is not None:
            leave(company, o.person, post.valid_to)
        if self.dice.chance(0.85):
            self._approve(o, company, self.dice.pick(("国资委派", "国资委派", "单位委派")), start, post.valid_to)
        return self._note(o, "posted_director", "E-04", company)

    def _approved_concurrent(self, o: Official) -> bool:
        """An approved unpaid side post (E-03)."""
        hosts = [c for c in self.economy.companies[:4000] if c.kind == "llc" and c.trades and not c.tags]
        company = self.dice.pick(hosts)
        start = self._start(max(company.founded, o.entered, date(2014, 1, 1)), self.today - timedelta(days=200))
        if start is None or o.left is not None:
            return False
        appoint(company, o.person, (self.dice.pick(("董事", "监事")),), start)
        self._aloof(o, company)
        company.tags.add("kept")
        self._approve(o, company, "兼职批准", start - timedelta(days=10), start + timedelta(days=365 * 15))
        self._declare(o, None, company, "任职", None)
        return self._note(o, "approved_concurrent", "E-03", company)

    def _collective_head(self, o: Official) -> bool:
        """A village head who is legal representative of the collective (E-05)."""
        if o.last.unit.level != "village":
            return False
        company = next((c for c in self.world.collectives if f"village:{o.last.unit.name[:-5]}" in c.tags), None)
        if company is None:
            place = next(d for d in self.world.area.districts if d.code == o.last.unit.region)
            day = date(2019, self.dice.whole(1, 12), self.dice.whole(1, 28))
            name = f"{o.last.unit.name.removesuffix('村民委员会')}股份经济合作社"
            if self.economy.names[name]:
                return False
            company = self.economy.found("collective", "A0111", place, day, name=name, capital=300)
            self.world.collectives.append(company)
        start = max(company.founded, o.last.valid_from) + timedelta(days=5)
        if company.roles or start > self.today:
            return False
        appoint(company, o.person, ("法定代表人", "理事长"), start)
        if o.last.valid_to is not None:
            leave(company, o.person, max(start, o.last.valid_to))
        if self.dice.chance(0.4):
            self._approve(o, company, "集体经济组织", start)
        return self._note(o, "collective_head", "E-05", company)

    def _cooperative_member(self, o: Official) -> bool:
        """A village cadre among the many members of a farmers' cooperative (E-05)."""
        if o.last.unit.level not in ("village", "town"):
            return False
        hosts = [c for c in self.economy.companies[:6000] if c.kind == "cooperative" and c.trades]
        company = self.dice.pick(hosts)
        day = self._start(company.founded + timedelta(days=30), self.today)
        if day is None:
            return False
        company.holdings.append(Holding(o.person, 2.0, day))
        return self._note(o, "cooperative_member", "E-05", company)

    def _listed_shares(self, o: Official) -> bool:
        """Shares of a listed company, bought on the market (E-01)."""
        company = self.dice.pick(self.world.listed)
        day = self._start(max(company.founded, o.entered) + timedelta(days=400), self.today)
        if day is None:
            return False
        share = round(0.001 + 0.02 * self.dice.unit(), 4)
        company.holdings.append(Holding(o.person, share, day))
        self._declare(o, None, company, "投资", share)
        return self._note(o, "listed_shares", "E-01", company)

    def _before_office(self, o: Official) -> bool:
        """In business before the public career, and out before it began (E-14)."""
        if o.person.age(o.entered) < 23:
            return False
        start = self._start(date(o.person.born.year + 19, 6, 1), o.entered - timedelta(days=200))
        if start is None:
            return False
        company = self._firm(o.person, self.dice.draw(self.economy.industry_weights), self.world.area.district(), start)
        self._leave_firm(company, o.person, self.dice.day(start + timedelta(days=120), o.entered - timedelta(days=10)))
        return self._note(o, "before_office", "E-14", company)

    def _leave_firm(self, company: Company, person: Person, day: date) -> None:
        buyer = self.world.population.adult(day, 25, 58)
        leave(company, person, day)
        transfer(company, person, buyer, day)
        if not any(r.valid_to is None and r.role == "法定代表人" for r in company.roles):
            appoint(company, buyer, ("法定代表人", "执行董事"), day)

    def _divested_in_time(self, o: Official) -> bool:
        """Held before office, sold within half a year of it (E-07)."""
        start = self._start(date(o.person.born.year + 19, 6, 1), o.entered - timedelta(days=60))
        if start is None:
            return False
        company = self._firm(o.person, self._industry(o), self.world.area.district(), start)
        self._leave_firm(company, o.person, o.entered + timedelta(days=self.dice.whole(5, 170)))
        self._aloof(o, company)
        return self._note(o, "divested_in_time", "E-07", company)

    def _dead_shell(self, o: Official) -> bool:
        """A company revoked long ago, whose papers were never cleaned up (E-10)."""
        start = self._start(date(o.person.born.year + 19, 1, 1), date(2008, 1, 1))
        if start is None:
            return False
        company = self._firm(o.person, self.dice.draw(self.economy.industry_weights), self.world.area.district(), start)
        close(company, start + timedelta(days=self.dice.whole(500, 1500)), "吊销")
        return self._note(o, "dead_shell", "E-10", company)

    def _ordered_exit(self, o: Official) -> bool:
        """Told to withdraw and did (E-07): the order and the transfer are on file."""
        start = self._start(o.entered + timedelta(days=100), min(o.left or self.today, date(2022, 1, 1)))
        if start is None:
            return False
        company = self._firm(o.person, self._industry(o), self.world.area.district(), start)
        order = start + timedelta(days=self.dice.whole(300, 900))
        self._approve(o, company, "责令退出", order)
        self._leave_firm(company, o.person, order + timedelta(days=self.dice.whole(5, 80)))
        self._aloof(o, company)
        return self._note(o, "ordered_exit", "E-07", company)

    def _research_staff(self, o: Official) -> bool:
        """Equity for a technology contributed with the institution's leave (E-06)."""
        if o.category != "专业技术人员" or o.last.leading:
            return False
        start = self._start(max(o.entered, date(2016, 1, 1)), min(o.left or self.today, date(2024, 1, 1)))
        if start is None:
            return False
        company = self._firm(o.person, "M7320", self.world.area.district(), start)
        self._aloof(o, company)
        kind = self.dice.pick(("科技成果作价", "离岗创业"))
        self._approve(o, company, kind, start - timedelta(days=20), start + timedelta(days=1095 if kind == "离岗创业" else 5475))
        self._declare(o, None, company, "投资", company.holdings[0].share)
        return self._note(o, "research_staff", "E-06", company)

    def _retired_long_ago(self, o: Official) -> bool:
        """In business after the window that the law sets (E-14)."""
        if o.status != "退休" or o.left is None:
            return False
        start = self._start(o.left + timedelta(days=3 * 366), self.today - timedelta(days=30))
        if start is None:
            return False
        company = self._firm(o.person, self.dice.draw(self.economy.industry_weights), self.world.area.district(), start)
        self._aloof(o, company)
        return self._note(o, "retired_long_ago", "E-14", company)

    def _retired_unrelated(self, o: Official) -> bool:
        """Retired or resigned, then in a business that the posts never touched (E-14)."""
        if o.left is None or o.status not in ("退休", "辞职"):
            return False
        start = self._start(o.left + timedelta(days=30), min(self.today, o.left + timedelta(days=1000)))
        if start is None or start >= self.today:
            return False
        company = self._firm(o.person, self._industry(o), self.dice.pick(self.world.area.outside), start)
        self._aloof(o, company)
        return self._note(o, "retired_unrelated", "E-14", company)

    def _stolen_identity(self, o: Official) -> bool:
        """Registered with a stolen identity card; the registration was revoked (E-09)."""
        day = self._start(date(2016, 1, 1), date(2023, 12, 31))
        if day is None:
            return False
        company = self.economy.found("sole", "F5178", self.world.area.district(), day)
        self.economy.own(company, [(o.person, 100.0)], o.person)
        close(company, day + timedelta(days=self.dice.whole(200, 700)), "撤销")
        return self._note(o, "stolen_identity", "E-09", company)

    # --- relatives ---------------------------------------------------------------------------

    def _kin(self, o: Official, low: int = 22) -> Kin | None:
        found = [
            k for k in o.kin
            if k.valid_to is None and k.person.age(self.today) >= low + 2 and k.person.age(self.today) < 76
        ]  # fmt: skip
        return self.dice.pick(found) if found else None

    def _kin_day(self, k: Kin) -> date | None:
        return self._start(date(k.person.born.year + 22, 6, 1), self.today - timedelta(days=100))

    def _kin_firm(self, o: Official, k: Kin, industry: str, place: District, kind: str) -> bool:
        day = self._kin_day(k)
        if day is None:
            return False
        form = self.dice.pick(("llc", "llc", "sole", "individual"))
        if form == "individual" and not self.economy.industries[industry][4]:
            form = "sole"
        company = self._firm(k.person, industry, place, day, form)
        self._aloof(o, company)
        share = company.holdings[0].share if company.holdings else None
        self._declare(o, k, company, "投资" if company.holdings else "个体工商户", share)
        return self._note(o, kind, "E-11", company)

    def _kin_elsewhere(self, o: Official) -> bool:
        """A relative in business in another province (E-11)."""
        k = self._kin(o)
        industry = self.dice.draw(self.economy.industry_weights)
        place = self.dice.pick(self.world.area.outside)
        if k is not None:
            k.person.place = place
        return k is not None and self._kin_firm(o, k, industry, place, "kin_elsewhere")

    def _kin_other_line(self, o: Official) -> bool:
        """A relative in another line of business in the area (E-11)."""
        k = self._kin(o)
        place = self.world.area.district()
        return k is not None and self._kin_firm(o, k, self._industry(o), place, "kin_other_line")

    def _kin_old_family_firm(self, o: Official) -> bool:
        """Married into a family that had its firm long before (E-11)."""
        k = next((k for k in o.kin if k.degree in ("spouse", "in-law") and k.valid_from), None)
        if k is None or k.valid_from is None or k.valid_to is not None:
            return False
        day = self._start(date(1998, 1, 1), k.valid_from - timedelta(days=400))
        if day is None or k.person.age(day) < 20:
            return False
        company = self._firm(k.person, self._industry(o), self.world.area.district(), day)
        self._aloof(o, company)
        self._declare(o, k, company, "投资", company.holdings[0].share)
        return self._note(o, "kin_old_family_firm", "E-11", company)

    def _kin_employee(self, o: Official) -> bool:
        """A relative with an ordinary job, on file as accountant or contact (E-11)."""
        k = self._kin(o)
        hosts = [c for c in self.economy.companies[:8000] if c.kind in ("llc", "sole") and c.trades and not c.tags]
        company = self.dice.pick(hosts)
        day = None if k is None else self._start(
            max(company.founded, date(k.person.born.year + 22, 6, 1)), self.today
        )  # fmt: skip
        if k is None or day is None:
            return False
        k.person.employer = company.name
        appoint(company, k.person, (self.dice.pick(("财务负责人", "联络员")),), day)
        company.tags.add("kept")
        self._aloof(o, company)
        return self._note(o, "kin_employee", "E-11", company)

    def _former_spouse(self, o: Official) -> bool:
        """A divorced spouse who went into business afterwards (E-14: no tie at that time)."""
        k = next((k for k in o.kin if k.degree == "spouse" and k.valid_to), None)
        if k is None or k.valid_to is None:
            return False
        day = self._start(k.valid_to + timedelta(days=100), self.today - timedelta(days=60))
        if day is None:
            return False
        line = [c for c in self.economy.industries if c.startswith(tuple(o.line()) or ("F",))]
        company = self._firm(k.person, self.dice.pick(line), self.world.area.district(), day)
        self._aloof(o, company)
        return self._note(o, "former_spouse", "E-14", company)

    def _recused(self, o: Official) -> bool:
        """A relative in the same line, and the official's withdrawal on file (E-11)."""
        k = self._kin(o)
        day = None if k is None else self._kin_day(k)
        line = [c for c in self.economy.industries if c.startswith(tuple(o.last.unit.line) or ("~",))]
        if k is None or day is None or not line or not k.declared:
            return False
        place = self.world.area.district()
        company = self._firm(k.person, self.dice.pick(line), place, day)
        self._aloof(o, company)
        self._declare(o, k, company, "投资", company.holdings[0].share)
        self._approve(o, company, "回避决定", max(day, o.last.valid_from) + timedelta(days=30))
        return self._note(o, "recused", "E-11", company)
