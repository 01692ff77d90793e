"""The thresholds of the measures and the bounds of the chains, read from ``measures.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

import yaml

#: Sums of shares are sums of decimals that binary numbers miss by a little: 0.1 + 0.2 + 0.2 is not 0.5.
#: Every comparison with a threshold leaves out differences below this.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Numbers that decide the measures; reasons and sources stand in ``measures.yaml``."""

    control_above: float
    beneficial_owner_from: float
    dominant_from: float
    dominant_times: float
    share_sum_limit: float
    closed_circle_margin: float
    component_limit: int
    chain_hops: int
    chain_share_from: float
    chain_fan_out: int
    chains_per_person: int


def load() -> Thresholds:
    """Return the thresholds of this version."""
    text = (files("graph") / "measures.yaml").read_text(encoding="utf-8")
    return Thresholds(**yaml.safe_load(text))
