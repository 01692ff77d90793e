"""Honest look-alikes (正常情形): how many officials live in which innocent situation."""

from __future__ import annotations

from worlds import honest_kin, honest_own, honest_rest
from worlds.chance import Dice
from worlds.companies import appoint
from worlds.records import World
from worlds.scene import Scene

#: The situations, each with the share of the roster that is in it.
SITUATIONS = (
    (honest_own.posted_director, 0.06), (honest_own.approved_concurrent, 0.02),
    (honest_own.collective_head, 0.03), (honest_own.cooperative_member, 0.02),
    (honest_own.listed_shares, 0.02), (honest_own.before_office, 0.055),
    (honest_own.dead_shell, 0.025), (honest_own.divested_in_time, 0.02),
    (honest_own.ordered_exit, 0.008), (honest_own.research_staff, 0.01),
    (honest_own.retired_long_ago, 0.02), (honest_own.retired_unrelated, 0.02),
    (honest_own.stolen_identity, 0.003), (honest_kin.kin_elsewhere, 0.07),
    (honest_kin.kin_other_line, 0.08), (honest_kin.kin_old_family_firm, 0.03),
    (honest_kin.kin_employee, 0.04), (honest_kin.former_spouse, 0.01),
    (honest_kin.recused, 0.01), (honest_kin.kin_low_rank, 0.02), (honest_kin.kin_after_post, 0.02),
    (honest_rest.fund_units, 0.01), (honest_rest.legacy_shares, 0.015), (honest_rest.side_income, 0.01),
    (honest_rest.underreported, 0.01), (honest_rest.marital_property, 0.015),
    (honest_rest.forged_state_firm, 0.004), (honest_rest.acquaintance, 0.03),
)  # fmt: skip


def live_honestly(world: World, dice: Dice) -> None:
    """Add the innocent situations to a world; an official is in one of them at most."""
    scene = Scene(world, dice)
    for make, share in SITUATIONS:
        wanted = max(1, round(share * len(world.officials)))
        for official in dice.sample(world.officials, len(world.officials)):
            if not wanted:
                break
            if not official.tags and official.status != "去世" and make(scene, official):
                official.tags.add(make.__name__)
                wanted -= 1


def staff(world: World, dice: Dice) -> None:
    """Give the firms of the public hand that no official heads a hired head, and families jobs."""
    for company in [*world.state, *world.collectives]:
        if not any(r.role == "法定代表人" and r.valid_to is None for r in company.roles):
            head = world.population.adult(company.founded, 28, 45)
            appoint(company, head, ("法定代表人", "总经理"), company.founded)
    firms = [c.name for c in world.economy.companies if c.trades]
    units = [u.name for u in world.units if u.level != "village"]
    for official in world.officials:
        for kin in official.kin:
            age = kin.person.age(world.config.today)
            if kin.person.employer or age < 22:
                continue
            roll = dice.unit()
            if age > 60:
                kin.person.employer = "退休" if roll < 0.5 else "务农" if roll < 0.75 else ""
            elif roll < 0.75:
                kin.person.employer = dice.pick(firms if roll < 0.45 else units)
