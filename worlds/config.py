"""How large a simulated area is, and of what kind."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ingest.errors import UserError


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

    def __post_init__(self) -> None:
        """Refuse an area that is too small to hold what an area has."""
        if self.officials < 50 or self.companies < 6 * self.officials:
            what = f"{self.officials} 名公职人员、{self.companies} 家企业：太少 too few for an area"
            fix = "至少 50 人，企业数至少为人数的 6 倍 at least 50 officials, and 6 companies for each"
            raise UserError(what, fix)
        if not 0 <= self.prevalence <= 0.1:
            what = f"比例 prevalence {self.prevalence}"
            raise UserError(what, "请取 0 到 0.1 之间 choose a value between 0 and 0.1")


def preset(name: str, seed: int = 1) -> WorldConfig:
    """Return the configuration called `name`: ``base``, or ``null``, the area without schemes.

    Raises KeyError for any other name.
    """
    base = WorldConfig(seed=seed)
    return {"base": base, "null": replace(base, prevalence=0.0)}[name]
