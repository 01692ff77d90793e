"""Inspectors (核查人员): which cases were looked into before, and what was written at the end.

Labels are selective: what was complained about, and what shows itself, is looked into more often; the
number of cases falls from year to year; one result in ten is wrong; and a friend among the inspectors
may write 证据不足 for those who have one (E15).
"""

from __future__ import annotations

from datetime import date

from worlds.careers import Official
from worlds.chance import Dice, Weighted
from worlds.companies import Company
from worlds.records import Disposition, LookAlike, Scheme, World

#: Cases of a year, against those of the year before.
DECLINE = 0.8
#: Share of results that are wrong.
NOISE = 0.1
_FIRST_YEAR = 2021
#: How readily an inspector takes a case up, by what can be seen of it.
_SHOWS = {"O1": 3.0, "O2": 2.0, "O3": 1.0, "O4": 0.4, "O5": 0.2}
_COMPLAINED = 4.0
_TRUE = {
    True: Weighted([("属实", 0.6), ("部分属实", 0.2), ("证据不足", 0.2)]),
    False: Weighted([("属实", 0.25), ("部分属实", 0.05), ("证据不足", 0.7)]),
}
_LAWFUL = {"E-09": "身份不符", "E-17": "身份不符", "E-03": "合规", "E-04": "合规"}
_MEASURES = {
    "属实": ("组织处理", "诫勉谈话", "立案"), "部分属实": ("谈话提醒", "诫勉谈话"), "证据不足": ("暂存待查",),
}  # fmt: skip
_CLOSED = ("予以了结", "澄清正名", "谈话函询")


def inspect(world: World, dice: Dice) -> list[Disposition]:
    """Return the results of past cases, in the order of their days."""
    innocent = [x for x in world.look_alikes if x.company is not None and x.exemption != "E-15"]
    cases: list[LookAlike | Scheme] = [*innocent, *world.schemes]
    named = {c.official.official_id for c in world.complaints if c.official is not None}
    weights = [_eager(case, named) for case in cases]
    count = max(3, len(innocent) // 25)
    years = Weighted(
        (year, DECLINE ** (year - _FIRST_YEAR))
        for year in range(_FIRST_YEAR, world.config.today.year + 1)
    )
    chosen = sorted(_draw(dice, weights, min(count, len(cases))))
    made = [_close(dice, cases[i], _day(world, dice, dice.draw(years))) for i in chosen]
    for s in world.schemes:
        if "E15" in s.evasions:
            day = _day(world, dice, dice.draw(years))
            made.append(Disposition(s.official, s.company, "证据不足", "暂存待查", day, "poisoned"))
    return sorted(made, key=lambda d: (d.day, d.official.official_id, d.company.uscc))


def _eager(case: LookAlike | Scheme, named: set[str]) -> float:
    shows = _SHOWS[case.tier] if isinstance(case, Scheme) else 1.0
    return shows * (_COMPLAINED if case.official.official_id in named else 1.0)


def _draw(dice: Dice, weights: list[float], count: int) -> list[int]:
    """Return `count` places, drawn by weight without putting back."""
    keys = [dice.unit() ** (1 / w) for w in weights]
    return sorted(range(len(weights)), key=lambda i: -keys[i])[:count]


def _day(world: World, dice: Dice, year: int) -> date:
    return dice.day(date(year, 1, 1), min(date(year, 12, 31), world.config.today))


def _close(dice: Dice, case: LookAlike | Scheme, day: date) -> Disposition:
    company: Company | None = case.company
    assert company is not None
    if isinstance(case, Scheme):
        outcome, truth = dice.draw(_TRUE[case.tier in ("O1", "O2")]), "scheme"
    else:
        outcome, truth = _LAWFUL.get(case.exemption, "不属实"), "innocent"
    if dice.chance(NOISE):
        outcome = dice.pick([o for o in ("属实", "不属实", "证据不足") if o != outcome])
    measure = dice.pick(_MEASURES.get(outcome, _CLOSED))
    official: Official = case.official
    return Disposition(official, company, outcome, measure, day, truth)
