"""Measures of a ranked list against the truth: counts that add up over areas, and rates of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, log, log10, sqrt
from pathlib import Path

import yaml

_MAP = Path(__file__).with_name("quality_calibration.yaml")


def wilson(hits: int, size: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson); 0 to 1 where nothing was counted."""
    if not size:
        return 0.0, 1.0
    z, p = 1.96, hits / size
    middle = (p + z * z / (2 * size)) / (1 + z * z / size)
    half = z / (1 + z * z / size) * sqrt(p * (1 - p) / size + z * z / (4 * size * size))
    return max(0.0, middle - half), min(1.0, middle + half)


def precision(ranked: Sequence[str], right: set[str], top: int) -> tuple[int, int]:
    """Return hits and names among the first `top` names."""
    first = ranked[:top]
    return sum(name in right for name in first), len(first)


def calibration(pairs: Iterable[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error (ECE) of probabilities, weighted by bin size."""
    sums = [[0.0, 0.0, 0.0] for _ in range(bins)]
    for probability, hit in pairs:
        cell = sums[min(bins - 1, int(probability * bins))]
        cell[0] += 1
        cell[1] += probability
        cell[2] += hit
    total = sum(cell[0] for cell in sums)
    return sum(abs(cell[1] - cell[2]) for cell in sums) / total if total else 0.0


def mapped(pairs: Iterable[tuple[float, bool]]) -> list[tuple[float, bool]]:
    """Return probabilities behind the map fitted on development areas (quality_calibration.yaml)."""
    rule = yaml.safe_load(_MAP.read_text(encoding="utf-8"))
    found = []
    for probability, hit in pairs:
        p = min(max(probability, 1e-9), 1 - 1e-9)
        odds = rule["slope"] * log(p / (1 - p)) + rule["shift"]
        found.append((max(probability, rule["cap"] / (1 + exp(-odds))), hit))
    return found


def tied(values: Sequence[tuple[int, float]]) -> int:
    """Return how many leads share tier and probability with another lead."""
    seen: dict[tuple[int, float], int] = {}
    for value in values:
        seen[value] = seen.get(value, 0) + 1
    return sum(count for count in seen.values() if count > 1)


def ratio(groups: dict[str, tuple[int, int]], least: int = 200) -> float | None:
    """Return the worst against the best share of false flags among groups of at least `least`.

    Half a flag is added to each group, so that a group without any does not make the ratio endless.
    None where fewer than ten were flagged in all: the ratio would be noise.
    """
    large = {name: cell for name, cell in groups.items() if cell[1] >= least}
    if len(large) < 2 or sum(flagged for flagged, _ in large.values()) < 10:
        return None
    shares = [(flagged + 0.5) / (size + 1) for flagged, size in large.values()]
    return max(shares) / min(shares)


def without_group(probability: float, bans: float) -> float:
    """Return a probability after taking the bans of a group of evidence away."""
    p = min(max(probability, 1e-9), 1 - 1e-9)
    odds = 10 ** (log10(p / (1 - p)) - bans)
    return odds / (1 + odds)
