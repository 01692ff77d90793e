"""Register persons joined or parted by judgement (登记人归并的人工约束), after the registers have told theirs.

"These are two persons" holds for ever: a cluster with rows of both is cut, whatever ties it had, and
what belonged to neither side stands alone unless a full number or a company ties it to one side. "These are
one person" joins what carries one name and no contradicting facts; a chain of joins that would
bring two together who are judged apart joins nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resolve.anchors import Rows, find_rows
from resolve.components import components
from resolve.disputes import Conflict, Facts, any_pair, clash, facts_of
from resolve.judgements import Judgement

Ints = NDArray[np.int64]
#: The two sides of each judgement "different", as sets of rows that share none.
Apart = dict[int, tuple[frozenset[int], frozenset[int]]]
Sides = frozenset[tuple[int, int]]  # judgement, side 0 or 1


class Constrained(NamedTuple):
    """The register persons after the judgements about them."""

    judgements: Sequence[Judgement]
    person: Ints  # of each row, numbered by first appearance
    apart: Apart
    conflicts: list[Conflict]
    effects: dict[int, str]  # judgement → what became of it


def constrain(judgements: Sequence[Judgement], rows: pa.Table, person: Ints) -> Constrained:
    """Apply the standing judgements about register persons; without one nothing changes.

    Parameters
    ----------
    rows : table of `resolve.rows.person_rows`
    person : array (rows,), the result of `resolve.clusters.cluster`
    """
    about = [n for n, j in enumerate(judgements) if j.of_register]
    if not about or not rows.num_rows:
        return Constrained(judgements, person, {}, [], dict.fromkeys(about, "no_person"))
    found = find_rows(judgements, rows.append_column("k", pa.array(person)))
    apart, effects = _apart(judgements, about, found)
    cut = _renumbered(_cut(rows, person, apart))
    found = find_rows(judgements, rows.append_column("k", pa.array(cut)))
    joins = [n for n in about if judgements[n].verdict == "same"]
    edges: dict[int, set[int]] = {}
    for n in joins:
        sides = [found.persons((n, side), cut, wide=False) for side in ("other", "person")]
        effects[n] = _effect(sides[0], sides[1], ambiguous=n in found.ambiguous)
        if effects[n] == "applied":
            edges[n] = sides[0] | sides[1]
    joined, conflicts = _join(rows, cut, edges, apart)
    effects |= {n: "overruled" for c in conflicts for n in c.judgements if n in edges}
    effects |= {n: "noted" for n in about if judgements[n].verdict == "unsure"}
    return Constrained(judgements, _renumbered(joined), apart, conflicts, effects)


def parted_rows(judgements: Sequence[Judgement], rows: pa.Table) -> Ints:
    """Return the pairs of rows (n, 2) that stand on either side of a judgement "different"."""
    about = [n for n, j in enumerate(judgements) if j.of_register and j.verdict == "different"]
    if not about:
        return np.empty((0, 2), np.int64)
    alone = rows.append_column("k", pa.array(np.arange(rows.num_rows)))
    apart, _ = _apart(judgements, about, find_rows(judgements, alone))
    pairs = {pair for one, other in apart.values() for pair in product(one, other)}
    return np.array(sorted(pairs), np.int64).reshape(-1, 2)


def _effect(one: set[int], other: set[int], *, ambiguous: bool) -> str:
    if one and other:
        return "applied"
    return "ambiguous" if ambiguous else "no_person"


def _apart(
    judgements: Sequence[Judgement], about: list[int], found: Rows
) -> tuple[Apart, dict[int, str]]:
    apart: Apart = {}
    effects: dict[int, str] = {}
    for n in about:
        if judgements[n].verdict == "different":
            a, b = found.wide.get((n, "other"), set()), found.wide.get((n, "person"), set())
            one, other = frozenset(a - b), frozenset(b - a)
            effects[n] = _effect(set(one), set(other), ambiguous=bool(a & b))
            if one and other:
                apart[n] = (one, other)
    return apart, effects


def _cut(rows: pa.Table, person: Ints, apart: Apart) -> Ints:
    """Give rows that are judged apart persons of their own."""
    sides: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for n, both in apart.items():
        for side, members in enumerate(both):
            for row in members:
                sides[row].add((n, side))
    broken: set[int] = set()
    for one, other in apart.values():
        broken |= {int(person[r]) for r in one} & {int(person[r]) for r in other}
    result, following = person.copy(), int(person.max()) + 1
    inside = np.flatnonzero(np.isin(person, sorted(broken)))
    facts = rows.select(["uscc", "tokens"]).take(pa.array(inside)).to_pylist()
    clusters: dict[int, list[tuple[int, str, list[str]]]] = defaultdict(list)
    for row, fact in zip(inside.tolist(), facts, strict=True):
        full = [token for token in fact["tokens"] if token.startswith("F:")]
        clusters[int(person[row])].append((row, fact["uscc"], full))
    for cluster in clusters.values():
        for piece in _pieces(cluster, sides):
            result[piece] = following
            following += 1
    return result


def _pieces(
    members: list[tuple[int, str, list[str]]], sides: dict[int, set[tuple[int, int]]]
) -> list[list[int]]:
    """Put the rows of one cluster together again, as far as no judgement stands between them.

    What holds rows together is, in this order, one full number, one side of one judgement, one company.
    """
    pieces = [([row], frozenset(sides.get(row, ()))) for row, _, _ in members]
    groups: dict[tuple[int, object], list[int]] = defaultdict(list)
    for row, uscc, full in members:
        for token in full:
            groups[0, token].append(row)
        for side in sorted(sides.get(row, ())):
            groups[1, side].append(row)
        groups[2, uscc].append(row)
    for _, together in sorted(groups.items(), key=lambda item: (item[0][0], item[1])):
        touched = [piece for piece in pieces if set(piece[0]) & set(together)]
        pieces = [piece for piece in pieces if piece not in touched] + _merged(touched)
    return [sorted(rows) for rows, _ in pieces]


def _merged(touched: list[tuple[list[int], Sides]]) -> list[tuple[list[int], Sides]]:
    """Merge pieces that something holds together; those of no side follow only where there is one."""
    kept: list[tuple[list[int], Sides]] = []
    marked = sorted((piece for piece in touched if piece[1]), key=lambda piece: min(piece[0]))
    for rows, marks in marked:
        opposite = {(n, 1 - side) for n, side in marks}
        for at, (others, their) in enumerate(kept):
            if not opposite & their:
                kept[at] = (others + rows, their | marks)
                break
        else:
            kept.append((rows, marks))
    free = [row for rows, marks in touched if not marks for row in rows]
    if not free:
        return kept
    if len(kept) == 1:
        return [(kept[0][0] + free, kept[0][1])]
    return [*kept, (free, frozenset())]


def _join(
    rows: pa.Table, person: Ints, edges: dict[int, set[int]], apart: Apart
) -> tuple[Ints, list[Conflict]]:
    persons = sorted(set().union(*edges.values()))
    if not persons:
        return person, []
    place = {k: n for n, k in enumerate(persons)}
    links = [(place[min(group)], place[k]) for group in edges.values() for k in group]
    labels = components(np.array(links, np.int64).reshape(-1, 2), len(persons))
    rows = rows.append_column("k", pa.array(person))
    facts = facts_of(rows, "k", persons)
    names = _names(rows, person, persons)
    parted = _parted(person, apart)
    becomes, conflicts = np.arange(int(person.max()) + 1), []
    for label in range(int(labels.max()) + 1):
        group = [k for k in persons if labels[place[k]] == label]
        judged = tuple(n for n, ks in sorted(edges.items()) if ks <= set(group))
        against = tuple(sorted(n for n, pair in parted.items() if _within(pair, group)))
        if against:
            conflicts.append(Conflict("join_and_split", judged + against, None, tuple(group)))
        elif len({names[k] for k in group}) > 1 or _clashing(group, facts):
            conflicts.append(Conflict("facts_against_join", judged, None, tuple(group)))
        else:
            becomes[group] = group[0]
    result: Ints = becomes[person]
    return result, _renamed(conflicts, person, result)


def _clashing(group: list[int], facts: dict[int, Facts]) -> bool:
    return any_pair(group, lambda a, b: clash(facts[a], facts[b]))


def _names(rows: pa.Table, person: Ints, persons: list[int]) -> dict[int, str]:
    _, first = np.unique(person, return_index=True)
    names = rows["name"].take(pa.array(first[persons])).to_pylist()
    return dict(zip(persons, names, strict=True))


def _parted(person: Ints, apart: Apart) -> dict[int, tuple[set[int], set[int]]]:
    return {
        n: ({int(person[r]) for r in one}, {int(person[r]) for r in other})
        for n, (one, other) in apart.items()
    }


def _within(pair: tuple[set[int], set[int]], group: list[int]) -> bool:
    return bool(pair[0] & set(group)) and bool(pair[1] & set(group))


def _renumbered(person: Ints) -> Ints:
    _, first, inverse = np.unique(person, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    result: Ints = rank[inverse]
    return result


def _renamed(conflicts: list[Conflict], before: Ints, after: Ints) -> list[Conflict]:
    """Give the persons of conflicts the numbers that they have in the end."""
    final = _renumbered(after)
    _, first = np.unique(before, return_index=True)
    return [
        c._replace(persons=tuple(sorted({int(final[first[k]]) for k in c.persons})))
        for c in conflicts
    ]
