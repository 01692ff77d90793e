"""变更记录 cells as dated facts: who held what, who served as what, before and after a day.

A cell is read from left to right as a run of parts: names, labels (出资比例, 认缴出资额, 姓名 …), shares, amounts, numbers, roles.
A part that says something belongs to the name before it. The written forms are data (``changes.yaml``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from ingest.date_cells import Refused
from ingest.money import ForeignCurrency, parse_money

Topic = Literal["holders", "roles"]


class Words(BaseModel):
    """What ``changes.yaml`` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    items: dict[str, str]
    though: str
    labels: dict[str, tuple[str, ...]]
    not_names: frozenset[str]
    roles: tuple[str, ...]
    same: dict[str, str]


@dataclass(slots=True)
class Party:
    """A person or company that a cell names, with what it says of it."""

    name: str
    share: float | None = None  # fraction 0–1
    subscribed: float | None = None  # 万元
    paid_in: float | None = None  # 万元
    number: str = ""  # resident ID or credit code as written
    roles: tuple[str, ...] = ()


@cache
def words() -> Words:
    """Return the forms that ship with the package."""
    text = files("ingest").joinpath("changes.yaml").read_text(encoding="utf-8")
    return Words.model_validate(yaml.safe_load(text))


def topic(item: str) -> Topic | None:
    """Return what a 变更事项 is about: holders, roles, or neither."""
    patterns = words().items
    if re.search(patterns["never"], item):
        return None
    if re.search(patterns["ignored"], item) and not re.search(words().though, item):
        return None
    if re.search(patterns["roles"], item):
        return "roles"
    return "holders" if re.search(patterns["holders"], item) else None


def item_role(item: str) -> str | None:
    """Return the one role that an item names (监事变更), None where it names none or several."""
    found = {_role(match) for match in re.findall("|".join(words().roles), item)}
    return found.pop() if len(found) == 1 else None


def _role(word: str) -> str:
    return words().same.get(word, word)


@cache
def _scanner() -> re.Pattern[str]:
    """Return one pattern whose named groups are the kinds of parts, tried in this order."""
    after = r"(?=[\s:;,、|()<>\[\]{}\d.]|$)"
    labels = {
        kind: "|".join(sorted(map(re.escape, names), key=len, reverse=True))
        for kind, names in words().labels.items()
    }
    every = "|".join(
        sorted((n for names in words().labels.values() for n in names), key=len, reverse=True)
    )
    roles = "|".join(words().roles)
    number = r"\d+(?:\.\d+)?"
    unit = r"(?:万|亿|千万|百万)?(?:元|圆)?(?:人民币|整)?(?:美元|港元|港币|欧元|日元)?"
    gap = r"[\s:]*(?:\(?(?:%|万元|万|元)\)?[\s:]*)?"
    mark = r"\s:;,、|()<>\[\]{}"
    parts = {
        "id": r"(?<![0-9A-Za-z])[1-9][0-9]{2}[0-9*]{11,14}[0-9Xx*](?![0-9A-Za-z*])|(?<![0-9A-Za-z])[0-9A-Z]{2}\d{6}[0-9A-Z]{10}(?![0-9A-Za-z])",
        "date": r"\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)?(?!\d*%)",
        "percent": rf"(?:{labels['share']})?[\s:(]*(?P<p>{number})\s*%",
        "bare_share": rf"(?:{labels['share']}){gap}(?P<b>{number})(?![\d.]*\s*(?:%|万|亿|元))",
        "paid_in": rf"(?:{labels['paid_in']}){gap}(?P<i>(?:人民币)?{number}{unit})",
        "subscribed": rf"(?:{labels['subscribed']}){gap}(?P<s>(?:人民币)?{number}{unit})",
        "amount": rf"(?P<a>(?:人民币)?{number}(?:万|亿|千万|百万)?(?:元|圆)(?:人民币|整)?|{number}(?:万|亿)(?:美元|港元|欧元|日元)?)",
        "role": rf"{roles}",
        "label": rf"(?:{every}){after}",
        "digits": r"[\d.%]+",
        "mark": rf"[{mark}*]+|兼任?(?=(?:{roles}))",
        "name": (
            r"[A-Za-z][A-Za-z .·'\-]*[A-Za-z]"
            rf"|(?:(?!(?:{every}){after}|{roles}|(?:{labels['share']}|{labels['subscribed']}|{labels['paid_in']})[\s:]*\d)[^{mark}\d*])+"
        ),
        "rest": r".",
    }
    return re.compile(
        "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in parts.items()), re.DOTALL
    )


def _prepared(cell: str) -> str:
    """Return a cell in NFKC with one kind of bracket, plain numbers, and the brackets inside names kept apart."""
    text = unicodedata.normalize("NFKC", cell)
    text = re.sub(r"[【】「」『』〔〕\[\]{}]", ";", text)
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    text = re.sub(r"(?:^|(?<=[\s;,、]))\(?\d{1,2}[.、)](?=\s*[^\d\s])", ";", text)
    text = re.sub(r"\((新增|退出|变更|货币|自然人|自然人股东|法人股东|企业法人)\)", ";", text)
    # A bracket that belongs to a company's name becomes full-width again, which is no mark.
    text = re.sub(r"\((有限合伙|普通合伙|特殊普通合伙|个人独资)\)", r"（\1）", text)
    return re.sub(r"(?<=[\u4e00-\u9fff])\(([\u4e00-\u9fff]{2,8})\)(?=[\u4e00-\u9fff])", _kept, text)


def _kept(match: re.Match[str]) -> str:
    roles = words().roles
    return match[0] if any(role in match[1] for role in roles) else f"（{match[1]}）"


def parse_cell(cell: str, role: str | None = None) -> list[Party]:
    """Return whom a cell names, in its order; `role` is given to those of whom it says none."""
    parties: list[Party] = []
    waiting: tuple[str, ...] = ()
    joined = False  # the last parts were a role and 兼, or two roles in a row
    for match in _scanner().finditer(_prepared(cell)):
        kind = match.lastgroup  # of nested groups the outer one, which is the kind
        if kind == "name":
            name = match["name"].strip(" .·'-—\"“”")
            if _is_name(name):
                parties.append(Party(name, roles=waiting))
        elif kind == "role":
            waiting = _put_role(parties, waiting, _role(match["role"]), joined=joined)
        elif parties and kind:
            _put(parties[-1], kind, match)
        joined = kind == "role" or (joined and match[0].strip() in ("兼", "兼任", "、", ","))
    for party in parties:
        party.roles = party.roles or ((role,) if role else ())
    return _once(parties)


def _is_name(name: str) -> bool:
    if name in words().not_names or not 2 <= len(name) <= 60:
        return False
    return bool(re.search(r"[\u3400-\u9fffA-Za-z]", name))


def _put_role(
    parties: list[Party], waiting: tuple[str, ...], role: str, *, joined: bool
) -> tuple[str, ...]:
    """Give a role to the name before it where that has none of its own, else keep it for the next names.

    A role joined to the one before it (执行董事兼经理) goes where that went. Returns the roles that wait for a name.
    """
    if joined and waiting:
        return (*waiting, role)
    if parties and (joined or not parties[-1].roles):
        parties[-1].roles = (*parties[-1].roles, role)
        return ()
    return (role,)


def _put(party: Party, kind: str, match: re.Match[str]) -> None:
    if kind in ("percent", "bare_share") and party.share is None:
        share = float(match["p"] or match["b"]) / 100
        party.share = min(share, 1.0) if share <= 1.0001 else None
    elif kind in ("subscribed", "amount") and party.subscribed is None:
        party.subscribed = _money(match["s"] or match["a"])
    elif kind == "paid_in" and party.paid_in is None:
        party.paid_in = _money(match["i"])
    elif kind == "id" and not party.number:
        party.number = match["id"]


def _money(text: str) -> float | None:
    try:
        return parse_money(text)
    except (Refused, ForeignCurrency):
        return None


def _once(parties: list[Party]) -> list[Party]:
    """Return each name once; a second mention adds what the first leaves open, and its roles."""
    found: dict[str, Party] = {}
    for party in parties:
        first = found.setdefault(name_key(party.name), party)
        if first is not party:
            for field in ("share", "subscribed", "paid_in"):
                if getattr(first, field) is None:
                    setattr(first, field, getattr(party, field))
            first.number = first.number or party.number
            first.roles = tuple(dict.fromkeys((*first.roles, *party.roles)))
    return list(found.values())


def name_key(name: str) -> str:
    """Return a name as it is compared inside one company: NFKC without blanks."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def both(before: list[Party], after: list[Party]) -> Iterator[tuple[Party | None, Party | None]]:
    """Yield everybody that either cell names, with what it says before and after."""
    earlier = {name_key(party.name): party for party in before}
    later = {name_key(party.name): party for party in after}
    for key in dict.fromkeys([*earlier, *later]):
        yield earlier.get(key), later.get(key)
