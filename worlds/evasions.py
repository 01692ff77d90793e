"""Precautions (规避手法) of people who expect to be looked for (science.md 7.3, E1 to E16).

E1 to E3 are choices of a holder (`worlds.holders`), E13 of a sum (`worlds.favours`), E12 of a partner
(`worlds.schemes`), E14 is other people's (`worlds.complaints`), E15 a friend's (`worlds.inspectors`).
"""

from __future__ import annotations

from datetime import date, timedelta

from worlds.careers import Official, Post
from worlds.chance import Dice
from worlds.companies import Company, close, leave, transfer
from worlds.favours import award
from worlds.people import Person, surname_of
from worlds.records import Interest, World
from worlds.vehicles import Plan

#: Precautions that are a vehicle: stakes below a quarter (E4), layers (E5), short-lived firms (E8).
VEHICLES = {"E4": "split", "E5": "deep", "E8": "new", "E16": "new"}


def patient(world: World, dice: Dice, post: Post, start: date) -> date:
    """Return a day well before the post (E7); the firm that is old by then waits for 25 months."""
    before = post.valid_from - timedelta(days=dice.whole(200, 1100))
    soon = post.valid_from + timedelta(days=dice.whole(5, 120))
    last = (post.valid_to or world.config.today) - timedelta(days=900)
    return soon if soon < last and dice.chance(0.5) else max(before, date(2003, 1, 1))


def disguise(dice: Dice, holder: Person, evasion: str, start: date) -> None:
    """Let a holder stand in registers under a former name or an old number (E9), or a wrong one (E10)."""
    if evasion == "E10":
        holder.guise = "altered"
    elif evasion == "E9" and dice.chance(0.5) and holder.born.year < 2000:
        holder.guise = "old"
    elif evasion == "E9" and not holder.former:
        now = holder.name
        holder.former = surname_of(now) + dice.pick("建国文海春晓红玉") + now[-1]
        holder.renamed = start + timedelta(days=dice.whole(400, 900))


def behind_an_agent(world: World, dice: Dice, company: Company) -> None:
    """Register a company at an agent's mass address, with the agent's telephone (E11)."""
    company.agent, company.address, company.phone = dice.pick(world.economy.agents)


def one_after_another(
    world: World, dice: Dice, plan: Plan, company: Company, post: Post
) -> Company:
    """Let short-lived firms of one holder follow each other, each with a contract or two (E8)."""
    end = post.valid_to or world.config.today
    day = plan.start
    for _ in range(3):
        close_at = company.founded + timedelta(days=dice.whole(260, 420))
        first = max(company.founded + timedelta(days=40), post.valid_from)
        for _ in range(dice.whole(1, 2) if first < min(close_at, end) else 0):
            award(world, dice, company, post, dice.day(first, min(close_at, end)))
        day = close_at + timedelta(days=dice.whole(-60, 40))
        if close_at > world.config.today or day > end - timedelta(days=200):
            break
        close(company, close_at, "注销")
        company = _another(world, dice, plan, company.place.code, day)
    if not any(a.company is company for a in world.awards[-6:]):
        award(world, dice, company, post, max(min(end, world.config.today), post.valid_from))
    return company


def _another(world: World, dice: Dice, plan: Plan, region: str, day: date) -> Company:
    economy = world.economy
    place = next((d for d in world.area.districts if d.code == region), world.area.districts[0])
    company = economy.found("llc", plan.industry, place, day)
    front = world.population.adult(day, 24, 55)
    share = float(dice.pick((51, 60, 70, 90)))
    economy.own(company, [(plan.holder, share), (front, 100 - share)], front)
    return company


def through_a_buyer(
    world: World, dice: Dice, official: Official, what: tuple[Person, Company], start: date
) -> None:
    """Divest on paper to a buyer who sells on to a relative later (E16).

    The relative holds the stake from the founding on as the plan says; here the papers are put into
    the order in which they came about: spouse or own name, buyer, relative.
    """
    relative, company = what
    near = [
        k for k in official.kin
        if k.declared and k.degree in ("spouse", "child") and k.valid_to is None
        and k.person.age(start) >= 20
    ]  # fmt: skip
    seller = near[0].person if near else official.person
    stake = next((h for h in company.holdings if h.holder is relative), None)
    if stake is None or seller is relative:
        return
    stake.holder = seller
    for role in company.roles:
        if role.person is relative:
            role.person = seller
    buyer = world.population.adult(start, 25, 58)
    out = min(start + timedelta(days=dice.whole(150, 400)), world.config.today - timedelta(days=90))
    back = min(out + timedelta(days=dice.whole(200, 700)), world.config.today - timedelta(days=20))
    share = stake.share
    leave(company, seller, out)
    transfer(company, seller, buyer, out)
    transfer(company, buyer, relative, back, share=share)
    subject = (
        "本人" if seller is official.person else {"spouse": "配偶"}.get(near[0].degree, "子女")
    )
    world.interests.append(
        Interest(official, subject, seller, company, "投资", share, start, out)
    )  # fmt: skip
