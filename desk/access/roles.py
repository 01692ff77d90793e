"""Roles and what each may do (角色与权限), read from ``roles.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

HERE = Path(__file__).parent


class Role(NamedTuple):
    """A role (角色): its code and its names."""

    code: str
    zh: str
    en: str


@cache
def roles() -> dict[str, Role]:
    """Return every role by its code, in the order of the file."""
    return {code: Role(code, *names) for code, names in _read()["roles"].items()}


@cache
def holders() -> dict[str, frozenset[str]]:
    """Return the roles that have each capability.

    Raises
    ------
    ValueError
        The file gives a capability to a role that it does not name.
    """
    held = {capability: frozenset(given) for capability, given in _read()["may"].items()}
    for capability, given in held.items():
        if unknown := given - roles().keys():
            msg = f"{HERE / 'roles.yaml'}: {capability}: no such role: {', '.join(sorted(unknown))}"
            raise ValueError(msg)
    return held


def second_factor_roles() -> frozenset[str]:
    """Return the roles that must have a second factor (``second_factor`` in the file)."""
    return frozenset(_read()["second_factor"])


def allowed(role: str, capability: str) -> bool:
    """Say whether a role has a capability; KeyError where nobody declared it."""
    return role in holders()[capability]


@cache
def capabilities(role: str) -> frozenset[str]:
    """Return all that a role may do."""
    return frozenset(name for name, given in holders().items() if role in given)


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    content: dict[str, dict[str, list[str]]] = yaml.safe_load(
        (HERE / "roles.yaml").read_text(encoding="utf-8")
    )
    return content
