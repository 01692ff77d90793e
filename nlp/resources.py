"""The lexicons and rule tables that ship with the package, read once."""

from __future__ import annotations

import re
from collections.abc import Iterable
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


def alternation(items: Iterable[str]) -> str:
    """Return the words as a regular expression that prefers the longest.

    Words that begin alike share their beginning: of hundreds of words a place in the text is then
    compared with one path, and where no word begins it is left after one look.
    """
    tree: dict[str, Any] = {}
    for item in sorted(items):
        node = tree
        for character in item:
            node = node.setdefault(character, {})
        node[""] = {}
    return _branches(tree) if tree else ""


def _branches(node: dict[str, Any]) -> str:
    """Return what may follow in a tree of words; its end comes last, so longer words come first."""
    heads = [character for character in node if character]
    tails = [re.escape(head) + _rest(node[head]) for head in heads]
    plain = len(heads) > 1 and all(not any(node[head]) for head in heads)
    if plain:
        found = _set(heads)
    elif len(heads) > 3:
        found = f"(?={_set(heads)})(?:{'|'.join(tails)})"
    else:
        found = "|".join(tails)
    return f"{found}|" if "" in node and heads else found


def _rest(node: dict[str, Any]) -> str:
    if not any(node):
        return ""
    return f"(?:{_branches(node)})" if len(node) > 1 else _branches(node)


def _set(characters: list[str]) -> str:
    return f"[{''.join(map(re.escape, characters))}]"
