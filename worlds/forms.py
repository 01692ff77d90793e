"""How offices write things down (书写形式): dates, sums, shares, numbers, share changes, with slips."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from worlds import ids
from worlds.chance import Dice, Weighted
from worlds.companies import Change
from worlds.people import Person

_STYLES = Weighted([("iso", 60.0), ("slash", 14.0), ("compact", 8.0), ("chinese", 8.0), ("dot", 5.0), ("serial", 2.0), ("month", 2.0), ("year", 1.0)])  # fmt: skip
_EXCEL_EPOCH = date(1899, 12, 30)
_DAY_FORMS: dict[str, Callable[[date], str]] = {
    "iso": date.isoformat,
    "slash": lambda day: f"{day.year}/{day.month}/{day.day}",
    "compact": lambda day: f"{day:%Y%m%d}",
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "dot": lambda day: f"{day:%Y.%m.%d}",
    "serial": lambda day: str((day - _EXCEL_EPOCH).days),
    "month": lambda day: f"{day:%Y.%m}",
    "year": lambda day: f"{day:%Y}",
}
#: Share of registered numbers that are missing, full, masked: by time of the entry; the poor
#: district (its archive was never keyed in) on its own.
_ID_CELLS = {
    "old": Weighted([("", 0.42), ("full", 0.38), ("mask", 0.20)]),
    "middle": Weighted([("", 0.13), ("full", 0.57), ("mask", 0.30)]),
    "new": Weighted([("", 0.12), ("full", 0.45), ("mask", 0.43)]),
    "poor": Weighted([("", 0.55), ("full", 0.25), ("mask", 0.20)]),
}
POOR_DISTRICT = "420624"
#: Characters that a clerk confuses.
_TWINS = {"建": "健", "志": "智", "明": "名", "文": "纹", "辉": "晖", "丽": "莉", "玲": "铃", "伟": "玮", "强": "墙", "红": "虹", "海": "浩", "军": "君", "英": "瑛", "平": "萍", "超": "朝", "波": "坡"}  # fmt: skip


def iso(day: date | None) -> str:
    """Return the ISO form, or nothing."""
    return day.isoformat() if day else ""


def _with_gaps(table: Weighted[str], gaps: float) -> Weighted[str]:
    """Return a table of cells in which the empty one comes `gaps` times as often."""
    lows = [0.0, *table.bounds[:-1]]
    shares = {v: b - a for v, a, b in zip(table.values, lows, table.bounds, strict=True)}
    none = min(0.75, shares[""] * gaps)
    rest = (1 - none) / (1 - shares[""])
    return Weighted((v, none if v == "" else share * rest) for v, share in shares.items())


class Pen:
    """Writes cells as the clerks of an area do."""

    def __init__(self, dice: Dice, gaps: float = 1.0) -> None:
        self.dice = dice
        self.slips: dict[str, int] = {}
        self._cells = {era: _with_gaps(table, gaps) for era, table in _ID_CELLS.items()}

    def _slip(self, kind: str) -> None:
        self.slips[kind] = self.slips.get(kind, 0) + 1

    def day(self, day: date | None) -> str:
        """Return a date in one of the forms that sources.md names."""
        if day is None:
            return ""
        return _DAY_FORMS[self.dice.draw(_STYLES)](day)

    def money(self, wan: float | None) -> str:
        """Return a sum, in 万元 unless the cell says otherwise."""
        if wan is None:
            return ""
        roll = self.dice.unit()
        if roll < 0.70:
            return f"{wan:.10g}"
        if roll < 0.80:
            return f"{wan:.10g}万"
        if roll < 0.90:
            return f"{wan:.10g}万元"
        if roll < 0.96 or wan < 1000:
            return f"{round(wan * 10000):,}元"
        return f"{wan / 10000:.10g}亿元"

    def share(self, percent: float | None) -> str:
        """Return a percentage, mostly with its sign."""
        if percent is None:
            return ""
        return f"{percent:.10g}%" if self.dice.chance(0.6) else f"{percent:.10g}"

    def name(self, name: str) -> str:
        """Return a name, once in three hundred with a character that sounds or looks alike."""
        if self.dice.chance(0.0035):
            for i, sign in enumerate(name):
                if i and sign in _TWINS:
                    self._slip("name_typo")
                    return name[:i] + _TWINS[sign] + name[i + 1 :]
        return name

    def number(self, person: Person, region: str, day: date) -> str:
        """Return the ID number as the office of `region` filed it on a day: full, masked, none."""
        era = "old" if day.year < 2010 else "middle" if day.year < 2019 else "new"
        cell = self.dice.draw(self._cells["poor" if region == POOR_DISTRICT else era])
        if not cell:
            return ""
        full = person.id_number
        if person.guise == "old":
            return ids.old_form(full)
        if person.guise == "altered" and self.dice.chance(0.6):  # one source has it right
            return ids.altered(full, 15)
        if cell == "mask":
            masked = ids.mask_birth if self.dice.chance(0.6) else ids.mask_tail
            return masked(full)
        return self.full(full, old=day.year < 2013 and person.born.year < 2000)

    def full(self, number: str, *, old: bool = False) -> str:
        """Return a full number, rarely in the old form or with a slip."""
        roll = self.dice.unit()
        if roll < 0.02 and old:
            self._slip("id_15")
            return ids.old_form(number)
        if 0.02 <= roll < 0.023:
            self._slip("id_wrong_check")
            return ids.wrong_check(number)
        if 0.023 <= roll < 0.026:
            self._slip("id_altered")
            return ids.altered(number, self.dice.whole(10, 16))
        return number

    def code(self, uscc: str) -> str:
        """Return a credit code, one in a thousand with a wrong check character."""
        if self.dice.chance(0.001):
            self._slip("uscc_wrong_check")
            return ids.wrong_uscc(uscc)
        return uscc

    def change(self, change: Change, capital: float) -> tuple[str, str]:
        """Return the free-text cells 变更前 and 变更后 in one of the forms in use."""
        if change.item != "股东变更":
            return change.before[0][0], change.after[0][0]
        form = self.dice.whole(0, 4)
        return self._stakes(change.before, form, capital), self._stakes(change.after, form, capital)

    @staticmethod
    def _stakes(parts: tuple[tuple[str, float | None], ...], form: int, capital: float) -> str:
        cells = []
        for name, share in parts:
            ratio = f"{share or 0:.10g}%"
            money = f"{capital * (share or 0) / 100:.10g}万元"
            cells.append((
                f"{name}；出资比例{ratio}",
                f"{name}:{ratio}",
                f"股东:{name},出资额:{money},比例:{ratio}",
                f"{name}（{ratio}）",
                f"姓名：{name}  出资额：{money}  出资比例：{ratio}",
            )[form])  # fmt: skip
        return ("\n" if form in (0, 4) else ";").join(cells)
