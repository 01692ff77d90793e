"""Thresholds of the learning, from ``learning.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

Head = Literal["identity", "link", "improper"]
HEADS: tuple[Head, ...] = ("identity", "link", "improper")


class Settings(BaseModel):
    """The file's entries; each stands there with its source."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    outcomes: dict[str, dict[Head, Literal[0, 1]]]
    slice_share: float = Field(gt=0, lt=1)
    slice_least: int = Field(ge=1)
    slice_of_leads: float = Field(ge=0, le=1)
    clip_weight: float = Field(ge=1)
    ridge_from: int
    boosted_from: int
    ridge_penalty: float = Field(gt=0)
    folds: int = Field(ge=2)
    boosting: dict[str, float]
    slice_labels: int = Field(ge=1)
    confidence: float = Field(gt=0.5, lt=1)
    bootstrap: int = Field(ge=100)
    fdr: float = Field(gt=0, lt=1)
    bound: float = Field(gt=0)


@cache
def settings() -> Settings:
    """Return the shipped thresholds."""
    text = files("risk.learning").joinpath("learning.yaml").read_text(encoding="utf-8")
    return Settings.model_validate(yaml.safe_load(text))
