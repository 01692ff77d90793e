"""The lexicons and rule tables that ship with the package, read once."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as Loader
except ImportError:  # PyYAML built without libyaml
    from yaml import SafeLoader as Loader  # type: ignore[assignment]  # the slower twin


@cache
def lexicon(name: str) -> dict[str, Any]:
    """Return `nlp/lexicons/<name>.yaml` as a dictionary; callers must not change it."""
    text = files("nlp").joinpath(f"lexicons/{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=Loader)
    return loaded


def words(text: str) -> list[str]:
    """Split a block of words in a lexicon at blanks; YAML folds its lines."""
    return text.split()


def alternation(items: list[str]) -> str:
    """Return the words as a regular expression that prefers the longest."""
    return "|".join(re.escape(item) for item in sorted(items, key=lambda w: (-len(w), w)))
