"""Worlds of middling size that several tests look at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from worlds.build import build_world
from worlds.config import WorldConfig
from worlds.records import World

MIDDLE = WorldConfig(officials=1000, companies=6000, complaints=400, documents=40)


@pytest.fixture(scope="session")
def base() -> World:
    return build_world(MIDDLE)


@pytest.fixture(scope="session")
def null() -> World:
    return build_world(replace(MIDDLE, prevalence=0.0))
