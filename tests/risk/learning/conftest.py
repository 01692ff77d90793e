"""Synthetic leads with known truth: what the learning is tried on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from risk.learning.checks import Check
from risk.learning.labels import Label
from risk.learning.settings import Settings, settings
from risk.learning.trial import Trial, hold


@dataclass(frozen=True)
class Lab:
    """Leads, what people found, and the settings of a small office."""

    checks: list[Check]
    labels: list[Label]
    settings: Settings


def lab(n: int, *, bias: float, seed: int, slice_share: float = 0.3) -> Lab:
    """Draw n leads; `bias` (log10 odds) is how far the fixed weights are from the truth."""
    dice = np.random.default_rng(seed)
    checks, labels = [], []
    for k in range(n):
        odds = dice.normal([1.5, 1.5, 1.0, 1.0, 0.3], 0.6)
        bans = {
            "timing": float(dice.normal(0, 0.3)),
            "procurement": float(abs(dice.normal(0, 0.3))),
        }
        odds[4] += sum(bans.values())
        links = 1 / (1 + 10**-odds)
        person = dice.random() < links[0]
        tied = dice.random() < links[1] * links[2] * links[3]
        wrong = dice.random() < 1 / (1 + 10 ** -(odds[4] + bias))
        outcome = (
            "身份不符" if not person else "不属实" if not tied else "属实" if wrong else "合规"
        )
        says = settings().outcomes[outcome]
        drawn = dice.random() < slice_share
        checks.append(
            Check(
                round=f"R{k // 100}", drawn_on=date(2025, 1, 1), official_id=f"GY{k:05d}", lead_id=f"L{k:05d}",
                pattern="P-02", odds=0.1 if drawn else 1.0, slice_odds=0.1 if drawn else 0.0, tier=2,
                probability=float(links.prod()), p_identity=links[0], p_relation=links[1],
                p_benefit=links[2], p_overlap=links[3], p_no_exemption=links[4], bans=bans,
            )
        )  # fmt: skip
        labels.append(Label(says.get("identity"), says.get("link"), says.get("improper"), outcome))
    return Lab(checks, labels, settings())


@pytest.fixture
def office() -> Callable[..., Lab]:
    """Return how to make an office with so many leads."""
    return lab


@pytest.fixture(scope="session")
def biased() -> Lab:
    """Leads for which the fixed weights are far too sure."""
    return lab(800, bias=-1.5, seed=5)


@pytest.fixture(scope="session")
def right() -> Lab:
    """Leads for which the fixed weights are right."""
    return lab(800, bias=0.0, seed=6)


@pytest.fixture(scope="session")
def won(biased: Lab) -> Trial:
    """A trial of what the biased leads teach."""
    return hold(biased.checks, biased.labels, None, biased.settings)
