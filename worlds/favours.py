"""Favours (关照): the work that a schemer's unit gives to the company of the scheme."""

from __future__ import annotations

from datetime import date, timedelta

from worlds.careers import Post
from worlds.chance import Dice
from worlds.companies import Company
from worlds.procurement import below_a_threshold
from worlds.records import Award, World

#: How many contracts of the own unit a scheme gets: fewest, most.
_DEALS = {"T1": (0, 1), "T2": (1, 5), "T3": (1, 5), "T4": (1, 3), "T5": (2, 5)}
_METHODS = ("竞争性磋商", "询价", "单一来源", "公开招标", "公开招标", "直接采购")


def deal(
    world: World, dice: Dice, company: Company, post: Post,
    when: tuple[str, date, date | None, str],
) -> None:  # fmt: skip
    """Let the unit give the company work while office and interest last."""
    typology, start, until, evasion = when
    first = max(start + timedelta(days=60), post.valid_from)
    if evasion == "E7":
        first = max(first, company.founded + timedelta(days=770))
    last = min(until or world.config.today, post.valid_to or world.config.today)
    if typology == "T4":
        assert post.valid_to is not None
        last = post.valid_to
        first = max(company.founded + timedelta(days=30), last - timedelta(days=1000))
    fewest, most = _DEALS[typology]
    for _ in range(dice.whole(fewest, most) if first < last else 0):
        award(world, dice, company, post, dice.day(first, last), split=evasion == "E13")


def award(
    world: World, dice: Dice, company: Company, post: Post, day: date, *, split: bool = False
) -> None:
    """Give a company a contract of a unit; `split` keeps the sum just below what is looked at."""
    method = dice.pick(_METHODS)
    bidders = 1 if method in ("单一来源", "直接采购") else dice.whole(2, 6)
    amount = round(float(dice.rng.lognormal(3.8, 0.9)), 2)
    if split:
        amount, method, bidders = below_a_threshold(dice, amount), "询价", 3
    title = f"{post.unit.short}{company.scope.split('；')[0]}项目"
    world.awards.append(Award(post.unit.name, company, title, method, bidders, amount, day))
