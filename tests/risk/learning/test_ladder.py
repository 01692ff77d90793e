from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from risk.learning.boosted import grow
from risk.learning.features import fixed
from risk.learning.ladder import Boosted, Fixed, Ridge, fit, folds
from risk.learning.settings import settings

Arrays = tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64], list[str]]


def leads(n: int, weights: tuple[float, ...], constant: float, seed: int) -> Arrays:
    dice = np.random.default_rng(seed)
    x = dice.normal(0, 1, (n, len(weights)))
    p = 1 / (1 + 10 ** -(x @ np.array(weights) + constant))
    return x, (dice.random(n) < p).astype(float), np.ones(n), [f"o{k}" for k in range(n)]


def test_few_labels_or_one_kind_of_label_teach_nothing() -> None:
    x, y, w, who = leads(199, (1.0, 1.0), 0.0, 1)
    assert fit(x, y, w, who, settings()) == Fixed()
    x, y, w, who = leads(400, (1.0, 1.0), 0.0, 1)
    assert fit(x, np.ones(400), w, who, settings()) == Fixed()


def test_ridge_finds_what_is_worth_less_than_thought() -> None:
    x, y, w, who = leads(900, (1.0, 0.1), -1.0, 2)
    rung = fit(x, y, w, who, settings())
    assert isinstance(rung, Ridge)
    assert rung.weights[0] > 3 * rung.weights[1]
    true = 1 / (1 + 10 ** -(x @ np.array([1.0, 0.1]) - 1.0))
    assert np.abs(rung.predict(x) - true).mean() < 0.3 * np.abs(fixed(x) - true).mean()


def test_a_weight_never_turns_negative() -> None:
    x, y, w, who = leads(900, (1.0, -2.0), 0.0, 3)  # in these data the second speaks the other way
    rung = fit(x, y, w, who, settings())
    assert isinstance(rung, Ridge)
    assert min(rung.weights) == 0.0


@pytest.mark.parametrize("n", [600, 1200])
def test_whatever_the_rung_more_is_never_less_sure(n: int) -> None:
    x, y, w, who = leads(n, (1.0, 0.3, 0.0), -0.5, 4)
    rung = fit(x, y, w, who, settings())
    assert isinstance(rung, Ridge if n <= 1000 else Boosted)
    grid = np.linspace(-4, 4, 200)
    for column in range(3):
        for base in (-2.0, 0.0, 2.0):
            line = np.full((200, 3), base)
            line[:, column] = grid
            assert (np.diff(rung.predict(line)) >= -1e-12).all()


def test_boosted_trees_read_without_their_library_say_the_same() -> None:
    ensemble = pytest.importorskip("sklearn.ensemble")
    x, y, w, _ = leads(1500, (1.0, 0.5), 0.0, 5)
    how = {"max_iter": 30, "max_leaf_nodes": 8, "min_samples_leaf": 20, "learning_rate": 0.1}
    model = ensemble.HistGradientBoostingClassifier(
        **how, monotonic_cst=[1, 1], early_stopping=False, random_state=0
    ).fit(x, y, sample_weight=w)
    fresh = leads(500, (1.0, 0.5), 0.0, 6)[0]
    ours = grow(x, y, w, settings().boosting | how)
    assert np.allclose(ours.raw(fresh), model.predict_proba(fresh)[:, 1], atol=1e-12)


@trials(max_examples=30)
@given(st.lists(st.sampled_from("abcdefgh"), min_size=5, max_size=40), st.integers(2, 5))
def test_one_official_is_in_one_fold(who: list[str], n: int) -> None:
    fold = folds(who, n)
    assert all(
        len({int(f) for f, o in zip(fold, who, strict=True) if o == name}) == 1 for name in set(who)
    )
