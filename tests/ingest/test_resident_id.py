"""Resident ID numbers: GB 11643 as an independent oracle, single errors, masks."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.resident_id import align, check, facts, normalise

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def complete(first: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


births = st.dates(date(1930, 1, 1), date(2020, 12, 31)).map(lambda d: f"{d:%Y%m%d}")
numbers = st.builds(
    lambda region, born, sequence: complete(f"{region}{born}{sequence:03d}"),
    st.sampled_from(["420602", "110101", "650102", "810000"]),
    births,
    st.integers(0, 999),
)


def status(*cells: str) -> list[str | None]:
    found: list[str | None] = check(pa.array(cells, pa.string())).status.tolist()
    return found


@given(numbers)
def test_a_number_with_its_check_character_is_full(number: str) -> None:
    assert status(number, number.lower(), f" {number[:6]} {number[6:]}") == ["full"] * 3


@given(numbers, st.integers(0, 17), st.integers(1, 9))
def test_every_wrong_digit_is_caught(number: str, place: int, shift: int) -> None:
    old = number[place]
    new = str((int(old) + shift) % 10) if old != "X" else str(shift)
    assert status(number[:place] + new + number[place + 1 :]) == ["failing"]


@given(numbers, st.integers(0, 15))
def test_every_swap_of_neighbours_is_caught(number: str, place: int) -> None:
    a, b = number[place], number[place + 1]
    swapped = number[:place] + b + a + number[place + 2 :]
    assert status(swapped) == (["full"] if a == b else ["failing"])


@given(numbers)
def test_the_old_form_of_15_digits_is_the_same_number(number: str) -> None:
    number = complete(number[:6] + "19" + number[8:17])
    if number[10:14] == "0229":
        return  # a leap day of another century
    old = number[:6] + number[8:17]
    assert align(normalise(pa.array([old]))).to_pylist() == [number]
    assert status(old) == ["full"]


@given(numbers)
def test_birth_sex_and_region_come_from_the_number(number: str) -> None:
    born, sex, region = (a.to_pylist()[0] for a in facts(check(pa.array([number]))))
    assert born == f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    assert sex == ("男" if int(number[16]) % 2 else "女")
    assert region == number[:6]


@pytest.mark.parametrize(
    ("cell", "born", "sex", "region"),
    [
        ("420602********1234", None, "男", "420602"),
        ("420602＊＊＊＊＊＊＊＊１２３４", None, "男", "420602"),
        ("4206021975******34", "1975", "男", "420602"),
        ("4206021975******2X", "1975", "女", "420602"),
        ("420602XXXXXXXX1224", None, "女", "420602"),
        ("42060219750305****", "1975-03-05", None, "420602"),
        ("4206***1234", None, "男", None),
        ("420602750305***", "1975-03-05", None, "420602"),
    ],
)
def test_a_masked_number_tells_what_it_shows(
    cell: str, born: str | None, sex: str | None, region: str | None
) -> None:
    ids = check(pa.array([cell]))
    assert ids.status.tolist() == ["masked"]
    assert [a.to_pylist()[0] for a in facts(ids)] == [born, sex, region]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", None),
        ("E12345678", "other"),  # a passport
        ("******************", "other"),
        ("4.20602197503051E+17", "failing"),  # Excel has lost the last digits
        ("42060219750305123", "failing"),
        ("420602197513051236", "failing"),
        ("420602197502301236", "failing"),
        ("990602197503051236", "failing"),
        ("4206021975**09**34", "masked"),
        ("4206021975**99**34", "failing"),
        ("4206021975139***34", "failing"),
    ],
)
def test_what_is_no_number_has_its_own_status(cell: str, expected: str | None) -> None:
    assert status(cell) == [expected]
