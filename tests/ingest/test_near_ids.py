"""A failing number meets exactly the good numbers that one slip turns into it."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.near_ids import neighbours
from ingest.resident_id import check, facts

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def complete(first: str) -> str:
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, WEIGHTS, strict=True)) % 11]


def near(*cells: str) -> list[set[str]]:
    """Return the neighbours of each cell; no row names one twice."""
    row, number = neighbours(check(pa.array(cells, pa.string())))
    found = [(int(r), n.tobytes().decode("ascii")) for r, n in zip(row, number, strict=True)]
    assert len(set(found)) == len(found)
    return [{n for r, n in found if r == place} for place in range(len(cells))]


def good(numbers: set[str]) -> set[str]:
    """Return which of some numbers are good; several are checked at once."""
    listed = sorted(numbers)
    status = check(pa.array(listed, pa.string())).status.tolist()
    return {n for n, s in zip(listed, status, strict=True) if s == "full"}


def by_force(written: str) -> set[str]:
    """Return the good numbers that one slip turns into what is written, by trying all."""
    if len(written) == 17:
        tried = {written[:n] + c + written[n:] for n in range(18) for c in "0123456789X"}
    else:
        tried = {written[:n] + c + written[n + 1 :] for n in range(18) for c in "0123456789X"}
        tried |= {written[:n] + written[n + 1] + written[n] + written[n + 2 :] for n in range(17)}
    return good({n for n in tried if re.fullmatch(r"\d{17}[\dX]", n)})


numbers = st.builds(
    lambda region, year, month, day, serial: complete(
        f"{region}{year}{month:02d}{day:02d}{serial:03d}"
    ),
    st.sampled_from(["420602", "110101", "659001", "330106"]),
    st.integers(1930, 2005), st.integers(1, 12), st.integers(1, 28), st.integers(0, 999),
)  # fmt: skip


@given(numbers, st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_wrong_character(number: str, place: int, wrong: str) -> None:
    written = number[:place] + wrong + number[place + 1 :]
    (found,) = near(written)
    assert found == (set() if written == number else by_force(written))
    assert written == number or number in found


@given(numbers, st.integers(0, 15))
def test_two_exchanged_digits(number: str, place: int) -> None:
    written = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    (found,) = near(written)
    assert found == (set() if written == number else by_force(written))
    assert written == number or number in found


@given(numbers, st.integers(0, 17))
def test_one_character_left_out(number: str, place: int) -> None:
    written = number[:place] + number[place + 1 :]
    assert near(written) == [by_force(written)]
    assert number in by_force(written)


def test_several_numbers_at_once_keep_to_their_rows() -> None:
    a, b = complete("42060219750305123"), complete("11010119660606004")
    wrong = a[:5] + ("1" if a[5] != "1" else "3") + a[6:]
    together = near(a, wrong, "", b[:-1], "420602********1234", b)
    assert together == [set(), by_force(wrong), set(), by_force(b[:-1]), set(), set()]


@pytest.mark.parametrize(
    "cell",
    [
        "111111111111111111",
        "4.20602197503051E+17",
        "420602750305123",
        "4206021975139***34",
        "无",
        "",
    ],
)
def test_what_is_no_slip_of_anything_has_no_neighbours(cell: str) -> None:
    assert near(cell) == [set()]


def test_a_failing_number_tells_its_birth_in_doubt_and_neither_sex_nor_region() -> None:
    number = complete("42060219750305123")
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    cells = [number, wrong, "420602197513051239", number[:-1]]
    born, sex, region = facts(check(pa.array(cells)))
    assert born.to_pylist() == ["1975-03-05", "1975-03-05", None, None]
    assert sex.to_pylist() == ["男", None, None, None]
    assert region.to_pylist() == ["420602", None, None, None]
