"""Past cases: selective, fewer every year, one result in ten wrong, and friends who write 证据不足."""

from __future__ import annotations

from collections import Counter

from worlds.build import build_world
from worlds.chance import Dice
from worlds.config import WorldConfig
from worlds.inspectors import inspect
from worlds.records import World


def test_results_are_mostly_right_and_some_are_wrong(base: World) -> None:
    made = [d for seed in range(40) for d in inspect(base, Dice(seed, "t"))]
    innocent = Counter(d.outcome for d in made if d.truth == "innocent")
    wrong = innocent["属实"] + innocent["证据不足"]
    assert 0.03 < wrong / innocent.total() < 0.11
    assert innocent["部分属实"] == 0


def test_what_shows_itself_and_is_complained_about_is_looked_into_more_often(base: World) -> None:
    made = [d for seed in range(60) for d in inspect(base, Dice(seed, "t"))]
    hidden = {s.official.official_id: s.tier for s in base.schemes}
    looked = Counter(hidden[d.official.official_id] for d in made if d.truth == "scheme")
    there = Counter(hidden.values())
    assert looked["O1"] / there["O1"] > looked["O4"] / there["O4"]
    named = {c.official.official_id for c in base.complaints if c.official is not None}
    share = sum(d.official.official_id in named for d in made) / len(made)
    assert share > 1.5 * len(named) / len(base.officials)


def test_cases_decline_over_the_years(base: World) -> None:
    years = Counter(d.day.year for seed in range(60) for d in inspect(base, Dice(seed, "t")))
    assert years[2021] > years[2022] > years[2023] > years[2024]


def test_a_friend_writes_insufficient_evidence() -> None:
    config = WorldConfig(
        officials=400, companies=2800, complaints=40, documents=5, prevalence=0.06, evading=1.0,
        evasions=("E15",),
    )  # fmt: skip
    world = build_world(config)
    poisoned = [d for d in world.dispositions if d.truth == "poisoned"]
    assert {d.official.official_id for d in poisoned} == {
        s.official.official_id for s in world.schemes if s.evasions
    }
    assert {d.outcome for d in poisoned} == {"证据不足"}
