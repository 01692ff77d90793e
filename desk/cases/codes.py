"""The words people choose from in case work (办理用语代码), read from ``law/codes.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

LAW = Path(__file__).parent / "law"


class Code(NamedTuple):
    """A word with its names and what follows from it."""

    code: str
    zh: str
    en: str
    says: Mapping[str, Any]

    def name(self, language: str | None) -> str:
        """Return the name in a reader's language."""
        return self.en if (language or "").startswith("en") else self.zh


@cache
def vocabulary(kind: str) -> dict[str, Code]:
    """Return the words of one kind, such as ``outcomes`` or ``measures``, in the order of the file."""
    return {code: named(code, said) for code, said in law("codes")[kind].items()}


def named(code: str, said: Mapping[str, Any]) -> Code:
    """Return an entry of a file of ``law`` as a word."""
    zh, en = said["names"]
    return Code(code, zh, en, said)


@cache
def law(name: str) -> dict[str, Any]:
    """Return a file of the folder ``law``."""
    content: dict[str, Any] = yaml.safe_load((LAW / f"{name}.yaml").read_text(encoding="utf-8"))
    return content


def overall(outcomes: Mapping[str, str]) -> str:
    """Return the outcome of a clue from those of its matters; empty where none is given.

    One that is true in part makes the whole partly true; one that could not be settled leaves the whole unsettled.
    """
    said = set(outcomes.values())
    if len(said) == 1:
        return next(iter(said))
    if said & {"属实", "部分属实"}:
        return "部分属实"
    return next((code for code in ("证据不足", "不属实", "合规", "身份不符") if code in said), "")
