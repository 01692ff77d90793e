"""Innocent companies and jobs of an official's relatives (law.md A.10: E-11, E-14)."""

from __future__ import annotations

from datetime import date, timedelta

from worlds.careers import Official
from worlds.companies import Company, appoint
from worlds.households import Kin
from worlds.places import District
from worlds.scene import Scene


def start_firm(
    scene: Scene, o: Official, kin: Kin, industry: str, place: District, day: date
) -> Company:
    """Let a relative found a firm of an ordinary form, declare it and keep it away."""
    form = scene.dice.pick(("llc", "llc", "sole", "individual"))
    if form == "individual" and not scene.world.economy.industries[industry].small:
        form = "sole"
    company = scene.firm(kin.person, industry, place, day, form)
    scene.keep_away(o, company)
    share = company.holdings[0].share if company.holdings else None
    scene.declare(o, kin, company, "投资" if company.holdings else "个体工商户", share)
    return company


def kin_elsewhere(scene: Scene, o: Official) -> bool:
    """Put a relative into business in another province (E-11)."""
    kin = scene.relative(o)
    day = scene.adult_day(kin.person) if kin else None
    if kin is None or day is None:
        return False
    kin.person.place = scene.dice.pick(scene.world.area.outside)
    company = start_firm(scene, o, kin, scene.any_line(), kin.person.place, day)
    return scene.note(o, "kin_elsewhere", "E-11", company)


def kin_other_line(scene: Scene, o: Official) -> bool:
    """Put a relative into another line of business in the area (E-11)."""
    kin = scene.relative(o)
    day = scene.adult_day(kin.person) if kin else None
    if kin is None or day is None:
        return False
    place = scene.world.area.district()
    company = start_firm(scene, o, kin, scene.foreign_line(o), place, day)
    return scene.note(o, "kin_other_line", "E-11", company)


def kin_old_family_firm(scene: Scene, o: Official) -> bool:
    """Marry the official into a family that had its firm long before (E-11)."""
    kin = next((k for k in o.kin if k.degree in ("spouse", "in-law") and k.valid_from), None)
    if kin is None or kin.valid_from is None or kin.valid_to is not None:
        return False
    low = max(date(1998, 1, 1), date(kin.person.born.year + 20, 1, 1))
    day = scene.between(low, kin.valid_from - timedelta(days=400))
    if day is None:
        return False
    place = scene.world.area.district()
    company = start_firm(scene, o, kin, scene.foreign_line(o), place, day)
    return scene.note(o, "kin_old_family_firm", "E-11", company)


def kin_employee(scene: Scene, o: Official) -> bool:
    """Give a relative an ordinary job, on file as accountant or contact (E-11)."""
    kin = scene.relative(o)
    hosts = [
        c for c in scene.world.economy.companies[:8000]
        if c.kind in ("llc", "sole") and c.trades and not c.tags
    ]  # fmt: skip
    company = scene.dice.pick(hosts)
    if kin is None:
        return False
    day = scene.between(max(company.founded, date(kin.person.born.year + 22, 6, 1)), scene.today)
    if day is None:
        return False
    kin.person.employer = company.name
    appoint(company, kin.person, (scene.dice.pick(("财务负责人", "联络员")),), day)
    company.tags.add("kept")
    scene.keep_away(o, company)
    return scene.note(o, "kin_employee", "E-11", company)


def former_spouse(scene: Scene, o: Official) -> bool:
    """Put a divorced spouse into the official's line afterwards (E-14: no tie at that time)."""
    kin = next((k for k in o.kin if k.degree == "spouse" and k.valid_to), None)
    if kin is None or kin.valid_to is None:
        return False
    day = scene.between(kin.valid_to + timedelta(days=100), scene.today - timedelta(days=60))
    if day is None:
        return False
    industry = scene.own_line(o.last.unit.line) or "F5178"
    company = scene.firm(kin.person, industry, scene.region(o.last.unit.region), day)
    scene.keep_away(o, company)
    return scene.note(o, "former_spouse", "E-14", company)


def recused(scene: Scene, o: Official) -> bool:
    """Put a relative into the official's line, with the withdrawal on file (E-11)."""
    kin = scene.relative(o)
    day = scene.adult_day(kin.person) if kin else None
    industry = scene.own_line(o.last.unit.line)
    if kin is None or day is None or industry is None or not kin.declared:
        return False
    company = start_firm(scene, o, kin, industry, scene.region(o.last.unit.region), day)
    scene.approve(o, company, "回避决定", max(day, o.last.valid_from) + timedelta(days=30))
    return scene.note(o, "recused", "E-11", company)


def kin_low_rank(scene: Scene, o: Official) -> bool:
    """Put a relative of a clerk into the unit's line; the family rules do not reach a clerk (E-14)."""
    kin = scene.relative(o)
    day = scene.adult_day(kin.person) if kin else None
    industry = scene.own_line(o.last.unit.line)
    if kin is None or day is None or industry is None or o.grade > 0 or o.last.leading:
        return False
    company = start_firm(scene, o, kin, industry, scene.region(o.last.unit.region), day)
    return scene.note(o, "kin_low_rank", "E-14", company)


def kin_after_post(scene: Scene, o: Official) -> bool:
    """Put a relative into a line that the official had left for another post (E-14)."""
    if len(o.posts) < 2 or o.left is not None:
        return False
    past, now = o.posts[-2].unit, o.last.unit
    known = [
        c for c in scene.world.economy.industries
        if past.line and c.startswith(past.line) and c not in now.buys
        and not (now.line and c.startswith(now.line))
    ]  # fmt: skip
    kin = scene.relative(o)
    if kin is None or not known:
        return False
    day = scene.between(o.last.valid_from + timedelta(days=200), scene.today - timedelta(days=60))
    if day is None or kin.person.age(day) < 20:
        return False
    industry = scene.dice.pick(known)
    company = start_firm(scene, o, kin, industry, scene.region(past.region), day)
    return scene.note(o, "kin_after_post", "E-14", company)
