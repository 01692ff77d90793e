"""The rarer innocent situations (law.md A.10: E-02, E-08, E-12, E-13, E-16, E-17), and mere acquaintance."""

from __future__ import annotations

from datetime import date, timedelta

from worlds.careers import Official
from worlds.companies import Change, Company, Holding, appoint, close
from worlds.favours import award
from worlds.holders import nominee
from worlds.honest_kin import start_firm
from worlds.records import Interest
from worlds.scene import Scene

_FUNDS = (
    "稳健增长混合型证券投资基金",
    "沪深指数证券投资基金",
    "稳利债券型证券投资基金",
    "年年红终身寿险（分红型）",
)


def fund_units(scene: Scene, o: Official) -> bool:
    """Let the official declare units of a public fund or an insurance (E-02)."""
    if o.grade < 3:
        return False
    name = scene.dice.pick(("江海", "粤岭", "海东")) + scene.dice.pick(_FUNDS)
    fund = Company(
        "", name, "listed", scene.world.area.city, "J6712", "", date(2010, 1, 1), 0.0, "", ""
    )
    since = max(o.entered, date(2017, 1, 1))
    scene.world.interests.append(Interest(o, "本人", o.person, fund, "投资", None, since))
    return scene.note(o, "fund_units", "E-02", None)


def legacy_shares(scene: Scene, o: Official) -> bool:
    """Let the official keep a few staff shares of a firm that was restructured long ago (E-08)."""
    if o.person.born.year > 1978:
        return False
    company = next((c for c in scene.legacy if len(c.holdings) < 42), None)
    if company is None:
        company = _restructured(scene)
        scene.legacy.append(company)
    if o.entered > company.founded + timedelta(days=3650):
        return False
    head = company.holdings[0]
    share = round(0.2 + 0.8 * scene.dice.unit(), 2)
    head.share = round(head.share - share, 2)
    company.holdings.append(Holding(o.person, share, company.founded))
    scene.keep_away(o, company)
    scene.declare(o, None, company, "投资", share)
    return scene.note(o, "legacy_shares", "E-08", company)


def _restructured(scene: Scene) -> Company:
    """Found a firm that the staff of an old state or collective firm took over."""
    dice, economy = scene.dice, scene.world.economy
    day = dice.day(date(1999, 1, 1), date(2006, 12, 31))
    company = economy.found("llc", dice.pick(("C3011", "C1310", "F5211", "G5430")), scene.world.area.district(), day)  # fmt: skip
    company.tags.add("legacy")
    before, after = "集体所有制", "有限责任公司(自然人投资或控股)"
    company.changes.append(Change(day, "企业类型变更", ((before, None),), ((after, None),)))
    staff = [scene.world.population.adult(day, 25, 50) for _ in range(24)]
    stakes = [(p, 1.5) for p in staff[1:]]
    economy.own(company, [(staff[0], round(100 - 1.5 * len(stakes), 2)), *stakes], staff[0])
    return company


def side_income(scene: Scene, o: Official) -> bool:
    """Let the official sell what the family farm grows, reported to the unit (E-12)."""
    if o.last.leading or o.left is not None or o.last.unit.level not in ("village", "town"):
        return False
    start = scene.between(max(o.entered, date(2012, 1, 1)), scene.today - timedelta(days=300))
    if start is None:
        return False
    place = scene.region(o.last.unit.region)
    company = scene.firm(o.person, scene.dice.pick(("A0111", "A0313")), place, start, "individual")
    company.name = f"{place.full}{scene.world.economy.names.word(scene.dice, 2)}家庭农场"
    company.trades = False  # sells to neighbours, never to the public hand
    interest = Interest(o, "本人", o.person, company, "个体工商户", None, start)
    scene.world.interests.append(interest)
    return scene.note(o, "side_income", "E-12", company)


def underreported(scene: Scene, o: Official) -> bool:
    """Let the official report a relative's firm, with a share that is out of date (E-13)."""
    kin = next(
        (k for k in o.kin if k.degree in ("spouse", "child") and k.declared and not k.valid_to),
        None,
    )
    day = scene.adult_day(kin.person) if kin else None
    if kin is None or day is None or o.grade < 3:
        return False
    company = scene.firm(kin.person, scene.foreign_line(o), scene.world.area.district(), day)
    scene.keep_away(o, company)
    share = max(1.0, company.holdings[0].share - scene.dice.pick((5, 10, 15)))
    scene.declare(o, kin, company, "投资", share)
    return scene.note(o, "underreported", "E-13", company)


def marital_property(scene: Scene, o: Official) -> bool:
    """Let the spouse alone own a lawful firm: the law of marriage makes it no firm of the official (E-16)."""
    kin = next((k for k in o.kin if k.degree == "spouse" and not k.valid_to), None)
    day = scene.adult_day(kin.person) if kin else None
    if kin is None or day is None or (kin.valid_from and day < kin.valid_from):
        return False
    place = scene.world.area.district()
    company = start_firm(scene, o, kin, scene.foreign_line(o), place, day)
    return scene.note(o, "marital_property", "E-16", company)


def forged_state_firm(scene: Scene, o: Official) -> bool:
    """Use the name of a state firm and of its manager for a firm that is none of its own (E-17)."""
    post = next((p for p in o.posts if p.unit.level == "soe" and p.grade >= 1), None)
    group = next((c for c in scene.world.state if post and c.name == post.unit.name), None)
    if post is None or group is None:
        return False
    day = scene.between(max(post.valid_from, date(2017, 1, 1)), scene.today - timedelta(days=500))
    if day is None:
        return False
    economy = scene.world.economy
    company = economy.found("state-held", "E4710", scene.world.area.district(), day)
    thief = scene.world.population.adult(day, 28, 55)
    company.holdings += [Holding(group, 51.0, day), Holding(thief, 49.0, day)]
    appoint(company, thief, ("法定代表人", "总经理"), day)
    appoint(company, o.person, ("董事",), day)
    company.tags.add("forged")
    if scene.dice.chance(0.6):
        last = min(day + timedelta(days=scene.dice.whole(200, 900)), scene.today)
        close(company, last, "撤销")
    return scene.note(o, "forged_state_firm", "E-17", company)


def acquaintance(scene: Scene, o: Official) -> bool:
    """Let a driver, a classmate or a fellow villager be in honest business, even with the unit."""
    post = o.last
    if not post.unit.buys or o.left is not None:
        return False
    person, _ = nominee(scene.world, scene.dice, o, post)
    day = scene.adult_day(person)
    if day is None:
        return False
    industry = scene.dice.pick([c for c in post.unit.buys if c in scene.world.economy.industries])
    company = scene.firm(person, industry, scene.region(post.unit.region), day)
    first = max(day + timedelta(days=100), post.valid_from)
    if scene.dice.chance(0.3) and first < scene.today:
        award(scene.world, scene.dice, company, post, scene.dice.day(first, scene.today))
    return scene.note(o, "acquaintance", "", company)
