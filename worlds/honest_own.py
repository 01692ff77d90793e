"""Innocent companies in an official's own name (law.md A.10: E-01, E-03 to E-07, E-09, E-10, E-14)."""

from __future__ import annotations

from datetime import date, timedelta

from worlds.careers import Official, Post
from worlds.companies import Company, Holding, appoint, close, leave, transfer
from worlds.people import Person
from worlds.scene import Scene

_STATE_LEVELS = ("soe", "city_bureau", "district_bureau", "district_government", "city_government")


def posted_director(scene: Scene, o: Official) -> bool:
    """Post the official to the board of a state firm (E-04); heads of groups always are."""
    post = next((p for p in reversed(o.posts) if p.grade >= 1), None)
    if post is None or post.unit.level not in _STATE_LEVELS:
        return False
    company = _board(scene, post)
    if company is None:
        return False
    start = max(post.valid_from, company.founded) + timedelta(days=scene.dice.whole(5, 120))
    if start >= (post.valid_to or scene.today):
        return False
    heads = ("董事长", "法定代表人", "总经理", "董事")
    role = scene.dice.pick(heads if post.grade >= 3 else ("董事", "监事", "监事"))
    appoint(company, o.person, (role,), start)
    if post.valid_to is not None:
        leave(company, o.person, post.valid_to)
    if scene.dice.chance(0.85):
        kind = scene.dice.pick(("国资委派", "国资委派", "单位委派"))
        scene.approve(o, company, kind, start, post.valid_to)
    scene.declare(o, None, company, "任职", None)
    return scene.note(o, "posted_director", "E-04", company)


def _board(scene: Scene, post: Post) -> Company | None:
    state = scene.world.state
    own = [c for c in state if c.name == post.unit.name]
    if own and scene.dice.chance(0.6):
        return own[0]
    stem = post.unit.name.removesuffix("集团有限公司")
    near = [c for c in state if c.place.code == post.unit.region]
    below = [c for c in near if c.name.startswith(stem)]
    return scene.dice.pick(below or near) if near else None


def approved_concurrent(scene: Scene, o: Official) -> bool:
    """Give the official an approved unpaid side post (E-03)."""
    hosts = [
        c for c in scene.world.economy.companies[:4000]
        if c.kind == "llc" and c.trades and not c.tags
    ]  # fmt: skip
    company = scene.dice.pick(hosts)
    first = max(company.founded, o.entered, date(2014, 1, 1))
    start = scene.between(first, scene.today - timedelta(days=200))
    if start is None or o.left is not None:
        return False
    appoint(company, o.person, (scene.dice.pick(("董事", "监事")),), start)
    scene.keep_away(o, company)
    company.tags.add("kept")
    scene.approve(o, company, "兼职批准", start - timedelta(days=10), start + timedelta(days=5475))
    scene.declare(o, None, company, "任职", None)
    return scene.note(o, "approved_concurrent", "E-03", company)


def collective_head(scene: Scene, o: Official) -> bool:
    """Make a village head legal representative of the village's collective (E-05)."""
    unit = o.last.unit
    if unit.level != "village":
        return False
    world = scene.world
    village = unit.name.removesuffix("村民委员会")
    company = next((c for c in world.collectives if f"village:{village}" in c.tags), None)
    if company is None:
        day = date(2019, scene.dice.whole(1, 12), scene.dice.whole(1, 28))
        name = f"{village}股份经济合作社"
        company = world.economy.found(
            "collective", "A0111", scene.region(unit.region), day, name=name, capital=300
        )
        company.tags.add(f"village:{village}")
        world.collectives.append(company)
    start = max(company.founded, o.last.valid_from) + timedelta(days=5)
    if company.roles or start > scene.today:
        return False
    appoint(company, o.person, ("法定代表人", "理事长"), start)
    if o.last.valid_to is not None:
        leave(company, o.person, max(start, o.last.valid_to))
    if scene.dice.chance(0.4):
        scene.approve(o, company, "集体经济组织", start)
    return scene.note(o, "collective_head", "E-05", company)


def cooperative_member(scene: Scene, o: Official) -> bool:
    """Enter a village or town cadre among the many members of a cooperative (E-05)."""
    if o.last.unit.level not in ("village", "town"):
        return False
    hosts = [
        c for c in scene.world.economy.companies[:9000]
        if c.kind == "cooperative" and c.trades and not c.changes
    ]  # fmt: skip
    company = scene.dice.pick(hosts)
    day = scene.between(company.founded + timedelta(days=30), scene.today)
    giver = max(company.holders(), key=lambda h: h.share).holder
    if day is None or not isinstance(giver, Person):
        return False
    transfer(company, giver, o.person, day, share=2.0)
    scene.declare(o, None, company, "投资", 2.0)
    return scene.note(o, "cooperative_member", "E-05", company)


def listed_shares(scene: Scene, o: Official) -> bool:
    """Let the official buy shares of a listed company on the market (E-01)."""
    company = scene.dice.pick(scene.world.listed)
    day = scene.between(max(company.founded, o.entered) + timedelta(days=400), scene.today)
    if day is None:
        return False
    share = round(0.001 + 0.02 * scene.dice.unit(), 4)
    company.holdings.append(Holding(o.person, share, day))
    scene.declare(o, None, company, "投资", share)
    return scene.note(o, "listed_shares", "E-01", company)


def _young_firm(scene: Scene, o: Official, last: date, industry: str) -> Company | None:
    start = scene.between(date(o.person.born.year + 19, 6, 1), last)
    if start is None:
        return None
    return scene.firm(o.person, industry, scene.world.area.district(), start)


def before_office(scene: Scene, o: Official) -> bool:
    """Let the official have been in business, and out of it, before the career began (E-14)."""
    company = _young_firm(scene, o, o.entered - timedelta(days=200), scene.any_line())
    if company is None:
        return False
    first = company.founded + timedelta(days=120)
    scene.sell(company, o.person, scene.dice.day(first, o.entered - timedelta(days=10)))
    return scene.note(o, "before_office", "E-14", company)


def divested_in_time(scene: Scene, o: Official) -> bool:
    """Let the official sell within half a year of taking office (E-07)."""
    company = _young_firm(scene, o, o.entered - timedelta(days=60), scene.foreign_line(o))
    if company is None:
        return False
    scene.sell(company, o.person, o.entered + timedelta(days=scene.dice.whole(5, 170)))
    scene.keep_away(o, company)
    return scene.note(o, "divested_in_time", "E-07", company)


def dead_shell(scene: Scene, o: Official) -> bool:
    """Leave the papers of a firm from before the career, revoked long ago (E-10)."""
    last = min(date(2008, 1, 1), o.entered - timedelta(days=100))
    company = _young_firm(scene, o, last, scene.any_line())
    if company is None:
        return False
    close(company, company.founded + timedelta(days=scene.dice.whole(500, 1500)), "吊销")
    return scene.note(o, "dead_shell", "E-10", company)


def ordered_exit(scene: Scene, o: Official) -> bool:
    """Let the official be told to withdraw, and do so (E-07)."""
    last = min(o.left or scene.today, date(2022, 1, 1))
    start = scene.between(o.entered + timedelta(days=100), last)
    if start is None:
        return False
    company = scene.firm(o.person, scene.foreign_line(o), scene.world.area.district(), start)
    order = start + timedelta(days=scene.dice.whole(300, 900))
    scene.approve(o, company, "责令退出", order)
    scene.sell(company, o.person, order + timedelta(days=scene.dice.whole(5, 80)))
    scene.keep_away(o, company)
    return scene.note(o, "ordered_exit", "E-07", company)


def research_staff(scene: Scene, o: Official) -> bool:
    """Give a researcher equity for a technology, with the institution's leave (E-06)."""
    if o.category != "专业技术人员" or o.last.leading:
        return False
    last = min(o.left or scene.today, date(2024, 1, 1))
    start = scene.between(max(o.entered, date(2016, 1, 1)), last)
    if start is None:
        return False
    company = scene.firm(o.person, "M7320", scene.world.area.district(), start)
    scene.keep_away(o, company)
    kind, days = scene.dice.pick((("科技成果作价", 5475), ("离岗创业", 1095)))
    scene.approve(o, company, kind, start - timedelta(days=20), start + timedelta(days=days))
    if kind == "离岗创业" and start + timedelta(days=days) < scene.today:
        scene.sell(company, o.person, start + timedelta(days=days - 30))
    scene.declare(o, None, company, "投资", company.holdings[0].share)
    return scene.note(o, "research_staff", "E-06", company)


def retired_long_ago(scene: Scene, o: Official) -> bool:
    """Let a retired official go into business after the window of the law (E-14)."""
    if o.status != "退休" or o.left is None:
        return False
    start = scene.between(o.left + timedelta(days=3 * 366), scene.today - timedelta(days=30))
    if start is None:
        return False
    company = scene.firm(o.person, scene.any_line(), scene.world.area.district(), start)
    scene.keep_away(o, company)
    return scene.note(o, "retired_long_ago", "E-14", company)


def retired_unrelated(scene: Scene, o: Official) -> bool:
    """Let somebody leave for a business that the posts never touched, elsewhere (E-14)."""
    if o.left is None or o.status not in ("退休", "辞职"):
        return False
    last = min(scene.today, o.left + timedelta(days=1000))
    start = scene.between(o.left + timedelta(days=30), last)
    if start is None:
        return False
    place = scene.dice.pick(scene.world.area.outside)
    company = scene.firm(o.person, scene.foreign_line(o), place, start)
    scene.keep_away(o, company)
    return scene.note(o, "retired_unrelated", "E-14", company)


def stolen_identity(scene: Scene, o: Official) -> bool:
    """Register a firm with the official's stolen card; the registration was revoked (E-09)."""
    day = scene.between(date(2016, 1, 1), date(2023, 12, 31))
    assert day is not None
    economy = scene.world.economy
    company = economy.found("sole", "F5178", scene.world.area.district(), day)
    phone = company.phone
    economy.own(company, [(o.person, 100.0)], o.person)
    company.phone = phone  # the thief's
    close(company, day + timedelta(days=scene.dice.whole(200, 700)), "撤销")
    return scene.note(o, "stolen_identity", "E-09", company)
