"""Scheme kinds kept out of development areas (留出手法): only ``shifted`` and ``evasive`` have them.

They are there to see what happens to a kind that nobody built a detector for. Whoever works on
detectors does not read this file (science.md D7.5, row 8 of its section 8).
"""

from __future__ import annotations

from datetime import date, timedelta

from worlds.agents import Agent, Agents
from worlds.chance import Dice
from worlds.companies import Company, transfer
from worlds.favours import award
from worlds.holders import choose_holder
from worlds.people import Person
from worlds.records import Act, Scheme, World

#: The kinds, as `kind` in the truth names them.
KINDS = ("flash", "pool")


def add(world: World, dice: Dice, agents: Agents, count: int) -> int:
    """Add `count` schemes of the kinds kept out; return how many came about."""
    before = len(world.schemes)
    _flash(world, dice, agents.choose("O2", "T2", (count + 1) // 2))
    _pool(world, dice, agents, count // 2)
    for scheme in world.schemes[before:]:
        scheme.official.tags.add("scheme")
    return len(world.schemes) - before


def _window(world: World, dice: Dice, agent: Agent) -> date:
    """Return a day in the post of an agent, with a year before and after it."""
    first = max(agent.post.valid_from, date(2012, 1, 1)) + timedelta(days=150)
    last = (agent.post.valid_to or world.config.today) - timedelta(days=300)
    return dice.day(first, max(first, last))


def _flash(world: World, dice: Dice, agents: list[Agent]) -> None:
    """In just before a grant of the own unit, and out after it (突击入股)."""
    for agent in agents:
        day = _window(world, dice, agent)
        tier = "O2" if dice.chance(0.5) else "O3"
        holder, kind = choose_holder(world, dice, agent.official, agent.post, (tier, day, ""))
        company = _supplier(world, dice, agent, day)
        giver = company.holders()[0].holder
        assert isinstance(giver, Person)
        enter = day - timedelta(days=dice.whole(15, 70))
        leave = min(day + timedelta(days=dice.whole(50, 200)), world.config.today)
        transfer(company, giver, holder, enter, share=float(dice.pick((20, 25, 30))))
        amount = round(20 + 300 * dice.unit(), 2)
        world.acts.append(Act(agent.post.unit.name, company, "财政补贴", amount, day))
        award(world, dice, company, agent.post, day + timedelta(days=5))
        transfer(company, holder, giver, leave)
        world.schemes.append(Scheme(
            agent.official, "T2", tier, company, holder, kind, "join", enter, leave, agent.post,
            "突击入股", "flash", (), tier,
        ))  # fmt: skip


def _supplier(world: World, dice: Dice, agent: Agent, day: date) -> Company:
    """Return a firm of strangers that sells what the unit buys."""
    industry = dice.pick([c for c in agent.post.unit.buys if c in world.economy.industries])
    founded = day - timedelta(days=dice.whole(400, 2500))
    company = world.economy.found("llc", industry, world.area.district(), founded)
    people = [world.population.adult(founded, 26, 50) for _ in range(2)]
    world.economy.own(company, [(people[0], 70.0), (people[1], 30.0)])
    return company


def _pool(world: World, dice: Dice, agents: Agents, count: int) -> None:
    """Put several officials' people into one partnership that holds a supplier of theirs (合伙入股)."""
    crowd = agents.choose("O3", "T3", count)
    while len(crowd) > 1:
        members, crowd = crowd[:3], crowd[3:]
        if len(crowd) == 1:
            members, crowd = [*members, crowd[0]], []
        day = max(_window(world, dice, agent) for agent in members)
        company = _supplier(world, dice, members[0], day + timedelta(days=500))
        shell = world.economy.found("partnership", "L7212", world.area.district(), day)
        holders = [
            choose_holder(world, dice, a.official, a.post, (dice.pick(("O3", "O4")), day, ""))
            for a in members
        ]
        front = world.population.adult(day, 26, 55)
        part = round(90 / len(holders), 2)
        rest = round(100 - part * len(holders), 2)
        world.economy.own(shell, [(front, rest), *((h, part) for h, _ in holders)], front)
        giver = company.holders()[0].holder
        assert isinstance(giver, Person)
        enter = max(day, company.founded) + timedelta(days=20)
        transfer(company, giver, shell, enter, share=40.0)
        for agent, (holder, kind) in zip(members, holders, strict=True):
            end = agent.post.valid_to or world.config.today
            first = max(enter, agent.post.valid_from)
            if first < end:
                award(world, dice, company, agent.post, dice.day(first, end))
            known = kind in ("driver", "classmate", "co-villager", "secretary", "colleague")
            tier = "O4" if known else "O3"
            world.schemes.append(Scheme(
                agent.official, "T3", tier, company, holder, kind, "partnership", enter, None,
                agent.post, "合伙入股", "pool", (), tier,
            ))  # fmt: skip
