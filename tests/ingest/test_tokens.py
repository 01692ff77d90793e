"""Tokens: equal numbers share one, a masked number shares one with every number that fits it."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ingest.resident_id import check
from ingest.tokens import masks_of, tokens

KEY = b"k" * 32


def tokens_of(cells: list[str], key: bytes = KEY) -> list[set[str]]:
    ids = check(pa.array(cells, pa.string()))
    return [set(found) for found in tokens(ids, key, masks_of(ids)).to_pylist()]


def complete(first: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return first + "10X98765432"[sum(int(d) * w for d, w in zip(first, weights, strict=True)) % 11]


numbers = st.integers(0, 999).map(lambda n: complete(f"42060219750305{n:03d}"))
hidden = st.sets(st.integers(0, 17), min_size=1, max_size=12)


@given(numbers, numbers, hidden)
def test_a_masked_number_meets_exactly_the_numbers_that_fit_it(
    number: str, other: str, places: set[int]
) -> None:
    masked = "".join("*" if n in places else c for n, c in enumerate(number))
    fits = all(n in places or c == other[n] for n, c in enumerate(number))
    of_masked, of_number, of_other = tokens_of([masked, number, other])
    assert of_masked & of_number
    assert bool(of_masked & of_other) == fits


@given(numbers, numbers)
def test_two_full_numbers_share_an_f_token_exactly_when_they_are_equal(a: str, b: str) -> None:
    of_a, of_b = tokens_of([a, b])
    assert any(token.startswith("F:") for token in of_a & of_b) == (a == b)


def test_a_token_tells_nothing_of_the_number_and_changes_with_the_key() -> None:
    number = complete("42060219750305123")
    mine, theirs = tokens_of([number])[0], tokens_of([number], b"x" * 32)[0]
    assert not mine & theirs
    assert all(number[6:14] not in token and number not in token for token in mine)


def test_foreign_numbers_have_no_tokens() -> None:
    assert tokens_of(["E12345678", "", "91420600MA49ABCD1X"]) == [set(), set(), set()]


def test_a_failing_number_is_compared_with_good_ones_alone() -> None:
    good, failing = tokens_of([complete("42060219750305123"), "420602197503051239"])
    assert not good & failing
    assert {token[:2] for token in failing} == {"N:"}
    assert {token[2:] for token in good} & {token[2:] for token in failing}


def test_the_order_of_near_tokens_tells_no_place() -> None:
    ids = check(pa.array(["420602197503051239"]))
    (found,) = tokens(ids, KEY, ()).to_pylist()
    assert found == sorted(found)


@given(numbers, st.binary(min_size=1, max_size=100))
def test_a_token_is_the_hmac_of_the_number(number: str, key: bytes) -> None:
    full = hmac.digest(key, b"F:" + digits_of(number), "sha256")[:12]
    assert f"F:{urlsafe_b64encode(full).decode()}" in tokens_of([number], key)[0]


def digits_of(number: str) -> bytes:
    digits: bytes = check(pa.array([number])).digits.tobytes()
    return digits
