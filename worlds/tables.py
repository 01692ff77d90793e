"""The source tables of a world: rows of text cells, each with the persons it really speaks of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ingest.schema import SOURCES
from worlds.chance import Dice
from worlds.companies import KINDS, Body, Company
from worlds.forms import Pen, iso
from worlds.people import Person
from worlds.records import Disposition, World
from worlds.units import GRADES


@dataclass(slots=True)
class Sheet:
    """A source table: cells in the order of `ingest.schema.SOURCES`, and who stands behind a row."""

    name: str
    rows: list[list[str]] = field(default_factory=list)
    persons: list[tuple[tuple[str, str], ...]] = field(default_factory=list)  # (name, person key)

    def add(self, cells: list[str], *persons: Person | None) -> None:
        """Add a row."""
        assert len(cells) == len(SOURCES[self.name].columns), self.name
        self.rows.append(cells)
        self.persons.append(tuple((p.name, p.key) for p in persons if p is not None))


def make_tables(world: World, pen: Pen, dice: Dice) -> list[Sheet]:
    """Return every source table of the world."""
    makers = (
        _companies, _shareholdings, _personnel, _changes, _officials, _posts, _relatives,
        _declarations, _approvals, _awards, _acts, _complaints, _dispositions, _evaluations,
    )  # fmt: skip
    sheets = []
    for maker in makers:
        sheet = Sheet(maker.__name__[1:])
        maker(sheet, world, pen, dice)
        sheets.append(sheet)
    return sheets


def _yes(value: bool) -> str:  # noqa: FBT001 - a cell, not an option
    return "是" if value else "否"


def _by_code(world: World) -> list[Company]:
    return sorted(world.economy.companies, key=lambda c: c.uscc)


def _companies(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    for c in sorted(world.economy.companies, key=lambda c: (c.place.code, c.uscc)):
        head = c.legal()
        day = max((r.valid_from for r in c.roles if r.person is head), default=c.founded)
        sheet.add(
            [
                pen.code(c.uscc), c.name, KINDS[c.kind][0], pen.name(head.called(day)) if head else "",
                pen.number(head, c.place.code, day) if head else "", pen.money(c.capital),
                pen.day(c.founded), c.status if dice.chance(0.9) or c.status != "存续" else "在业",
                pen.day(c.dissolved), c.industry if dice.chance(0.85) else c.industry[1:], c.scope,
                c.address, c.place.code, c.phone, c.email, c.agent,
            ], head,
        )  # fmt: skip


def _holder_type(holder: Person | Company | Body) -> str:
    if isinstance(holder, Person):
        return "自然人"
    if isinstance(holder, Body):
        return holder.holder_type
    return {"partnership": "合伙企业", "collective": "集体经济组织"}.get(holder.kind, "企业法人")


def _shareholdings(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    for c in _by_code(world):
        for h in c.holdings:
            if h.valid_to is not None and dice.chance(0.45):
                continue  # this office keeps the present holders only; 变更记录 has the rest
            person = h.holder if isinstance(h.holder, Person) else None
            number = ""
            if person is not None:
                number = pen.number(person, c.place.code, h.valid_from)
            elif isinstance(h.holder, Company) and dice.chance(0.8):
                number = pen.code(h.holder.uscc)
            money = c.capital * h.share / 100
            name = pen.name(person.called(h.valid_from)) if person else h.holder.name
            sheet.add(
                [
                    c.uscc, name, _holder_type(h.holder), number, pen.money(round(money, 4)),
                    pen.money(round(money * h.paid, 4)), pen.share(round(h.share, 4)),
                    "" if h.valid_from == c.founded and dice.chance(0.15) else pen.day(h.valid_from),
                    pen.day(h.valid_to),
                ], person,
            )  # fmt: skip


def _personnel(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    for c in _by_code(world):
        for r in c.roles:
            if r.valid_to is not None and dice.chance(0.5):
                continue
            sheet.add(
                [
                    c.uscc, pen.name(r.person.called(r.valid_from)), pen.number(r.person, c.place.code, r.valid_from),
                    r.role, "" if dice.chance(0.12) else pen.day(r.valid_from),
                    pen.day(r.valid_to),
                ], r.person,
            )  # fmt: skip


def _changes(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    for c in _by_code(world):
        for change in sorted(c.changes, key=lambda x: x.day):
            before, after = pen.change(change, c.capital)
            sheet.add([c.uscc, pen.day(change.day), change.item, before, after], *change.persons)


def _officials(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    for o in world.officials:
        p = o.person
        number = pen.full(p.id_number)
        if dice.chance(0.04):
            number = number[:6] + "*" * 8 + number[14:]
        sheet.add(
            [
                o.official_id, p.name, p.former, p.sex, pen.day(p.born), number,
                p.home.district.full, o.party, o.category, o.status, p.phone,
                world.population.home_of(p),
            ], p,
        )  # fmt: skip


def _posts(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    for o in world.officials:
        for p in o.posts:
            rank = (
                GRADES[p.grade]
                if p.unit.level != "village" and (p.grade or dice.chance(0.5))
                else ""
            )
            sheet.add(
                [
                    o.official_id, p.unit.name, p.title, rank, _yes(p.leading), p.unit.region,
                    "、".join(p.unit.line), pen.day(p.valid_from), pen.day(p.valid_to), p.exit_reason,
                ]
            )  # fmt: skip


def _relatives(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    for o in world.officials:
        for k in o.kin:
            if not k.declared:
                continue
            near = k.degree in ("spouse", "child", "parent", "child-in-law")
            p = k.person
            number = ""
            if dice.chance(0.8 if near else 0.45):
                number = pen.full(p.id_number)
            basis = "本人报告"
            if k.degree == "spouse" and dice.chance(0.5):
                basis = "婚姻登记"
            elif near and dice.chance(0.4):
                basis = "户籍"
            sheet.add(
                [
                    o.official_id, k.kinship, pen.name(p.name), p.sex if dice.chance(0.95) else "",
                    pen.day(p.born) if dice.chance(0.85) else "", number,
                    p.phone if dice.chance(0.6) else "", p.employer, pen.day(k.valid_from),
                    pen.day(k.valid_to), basis,
                ], p,
            )  # fmt: skip


def _years(world: World) -> Iterator[tuple[int, date]]:
    for year in range(2019, world.config.today.year):
        yield year, date(year, 12, 31)


def _declarations(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    """Who has the duty (县处级副职 and up) reports every year, also that there is nothing."""
    by_official: dict[str, list[int]] = {}
    for i, interest in enumerate(world.interests):
        by_official.setdefault(interest.official.official_id, []).append(i)
    for o in world.officials:
        for year, day in _years(world):
            grades = [p.grade for p in o.posts if p.valid_from <= day]
            known = [
                world.interests[i] for i in by_official.get(o.official_id, [])
                if world.interests[i].since <= day and (world.interests[i].until or date.max) > day
            ]  # fmt: skip
            duty = bool(grades) and max(grades) >= 3 and (o.left is None or o.left > day)
            if duty and not known:
                cells = [o.official_id, str(year), iso(day), "本人", o.person.name, "", "", "", ""]
                sheet.add(cells, o.person)
            for n in known:
                share = f"{n.share / 100:.6g}" if n.share is not None else ""
                sheet.add(
                    [
                        o.official_id, str(year), iso(day), n.subject, n.person.name, n.company.name,
                        n.company.uscc if dice.chance(0.8) else "", n.item, share,
                    ], n.person,
                )  # fmt: skip


def _approvals(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    city = world.area.city.name
    for n, a in enumerate(world.approvals):
        by = f"中共{city}委员会组织部"
        if a.kind == "国资委派":
            by = f"{city}人民政府国有资产监督管理委员会"
        sheet.add(
            [
                a.official.official_id, a.company.uscc if dice.chance(0.9) else "", a.company.name,
                a.kind, f"江组干〔{a.day.year}〕{n % 190 + 1}号", by,
                pen.day(a.day), pen.day(a.until), _yes(a.kind in ("离岗创业", "科技成果作价")),
            ]
        )  # fmt: skip


def _awards(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    for n, a in enumerate(
        sorted(world.awards, key=lambda a: (a.day, a.buyer, a.company.uscc, a.amount))
    ):
        code = pen.code(a.company.uscc) if dice.chance(0.93) else ""
        sheet.add(
            [
                f"JHCG{a.day.year}-{n + 1:05d}", a.buyer, a.company.name, code, a.title, a.method,
                str(a.bidders), pen.money(a.amount), pen.day(a.day),
            ]
        )  # fmt: skip


def _acts(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    rows = sorted(world.acts, key=lambda a: (a.day, a.agency, a.company.uscc, a.kind))
    for n, a in enumerate(rows):
        code = a.company.uscc if dice.chance(0.93) else ""
        sheet.add(
            [
                f"JH{a.day.year}XZ{n + 1:06d}", a.agency, a.company.name, code, a.kind,
                pen.money(a.amount), pen.day(a.day), f"{a.company.name}{a.kind}：{a.company.scope.split('；')[0]}",
            ]
        )  # fmt: skip


def _complaints(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    rows = sorted(world.complaints, key=lambda c: (c.received, c.title, c.complainant))
    for n, c in enumerate(rows):
        sheet.add(
            [
                f"XF{c.received.year}{n + 1:05d}", c.channel, pen.day(c.received), c.title, c.text,
                _yes(bool(c.complainant)), c.complainant, c.contact,
            ]
        )  # fmt: skip


def _dispositions(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    for n, d in enumerate(world.dispositions):
        sheet.add(
            [
                lead_id(d, n), d.official.official_id, d.company.uscc, d.outcome, d.measure,
                iso(d.day), f"江纪办〔{d.day.year}〕{n + 1}号",
            ]
        )  # fmt: skip


def lead_id(disposition: Disposition, n: int) -> str:
    """Return the number of the lead that a disposition closed."""
    return f"XS{disposition.day.year}{n + 1:04d}"


def _evaluations(sheet: Sheet, world: World, pen: Pen, dice: Dice) -> None:
    units = [u for u in world.units if u.level.endswith("bureau")]
    heads = {
        p.unit.name: o for o in world.officials for p in o.posts
        if p.valid_to is None and p.leading and "局长" in p.title and not p.title.startswith("副")
    }  # fmt: skip
    for year in (2022, 2023, 2024):
        for u in units:
            votes = dice.whole(80, 4000)
            good = int(votes * min(0.99, 0.7 + 0.3 * dice.unit()))
            grade = "优秀" if good > 0.9 * votes else "合格" if good > 0.74 * votes else "不合格"
            sheet.add([str(year), u.name, "单位", u.name, str(votes), str(good), grade])
            head = heads.get(u.name)
            if head:
                sheet.add(
                    [str(year), u.name, "局长", head.person.name, str(votes), str(good), grade],
                    head.person,
                )
