"""Judgements that cannot all be right (判断矛盾), and facts that speak against one.

Nothing here decides who errs. A contradiction is written down and shown, and until somebody takes a
judgement back the safe side holds: "different" applies, "the same" does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from itertools import combinations
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc


class Conflict(NamedTuple):
    """One contradiction: its kind (`judgements.yaml`), the judgements and whom they are about."""

    kind: str
    judgements: tuple[int, ...]  # numbers among the standing ones
    subject: int | None  # s, none between register persons
    persons: tuple[int, ...]  # k


class Facts(NamedTuple):
    """What one natural person can have only one of: the numbers, sexes and dates that were seen."""

    tokens: dict[str, frozenset[str]]  # full or mask → tokens
    sexes: frozenset[str]
    born: frozenset[str]


def facts_of(table: pa.Table, key: str, wanted: Collection[int]) -> dict[int, Facts]:
    """Return the facts of the persons or subjects `wanted`, by their number in column `key`."""
    chosen = pc.is_in(table[key], value_set=pa.array(sorted(wanted), table[key].type))
    rows = table.select([key, "tokens", "sex", "born"]).filter(chosen).to_pylist()
    seen: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        seen[row[key]].append(row)
    return {who: _facts(seen[who]) for who in wanted}


def _facts(rows: list[dict[str, Any]]) -> Facts:
    tokens: dict[str, set[str]] = defaultdict(set)
    for token in (token for row in rows for token in row["tokens"] or []):
        tokens[token.partition(":")[0]].add(token)
    return Facts(
        {kind: frozenset(values) for kind, values in tokens.items()},
        frozenset(row["sex"] for row in rows if row["sex"]),
        frozenset(row["born"] for row in rows if row["born"]),
    )


def clash(a: Facts, b: Facts) -> bool:
    """Say whether two who are described so can be no one person."""
    for kind in sorted(a.tokens.keys() & b.tokens.keys()):
        if not a.tokens[kind] & b.tokens[kind]:
            return True
    if a.sexes and b.sexes and not a.sexes & b.sexes:
        return True
    # an equal full number is one person whatever the roster's date says
    if a.tokens.get("F", frozenset()) & b.tokens.get("F", frozenset()):
        return False
    return any(x[: len(y)] != y[: len(x)] for x in a.born for y in b.born)


def any_pair(members: Iterable[int], bad: Callable[[int, int], bool]) -> bool:
    """Say whether two members of a group are bad together."""
    return any(bad(a, b) for a, b in combinations(sorted(members), 2))
