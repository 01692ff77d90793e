"""How common a name is: own counts where there are any, characters where there are none."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.frequency import fit, name_parts
from resolve.knowledge import surname_shares
from resolve.names import split

NAMES = ["张伟", "李娜", "王建国", "王建军", "欧阳清源", "赵海燕"]


def frequency(register: list[int], roster: list[int] | None = None) -> np.ndarray:
    return fit(NAMES, np.array(register), np.array(roster or [0] * len(NAMES))).mean()


def test_the_candidate_himself_is_no_other_bearer() -> None:
    alone, three = (frequency([n, 50, 200, 200, 1, 30])[0] for n in (1, 3))
    assert three > 2 * alone


def test_a_common_name_tends_to_its_own_share() -> None:
    found = frequency([5000, 1000, 2000, 1000, 1, 1000])
    assert found[0] == pytest.approx(0.5, rel=0.02)


@given(st.lists(st.integers(1, 300), min_size=6, max_size=6))
def test_frequencies_are_shares_and_the_bound_lies_above(register: list[int]) -> None:
    common = fit(NAMES, np.array(register), np.zeros(6, np.int64))
    assert ((common.mean() > 0) & (common.mean() < 1)).all()
    assert (common.excess() > 1).all()


@given(st.integers(1, 100), st.integers(1, 50))
def test_one_more_bearer_never_makes_a_name_rarer(bearers: int, more: int) -> None:
    counts = [bearers, 100, 100, 100, 100, 100]
    few = fit(NAMES, np.array(counts), np.zeros(6, np.int64))
    many = fit(NAMES, np.array([bearers + more, *counts[1:]]), np.zeros(6, np.int64))
    expected = (few.mean() * sum(counts))[0], (many.mean() * (sum(counts) + more))[0]
    assert expected[1] >= expected[0]


def test_a_rare_surname_makes_a_rare_name() -> None:
    names = ["王德明", "申屠德明", *[f"李{c}明" for c in "德国建海志"]]
    common = fit(names, np.ones(7, np.int64), np.zeros(7, np.int64))
    assert common.mean()[1] < common.mean()[0] / 10


def test_no_names_give_no_frequencies() -> None:
    empty = np.empty(0, np.int64)
    assert len(fit([], empty, empty).mean()) == 0


def test_surname_shares_are_a_population() -> None:
    shares = surname_shares()
    assert 0.8 < sum(shares.values()) <= 1
    assert shares["王"] > shares["秦"] > shares["*"]


@settings(deadline=None)
@given(st.lists(st.text("王欧阳司马张伟·明", max_size=5), min_size=1, max_size=8, unique=True))
def test_names_are_parted_as_one_by_one(names: list[str]) -> None:
    parts = name_parts(pa.array(names, pa.string()))
    found = zip(parts["surname"].to_pylist(), parts["given"].to_pylist(), strict=True)
    assert list(found) == [split(name) for name in names]
