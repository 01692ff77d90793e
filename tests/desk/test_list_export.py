"""The list as a spreadsheet: texts stay texts, names stay here unless a second person said yes."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from desk.list_export import NOTICE, Told, as_csv, as_xlsx, masked, table
from desk.results import Lead

EVIL = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"http://x\")"]  # fmt: skip


def lead(**more: Any) -> Lead:
    plain = {
        "official_id": "G001", "name": "江海", "unit": "东山市交通运输局", "title": "副局长", "tier": 1,
        "probability": 0.82, "typology": "T5", "findings": 2, "top_pattern": "P-08",
        "top_company": "东山路桥有限公司", "weakest_link": "身份", "next_check": "核对证件号",
        "would_clear": "配偶宋河：出生日期不符", "regions": ("420600",), "typologies": frozenset({"T5"}),
        "patterns": frozenset({"P-08"}), "level": "县处级副职", "top_uscc": "91420600000000001X",
    }  # fmt: skip
    return Lead(**{**plain, **more})


def row(one: Lead) -> Told:
    return Told(one, "亲属企业", one.weakest_link, one.next_check, one.would_clear, "已登记")


def test_with_a_yes_all_is_there_and_the_credit_code_is_a_text() -> None:
    cells = table([row(lead())], named=True, english=False)
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(cells, about="基准日", english=False)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][0] == NOTICE[0]
    found = dict(zip(rows[2], rows[3], strict=True))
    assert found["姓名"] == "江海"
    assert found["人员编号"] == "G001"
    assert found["统一社会信用代码"] == "91420600000000001X"
    digits = table([row(lead(top_uscc="914206000000000012"))], named=True, english=False)
    written = as_xlsx(digits, about="", english=False)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(written)).get_sheet_by_index(0).to_python()
    assert "914206000000000012" in rows[3], "eighteen digits stay a text"


def test_without_one_neither_number_nor_given_name_nor_kin_leave() -> None:
    cells = table([row(lead())], named=False, english=False)
    said = str(cells)
    assert "江某" in said
    for trace in ("江海", "G001", "宋河"):
        assert trace not in said


@pytest.mark.parametrize(
    ("name", "shown"), [("江海", "江某"), ("欧阳海", "欧阳某"), ("", ""), ("阿里·买买提", "阿某")]
)
def test_a_masked_name_is_a_surname(name: str, shown: str) -> None:
    assert masked(name) == shown


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_of_the_workbook_is_a_formula_or_a_link(text: str) -> None:
    cells = table([row(lead(name=text, unit=text, title=text, top_company=text))], named=True, english=True)  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(as_xlsx(cells, about=text, english=True))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        names = book.namelist()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert [
        name for name in names if "externalLink" in name or name.endswith("sheet1.xml.rels")
    ] == []


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_of_the_csv_begins_as_a_formula(text: str) -> None:
    written = as_csv(
        table([row(lead(name=text, unit=text))], named=True, english=False), english=False
    )
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert rows[1][0] == NOTICE[0]
    for line in rows:
        assert [cell for cell in line if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_a_number_stays_a_number() -> None:
    cells = table([row(lead())], named=True, english=False)
    assert cells[1][-1] == 0.82
