"""Rounds in a row (science.md D4.11): learning must not look ever more closely at the same kind of people."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from risk.learning.checks import Check
from risk.learning.features import of_checks
from risk.learning.labels import Label
from risk.learning.model import Model
from risk.learning.selection import Candidate, draw
from risk.learning.settings import settings
from risk.learning.trial import hold

OFFICIALS, SHOWN, CAPACITY, ROUNDS = 9000, 3000, 300, 6
HOUSE = settings().model_copy(update={"slice_least": 120})


def leads(seed: int) -> tuple[list[Check], list[Label], list[str]]:
    """Return leads with what a check of them finds; half are of a kind whose circumstances mean nothing."""
    dice = np.random.default_rng(seed)
    checks, labels, kinds = [], [], []
    for k in range(SHOWN):
        kind = "town" if k % 2 else "city"
        odds = dice.normal([1.5, 1.5, 1.2, 1.2, -0.3], 0.5)
        weight = float(abs(dice.normal(0, 1.2))) if kind == "town" else 0.0
        bans = {"timing": weight}
        wrong = dice.random() < 1 / (1 + 10 ** -odds[4])  # the circumstances add nothing in truth
        odds[4] += weight
        links = 1 / (1 + 10**-odds)
        person = dice.random() < links[0]
        tied = dice.random() < links[1] * links[2] * links[3]
        outcome = (
            "身份不符" if not person else "不属实" if not tied else "属实" if wrong else "合规"
        )
        says = settings().outcomes[outcome]
        labels.append(Label(says.get("identity"), says.get("link"), says.get("improper"), outcome))
        kinds.append(kind)
        checks.append(
            Check(
                round="R", drawn_on=date(2025, 1, 1), official_id=f"GY{k:05d}", lead_id=f"L{k:05d}", odds=1.0,
                p_identity=links[0], p_relation=links[1], p_benefit=links[2], p_overlap=links[3],
                p_no_exemption=links[4], bans=bans,
            )
        )  # fmt: skip
    return checks, labels, kinds


def rounds(seed: int, *, learning: bool) -> tuple[int, float, bool]:
    """Return how many true leads the rounds find, the share of the smaller kind checked, whether a model went live."""
    checks, labels, kinds = leads(seed)
    everything = of_checks(checks)
    model, done, found = None, dict[int, Check](), 0
    base = Model(heads={}, groups=("timing",), bound=settings().bound)
    for n in range(ROUNDS):
        said = (model or base).probability(everything)
        order = [k for k in np.argsort(-said, kind="stable").tolist() if k not in done]
        ranks = {checks[k].official_id: place for place, k in enumerate(order, 1)}
        taken = {checks[k].official_id for k in done}
        people = [f"GY{k:05d}" for k in range(OFFICIALS)]
        pool = [Candidate(o, "all", ranks.get(o)) for o in people if o not in taken]
        for drawn in draw(pool, CAPACITY, f"R{n}", HOUSE):
            k = int(drawn.official_id[2:])
            if k < SHOWN:
                done[k] = checks[k].model_copy(
                    update={"round": f"R{n}", "odds": drawn.odds, "slice_odds": drawn.slice_odds}
                )
                found += labels[k].true == 1
        if learning:
            ids = sorted(done)
            trial = hold([done[k] for k in ids], [labels[k] for k in ids], model, HOUSE)
            model = trial.model if trial.wins else model
    cities = sum(kinds[k] == "city" for k in done) / len(done)
    return found, cities, model is not None


@pytest.mark.slow
def test_learning_finds_more_and_does_not_narrow_its_look() -> None:
    plain, learnt = rounds(4, learning=False), rounds(4, learning=True)
    assert learnt[2]
    assert learnt[0] > plain[0]
    # half of all leads are of cities, and true as often as the others; fixed weights overlook them
    assert plain[1] < 0.5
    assert plain[1] < learnt[1] < 0.7
