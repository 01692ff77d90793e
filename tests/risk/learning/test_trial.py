from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.errors import InputError
from risk.learning.card import card
from risk.learning.features import of_checks
from risk.learning.ladder import Fixed, Ridge
from risk.learning.model import FILE, Model, read, write
from risk.learning.returns import returns
from risk.learning.trial import Trial, hold


def test_a_model_that_is_better_wins(won: Trial) -> None:
    assert isinstance(won.model.heads["improper"], Ridge)
    assert won.wins
    assert won.gain is not None
    assert won.gain[0] > won.gain[1] > 0


def test_where_the_weights_are_right_nothing_goes_live(right: Any) -> None:
    assert not hold(right.checks, right.labels, None, right.settings).wins


def test_without_a_random_slice_nothing_is_judged(biased: Any) -> None:
    listed = [c.model_copy(update={"slice_odds": 0.0, "odds": 1.0}) for c in biased.checks]
    trial = hold(listed, biased.labels, None, biased.settings)
    assert trial.gain is None
    assert not trial.wins


def test_labels_dealt_at_random_teach_nothing(biased: Any) -> None:
    dice = np.random.default_rng(3)
    dealt = [biased.labels[n] for n in dice.permutation(len(biased.labels))]
    model = hold(biased.checks, dealt, None, biased.settings).model
    rung = model.heads["identity"]
    assert isinstance(rung, Ridge)
    assert rung.weights[0] * rung.slope < 0.3  # at full weight it would be 1


def test_a_model_in_use_is_beaten_only_by_a_better_one(biased: Any, won: Trial) -> None:
    again = hold(biased.checks, biased.labels, won.model, biased.settings)
    assert not again.wins


def test_few_labels_leave_the_fixed_weights(office: Callable[..., Any]) -> None:
    small = office(120, bias=-1.5, seed=9)
    model = hold(small.checks, small.labels, None, small.settings).model
    assert set(model.heads.values()) == {Fixed()}


def test_fixed_heads_change_no_link(right: Any) -> None:
    leads = of_checks(right.checks)
    model = Model(heads={}, groups=("procurement", "timing"), bound=4.0)
    assert np.allclose(model.links(leads), leads.links, atol=1e-9)


def test_the_weakest_link_of_the_chain_stays_the_weakest(biased: Any, won: Trial) -> None:
    model = won.model
    leads = of_checks(biased.checks)
    seen = model.links(leads)
    assert (seen[:, 1:4].argmin(axis=1) == leads.links[:, 1:4].argmin(axis=1)).all()
    said = model.predict("link", leads)
    assert np.allclose(seen[:, 1:4].prod(axis=1), said)


def test_the_file_of_a_model_is_the_model(tmp_path: Path, won: Trial) -> None:
    model = won.model
    assert read(tmp_path) is None
    write(tmp_path, model)
    assert read(tmp_path) == model
    (tmp_path / FILE).write_text(
        '{"version": 1, "heads": {"improper": {"kind": "ridge", "weights": [-1], "constant": 0}}}'
    )
    with pytest.raises(InputError, match=FILE):
        read(tmp_path)


def test_learning_is_the_same_every_time(biased: Any, won: Trial) -> None:
    two = hold(biased.checks, biased.labels, None, biased.settings)
    assert won.model.model_dump_json() == two.model.model_dump_json()


def test_the_card_says_what_was_learnt_and_what_it_is_not_for(biased: Any, won: Trial) -> None:
    text = card(won, biased.settings, adopted=True)
    assert "岭回归" in text
    assert "不是认定" in text.replace("也不是认定", "不是认定")
    assert str(won.slice_leads) in text


def test_what_came_back_adds_up(biased: Any) -> None:
    found = returns(biased.checks, biased.labels, biased.settings)
    counts = found.patterns["P-02"]
    assert counts["drawn"] == len(biased.checks)
    assert counts["true"] + counts["unfounded"] == counts["answered"]  # no insufficient ones here
    truth = np.mean([label.true == 1 for label in biased.labels])
    assert found.base_rate.low <= truth <= found.base_rate.high
    assert found.calibration > 0.1  # the fixed weights are far too sure
