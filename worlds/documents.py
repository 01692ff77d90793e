"""Documents (文书): written by offices from what happened: posts, approvals, visits, clearings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from worlds.careers import Official, Post
from worlds.chance import Dice
from worlds.companies import Company
from worlds.complaints import fill
from worlds.names import template
from worlds.people import surname_of
from worlds.records import Document, World
from worlds.units import GRADES

_ENDINGS = ("txt", "md", "html", "docx")


def write_documents(world: World, dice: Dice, count: int) -> list[Document]:
    """Return `count` documents, every kind in turn, in all formats."""
    forms: Any = template("documents")
    slots = template("complaints")["slots"]
    kinds = list(forms)
    made = []
    for n in range(count):
        kind = kinds[n % len(kinds)]
        form = dice.pick(forms[kind])
        facts = _facts(world, dice, kind)
        title = fill(form["title"], dice, slots, **facts)
        paragraphs = tuple(fill(p, dice, slots, **facts) for p in form["text"])
        ending = _ENDINGS[(n // len(kinds) + n) % len(_ENDINGS)]
        made.append(Document(f"{n + 1:03d}-{kind}", title, paragraphs, ending))
    return made


def _facts(world: World, dice: Dice, kind: str) -> dict[str, str]:
    """Return what a document of a kind tells of: true posts, firms, approvals."""
    official, company, day, what = _subject(world, dice, kind)
    post = _post_on(official, day)
    other = dice.pick([o for o in world.officials if o.last.grade >= 1])
    head = company.legal()
    return {
        "name": official.person.name, "sex": official.person.sex, "born": str(official.person.born.year),
        "surname": surname_of(official.person.name), "unit": post.unit.name, "post": post.title,
        "grade": f"（{GRADES[post.grade]}）" if post.grade else "", "other": other.person.name,
        "other_unit": other.last.unit.name, "other_post": other.last.title, "firm": company.name,
        "head": head.name if head else "负责人", "date": f"{day.year}年{day.month}月{day.day}日",
        "year": f"{day.year}年", "kind": what,
    }  # fmt: skip


def _subject(world: World, dice: Dice, kind: str) -> tuple[Official, Company, date, str]:
    firms = [c for c in world.economy.companies if c.trades and c.kind == "llc"]
    today = world.config.today
    company = dice.pick(firms)
    day = dice.day(date(2022, 1, 1), today)
    if kind == "批复" and world.approvals:
        approval = dice.pick(world.approvals)
        return approval.official, approval.company, approval.day, approval.kind
    if kind == "任免通知":
        fresh = [o for o in world.officials if o.last.grade >= 1 and o.left is None]
        official = dice.pick(fresh)
        return official, company, max(official.last.valid_from, date(2010, 1, 1)), ""
    serving = [o for o in world.officials if o.last.leading and o.left is None]
    official = dice.pick(serving)
    if kind == "通报":
        official = dice.pick([x.official for x in world.look_alikes])
    return official, company, max(day, min(official.entered + timedelta(days=30), today)), ""


def _post_on(official: Official, day: date) -> Post:
    return next((p for p in official.posts if p.covers(day)), official.last)
