"""Documents (文书): written by offices from what happened: posts, approvals, visits, clearings."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from worlds.careers import Official, Post
from worlds.chance import Dice
from worlds.companies import Company
from worlds.complaints import fill
from worlds.lives import official_life, owner_life
from worlds.names import template
from worlds.people import Person, surname_of
from worlds.records import Document, World
from worlds.units import GRADES

#: Papers that tell where somebody comes from and worked.
LIVES = ("人员名册", "干部简历", "企业简介")
_ENDINGS = ("txt", "md", "html", "docx")


def write_documents(world: World, dice: Dice, count: int) -> list[Document]:
    """Return `count` documents, every kind in turn, in all formats."""
    forms: Any = template("documents")
    slots = template("complaints")["slots"]
    kinds = list(forms)
    made = []
    pile = Pile(world, dice)
    for n in range(count):
        kind = kinds[n % len(kinds)]
        form = dice.pick(forms[kind])
        facts = pile.facts(kind)
        title = fill(form["title"], dice, slots, **facts)
        paragraphs = tuple(fill(p, dice, slots, **facts) for p in form["text"])
        ending = _ENDINGS[(n // len(kinds) + n) % len(_ENDINGS)]
        made.append(Document(f"{n + 1:03d}-{kind}", title, paragraphs, ending))
    return made


class Pile:
    """What an office has gathered: papers on its area, half of them on what was complained about."""

    def __init__(self, world: World, dice: Dice) -> None:
        self.world, self.dice = world, dice
        self.firms = [c for c in world.economy.companies if c.trades and c.kind == "llc"]
        self.ranked = [o for o in world.officials if o.last.grade >= 1]
        self.serving = [o for o in world.officials if o.last.leading and o.left is None]
        self.known = [c for c in world.complaints if c.official or c.company]
        self.staff: dict[str, list[Person]] = {}
        for person in world.population.people:
            if person.duty:
                self.staff.setdefault(person.employer, []).append(person)

    def facts(self, kind: str) -> dict[str, str]:
        """Return what a document of a kind tells of: true posts, firms, approvals, lives."""
        official, company, day, what = self._subject(kind)
        post = _post_on(official, day)
        other = self.dice.pick(self.ranked)
        head = company.legal()
        return {
            "name": official.person.name, "sex": official.person.sex,
            "born": str(official.person.born.year), "surname": surname_of(official.person.name),
            "unit": post.unit.name, "post": post.title,
            "grade": f"（{GRADES[post.grade]}）" if post.grade else "", "other": other.person.name,
            "other_unit": other.last.unit.name, "other_post": other.last.title, "firm": company.name,
            "head": head.name if head else "负责人", "date": f"{day.year}年{day.month}月{day.day}日",
            "year": f"{day.year}年", "kind": what, "life": official_life(official),
            "owner_life": owner_life(self._owner(company, head), company) if kind == "企业简介" else "",
            "staff": self._list(post.unit.name) if kind == "人员名册" else "",
        }  # fmt: skip

    def _owner(self, company: Company, head: Person | None) -> Person:
        people = [h.holder for h in company.holders() if isinstance(h.holder, Person)]
        return self.dice.pick(people) if people else head or self.world.economy.owners[0]

    def _list(self, unit: str) -> str:
        """Return the hired staff of a unit: those whom the world knows, and others."""
        there = self.staff.get(unit, [])
        today = self.world.config.today
        while len(there) < 6:
            person = self.world.population.adult(today, 24, 55)
            person.employer, person.duty = (
                unit,
                self.dice.pick(("驾驶员", "文秘", "保洁员", "炊事员")),
            )
            there.append(person)
        self.staff[unit] = there
        return "；".join(
            f"{p.name}，{p.sex}，{p.born.year}年生，{p.duty}"
            for p in self.dice.sample(there, len(there))
        )

    def _subject(self, kind: str) -> tuple[Official, Company, date, str]:
        world, dice = self.world, self.dice
        today = world.config.today
        company = dice.pick(self.firms)
        day = dice.day(date(2022, 1, 1), today)
        if kind == "批复" and world.approvals:
            approval = dice.pick(world.approvals)
            return approval.official, approval.company, approval.day, approval.kind
        if kind == "任免通知":
            official = dice.pick([o for o in self.ranked if o.left is None])
            return official, company, max(official.last.valid_from, date(2010, 1, 1)), ""
        official = dice.pick(self.serving)
        if kind == "通报":
            official = dice.pick([x.official for x in world.look_alikes])
        if kind in LIVES and self.known and dice.chance(0.5):
            complaint = dice.pick(self.known)
            official = complaint.official or official
            company = complaint.company or company
        day = max(day, min(official.entered + timedelta(days=30), today))
        return official, company, day, ""


def _post_on(official: Official, day: date) -> Post:
    return next((p for p in official.posts if p.covers(day)), official.last)
