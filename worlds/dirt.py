"""Dirt (脏数据): duplicates, unreadable rows and surplus columns, as sources.md says they come."""

from __future__ import annotations

from ingest.schema import SOURCES
from worlds.chance import Dice
from worlds.tables import Sheet

#: Share of rows that come twice; every export of 主要人员 overlaps with the one before.
DUPLICATES = {"personnel": 0.03, "complaints": 0.004}
#: Share of rows that nobody can read.
UNREADABLE = {
    "companies": 0.002, "shareholdings": 0.003, "personnel": 0.002, "changes": 0.003,
    "posts": 0.001, "awards": 0.003, "acts": 0.002,
}  # fmt: skip
_BAD_DATES = ("2021-13-45", "20231399", "2022-02-30", "2020年15月3日")


def hide_numbers(sheet: Sheet) -> None:
    """Empty the cells with ID numbers of persons and birth dates: names are all that is left."""
    columns = SOURCES[sheet.name].columns
    hidden = [i for i, c in enumerate(columns) if c.kind == "id" or c.field == "born"]
    kinds = [i for i, c in enumerate(columns) if c.field == "holder_type"]
    for row in sheet.rows if hidden else ():
        if not kinds or row[kinds[0]] == "自然人":
            for i in hidden:
                row[i] = ""


def soil(sheet: Sheet, dice: Dice) -> dict[str, int]:
    """Damage a table in place and return what was planted, by kind."""
    planted = {"duplicates": _repeat(sheet, dice), "unreadable": _break(sheet, dice)}
    return {kind: count for kind, count in planted.items() if count}


def _repeat(sheet: Sheet, dice: Dice) -> int:
    count = round(DUPLICATES.get(sheet.name, 0.0) * len(sheet.rows))
    for place in sorted(dice.sample(range(len(sheet.rows)), count), reverse=True):
        at = min(len(sheet.rows), place + dice.whole(1, 40))
        sheet.rows.insert(at, list(sheet.rows[place]))
        sheet.persons.insert(at, sheet.persons[place])
    return count


def _break(sheet: Sheet, dice: Dice) -> int:
    columns = SOURCES[sheet.name].columns
    dates = [i for i, c in enumerate(columns) if c.kind == "date"]
    keys = [i for i, c in enumerate(columns) if c.required]
    count = round(UNREADABLE.get(sheet.name, 0.0) * len(sheet.rows))
    for place in dice.sample(range(len(sheet.rows)), count):
        if dice.chance(0.6):
            sheet.rows[place][dice.pick(dates)] = dice.pick(_BAD_DATES)
        else:
            sheet.rows[place][dice.pick(keys)] = ""
    return count
