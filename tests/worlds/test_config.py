"""A configuration says no to areas that cannot be built."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from ingest.errors import UserError
from worlds.build import build_world
from worlds.config import PRESETS, WorldConfig, configure, preset


def test_the_default_area_has_the_size_that_the_issue_asks_for() -> None:
    sizes = asdict(preset("base"))
    assert sizes["officials"] == 2000
    assert sizes["companies"] == 20000
    assert sizes["complaints"] == 1500
    assert sizes["documents"] == 60
    assert sizes["prevalence"] == 0.02


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(KeyError):
        preset("utopia")


@pytest.mark.parametrize(
    "wrong", [{"officials": 10}, {"officials": 500, "companies": 900}, {"prevalence": 0.5}]
)
def test_an_area_that_is_too_small_or_too_bad_is_refused_with_a_remedy(
    wrong: dict[str, float],
) -> None:
    with pytest.raises(UserError) as refused:
        WorldConfig(**wrong)  # type: ignore[arg-type]  # hypothesis-like keyword cases
    assert refused.value.fix


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_the_smallest_area_can_be_built_from_any_seed(seed: int) -> None:
    world = build_world(
        WorldConfig(
            seed=seed, officials=50, companies=300, complaints=20, documents=5, prevalence=0.1
        )
    )
    assert len(world.economy.companies) == 300
    assert len(world.schemes) == 5
    assert len(world.complaints) == 20


def test_a_preset_can_be_changed_and_keeps_the_rest() -> None:
    config = configure("evasive", 9, officials=500, prevalence=None)
    assert config.officials == 500
    assert config.seed == 9
    assert config.prevalence == preset("evasive").prevalence
    assert config.evading == preset("evasive").evading


def test_an_unknown_preset_of_the_command_names_those_that_exist() -> None:
    with pytest.raises(UserError) as refused:
        configure("utopia", 1)
    assert all(name in refused.value.fix for name in PRESETS)


def test_an_unknown_precaution_is_refused() -> None:
    with pytest.raises(UserError):
        WorldConfig(evasions=("E99",))
