"""The written forms of cells (空值、是否、币种、掩码), read from ``forms.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict


class Flags(BaseModel):
    """The words for yes and for no."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    yes: tuple[str, ...]
    no: tuple[str, ...]


class Forms(BaseModel):
    """What ``forms.yaml`` says; an unknown key in it is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    blank: frozenset[str]
    open_date: frozenset[str]
    flag: Flags
    yuan: tuple[str, ...]
    foreign: tuple[str, ...]
    mask: tuple[str, ...]
    list_separators: str
    industry_sections: dict[str, tuple[int, int]]
    provinces: frozenset[int]


@cache
def forms() -> Forms:
    """Return the written forms that ship with the package."""
    text = files("ingest").joinpath("forms.yaml").read_text(encoding="utf-8")
    # YAML 1.1 reads bare N and Y as booleans; section letters are names.
    loaded: dict[str, Any] = yaml.load(text, Loader=yaml.BaseLoader)
    return Forms.model_validate(loaded)
