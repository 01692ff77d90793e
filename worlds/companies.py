"""Companies (企业) as the registers know them, and what can happen to one: founding, transfers, exits."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from worlds.people import Person
from worlds.places import District

#: Kind of company: 企业类型 as registered, leading signs of the credit code.
KINDS = {
    "sole": ("有限责任公司(自然人独资)", "91"),
    "llc": ("有限责任公司(自然人投资或控股)", "91"),
    "held": ("有限责任公司(法人独资)", "91"),
    "joint": ("其他有限责任公司", "91"),
    "individual": ("个体工商户", "92"),
    "partnership": ("有限合伙企业", "91"),
    "cooperative": ("农民专业合作社", "93"),
    "collective": ("股份经济合作社", "N2"),
    "state": ("有限责任公司(国有独资)", "91"),
    "state-held": ("有限责任公司(国有控股)", "91"),
    "listed": ("股份有限公司(上市、自然人投资或控股)", "91"),
}


@dataclass(frozen=True, slots=True)
class Body:
    """A holder that is neither a person nor a company of this register."""

    name: str
    holder_type: str  # 机关事业单位, 集体经济组织, 境外, 企业法人, 其他


@dataclass(slots=True, eq=False)
class Holding:
    """A stake, in percent of the capital, ``[valid_from, valid_to)``."""

    holder: Person | Company | Body
    share: float
    valid_from: date
    valid_to: date | None = None
    paid: float = 1.0  # part of the subscribed sum that is paid in


@dataclass(slots=True, eq=False)
class Role:
    """An office in a company, ``[valid_from, valid_to)``."""

    person: Person
    role: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A change on file (变更记录): who stood there before and after, or plain text."""

    day: date
    item: str  # 股东变更, 法定代表人变更, 住所变更 …
    before: tuple[tuple[str, float | None], ...]
    after: tuple[tuple[str, float | None], ...]
    persons: tuple[Person, ...] = ()


@dataclass(slots=True, eq=False)
class Company:
    """A company with its whole history."""

    uscc: str
    name: str
    kind: str  # a key of KINDS
    place: District
    industry: str
    scope: str
    founded: date
    capital: float  # 万元
    address: str
    phone: str
    email: str = ""
    agent: str = ""
    status: str = "存续"
    dissolved: date | None = None
    holdings: list[Holding] = field(default_factory=list)
    roles: list[Role] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    avoids: set[str] = field(default_factory=set)  # units it does no business with
    trades: bool = True  # still doing business

    def holders(self) -> list[Holding]:
        """Return the stakes that are open."""
        return [h for h in self.holdings if h.valid_to is None]

    def legal(self) -> Person | None:
        """Return the present or last legal representative (法定代表人 or 经营者)."""
        for wanted in (True, False):
            for r in reversed(self.roles):
                if r.role in HEADS and (r.valid_to is None) is wanted:
                    return r.person
        return None


HEADS = ("法定代表人", "经营者", "执行事务合伙人")


def _stakes(company: Company, day: date) -> tuple[tuple[str, float | None], ...]:
    return tuple(
        (h.holder.called(day) if isinstance(h.holder, Person) else h.holder.name, h.share)
        for h in company.holders()
    )


def appoint(company: Company, person: Person, roles: tuple[str, ...], day: date) -> None:
    """Enter a person in offices of a company from a day on."""
    company.roles += [Role(person, role, day) for role in roles]


def leave(company: Company, person: Person, day: date) -> None:
    """End all offices of a person in a company."""
    for r in company.roles:
        if r.person is person and r.valid_to is None:
            r.valid_to = day


def transfer(
    company: Company, giver: Person, taker: Person | Company, day: date, share: float | None = None
) -> None:
    """Move the stake of `giver`, or `share` percent of it, to `taker`, and file the change."""
    before = _stakes(company, day)
    moved = 0.0
    for h in company.holders():
        if h.holder is giver:
            part = h.share if share is None else min(share, h.share)
            h.valid_to = day
            if h.share - part > 0.01:
                company.holdings.append(Holding(giver, round(h.share - part, 2), day, None, h.paid))
            moved += part
    for h in company.holders():
        if h.holder is taker:
            h.valid_to = day
            moved += h.share
    company.holdings.append(Holding(taker, round(moved, 2), day))
    parties = (giver, *([taker] if isinstance(taker, Person) else []))
    company.changes.append(Change(day, "股东变更", before, _stakes(company, day), parties))


def replace_head(company: Company, person: Person, day: date) -> None:
    """Make `person` legal representative from a day on, and file the change."""
    old = company.legal()
    roles = tuple(
        r.role for r in company.roles if r.person is old and r.valid_to is None and old is not None
    )
    if old is None or old is person:
        return
    leave(company, old, day)
    appoint(company, person, roles or ("法定代表人",), day)
    company.changes.append(
        Change(
            day,
            "法定代表人变更",
            ((old.called(day), None),),
            ((person.called(day), None),),
            (old, person),
        )
    )


def close(company: Company, day: date, status: str) -> None:
    """End a company; its open stakes and offices stay on file as they were."""
    company.status, company.dissolved, company.trades = status, day, False
