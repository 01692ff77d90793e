"""The switchboard of law.md A.11 against the rules' own `who`, and against what A.11 says."""

from __future__ import annotations

import pytest

from risk.entries import Who
from risk.pack import shipped
from risk.switches import covers, misfits

#: Cells of law.md A.11, copied by hand: row, column, rules that stand in it.
A11: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("县处级以下普通公务员", "own", ("R-CSL-59(16)", "R-PDL-36", "R-CPC-103(1)")),
    ("县处级以下普通公务员", "kin", ("R-PDL-33", "R-CPC-95", "R-CPC-96", "R-CPC-104")),
    ("县处级以下普通公务员", "exits", ("R-CSL-107", "R-EXIT17")),
    ("县处级领导干部", "own", ("R-CONC13",)),
    ("县处级领导干部", "kin", ("R-CPC-107", "R-CSL-74(2)")),
    ("县处级领导干部", "report", ("R-RPT-2", "R-RPT-4(5)")),
    ("厅局级以上领导干部", "kin", ("R-KIN22",)),
    ("国有企业领导、管理人员", "own", ("R-SOE24-21", "R-SOE09-5", "R-SASL-25", "R-CRL-165")),
    ("国有企业领导、管理人员", "kin", ("R-SOE09-6", "R-SASL-43")),
    ("事业单位管理人员", "own", ("R-PDL-36", "R-PIU23")),
    ("事业单位管理人员", "kin", ("R-PDL-33",)),
    ("专业技术人员", "own", ("R-PIU23",)),
    ("村社干部", "own", ("R-PDL-36", "R-RUR25", "R-RCEO-35")),
    ("村社干部", "kin", ("R-VCOL-8", "R-RCEO-29")),
    ("辞职或退休的原领导成员", "exits", ("R-CSL-107", "R-CONC13", "R-EXIT17", "R-CPC-105(1)", "R-CPC-106")),
    ("法官", "own", ("R-JDG-22",)),
    ("检察官", "own", ("R-PRC-23",)),
    ("监察官", "own", ("R-SPV-22",)),
    ("人民警察", "own", ("R-POL-22(10)",)),
    ("法官", "kin", ("R-JDG-24",)),
    ("检察官", "kin", ("R-PRC-25",)),
    ("监察官", "kin", ("R-SPV-50",)),
    ("监察官", "exits", ("R-SUP-68",)),
)  # fmt: skip


def test_no_rule_stands_in_a_row_that_its_who_does_not_cover_nor_is_missing_in_one() -> None:
    assert list(misfits(shipped())) == []


@pytest.mark.parametrize(("row", "column", "rules"), A11)
def test_the_cells_of_the_law_file_are_there(row: str, column: str, rules: tuple[str, ...]) -> None:
    cells = {r.row.zh: r for r in shipped().switchboard.switches}
    assert set(rules) <= set(getattr(cells[row], column))


def test_below_county_level_there_is_no_duty_to_declare_and_no_ban_on_the_family() -> None:
    cells = {r.row.zh: r for r in shipped().switchboard.switches}
    ordinary = cells["县处级以下普通公务员"]
    assert ordinary.report == ()
    assert not {"R-CPC-107", "R-KIN22", "R-CSL-74(2)"} & set(ordinary.kin)
    assert cells["专业技术人员"].report == cells["村社干部"].report == ()


def test_every_category_of_the_roster_but_the_rest_has_a_row() -> None:
    board = shipped().switchboard
    assert {c for row in board.switches for c in row.categories} == set(board.classes) - {"其他"}


def test_a_rule_moved_to_another_class_is_found() -> None:
    pack = shipped()
    rule = pack.rules["R-PIU23"].model_copy(update={"who": Who(classes=("judge",))})
    moved = pack.model_copy(update={"rules": {**pack.rules, rule.id: rule}})
    assert {(row, name) for row, _, name in misfits(moved)} == {
        ("事业单位管理人员", "R-PIU23"), ("专业技术人员", "R-PIU23"), ("法官", "R-PIU23"),
    }  # fmt: skip


def test_an_unknown_rank_is_covered_by_no_rule_that_asks_for_one() -> None:
    pack = shipped()
    row = pack.switchboard.switches[0].model_copy(update={"level": None})
    assert not covers(pack.rules["R-RPT-2"].who, row, pack)
    assert not covers(Who(max_level=2), row, pack)
