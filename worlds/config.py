"""How large a simulated area is, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class WorldConfig:
    """The size, the seed and the share of schemes of an area; the same values give the same bytes."""

    seed: int = 1
    officials: int = 2000
    companies: int = 20000
    complaints: int = 1500
    documents: int = 60
    prevalence: float = 0.02  # officials with a scheme, as a fraction of the roster
    today: date = date(2025, 6, 30)  # nothing happens after this day


def preset(name: str, seed: int = 1) -> WorldConfig:
    """Return the configuration called `name`: ``base``, or ``null``, the area without schemes.

    Raises KeyError for any other name.
    """
    base = WorldConfig(seed=seed)
    return {"base": base, "null": replace(base, prevalence=0.0)}[name]
