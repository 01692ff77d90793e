"""Officials who hide an interest (隐匿利益): who they are, what they choose, what their unit then does.

Holder, vehicle and time are choices of a person who weighs gain against what an inspection is believed
to see: the own name is cheap and visible, a driver's name costs trust. The shares of the tiers
(science.md D7.4) are the outcome of these choices; nothing here knows what a detector looks at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from worlds.careers import Official, Post
from worlds.chance import Dice, Weighted
from worlds.companies import Company, transfer
from worlds.economy import Economy
from worlds.holders import choose_holder
from worlds.names import Namer
from worlds.people import Person, Population
from worlds.places import Area
from worlds.records import Award, Scheme, World
from worlds.vehicles import Plan, set_up

#: Observability tier and its share (science.md D7.4): own name, declared kin, undeclared kin,
#: nominee with a weak tie, briber without any tie.
TIERS = (("O1", 0.15), ("O2", 0.30), ("O3", 0.25), ("O4", 0.20), ("O5", 0.10))
#: What is done behind each tier, with shares: own undeclared interest (T1), a relative's company in
#: the official's scope (T2), nominee (T3), after leaving office (T4), dealing with the own unit (T5).
TYPOLOGIES = {
    "O1": (("T1", 0.5), ("T5", 0.3), ("T4", 0.2)),
    "O2": (("T2", 0.9), ("T4", 0.1)),
    "O3": (("T2", 0.6), ("T3", 0.4)),
    "O4": (("T3", 1.0),),
    "O5": (("T3", 1.0),),
}
_VEHICLES = {
    "T1": Weighted([("new", 40.0), ("join", 25.0), ("individual", 20.0), ("office", 15.0)]),
    "T4": Weighted([("join", 1.0)]),
    "": Weighted([("new", 45.0), ("join", 25.0), ("chain", 18.0), ("partnership", 12.0)]),
}
#: How many contracts of the own unit a scheme gets: fewest, most.
_DEALS = {"T1": (0, 1), "T2": (1, 5), "T3": (1, 5), "T4": (1, 3), "T5": (2, 5)}
_METHODS = ("竞争性磋商", "询价", "单一来源", "公开招标", "公开招标", "直接采购")
#: Innocent traits that a schemer may have besides.
_HARMLESS = {
    "kin_elsewhere", "kin_other_line", "kin_employee", "listed_shares", "before_office",
    "approved_concurrent",
}  # fmt: skip


def quotas(shares: tuple[tuple[str, float], ...], count: int) -> list[str]:
    """Return `count` labels in the given proportions, largest remainders first."""
    exact = [(label, share * count) for label, share in shares]
    whole = {label: int(value + 1e-9) for label, value in exact}
    rest = sorted(exact, key=lambda e: whole[e[0]] - e[1])
    for label, _ in rest[: count - sum(whole.values())]:
        whole[label] += 1
    return [label for label, _ in exact for _ in range(whole[label])]


def scheme_away(world: World, dice: Dice) -> None:
    """Add the schemes of the configured prevalence to a world."""
    tiers = quotas(TIERS, round(world.config.prevalence * world.config.officials))
    with _apart(world, dice):
        for tier, _ in TIERS:
            for typology in quotas(TYPOLOGIES[tier], tiers.count(tier)):
                official, post = _schemer(world, dice, typology)
                official.tags.add("scheme")
                world.schemes.append(_scheme(world, dice, official, post, (tier, typology)))


@contextmanager
def _apart(world: World, dice: Dice) -> Iterator[None]:
    """Let everything that schemers bring about use their own chance: the rest stays as without them."""
    parts: tuple[Population | Namer | Economy | Area, ...] = (
        world.population,
        world.population.namer,
        world.economy,
        world.area,
    )
    before = [part.dice for part in parts]
    for part in parts:
        part.dice = dice
    yield
    for part, own in zip(parts, before, strict=True):
        part.dice = own


def _schemer(world: World, dice: Dice, typology: str) -> tuple[Official, Post]:
    """Return somebody with something to sell, and the post that gives the power."""
    pool: list[tuple[tuple[Official, Post], float]] = []
    for official in world.officials:
        if official.tags <= _HARMLESS and official.status != "去世":
            for post in official.posts[-3:]:
                weight = _temptation(world, official, post, typology)
                if weight:
                    pool.append(((official, post), weight))
    return dice.draw(Weighted(pool))


def _temptation(world: World, official: Official, post: Post, typology: str) -> float:
    """Return how much a post has to offer for a scheme; 0 where it does not fit."""
    today = world.config.today
    end = post.valid_to or today
    if end.year < 2015 or (end - max(post.valid_from, date(2010, 1, 1))).days < 500:
        return 0.0
    if not post.unit.buys or (typology != "T1" and not post.unit.line):
        return 0.0
    if typology == "T4":
        recent = official.left is not None and (
            date(2018, 1, 1) < official.left < today - timedelta(days=300)
        )
        if not recent or post is not official.last or official.status not in ("退休", "辞职"):
            return 0.0
    elif official.left is not None:
        return 0.0
    return 1.0 + 3 * post.leading + post.grade


def _scheme(
    world: World, dice: Dice, official: Official, post: Post, what: tuple[str, str]
) -> Scheme:
    tier, typology = what
    start = _start(world, dice, official, post, typology)
    holder, kind = choose_holder(world, dice, official, post, (tier, start))
    vehicle = "new" if tier == "O5" else dice.draw(_VEHICLES.get(typology, _VEHICLES[""]))
    since = start
    if typology == "T4":  # the firm dealt with the unit long before
        assert post.valid_to is not None
        since = post.valid_to - timedelta(days=600)
    plan = Plan(
        vehicle, holder, _industry(world, dice, post, typology), post.unit.region, start, since
    )
    company = set_up(world, dice, plan)
    until = None
    if typology != "T4" and dice.chance(0.2):
        until = _sell_out(world, dice, company, holder, start)
    _deal(world, dice, company, post, (typology, start, until))
    if tier in ("O3", "O4") and dice.chance(0.3):
        spouse = [k.person.phone for k in official.kin if k.degree == "spouse"]
        company.phone = dice.pick([official.person.phone, *spouse])
    note = _note(official, holder, kind, company, vehicle, post)
    return Scheme(
        official, typology, tier, company, holder, kind, vehicle, start, until, post, note
    )


def _start(world: World, dice: Dice, official: Official, post: Post, typology: str) -> date:
    today = world.config.today
    if typology == "T4":
        assert official.left is not None
        return min(official.left + timedelta(days=dice.whole(40, 640)), today - timedelta(days=30))
    first = max(post.valid_from, date(2010, 1, 1))
    roll = dice.unit()
    if roll < 0.18 and first == post.valid_from:  # in place before the appointment
        return first - timedelta(days=dice.whole(20, 600))
    end = (post.valid_to or today) - timedelta(days=200)
    early = min(end, first + timedelta(days=1500 if roll < 0.8 else 6000))
    return dice.day(first + timedelta(days=30), early)


def _industry(world: World, dice: Dice, post: Post, typology: str) -> str:
    """Return the line of business: what the unit oversees, or what it buys."""
    known = world.economy.industries
    if typology == "T1" and dice.chance(0.5):
        return dice.draw(world.economy.industry_weights)
    buys = [c for c in post.unit.buys if c in known]
    line = [c for c in known if post.unit.line and c.startswith(post.unit.line)]
    if typology in ("T2", "T4") and line:
        return dice.pick([c for c in line if c in buys] or line)
    return dice.pick(buys)


def _sell_out(
    world: World, dice: Dice, company: Company, holder: Person, start: date
) -> date | None:
    """Let the holder sell to a stranger later on, where the stake is a direct one."""
    last = max([start + timedelta(days=500), *(c.day for c in company.changes)])
    if not any(h.holder is holder for h in company.holders()) or company.legal() is holder:
        return None
    if last >= world.config.today - timedelta(days=5):
        return None
    day = dice.day(last + timedelta(days=1), world.config.today)
    transfer(company, holder, world.population.adult(day), day)
    for role in company.roles:
        if role.person is holder and role.valid_to is None:
            role.valid_to = day
    return day


def _deal(
    world: World, dice: Dice, company: Company, post: Post, when: tuple[str, date, date | None]
) -> None:
    """Let the official's unit give the company work while office and interest last."""
    typology, start, until = when
    first = max(start + timedelta(days=60), post.valid_from)
    last = min(until or world.config.today, post.valid_to or world.config.today)
    if typology == "T4":
        assert post.valid_to is not None
        last = post.valid_to
        first = max(company.founded + timedelta(days=30), last - timedelta(days=1000))
    for _ in range(dice.whole(*_DEALS[typology]) if first < last else 0):
        method = dice.pick(_METHODS)
        bidders = 1 if method in ("单一来源", "直接采购") else dice.whole(2, 6)
        amount = round(float(dice.rng.lognormal(3.8, 0.9)), 2)
        title = f"{post.unit.short}{company.scope.split('；')[0]}项目"
        day = dice.day(first, last)
        world.awards.append(Award(post.unit.name, company, title, method, bidders, amount, day))


_HOW = {
    "new": "新设并持有", "join": "受让", "chain": "经持股公司持有", "partnership": "经合伙企业持有",
    "individual": "登记经营", "office": "任职于",
}  # fmt: skip
_WHO = {"driver": "司机", "classmate": "同学", "co-villager": "同乡", "briber": "商人"}


def _note(
    official: Official, holder: Person, kind: str, company: Company, vehicle: str, post: Post
) -> str:
    who = "本人" if holder is official.person else f"{_WHO.get(kind, kind)}{holder.name}"
    how = "为其控制，由其持有" if kind == "briber" else _HOW[vehicle]
    return f"{official.person.name}任{post.unit.name}{post.title}，以{who}名义{how}{company.name}"
