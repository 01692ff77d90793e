"""Unified social credit codes: the standard's own example, single errors."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ingest.uscc import ALPHABET, check


def complete(first: str) -> str:
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first))
    return first + ALPHABET[(31 - total % 31) % 31]


codes = st.builds(
    lambda a, digits, rest: complete(a + digits + rest),
    st.sampled_from(["91", "92", "93", "12", "N2"]),
    st.text("0123456789", min_size=6, max_size=6).filter(lambda digits: digits != "000000"),
    st.text(ALPHABET, min_size=9, max_size=9),
)


def status(*cells: str) -> list[str | None]:
    found: list[str | None] = check(pa.array(cells, pa.string()))[1].to_pylist()
    return found


def test_the_example_of_the_standard_is_valid_in_every_width_and_case() -> None:
    assert (
        status("91350100M000100Y43", "91350100m000100y43", "９１３５０１００M000100Y43 ")
        == ["valid"] * 3
    )


@given(codes, st.integers(8, 17), st.integers(1, 30))
def test_every_wrong_character_is_caught(code: str, place: int, shift: int) -> None:
    wrong = ALPHABET[(ALPHABET.index(code[place]) + shift) % 31]
    assert status(code, code[:place] + wrong + code[place + 1 :]) == ["valid", "failing"]


def test_letters_outside_the_alphabet_fail_and_other_numbers_are_other() -> None:
    assert status("91350100I000100Y43", "420600000012345", "") == ["failing", "other", None]


def test_a_row_of_noughts_is_a_placeholder_and_no_code() -> None:
    _, status = check(pa.array(["0" * 18]))
    assert status.to_pylist() == ["failing"]
