"""With which characters a match of a regular expression may begin (起始字): a condition that is cheap to test.

Python tries a pattern at every place of a text; most places can be ruled out by a look at one or two characters. What is
found here is a necessary condition: a pattern that is not understood may begin anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

try:
    from re import _parser as parser  # type: ignore[attr-defined,unused-ignore]  # Python keeps its parser to itself
except ImportError:  # a Python without it: every pattern may begin anywhere
    parser = None

#: How many characters are looked at, and how many beginnings a pattern may have before fewer are.
_DEPTH, _MOST = 2, 4000
#: A beginning, and whether what follows it in the match is unknown.
_Head = tuple[str, bool]
_ANY: frozenset[_Head] = frozenset({("", True)})
_NONE: frozenset[_Head] = frozenset({("", False)})


def openings(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return beginnings of one or two characters, one of which every match has; the empty one where any may stand."""
    if parser is None or pattern.flags & re.IGNORECASE:
        return frozenset({""})
    return frozenset(head for head, _ in _sequence(parser.parse(pattern.pattern)))


def _sequence(items: Iterable[Any]) -> frozenset[_Head]:
    """Return the beginnings of parts that follow each other."""
    found = _NONE
    for kind, value in items:
        found = _joined(found, _part(str(kind), value))
        if all(closed for _, closed in found):
            break
    return found


def _joined(first: frozenset[_Head], second: frozenset[_Head]) -> frozenset[_Head]:
    """Return the beginnings of one part before another; shorter ones where they are too many."""
    found = {head for head in first if head[1]}
    for head, closed in first:
        if not closed:
            whole = ((head + rest, unknown) for rest, unknown in second)
            found.update((text[:_DEPTH], unknown or len(text) >= _DEPTH) for text, unknown in whole)
    if len(found) <= _MOST:
        return frozenset(found)
    return frozenset((head[: _DEPTH - 1], True) for head, _ in found)


def _part(kind: str, value: Any) -> frozenset[_Head]:
    if kind == "LITERAL":
        return frozenset({(chr(value), False)})
    if kind == "IN":
        return _set(value)
    if kind == "BRANCH":
        return frozenset().union(*map(_sequence, value[1]))
    if kind == "SUBPATTERN":
        return _ANY if value[1] & re.IGNORECASE else _sequence(value[3])
    if kind == "ATOMIC_GROUP":
        return _sequence(value)
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _repeated(*value)
    if kind in ("ASSERT", "ASSERT_NOT", "AT"):
        return _NONE  # takes no character
    return _ANY


def _set(members: Sequence[tuple[Any, Any]]) -> frozenset[_Head]:
    """Return the characters of a set; unknown where it says what is not in it, or is as wide as a script."""
    found: set[_Head] = set()
    for name, value in members:
        if str(name) == "LITERAL":
            found.add((chr(value), False))
        elif str(name) == "RANGE" and value[1] - value[0] < _MOST:
            found.update((chr(point), False) for point in range(value[0], value[1] + 1))
        else:
            return _ANY
    return frozenset(found)


def _repeated(least: int, most: int, items: Iterable[Any]) -> frozenset[_Head]:
    """Return the beginnings of a part that comes so many times."""
    once = _sequence(items)
    found, so_far = set(_NONE if least == 0 else ()), _NONE
    for times in range(1, min(int(most), least + _DEPTH) + 1):
        so_far = _joined(so_far, once)
        found.update(head for head in so_far if head[1] or times >= least)
        so_far = frozenset(head for head in so_far if not head[1])
        if not so_far:
            break
    return frozenset(found)
