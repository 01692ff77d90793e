"""The numbers and words of this room, read from the data files beside the code (`data/`)."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def load(name: str) -> dict[str, Any]:
    """Return a data file of this room, such as ``weights``; callers must not change it."""
    text = files("resolve").joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def surname_shares() -> dict[str, float]:
    """Return the share of the population by surname; the key ``*`` is for any other surname."""
    text = files("resolve").joinpath("data/surnames.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return {row["surname"]: float(row["percent"]) / 100 for row in rows}
