"""Dealings of the public hand with companies (公共采购、行政行为): many firms, mostly in competition."""

from __future__ import annotations

from datetime import date, timedelta

from worlds.chance import Dice, Weighted
from worlds.companies import Company
from worlds.records import Act, Award, World

_METHODS = Weighted(
    [("公开招标", 40.0), ("竞争性磋商", 25.0), ("询价", 15.0), ("邀请招标", 5.0), ("单一来源", 4.0), ("框架协议", 6.0), ("直接采购", 5.0)]
)  # fmt: skip
#: Kind of act: share among acts of one agency, typical sum in 万元 (None: no money).
_ACTS = {
    "行政许可": (6.0, None), "行政处罚": (1.0, 0.8), "免予处罚": (0.3, None), "财政补贴": (1.0, 12.0),
    "土地出让": (0.4, 2500.0), "贷款贴息": (0.6, 9.0), "监督检查": (4.0, None),
}  # fmt: skip


#: Sums (万元) from which a contract is looked at more closely: small ones are asked for by price, ever
#: larger ones by tender. Honest buyers keep below them, too, to have less trouble.
THRESHOLDS = (20.0, 50.0, 100.0, 200.0, 400.0)
_KEEPS_BELOW = 0.06


def below_a_threshold(dice: Dice, amount: float) -> float:
    """Return a sum just below the threshold that is next to `amount`."""
    edge = min(THRESHOLDS, key=lambda t: abs(t - amount))
    return round(edge * (0.94 + 0.055 * dice.unit()), 2)


class Dealings:
    """Lets units buy, permit, inspect, subsidise."""

    def __init__(self, world: World, dice: Dice) -> None:
        self.world, self.dice, self.today = world, dice, world.config.today
        self.size = len(world.economy.companies)
        self._sellers: dict[tuple[str, str], list[Company]] = {}
        for c in world.economy.companies:
            if c.kind not in ("collective", "listed"):
                self._sellers.setdefault((c.industry, c.place.code), []).append(c)
                self._sellers.setdefault((c.industry, ""), []).append(c)

    def run(self) -> None:
        """Add contracts and acts to the world."""
        units = [u for u in self.world.units if u.buys]
        buyers = Weighted((u, u.weight) for u in units)
        for _ in range(int(self.size * self.world.config.contracts)):
            unit = self.dice.draw(buyers)
            self._award(unit.name, self.dice.pick(unit.buys), unit.region)
        agencies = [u for u in self.world.units if u.acts and u.level.endswith("bureau")]
        weights = Weighted((u, u.weight) for u in agencies)
        for _ in range(int(self.size * self.world.config.acts)):
            unit = self.dice.draw(weights)
            kind = self.dice.draw(Weighted((k, _ACTS[k][0]) for k in unit.acts))
            code = self._overseen(unit.line)
            company = self._company(code, unit.region, unit.name) if code else None
            if company is not None:
                self._act(unit.name, kind, company)

    def _overseen(self, line: tuple[str, ...]) -> str | None:
        known = self.world.economy.industries
        codes = [c for c in known if c.startswith(line)] if line else list(known)
        return self.dice.pick(codes) if codes else None

    def _company(self, industry: str, region: str, unit: str) -> Company | None:
        """Return a firm that a unit deals with: near ones first, families keep away."""
        near = self._sellers.get((industry, region)) if self.dice.chance(0.7) else None
        pool = near or self._sellers.get((industry, ""))
        for _ in range(4):
            if not pool:
                return None
            company = pool[int(len(pool) * self.dice.unit() ** 1.7)]
            if unit not in company.avoids and self._alive(company):
                return company
        return None

    def _alive(self, company: Company) -> bool:
        end = company.dissolved or self.today
        return (end - max(company.founded, date(2014, 1, 1))).days > 200

    def _day(self, company: Company) -> date:
        end = company.dissolved or self.today
        return self.dice.day(max(company.founded + timedelta(days=60), date(2014, 1, 1)), end)

    def _award(self, buyer: str, industry: str, region: str) -> None:
        company = self._company(industry, region, buyer)
        if company is None:
            return
        method = self.dice.draw(_METHODS)
        alone = method in ("单一来源", "直接采购")
        bidders = 1 if alone or self.dice.chance(0.03) else self.dice.whole(3, 9)
        amount = round(float(self.dice.rng.lognormal(3.6, 1.1)), 2)
        if self.dice.chance(_KEEPS_BELOW):
            amount = below_a_threshold(self.dice, amount)
        unit = buyer.removeprefix(self.world.area.city.name)
        title = f"{unit}{company.scope.split('；')[0]}项目"
        self.world.awards.append(
            Award(buyer, company, title, method, bidders, amount, self._day(company))
        )

    def _act(self, agency: str, kind: str, company: Company) -> None:
        mean = _ACTS[kind][1]
        amount = round(mean * (0.3 + 1.6 * self.dice.unit()), 2) if mean else None
        self.world.acts.append(Act(agency, company, kind, amount, self._day(company)))
