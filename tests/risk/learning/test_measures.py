from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.learning.measures import (
    average_precision,
    calibration_error,
    log_loss,
    weighted_share,
    wilson,
)


def test_wilson_is_as_published() -> None:
    # science.md D4.8: 80 of 100 → 71-87 %, 90 of 100 → 83-95 %
    assert (round(wilson(80, 100).low, 2), round(wilson(80, 100).high, 2)) == (0.71, 0.87)
    assert (round(wilson(90, 100).low, 2), round(wilson(90, 100).high, 2)) == (0.83, 0.94)


def test_nothing_counted_says_nothing() -> None:
    share = wilson(0, 0)
    assert math.isnan(share.value)
    assert (share.low, share.high) == (0.0, 1.0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_stays_inside(case: tuple[int, int]) -> None:
    share = wilson(*case)
    assert 0 <= share.low <= share.value <= share.high <= 1


def test_weights_undo_the_unequal_odds_of_a_sample() -> None:
    dice = np.random.default_rng(1)
    hit = (dice.random(20_000) < np.where(np.arange(20_000) < 2_000, 0.5, 0.01)).astype(float)
    odds = np.where(np.arange(20_000) < 2_000, 0.5, 0.05)
    seen = dice.random(20_000) < odds
    share = weighted_share(hit[seen], 1 / odds[seen])
    assert share.low <= hit.mean() <= share.high
    assert abs(hit[seen].mean() - hit.mean()) > 0.1  # unweighted it is far off


def test_calibration_error_of_a_known_gap() -> None:
    said, was = np.full(100, 0.9), np.r_[np.ones(60), np.zeros(40)]
    dice = np.random.default_rng(0).permutation(100)
    error = calibration_error(said, was[dice], np.ones(100), bins=1)
    assert error == pytest.approx(0.3)


def test_average_precision_by_hand() -> None:
    said, was = np.array([0.9, 0.8, 0.7, 0.7]), np.array([1.0, 0.0, 1.0, 0.0])
    # the tied two are one place: two hits of four there
    assert average_precision(said, was) == pytest.approx((1.0 + 0.5) / 2)


def test_certainty_that_is_wrong_costs_much_but_not_everything() -> None:
    loss = log_loss(np.array([1.0, 0.0]), np.array([0.0, 0.0]))
    assert math.isfinite(loss[0])
    assert loss[0] > 10 > loss[1]
