from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.learning.conformal import chosen, first_tier, needed, p_values

SCORES = st.lists(st.integers(0, 10).map(lambda n: n / 10), min_size=1, max_size=30)


@given(SCORES, SCORES)
def test_p_values_against_counting(scores: list[float], negatives: list[float]) -> None:
    found = p_values(np.array(scores), np.array(negatives))
    for p, s in zip(found, scores, strict=True):
        assert p == pytest.approx((1 + sum(n >= s for n in negatives)) / (len(negatives) + 1))


@given(
    st.lists(st.integers(1, 100).map(lambda n: n / 100), min_size=1, max_size=30),
    st.floats(0.05, 0.5),
)
def test_benjamini_hochberg_against_its_definition(p: list[float], q: float) -> None:
    order = sorted(p)
    k = max((n for n in range(1, len(p) + 1) if order[n - 1] <= q * n / len(p)), default=0)
    assert int(chosen(np.array(p), q).sum()) >= k
    assert set(np.array(p)[chosen(np.array(p), q)]) == {x for x in p if k and x <= order[k - 1]}


def test_false_leads_stay_under_the_promised_share() -> None:
    dice = np.random.default_rng(7)
    shares = []
    for _ in range(300):
        negatives = dice.normal(0, 1, 2000)
        good, bad = dice.normal(0, 1, 900), dice.normal(3, 1, 100)
        passed = chosen(p_values(np.r_[good, bad], negatives), 0.2)
        shares.append(passed[:900].sum() / max(1, passed.sum()))
    assert np.mean(shares) <= 0.2
    assert np.mean(shares) > 0.1  # and it is no empty promise


def test_without_negatives_nothing_passes() -> None:
    assert not chosen(p_values(np.array([0.99, 0.98]), np.array([])), 0.2).any()


def test_how_many_negatives_it_takes() -> None:
    assert needed(30_000, 100, 0.20) == 1500  # science.md D4.7


def test_dependence_asks_for_more() -> None:
    p = np.array([0.001, 0.02, 0.06, 0.2])
    assert chosen(p, 0.1, dependent=True).sum() < chosen(p, 0.1).sum()


def test_the_first_tier_gives_up_what_innocent_leads_reach_as_well() -> None:
    tier = np.array([1, 1, 2, 0])
    probability = np.array([0.99, 0.85, 0.6, 0.99])
    low, high = np.linspace(0.0, 0.8, 200), np.linspace(0.5, 0.95, 200)
    assert first_tier(tier, probability, low, 0.2).tolist() == [1, 1, 2, 0]
    assert first_tier(tier, probability, high, 0.2).tolist() == [1, 2, 2, 0]


def test_with_few_negatives_the_tiers_stay() -> None:
    tier, probability = np.array([1, *[2] * 99]), np.full(100, 0.9)
    assert first_tier(tier, probability, np.full(499, 0.95), 0.2).tolist() == tier.tolist()
    assert first_tier(tier, probability, np.full(500, 0.95), 0.2).tolist() == [2] * 100
