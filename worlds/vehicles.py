"""Through what (载体) an interest is held: a new firm, a stake in an old one, a chain, a partnership."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from worlds.chance import Dice
from worlds.companies import Company, appoint, transfer
from worlds.economy import Economy
from worlds.people import Person
from worlds.places import District
from worlds.records import World


@dataclass(frozen=True, slots=True)
class Plan:
    """What a schemer wants: which vehicle, for whom, in what line, where, from when."""

    vehicle: str  # new, join, chain, partnership, individual, office, split, deep
    holder: Person
    industry: str
    region: str  # jurisdiction of the post
    start: date
    since: date  # an old firm must have been there on this day
    evasion: str = ""  # a precaution of science.md 7.3


class Hosts:
    """The firms of strangers that one can buy into, by line of business."""

    def __init__(self, economy: Economy) -> None:
        self.by_line: dict[str, list[Company]] = {}
        for c in economy.companies:
            if c.kind == "llc" and c.trades and not c.tags and not c.avoids:
                self.by_line.setdefault(c.industry, []).append(c)


def set_up(world: World, dice: Dice, plan: Plan, hosts: Hosts) -> Company:
    """Return the company in which the holder now has the interest."""
    if plan.vehicle in ("join", "office"):
        return _enter(world, dice, plan, hosts)
    economy = world.economy
    place = _place(world, plan.region)
    if plan.evasion == "E6":  # far away, and supplies from there
        place = dice.pick(world.area.outside)
    if plan.vehicle == "individual":
        company = economy.found("individual", plan.industry, place, plan.start)
        appoint(company, plan.holder, ("经营者",), plan.start)
        economy.reachable(company, plan.holder)
        return company
    company = economy.found("llc", plan.industry, place, plan.start)
    front = world.population.adult(plan.start, 24, 55)
    share = float(dice.pick((40, 51, 60, 70, 80, 90)))
    stake: Person | Company = plan.holder
    head = front
    if plan.vehicle == "new" and dice.chance(0.45):
        head = plan.holder
    elif plan.vehicle in ("chain", "partnership", "deep"):
        stake = _layers(world, dice, plan, front)
    elif plan.vehicle == "split":  # everybody below a quarter, the holder's own people among them
        friends = [plan.holder, *(world.population.adult(plan.start, 24, 60) for _ in range(3))]
        stakes: list[tuple[Person | Company, float]] = [(p, 24.9) for p in friends]
        economy.own(company, [*stakes, (front, 0.4)], front)
        economy.drift(company)
        return company
    economy.own(company, [(stake, share), (front, 100 - share)], head)
    economy.drift(company)
    return company


def _place(world: World, region: str) -> District:
    area = world.area
    return next((d for d in area.districts if d.code == region), None) or area.district()


def _layers(world: World, dice: Dice, plan: Plan, front: Person) -> Company:
    """Put one or two holding entities between the holder and the firm."""
    economy = world.economy
    kind = "llc" if plan.vehicle == "chain" else "partnership"
    stake: Person | Company = plan.holder
    depth = 2 if dice.chance(0.3) else 1
    if plan.vehicle == "deep":
        depth = 3
    for layer in range(depth):
        day = plan.start - timedelta(days=dice.whole(5, 200) + 200 * (depth - layer - 1))
        top = plan.vehicle == "deep" and layer == 0
        form = "partnership" if top else kind if layer == depth - 1 and depth < 3 else "llc"
        shell = economy.found(form, "L7212", world.area.district(), day)
        economy.own(shell, [(front, 10.0), (stake, 90.0)], front)
        stake = shell
    assert isinstance(stake, Company)
    return stake


def _enter(world: World, dice: Dice, plan: Plan, hosts: Hosts) -> Company:
    """Buy into a firm that is there already, or take an office in it."""
    company = _host(world, dice, plan, hosts) or _front_firm(world, dice, plan)
    if plan.vehicle == "office":
        appoint(company, plan.holder, (dice.pick(("监事", "经理", "董事")),), plan.start)
        return company
    giver = next(h.holder for h in company.holders() if isinstance(h.holder, Person))
    share = float(dice.pick((20, 30, 40, 51)))
    transfer(company, giver, plan.holder, plan.start, share=share)
    if dice.chance(0.4):
        appoint(company, plan.holder, (dice.pick(("监事", "董事", "经理")),), plan.start)
    return company


def _front_firm(world: World, dice: Dice, plan: Plan) -> Company:
    """Return a firm that a stranger founded some time before."""
    day = min(plan.since, plan.start) - timedelta(days=dice.whole(60, 700))
    company = world.economy.found("llc", plan.industry, _place(world, plan.region), day)
    people = [world.population.adult(day, 24, 50) for _ in range(2)]
    world.economy.own(company, [(people[0], 60.0), (people[1], 40.0)])
    return company


def _host(world: World, dice: Dice, plan: Plan, hosts: Hosts) -> Company | None:
    codes = {d.code for d in world.area.districts}
    near = {plan.region} if plan.region in codes else codes
    found = [
        c for c in hosts.by_line.get(plan.industry, [])
        if c.place.code in near and not c.tags
        and c.founded < min(plan.since, plan.start) - timedelta(days=60)
        and (not c.changes or c.changes[-1].day < plan.start)
        and any(isinstance(h.holder, Person) and h.share >= 30 for h in c.holders())
    ]  # fmt: skip
    return dice.pick(found) if found else None
