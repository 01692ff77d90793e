"""Judgements "the same" that hang together through a common subject or person (判断成组): all of a group hold, or none.

A group contradicts itself where a bar, the facts, two officials or two persons of it cannot be one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resolve.components import components
from resolve.constraints import Constrained
from resolve.disputes import Conflict, Facts, any_pair, clash, facts_of
from resolve.names import person_name
from resolve.sql import column

Ints = NDArray[np.int64]
Pair = tuple[int, int]


class Group(NamedTuple):
    """Judgements "the same" that hang together."""

    judgements: tuple[int, ...]
    judged: frozenset[Pair]  # (s, k)
    pairs: frozenset[Pair]  # and those that an equal full number joins to them

    @property
    def subjects(self) -> list[int]:
        """The subjects s, sorted."""
        return sorted({s for s, _ in self.pairs})

    @property
    def persons(self) -> list[int]:
        """The register persons k, sorted."""
        return sorted({k for _, k in self.pairs})


def numbered_pairs(judged: dict[int, set[Pair]], pairs: pa.Table) -> set[Pair]:
    """Return the pairs that an equal full number makes one, of subjects who are judged."""
    who = sorted({s for found in judged.values() for s, _ in found})
    s = column(pairs, "s")
    at = np.flatnonzero(np.isin(s, who) & column(pairs, "full_same").astype(bool))
    return set(zip(s[at].tolist(), column(pairs, "k")[at].tolist(), strict=True))


def hang_together(
    judged: dict[int, set[Pair]], equal: set[Pair], entities: tuple[Ints, Ints]
) -> list[Group]:
    """Return the judgements "the same" in groups that share a subject or a person.

    Parameters
    ----------
    judged : the pairs (s, k) of each judgement
    equal : pairs that an equal full number makes one, of subjects who are judged
    entities : natural person of each subject and of each register person
    """
    subject, person = entities
    every = sorted(equal.union(*judged.values()))
    if not every:
        return []
    left = {e: n for n, e in enumerate(sorted({int(subject[s]) for s, _ in every}))}
    right = {p: n for n, p in enumerate(sorted({int(person[k]) for _, k in every}), len(left))}
    edges = np.array([(left[subject[s]], right[person[k]]) for s, k in every], np.int64)
    labels = components(edges, len(left) + len(right))
    place = {pair: int(labels[a]) for pair, (a, _) in zip(every, edges, strict=True)}
    numbers: dict[int, set[int]] = defaultdict(set)
    for n, found in judged.items():
        for pair in found:
            numbers[place[pair]].add(n)
    return [
        Group(
            tuple(sorted(ns)),
            frozenset(pair for n in ns for pair in judged[n] if place[pair] == label),
            frozenset(pair for pair in every if place[pair] == label),
        )
        for label, ns in sorted(numbers.items())
    ]


def impossible_pairs(pairs: pa.Table, groups: list[Group]) -> set[Pair]:
    """Return the judged pairs that the facts rule out: numbers that differ, too young, dead."""
    judged = set().union(*(group.judged for group in groups))
    equal = column(pairs, "full_same").astype(bool)
    against = np.logical_or.reduce(
        [
            column(pairs, name).astype(bool)
            for name in ("full_other", "mask_other", "impossible_age")
        ]
    )
    bad = np.flatnonzero(against & ~equal)
    s, k = column(pairs, "s")[bad].tolist(), column(pairs, "k")[bad].tolist()
    return judged & set(zip(s, k, strict=True))


class Judge(NamedTuple):
    """What is needed to see whether a group of judgements can be right."""

    subject: Ints
    person: Ints
    subject_facts: dict[int, Facts]
    person_facts: dict[int, Facts]
    names: dict[int, set[str]]  # of subjects
    own: dict[int, bool]  # subject is an official himself
    called: dict[int, str]  # register persons
    parted: list[tuple[set[int], set[int]]]

    def conflicts(
        self, group: Group, bars: dict[Pair, set[int]], impossible: set[Pair]
    ) -> list[Conflict]:
        """Return every contradiction of a group; an empty list where it may be right."""
        found = [
            self._barred(group, bars),
            ("impossible", ()) if impossible & group.judged else None,
            ("two_subjects", ()) if any_pair(group.subjects, self._two_subjects) else None,
            ("two_persons", ())
            if any_pair(group.persons, lambda a, b: self._two_persons(group, a, b))
            else None,
        ]
        return [
            Conflict(kind, (*group.judgements, *more), group.subjects[0], tuple(group.persons))
            for kind, more in filter(None, found)
        ]

    def _barred(
        self, group: Group, bars: dict[Pair, set[int]]
    ) -> tuple[str, tuple[int, ...]] | None:
        direct = {(int(self.subject[s]), int(self.person[k])) for s, k in group.judged}
        every = {
            (int(self.subject[s]), int(self.person[k]))
            for s in group.subjects
            for k in group.persons
        }
        against = sorted({n for pair in every & bars.keys() for n in bars[pair]})
        if not against:
            return None
        return "same_and_different" if direct & bars.keys() else "chain", tuple(against)

    def _two_subjects(self, a: int, b: int) -> bool:
        if self.subject[a] == self.subject[b]:
            return False
        if self.own[a] and self.own[b]:
            return True
        shared = self.names[a] & self.names[b]
        return not shared or clash(self.subject_facts[a], self.subject_facts[b])

    def _two_persons(self, group: Group, a: int, b: int) -> bool:
        if any({a, b} & one and {a, b} & other for one, other in self.parted):
            return True
        if self.person[a] == self.person[b]:
            return False
        known = set().union(*(self.names[s] for s in group.subjects))
        strange = self.called[a] != self.called[b] and not {self.called[a], self.called[b]} <= known
        return strange or clash(self.person_facts[a], self.person_facts[b])


def judge_of(
    groups: list[Group],
    subjects: pa.Table,
    rows: pa.Table,
    entities: tuple[Ints, Ints],
    parted: Constrained,
) -> Judge:
    """Return what is known of everybody in the groups.

    Parameters
    ----------
    subjects : table with s, canonical, former_names, subject and the facts of `resolve.disputes`
    rows : register rows with k
    entities : natural person of each subject and of each register person
    parted : the register persons after the judgements about them
    """
    who = sorted({s for group in groups for s in group.subjects})
    persons = sorted({k for group in groups for k in group.persons})
    facts = subjects.select(["canonical", "former_names", "subject"]).take(
        pa.array(who, pa.int64())
    )
    known = dict(zip(who, facts.to_pylist(), strict=True))
    _, place = np.unique(parted.person, return_index=True)
    apart = [
        ({int(parted.person[row]) for row in one}, {int(parted.person[row]) for row in other})
        for one, other in parted.apart.values()
    ]
    return Judge(
        *entities,
        facts_of(subjects, "s", who),
        facts_of(rows, "k", persons),
        {s: {f["canonical"], *map(person_name, f["former_names"] or [])} for s, f in known.items()},
        {s: f["subject"] == "self" for s, f in known.items()},
        {k: rows["name"][int(place[k])].as_py() for k in persons},
        apart,
    )


def united(used: list[Group], subject: Ints, person: Ints) -> tuple[Ints, Ints]:
    """Take for one natural person who is judged the same as one."""
    subject, person = subject.copy(), person.copy()
    for group in used:
        for entities, members in ((subject, group.subjects), (person, group.persons)):
            entities[np.isin(entities, entities[members])] = entities[members].min()
    return subject, person
