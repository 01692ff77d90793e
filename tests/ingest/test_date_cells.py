"""Date cells: every form of sources.md, precision kept, impossible days refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.date_cells import EXCEL_EPOCH, Refused, parse_date

days = st.dates(date(1930, 1, 1), date(2099, 12, 31))
FORMS = ["{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0.year}/{0.month}/{0.day}", "{0:%Y%m%d}", "{0.year}年{0.month}月{0.day}日",
         "{0:%Y.%m.%d}", "{0:%Y-%m-%d} 00:00:00", "{0:%Y-%m-%d}T08:30:00", "{0.year} 年 {0.month} 月 {0.day} 日"]  # fmt: skip


@given(days, st.sampled_from(FORMS))
def test_a_day_comes_back_from_every_form(day: date, form: str) -> None:
    assert parse_date(form.format(day)) == day.isoformat()


@given(days)
def test_an_excel_serial_is_its_day(day: date) -> None:
    serial = (day - EXCEL_EPOCH).days
    if 10_000 <= serial < 80_000:
        assert parse_date(str(serial)) == parse_date(f"{serial}.5") == day.isoformat()


@given(
    days,
    st.sampled_from(["{0:%Y-%m}", "{0:%Y.%m}", "{0:%Y/%m}", "{0.year}年{0.month}月", "{0:%Y%m}"]),
)
def test_a_month_stays_a_month(day: date, form: str) -> None:
    assert parse_date(form.format(day)) == f"{day:%Y-%m}"


@pytest.mark.parametrize("cell", ["2021", "2021年"])
def test_a_year_stays_a_year(cell: str) -> None:
    assert parse_date(cell) == "2021"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("二〇二一年三月五日", "2021-03-05"),
        ("二○一九年十二月", "2019-12"),
        ("二〇二一年三月三十一日", "2021-03-31"),
    ],
)
def test_chinese_numerals_are_read(cell: str, expected: str) -> None:
    assert parse_date(cell) == expected


@pytest.mark.parametrize("cell", ["至今", "长期", "9999-12-31"])
def test_no_end_is_no_date(cell: str) -> None:
    assert parse_date(cell) is None


@pytest.mark.parametrize(
    "cell", ["2021-02-30", "20210230", "2021年13月", "2023-00-01", "1066-10-14", "2100-02-29"]
)
def test_a_day_that_does_not_exist_is_refused_as_such(cell: str) -> None:
    with pytest.raises(Refused, match=r"^date_impossible$"):
        parse_date(cell)


@pytest.mark.parametrize(
    "cell", ["昨天", "21-3-5", "3/5/2021", "2021-03-05至2022-01-01", "99999", "13812345678"]
)
def test_what_is_no_date_is_refused(cell: str) -> None:
    with pytest.raises(Refused, match=r"^date$"):
        parse_date(cell)
