"""Public units (单位) of the area: bureaus, governments, towns, courts, institutions, villages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from worlds.chance import Weighted
from worlds.names import template
from worlds.places import Area, District

GRADES: list[str] = template("units")["grades"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A public unit; `level` says which titles it has, `line` which industries it oversees."""

    name: str
    short: str
    level: str  # a key of `titles` in units.yaml
    region: str  # jurisdiction
    category: str
    line: tuple[str, ...] = ()
    buys: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Title:
    """A position that a unit of some level has."""

    name: str
    grade: int  # index into GRADES
    leading: bool
    weight: float
    seat: str = ""  # named where a unit has one such position only


def titles() -> dict[str, list[Title]]:
    """Return the positions by level of unit."""
    data = template("units")
    seats: dict[str, str] = data["seats"]
    return {
        level: [
            Title(name, grade, leading == "是", weight, seats.get(name, ""))
            for name, grade, leading, weight in rows
        ]
        for level, rows in data["titles"].items()
    }


def _unit(place: District, level: str, row: dict[str, Any], category: str) -> Unit:
    return Unit(
        place.full + row["name"], row["name"], level, place.code, row.get("category", category),
        tuple(row["line"]), tuple(row["buys"]), tuple(row.get("acts", ())), row["weight"],
    )  # fmt: skip


def _government(place: District, level: str, weight: float) -> Unit:
    buys = ("E4710", "E4813", "I6531", "F5178")
    return Unit(
        place.full + "人民政府", "人民政府", level, place.code, "公务员",
        ("E", "F", "I", "K70", "C", "N"), buys, ("贷款贴息", "财政补贴"), weight,
    )  # fmt: skip


def make_units(area: Area, state_groups: list[tuple[str, District, tuple[str, ...]]]) -> list[Unit]:
    """Return every unit of the area; `state_groups` are name, place and line of the state firms."""
    data = template("units")
    found: list[Unit] = []
    for place, rank in [(area.city, "city"), *((d, "district") for d in area.districts)]:
        found += [_unit(place, f"{rank}_bureau", r, "公务员") for r in data["bureaus"]]
        found += [_unit(place, f"{rank}_court", r, "公务员") for r in data["courts"]]
        found += [
            _unit(place, f"{rank}_institution", r, "事业单位管理人员")
            for r in data["institutions"]
            if rank == "city" or not r.get("city_only")
        ]
        found.append(_government(place, f"{rank}_government", 4.0))
    for d in area.districts:
        found += [
            Unit(
                f"{d.full}{town}人民政府" if town[-1] in "镇乡" else f"{d.full}{town}办事处", town,
                "town", d.code, "公务员", ("E47", "E48", "A"), ("E4813", "N7820", "F5178"),
                ("监督检查",), 3.0,
            )
            for town in d.towns
        ]  # fmt: skip
    found += [
        Unit(
            f"{v.full}村民委员会", v.name, "village", v.district.code, "村社干部", ("A",),
            ("E4813",), (), 0.35,
        )
        for v in area.villages
    ]  # fmt: skip
    found += [
        Unit(name, name, "soe", place.code, "国企管理人员", line, line[:1], (), 2.0)
        for name, place, line in state_groups
    ]
    return found


def by_level(units: list[Unit]) -> dict[str, Weighted[Unit]]:
    """Return the units of each level, weighted by their staff."""
    levels = sorted({u.level for u in units})
    return {v: Weighted((u, u.weight) for u in units if u.level == v) for v in levels}
