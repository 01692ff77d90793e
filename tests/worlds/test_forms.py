"""Cells are written in the forms that sources.md names, with numbers missing not at random."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from worlds.chance import Dice
from worlds.companies import Change
from worlds.forms import POOR_DISTRICT, Pen
from worlds.ids import resident_id
from worlds.people import Person
from worlds.places import District, Village

DAY = date(2021, 3, 5)
DISTRICT = District("420602", "东山区", "江海市东山区")
PERSON = Person(
    1, "赵小树", "男", date(1975, 6, 1), resident_id("420602", date(1975, 6, 1), 123),
    Village("大湾村", "石桥镇", DISTRICT), DISTRICT, "13000000000",
)  # fmt: skip


def test_dates_come_in_every_form_of_sources() -> None:
    pen = Pen(Dice(1, "t"))
    seen = {pen.day(DAY) for _ in range(3000)}
    assert seen == {
        "2021-03-05", "2021/3/5", "20210305", "2021年3月5日", "2021.03.05", "44260", "2021.03", "2021",
    }  # fmt: skip
    assert pen.day(None) == ""


def test_sums_come_with_and_without_units() -> None:
    pen = Pen(Dice(1, "t"))
    assert {pen.money(3000.0) for _ in range(500)} == {
        "3000",
        "3000万",
        "3000万元",
        "30,000,000元",
        "0.3亿元",
    }
    assert pen.money(None) == ""


def test_shares_are_percentages() -> None:
    pen = Pen(Dice(1, "t"))
    assert {pen.share(35.0) for _ in range(100)} == {"35", "35%"}


def _kinds(region: str, day: date) -> Counter[str]:
    pen = Pen(Dice(1, f"{region}{day}"))
    cells = [pen.number(PERSON, region, day) for _ in range(4000)]
    return Counter("none" if not c else "masked" if "*" in c else "full" for c in cells)


def test_numbers_are_missing_more_often_in_old_rows_and_in_the_poor_district() -> None:
    new, old, poor = (
        _kinds("420602", date(2022, 1, 1)),
        _kinds("420602", date(2005, 1, 1)),
        _kinds(POOR_DISTRICT, date(2022, 1, 1)),
    )
    assert old["none"] > 2 * new["none"]
    assert poor["none"] > 3 * new["none"]
    assert new["masked"] > 0.3 * 4000


def test_share_changes_are_written_in_several_forms_that_keep_names_and_shares() -> None:
    change = Change(DAY, "股东变更", (("张三", 40.0), ("李四", 60.0)), (("李四", 100.0),))
    pen = Pen(Dice(1, "t"))
    cells = {pen.change(change, 100.0) for _ in range(200)}
    assert len(cells) == 5
    for before, after in cells:
        assert re.search("张三.*40%.*李四.*60%", before, re.S)
        assert re.search("李四.*100%", after, re.S)


def test_slips_are_rare_and_counted() -> None:
    pen = Pen(Dice(1, "t"))
    cells = [pen.full(PERSON.id_number, old=True) for _ in range(10000)]
    assert 100 < sum(len(c) == 15 for c in cells) < 300
    assert pen.slips["id_15"] == sum(len(c) == 15 for c in cells)
    assert 10 < pen.slips["id_wrong_check"] < 60
