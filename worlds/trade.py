"""Lines of business (行业) and the names (字号) under which firms trade."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from worlds.chance import Dice
from worlds.names import template
from worlds.places import Area, District

#: Characters that trade names are made of.
_FIRST = "鸿盛瑞恒泰信达兴隆华宇金鼎天源博创新智云海江荣顺嘉和美诚永昌宏远腾飞旺福安康悦星辉明德润丰凯越正大众合联中汇聚力方圆百捷锐思铭轩逸尚品优卓越启晨光朗峰岳川禾沃绿森林泽浩淼洋溢彩"


@dataclass(frozen=True, slots=True)
class Industry:
    """A line of business (GB/T 4754)."""

    code: str
    words: tuple[str, ...]  # in company names
    scope: str
    weight: float
    small: bool  # individuals (个体工商户) do it, too


def industries() -> dict[str, Industry]:
    """Return the lines of business by their code."""
    return {row[0]: Industry(*row) for row in template("industries")}


class TradeNames:
    """Names of firms, nearly all of them borne by one firm only."""

    def __init__(self, area: Area) -> None:
        self.area = area
        self.taken: Counter[str] = Counter()

    @staticmethod
    def word(dice: Dice, length: int) -> str:
        """Return the distinctive part of a name."""
        return "".join(dice.sample(_FIRST, length))

    def name(self, dice: Dice, kind: str, line: Industry, place: District) -> str:
        """Return a new name: place, distinctive part, line of business, form."""
        ends = {
            "individual": dice.pick(("店", "经营部", "商行", "工作室")), "cooperative": "专业合作社",
            "partnership": "合伙企业（有限合伙）",
        }  # fmt: skip
        where = self.area.city.name if dice.chance(0.6) else place.full
        if place not in self.area.districts:
            where = place.full.split("省")[-1][:2]
        while True:
            word = self.word(dice, 2 if dice.chance(0.85) else 3)
            name = f"{where}{word}{dice.pick(line.words)}{ends.get(kind, '有限公司')}"
            if not self.taken[name] or dice.chance(0.03):
                self.taken[name] += 1
                return name
