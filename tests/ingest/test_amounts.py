"""Money, shares, and the short coded cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.codes import (
    parse_count,
    parse_flag,
    parse_industry,
    parse_list,
    parse_phone,
    parse_region,
    parse_year,
)
from ingest.date_cells import Refused
from ingest.money import ForeignCurrency, parse_money
from ingest.numerals import numeral
from ingest.shares import parse_share


@given(st.integers(1, 10**8))
def test_an_amount_comes_back_from_every_form(wan: int) -> None:
    forms = (
        f"{wan}",
        f"{wan}万",
        f"{wan}万元",
        f"{wan:,}.00",
        f"{wan * 10_000:,}元",
        f"人民币{wan}万元整",
        f"￥{wan}万",
        f"{wan}万元人民币",
    )
    assert {parse_money(form) for form in forms} == {float(wan)}
    assert parse_money(f"{wan}亿元") == pytest.approx(wan * 10_000)


@pytest.mark.parametrize(
    ("cell", "wan"),
    [
        ("300万", 300),
        ("0.5亿元", 5000),
        ("2,000,000元", 200),
        ("壹佰万元整", 100),
        ("三千元", 0.3),
        ("1千万元", 1000),
        ("5百万", 500),
        ("1e3", 1000),
        ("0", 0),
    ],
)
def test_the_forms_of_the_contract_are_read(cell: str, wan: float) -> None:
    assert parse_money(cell) == pytest.approx(wan)


@pytest.mark.parametrize("cell", ["100万美元", "USD 5000", "港币30万元", "€ 20"])
def test_another_currency_is_never_taken_for_yuan(cell: str) -> None:
    with pytest.raises(ForeignCurrency):
        parse_money(cell)


@pytest.mark.parametrize("cell", ["很多", "-5", "10-20万", "万", "1.2.3"])
def test_what_is_no_amount_is_refused(cell: str) -> None:
    with pytest.raises(Refused, match=r"^money$"):
        parse_money(cell)


@given(st.integers(0, 10_000))
def test_a_share_comes_back_as_a_fraction(hundredths: int) -> None:
    percent = f"{hundredths // 100}.{hundredths % 100:02d}"
    fraction = hundredths / 10_000
    assert parse_share(percent) == parse_share(percent + "%") == pytest.approx(fraction)
    assert parse_share(repr(fraction), "fraction") == pytest.approx(fraction)
    assert parse_share(percent + "%", "fraction") == pytest.approx(fraction)


def test_nothing_is_guessed_from_the_size_of_a_share() -> None:
    assert parse_share("0.35") == pytest.approx(0.0035)
    assert parse_share("1") == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("101", "share_range"), ("-1%", "share_range"), ("半数", "share"), ("1/0", "share_range")],
)
def test_a_share_outside_its_range_is_refused(cell: str, code: str) -> None:
    with pytest.raises(Refused, match=rf"^{code}$"):
        parse_share(cell)


@pytest.mark.parametrize(
    ("parse", "cell", "expected"),
    [
        (parse_industry, "5137", "F5137"),
        (parse_industry, "F5137", "F5137"),
        (parse_industry, "f51", "F51"),
        (parse_industry, "F", "F"),
        (parse_industry, "0111", "A0111"),
        (parse_industry, "7010", "K7010"),
        (parse_region, "420602", "420602"),
        (parse_region, "420602003000", "420602"),
        (parse_region, "4206", "420600"),
        (parse_flag, "是", True),
        (parse_flag, "否", False),
        (parse_flag, "Yes", True),
        (parse_year, "2023年度", 2023),
        (parse_count, "1,200", 1200),
        (parse_phone, "138-1234-5678", "13812345678"),
        (parse_phone, "+86 13812345678", "13812345678"),
        (parse_list, "F51;F52、E47,A", ["F51", "F52", "E47", "A"]),
    ],
)
def test_coded_cells_are_read(parse: Callable[[str], Any], cell: str, expected: object) -> None:
    assert parse(cell) == expected


@pytest.mark.parametrize(
    ("parse", "cell"),
    [
        (parse_industry, "98"),
        (parse_industry, "Z12"),
        (parse_region, "42060"),
        (parse_flag, "也许"),
        (parse_year, "23"),
        (parse_count, "-3"),
    ],
)
def test_coded_cells_of_no_known_form_are_refused(parse: Callable[[str], Any], cell: str) -> None:
    with pytest.raises(Refused):
        parse(cell)


@pytest.mark.parametrize(
    ("text", "value"),
    [("二〇二一", 2021), ("十", 10), ("三十五", 35), ("壹佰零伍", 105), ("贰仟叁佰", 2300)],
)
def test_chinese_numerals_have_their_value(text: str, value: int) -> None:
    assert numeral(text) == value
