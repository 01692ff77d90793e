"""Officials who hide an interest (隐匿利益): who they are, what they choose, what their unit then does.

Holder, vehicle and time are choices of a person who weighs gain against what an inspection is believed
to see (`worlds.agents`): the own name is cheap and visible, a driver's name costs trust. The shares of
the tiers are those of science.md D7.4; nothing here knows what a detector looks at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from math import exp

from worlds import evasions, held_out
from worlds.agents import Agent, Agents
from worlds.careers import Post
from worlds.chance import Dice
from worlds.companies import Company, transfer
from worlds.economy import Economy
from worlds.favours import deal
from worlds.holders import choose_holder
from worlds.names import Namer
from worlds.people import Person, Population
from worlds.places import Area
from worlds.records import Scheme, World
from worlds.vehicles import Hosts, Plan, set_up

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
#: Where a precaution changes the holder: the tier and the typology that come of it.
_MOVED = {"E1": ("O3", "T2"), "E2": ("O4", "T3"), "E3": ("O5", "T3"), "E16": ("O3", "T2")}
_KINDS = {"O1": "own", "O2": "kin", "O3": "kin", "O4": "nominee", "O5": "briber"}


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
    count = round(world.config.prevalence * world.config.officials)
    if not count:
        return
    with _apart(world, dice):
        plotter = Plotter(world, dice)
        if world.config.held_out:
            count -= held_out.add(world, dice, plotter.agents, count // 5)
        tiers = quotas(TIERS, count)
        for tier, _ in TIERS:
            shares = quotas(TYPOLOGIES[tier], tiers.count(tier))
            for typology in dict.fromkeys(shares):
                agents = plotter.agents.choose(tier, typology, shares.count(typology))
                plotter.run(agents, tier, typology)


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


class Plotter:
    """Lets agents carry out what they have chosen."""

    def __init__(self, world: World, dice: Dice) -> None:
        self.world, self.dice = world, dice
        self.agents = Agents(world, dice)
        self.hosts = Hosts(world.economy)

    def run(self, agents: list[Agent], tier: str, typology: str) -> None:
        """Let agents of one tier and typology act; two who swap act together."""
        waiting: list[Agent] = []
        for agent in agents:
            agent.official.tags.add("scheme")
            evasion = self.agents.precaution(tier, typology)
            if evasion == "E12":
                waiting.append(agent)
            else:
                self.world.schemes.append(self._scheme(agent, (tier, typology), evasion))
        while len(waiting) > 1:
            pair = waiting.pop(), waiting.pop()
            for agent, other in (pair, pair[::-1]):
                self.world.schemes.append(self._scheme(agent, (tier, typology), "E12", other))
        for agent in waiting:
            self.world.schemes.append(self._scheme(agent, (tier, typology), ""))

    def _scheme(
        self, agent: Agent, what: tuple[str, str], evasion: str, other: Agent | None = None
    ) -> Scheme:
        """Set one scheme up; with an `other`, it is the other's unit that gives the work."""
        tier, typology = _MOVED.get(evasion, what)
        giver = other.post if other else agent.post
        plan, kind = self._plan(agent, (tier, typology), evasion, other)
        company = set_up(self.world, self.dice, plan, self.hosts)
        company, until = self._run_it(agent, plan, company, (typology, giver))
        if tier in ("O3", "O4"):
            self._answer_the_telephone(agent, company, tier)
        if evasion == "E11":
            evasions.behind_an_agent(self.world, self.dice, company)
        return Scheme(
            agent.official, typology, tier, company, plan.holder, kind, plan.vehicle, plan.start, until,
            giver, _note(agent, plan.holder, kind, company, plan.vehicle),
            "swap" if other else "after" if typology == "T4" else _KINDS[tier],
            (evasion,) if evasion else (), what[0],
        )  # fmt: skip

    def _plan(
        self, agent: Agent, what: tuple[str, str], evasion: str, other: Agent | None
    ) -> tuple[Plan, str]:
        """Choose time, holder, vehicle and line of business; say what the holder is to the agent."""
        world, dice = self.world, self.dice
        tier, typology = what
        post = agent.post
        start = since = _start(world, dice, agent, typology)
        if evasion == "E7":
            start = since = evasions.patient(world, dice, post, start)
        holder, kind = choose_holder(world, dice, agent.official, post, (tier, start, evasion))
        evasions.disguise(dice, holder, evasion, start)
        vehicle = "new" if tier == "O5" else self.agents.vehicle(agent, typology)
        vehicle = evasions.VEHICLES.get(evasion, vehicle)
        if typology == "T4":  # the firm dealt with the unit long before
            assert post.valid_to is not None
            since = post.valid_to - timedelta(days=600)
        industry = _industry(world, dice, agent, typology, other)
        region = (other or agent).post.unit.region
        return Plan(vehicle, holder, industry, region, start, since, evasion), kind

    def _run_it(
        self, agent: Agent, plan: Plan, company: Company, power: tuple[str, Post]
    ) -> tuple[Company, date | None]:
        """Let the unit give work to the company; return the firm and when it was sold, if it was."""
        world, dice = self.world, self.dice
        typology, giver = power
        if plan.evasion == "E8":
            return evasions.one_after_another(world, dice, plan, company, giver), None
        until = None
        if plan.evasion == "E16":
            what = (plan.holder, company)
            evasions.through_a_buyer(world, dice, agent.official, what, plan.start)
        elif typology != "T4" and dice.chance(0.2):
            until = _sell_out(world, dice, company, plan.holder, plan.start)
        deal(world, dice, company, giver, (typology, plan.start, until, plan.evasion))
        return company, until

    def _answer_the_telephone(self, agent: Agent, company: Company, tier: str) -> None:
        """Let the household that runs the business in truth be called, if it is not too careful."""
        world, dice, official = self.world, self.dice, agent.official
        if dice.chance(0.6 * exp(-0.6 * agent.caution)):
            spouse = [k.person.phone for k in official.kin if k.degree == "spouse"]
            company.phone = dice.pick([official.person.phone, *spouse])
        if tier == "O3" and dice.chance(0.15 * exp(-0.6 * agent.caution)):
            company.address = world.population.home_of(official.person)


def _start(world: World, dice: Dice, agent: Agent, typology: str) -> date:
    """Return the day from which the interest is held: the cautious wait, or were there before."""
    today, official, post = world.config.today, agent.official, agent.post
    if typology == "T4":
        assert official.left is not None
        late = int(600 + 200 * world.config.shift)
        return min(official.left + timedelta(days=dice.whole(40, late)), today - timedelta(days=30))
    first = max(post.valid_from, date(2010, 1, 1))
    roll = dice.unit()
    if roll < 0.18 and first == post.valid_from:  # in place before the appointment
        return first - timedelta(days=dice.whole(20, 600))
    end = (post.valid_to or today) - timedelta(days=200)
    soon = roll < 0.85 - 0.08 * min(agent.caution, 3.0)
    early = min(end, first + timedelta(days=1500 if soon else 6000))
    return dice.day(first + timedelta(days=30), early)


def _industry(
    world: World, dice: Dice, agent: Agent, typology: str, other: Agent | None
) -> str:  # fmt: skip
    """Return the line of business: what the unit oversees, or what it buys."""
    known = world.economy.industries
    if typology == "T1" and dice.chance(0.5):
        return dice.draw(world.economy.industry_weights)
    unit = (other or agent).post.unit
    buys = [c for c in unit.buys if c in known]
    line = [c for c in known if unit.line and c.startswith(unit.line)]
    if typology in ("T2", "T4") and line and other is None:
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


_HOW = {
    "new": "新设并持有", "join": "受让", "chain": "经持股公司持有", "partnership": "经合伙企业持有",
    "individual": "登记经营", "office": "任职于", "split": "与他人分散持有", "deep": "经多层持股持有",
}  # fmt: skip
_WHO = {
    "driver": "司机", "classmate": "同学", "co-villager": "同乡", "briber": "商人", "secretary": "秘书",
    "colleague": "老同事",
}  # fmt: skip


def _note(agent: Agent, holder: Person, kind: str, company: Company, vehicle: str) -> str:
    official, post = agent.official, agent.post
    who = "本人" if holder is official.person else f"{_WHO.get(kind, kind)}{holder.name}"
    how = "为其控制，由其持有" if kind == "briber" else _HOW[vehicle]
    return f"{official.person.name}任{post.unit.name}{post.title}，以{who}名义{how}{company.name}"
