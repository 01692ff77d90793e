"""Names by sex, cohort and region: ratios average 1, counts win over the table, nothing is gained by not knowing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.given_names import cohorts, expected, table
from resolve.tendencies import Tendencies, Who, fit, ratios, who

GIVENS = ["建国", "婷婷", "伟", "文静", "㐂㐃", "子涵", "玉兰", ""]
CELLS = len(table().starts)


def persons(rows: list[tuple[int, int, int, int]]) -> Who:
    """Return persons of (given, sex, cohort, region); the surname is the given name's number mod 3."""
    values = np.array(rows, np.int64).reshape(-1, 4)
    return Who(values[:, 0], values[:, 0] % 3, *(values[:, n] for n in (1, 2, 3)))


def one(fitted: Tendencies, given_: int, sex: int, cohort: int, region: int = -1) -> float:
    return float(ratios(fitted, persons([(given_, sex, cohort, region)])).full[0])


ROWS = st.lists(
    st.tuples(
        st.integers(0, len(GIVENS) - 1), st.integers(-1, 1), st.integers(-1, CELLS - 1),
        st.integers(-1, 2),
    ),
    max_size=60,
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(ROWS)
def test_ratios_of_a_name_average_one(rows: list[tuple[int, int, int, int]]) -> None:
    fitted = fit(persons(rows), GIVENS, 3, 3)
    assert fitted.weight.sum() == pytest.approx(1)
    np.testing.assert_allclose((fitted.given * fitted.weight).sum(axis=(1, 2)), 1)
    if any(row[3] >= 0 for row in rows):
        np.testing.assert_allclose(fitted.surname @ fitted.regions, 1)


@settings(deadline=None, max_examples=40)
@given(ROWS, st.integers(0, len(GIVENS) - 1))
def test_not_knowing_is_never_less_common_than_the_average(
    rows: list[tuple[int, int, int, int]], name: int
) -> None:
    fitted = fit(persons(rows), GIVENS, 3, 3)
    sexes = fitted.weight.sum(axis=1)
    assert one(fitted, name, -1, -1) == 1
    by_sex = [one(fitted, name, x, -1) for x in (0, 1)]
    for x in (0, 1):
        in_cell = [one(fitted, name, x, c) for c in range(CELLS)]
        mean = float(np.dot(in_cell, fitted.weight[x] / sexes[x]))
        # the floor of the ratios can only lift the average
        assert mean >= by_sex[x] - 1e-9 or by_sex[x] == pytest.approx(0.2)
    # the posterior p = a / (a + r) is convex in r: what is known on average is worth no less
    a = 3.0
    known = sum(w * a / (a + r) for w, r in zip(sexes, by_sex, strict=True))
    if min(by_sex) > 0.2:
        assert a / (a + one(fitted, name, -1, -1)) <= known + 1e-9


def test_the_table_knows_sex_and_decade() -> None:
    fitted = fit(persons([]), GIVENS, 3, 1)
    assert one(fitted, 0, 0, 1) > 3 * one(fitted, 0, 1, 1)  # 建国
    assert one(fitted, 1, 1, 4) > 3 * one(fitted, 1, 0, 4)  # 婷婷
    assert one(fitted, 6, 1, 0) > 3 * one(fitted, 6, 1, 6)  # 玉兰
    assert one(fitted, 4, 0, 0) == pytest.approx(one(fitted, 4, 1, 6))  # not listed: no tendency


def test_the_offices_own_persons_win() -> None:
    ours = fit(persons([(1, 0, 4, -1)] * 300 + [(0, 1, 4, -1)] * 300), GIVENS, 3, 1)
    assert one(ours, 1, 0, 4) > one(ours, 1, 1, 4)


def test_a_surname_of_one_prefecture_is_common_there() -> None:
    rows = [(0, 0, 1, 0)] * 50 + [(1, 0, 1, 1)] * 50
    fitted = fit(persons(rows), GIVENS, 3, 2)
    assert one(fitted, 0, -1, -1, 0) > 1.5 > 0.5 > one(fitted, 0, -1, -1, 1)


def test_few_persons_leave_a_wide_bound() -> None:
    few = fit(persons([(2, 0, 4, -1)] * 2), GIVENS, 3, 1)
    many = fit(persons([(2, 0, 4, -1)] * 2000), GIVENS, 3, 1)
    which = persons([(2, 0, 4, -1)])
    assert ratios(few, which).high[0] > ratios(many, which).high[0] > 1


def test_what_counts_the_sex_already_is_not_counted_twice() -> None:
    fitted = fit(persons([]), GIVENS, 3, 1)
    which = persons([(2, 0, -1, -1)])
    alone, share = ratios(fitted, which).full[0], float(fitted.weight[0].sum())
    assert ratios(fitted, which, 0.8).full[0] == pytest.approx(alone * share / 0.8)


def test_persons_are_read_from_columns() -> None:
    names = pa.table({"given": [0, 1, 2], "surname": [0, 0, 0]})
    sex = pa.chunked_array([["男", None, "女"]])
    born = pa.chunked_array([["1965-03-01", "1985", ""]])
    found = who(names, sex, born, np.array([0, -1, -1]))
    assert found.sex.tolist() == [0, -1, 1]
    assert found.cohort.tolist() == [2, 4, -1]


def test_cohorts_are_decades_and_open_at_both_ends() -> None:
    assert cohorts(["1931", "1949-05", "1950", "2019-01-01", "", "19"]).tolist() == [
        0,
        0,
        1,
        6,
        -1,
        -1,
    ]


def test_zhang_wei_is_as_common_as_was_counted() -> None:
    """290,607 bearers in 2007, 1.2 bn persons in the table; κ is 1.26."""
    share = expected(["伟"])[0] * 0.068 * 1.26
    assert share == pytest.approx(290_607 / 1.2e9, rel=0.15)


@given(st.sampled_from("伟静丽㐂"), st.sampled_from("国华婷㐃"))
def test_longer_names_are_rarer(first: str, second: str) -> None:
    one_, two, three = expected([first, first + second, first + second + second])
    assert 0 < two < one_
    assert 0 < three <= two
