"""The posterior of D3.1 and its matching form: probabilities, competition, calibration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.posterior import match

WEIGHTS = st.lists(st.floats(0, 1e6), min_size=1, max_size=6)


def one(weights: list[float]) -> np.ndarray:
    """Match one subject with as many persons as there are weights."""
    size = len(weights)
    return match(np.array(weights), np.zeros(size, np.int64), np.arange(size))


@given(WEIGHTS)
def test_the_formula_of_d31_holds_for_one_subject(weights: list[float]) -> None:
    expected = np.array(weights) / (1 + sum(weights))
    assert one(weights) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(WEIGHTS)
def test_probabilities_and_none_of_them_sum_to_one(weights: list[float]) -> None:
    none = 1 / (1 + sum(weights))
    assert one(weights).sum() + none == pytest.approx(1)


@given(WEIGHTS, st.floats(0, 1e6))
def test_another_namesake_never_raises_a_probability(weights: list[float], more: float) -> None:
    assert (one([*weights, more])[:-1] <= one(weights) + 1e-12).all()


def by_enumeration(matrix: np.ndarray) -> np.ndarray:
    """Return the marginals of a random matching, by listing all of them."""
    subjects, persons = matrix.shape
    marginal, total = np.zeros_like(matrix), 0.0
    for choice in product(range(-1, persons), repeat=subjects):
        taken = [k for k in choice if k >= 0]
        if len(taken) != len(set(taken)):
            continue
        weight = np.prod([matrix[s, k] for s, k in enumerate(choice) if k >= 0])
        total += weight
        for s, k in enumerate(choice):
            if k >= 0:
                marginal[s, k] += weight
    return marginal / total


def all_pairs(matrix: np.ndarray) -> np.ndarray:
    subject, person = np.indices(matrix.shape)
    return match(matrix.ravel(), subject.ravel(), person.ravel()).reshape(matrix.shape)


SHAPES = st.sampled_from([(1, 1), (4, 1), (1, 4), (2, 2), (2, 3), (3, 2), (3, 3)])
MATRICES = SHAPES.flatmap(
    lambda shape: st.lists(
        st.one_of(st.just(0.0), st.floats(0.25, 1e6)),
        min_size=shape[0] * shape[1],
        max_size=shape[0] * shape[1],
    ).map(lambda drawn: np.array(drawn).reshape(shape))
)


@settings(deadline=None)
@given(MATRICES)
def test_rivals_on_both_sides_are_solved_exactly(matrix: np.ndarray) -> None:
    assert all_pairs(matrix) == pytest.approx(by_enumeration(matrix), rel=1e-6, abs=1e-9)


@given(WEIGHTS, st.floats(0, 1e6))
def test_one_more_official_of_the_name_makes_nobody_surer(
    weights: list[float], more: float
) -> None:
    column = np.array(weights)[:, None]
    assert (all_pairs(np.vstack([column, [[more]]]))[:-1] <= all_pairs(column) + 1e-9).all()


def test_a_component_too_large_to_list_is_bounded_from_below() -> None:
    matrix = np.random.default_rng(2).uniform(0.25, 50, (12, 12))
    found = all_pairs(matrix)
    assert (found.sum(axis=0) < 1).all()
    assert (found.sum(axis=1) < 1).all()
    bound = matrix / (
        matrix + (1 + matrix.sum(axis=0) - matrix) * (1 + matrix.sum(axis=1)[:, None] - matrix)
    )
    assert found == pytest.approx(bound)


def test_equal_rivals_halve_the_chance_of_a_sure_match() -> None:
    assert all_pairs(np.array([[1e9], [1e9]])).ravel() == pytest.approx([0.5, 0.5], abs=1e-4)


def test_a_weight_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="numbers ≥ 0"):
        one([1.0, float("nan")])


def test_no_candidates_give_no_probabilities() -> None:
    empty = np.empty(0, np.int64)
    assert len(match(np.empty(0), empty, empty)) == 0


def test_predictions_are_calibrated_under_poisson_namesakes() -> None:
    """D3.1's own check, small: simulate officials, namesakes and one field, compare in bins."""
    rng = np.random.default_rng(5)
    size, prior, u, m = 60_000, 0.2, 0.05, 0.97
    nu = rng.choice([0.05, 0.5, 2.0], size)
    there = rng.random(size) < prior
    count = rng.poisson(nu) + there
    official = np.repeat(np.arange(size), count)
    first = np.concatenate([[0], np.cumsum(count)[:-1]])
    is_him = np.zeros(len(official), bool)
    is_him[first[there]] = True
    agrees = np.where(is_him, rng.random(len(official)) < m, rng.random(len(official)) < u)
    ratio = np.where(agrees, m / u, (1 - m) / (1 - u))
    p = match(prior / (1 - prior) / nu[official] * ratio, official, np.arange(len(official)))
    for low, high in [(0, 0.02), (0.02, 0.3), (0.3, 0.7), (0.7, 0.95), (0.95, 1)]:
        inside = (p >= low) & (p < high)
        if inside.sum() > 200:
            error = 4 * np.sqrt(p[inside].mean() / inside.sum()) + 0.005
            assert abs(p[inside].mean() - is_him[inside].mean()) < error
