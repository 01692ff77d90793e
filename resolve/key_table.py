"""Blocking keys for whole columns of names (分块键表), each different name once.

Nearly every name is a surname and one or two characters; what those give is worked out once a surname and once a given name, and
put together a name. `resolve.blocking` says what the keys are; it does the rest, and the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import islice, product
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from nlp.resources import lexicon, words
from resolve.blocking import WIDE, keys
from resolve.knowledge import load, surname_shares
from resolve.readings import MOST, in_given, in_surname
from resolve.titles import surnames
from resolve.variants import fold, loosely, mixed, shapes

_BATCH = 50_000


class _Half(NamedTuple):
    """What a surname or a given name gives to the keys."""

    ways: tuple[str, ...]
    similar: tuple[str, ...]
    initials: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    text: str = ""


def key_table(names: Iterable[str | None]) -> pa.Table:
    """Return (name, key, wide) for the distinct names of a column, ready to join on.

    Wide keys are those of masks, bare surnames and initials: to count who may be meant, not to find candidates.
    """
    distinct = [name for name in dict.fromkeys(names) if name]
    batches = [_batch(distinct[at : at + _BATCH]) for at in range(0, max(len(distinct), 1), _BATCH)]
    return pa.Table.from_batches(batches)


def _batch(names: list[str]) -> pa.RecordBatch:
    """Return the keys of some names; strings live no longer than one batch."""
    flat: list[str] = []
    ends: list[int] = [0]
    for name in names:
        flat.extend(_plain_keys(name) or keys(name))
        ends.append(len(flat))
    lists = pa.ListArray.from_arrays(pa.array(ends, pa.int32()), pa.array(flat, pa.string()))
    key = lists.flatten()
    owner = pa.array(names, pa.string()).take(pc.list_parent_indices(lists))
    wide = pc.is_in(pc.utf8_slice_codeunits(key, 0, 1), pa.array(WIDE))
    return pa.RecordBatch.from_pydict({"name": owner, "key": key, "wide": wide})


def _plain_keys(name: str) -> list[str]:
    """Return the keys of a plain name, nothing for one that has to be read first."""
    text = loosely(fold(name))
    head, tail = text[:1], text[1:]
    if not (len(text) == len(name) and 2 <= len(text) <= 3 and head in _plain_surnames()):
        return []
    given = _given(tail)
    if not given.ways or text[:2] in surnames() or (len(text) == 3 and _double(text)):
        return []
    return list(_joined(_surname(head), given, fold(name)[:1]))


def _joined(head: _Half, tail: _Half, surname: str) -> Iterator[str]:
    """Put the keys of a name together from those of its halves."""
    ways = [f"{first} {rest}" for first in head.ways for rest in tail.ways][:MOST]
    yield from (f"p {way}" for way in ways)
    yield from (f"s {text}{tail.text}" for text in head.similar)
    yield from (f"s {head.text}{text}" for text in tail.similar)
    if len(tail.text) == 2:
        yield f"x {head.text}{min(tail.text)}{max(tail.text)}"
        if surname not in _usual():
            first = ways[0].split(" ")
            yield f"h ^{first[0]} {first[1]}"
    yield from (f"p {first} {rest}" for first in head.ways for rest in tail.doubled)
    yield from (f"i {first} {letters}" for first in head.ways for letters in tail.initials)
    yield from (f"n {first}" for first in head.ways)
    yield from (f"t {last}" for last in tail.last)


@cache
def _surname(character: str) -> _Half:
    ways = dict.fromkeys(way[0].syllable for way in in_surname(mixed(character)))
    return _Half(tuple(ways), _pairs(character), text=character)


@lru_cache(1 << 17)
def _given(text: str) -> _Half:
    """Return the half of a given name, without ways where it may be a title, a mask or no name at all."""
    if text in _no_given() or any(c in _no_characters() or not "一" <= c <= "鿿" for c in text):
        return _Half((), ())
    found = [tuple(r.syllable for r in way) for way in islice(product(*map(in_given, text)), MOST)]
    ways = tuple(dict.fromkeys(found))
    similar = [text[:at] + pair + text[at + 1 :] for at, c in enumerate(text) for pair in _pairs(c)]
    letters = dict.fromkeys("".join(s[0] for s in way)[:n] for way in ways for n in (1, len(text)))
    last = tuple(dict.fromkeys(r.syllable for r in in_given(text[-1])))
    doubled = last if len(set(text)) < len(text) else ()
    return _Half(tuple(map(" ".join, ways)), tuple(similar), tuple(letters), doubled, last, text)


@cache
def _pairs(character: str) -> tuple[str, ...]:
    others = shapes().get(character, ())
    return tuple(min(character, o) + max(character, o) for o in others)


@cache
def _plain_surnames() -> frozenset[str]:
    return frozenset(s for s in surnames() if len(s) == 1 and s not in load("names")["familiar"])


@cache
def _usual() -> frozenset[str]:
    return frozenset(surname_shares())


@cache
def _double_surnames() -> frozenset[str]:
    return frozenset(load("names")["double"])


def _double(text: str) -> bool:
    return text[0] in _double_surnames() and text[1] in _double_surnames()


@cache
def _no_given() -> frozenset[str]:
    """Return what is no given name but a title, for names of two and three characters."""
    return frozenset([*words(lexicon("persons")["titles"]), *load("names")["short_titles"], "副总"])


@cache
def _no_characters() -> frozenset[str]:
    return frozenset("某" + lexicon("masks")["index"] + lexicon("masks")["signs"])
