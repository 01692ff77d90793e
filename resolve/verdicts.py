"""What judgements do to candidate pairs (判断的作用): "different" bars, "the same" is weighed, the rest is shown.

A bar is laid between natural persons, not rows: it holds for every cluster with one of the judged
rows and for whoever is known to be the same on either side. Judgements "the same" that hang together
through a common subject or person stand or fall together: where they contradict each other, a bar
or the facts, none of them is used. A bar that is part of a contradiction still bars, but the barred
pair goes on competing, so that a contradiction raises nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resolve.anchors import Rows, Subjects, find_rows, find_subjects_of
from resolve.components import components
from resolve.constraints import Apart, Constrained
from resolve.disputes import Conflict, Facts, any_pair, clash, facts_of
from resolve.fields import Field
from resolve.judgements import Judgement
from resolve.knowledge import load
from resolve.names import person_name
from resolve.people import person_entities, subject_entities
from resolve.sql import column

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Pair = tuple[int, int]


class Meant(NamedTuple):
    """The standing judgements with whom they mean in these tables."""

    judgements: Sequence[Judgement]
    rows: Rows
    subjects: Subjects
    person: Ints  # of each register row
    apart: Apart

    def pairs(self, n: int) -> set[Pair]:
        """Return the (subject, person) that a judgement "the same" is certainly about."""
        persons = self.rows.persons((n, "person"), self.person, wide=False)
        return {(s, k) for s in self.subjects.narrow[n] for k in persons}

    def barred(self, n: int) -> set[Pair]:
        """Return the (subject, person) that a judgement "different" may be about."""
        persons = self.rows.persons((n, "person"), self.person, wide=True)
        return {(s, k) for s in self.subjects.wide[n] for k in persons}

    def of(self, verdict: str) -> list[int]:
        """Return the judgements about subjects with one verdict."""
        every = enumerate(self.judgements)
        return [n for n, j in every if j.verdict == verdict and not j.of_register]


class Verdicts(NamedTuple):
    """The effect on n candidate pairs, and who is one natural person after the judgements."""

    same: Bools  # weighed as `judgements.yaml` says
    barred: Bools  # probability 0
    contested: Bools  # barred, and still a rival of others
    unsure: Bools
    subject: Ints  # natural person of each subject s
    person: Ints  # natural person of each register person k
    conflicts: list[Conflict]
    effects: dict[int, str]


def meant(constrained: Constrained, subjects: pa.Table, rows: pa.Table) -> Meant:
    """Find whom the judgements mean; `subjects` with s and canonical, `rows` with k."""
    judgements = constrained.judgements
    found = find_rows(judgements, rows)
    subjects_found = find_subjects_of(judgements, subjects)
    return Meant(judgements, found, subjects_found, constrained.person, constrained.apart)


def judged_pairs(said: Meant) -> pa.Table:
    """Return the pairs (s, k) that are judged the same: candidates even where no name agrees."""
    pairs = sorted(set().union(*(said.pairs(n) for n in said.of("same"))))
    return pa.table({
        "s": pa.array([s for s, _ in pairs], pa.int64()),
        "k": pa.array([k for _, k in pairs], pa.int64()),
    })  # fmt: skip


def weigh(said: Meant, subjects: pa.Table, rows: pa.Table, pairs: pa.Table) -> Verdicts:
    """Say of each candidate pair what the standing judgements do to it.

    Parameters
    ----------
    said : Meant
        Of the same subjects and rows.
    pairs : table of `resolve.pairs.compare`
    """
    if not said.judgements:
        return unjudged(subjects, rows, pairs)
    entities = subject_entities(subjects), person_entities(rows)
    bars = {n: said.barred(n) for n in said.of("different")}
    laid = _laid(bars, *entities)
    judged = {n: said.pairs(n) for n in said.of("same")}
    equal = {
        (s, k) for s, k in _numbered(judged, pairs) if (entities[0][s], entities[1][k]) not in laid
    }
    groups = _groups(judged, equal, entities)
    judge = _judge(said, groups, subjects, rows, entities)
    impossible = _impossible(pairs, groups)
    conflicts = [c for group in groups for c in judge.conflicts(group, laid, impossible)]
    lost = {n for conflict in conflicts for n in conflict.judgements}
    used = [group for group in groups if not lost & set(group.judgements)]
    subject, person = _united(used, *entities)
    laid = _laid(bars, subject, person)
    e = subject[column(pairs, "s").astype(np.int64)]
    p = person[column(pairs, "k").astype(np.int64)]
    barred = _among(e, p, laid)
    still = {pair for pair, judged in laid.items() if not judged & lost}
    s, k = column(pairs, "s"), column(pairs, "k")
    return Verdicts(
        _among(s, k, set().union(*(group.judged for group in used))),
        barred,
        barred & ~_among(e, p, still),
        _among(s, k, set().union(*(said.pairs(n) for n in said.of("unsure")))),
        subject,
        person,
        conflicts,
        {n: _effect(said, n, lost) for v in ("same", "different", "unsure") for n in said.of(v)},
    )


def unjudged(subjects: pa.Table, rows: pa.Table, pairs: pa.Table) -> Verdicts:
    """Return the verdicts where nobody has judged."""
    nobody = np.zeros(pairs.num_rows, np.bool_)
    entities = subject_entities(subjects), person_entities(rows)
    return Verdicts(nobody, nobody, nobody, nobody, *entities, [], {})


def judgement_field(verdicts: Verdicts, bans: Floats, against: Floats) -> Field:
    """Return the field `judgement`: what "the same" adds to reach its probability.

    Parameters
    ----------
    bans : array (n,)
        The weight of everything else, prior included.
    against : array (n,)
        What stands against each pair: "none of them" and its rivals. A judgement outweighs them as
        far as `judgements.yaml` says and no further; where the facts say more it adds nothing.
    """
    same = load("judgements")["same"]
    sure = same / (1 - same)
    missing = np.maximum(np.log10(sure * against) - bans, 0.0)
    agreement = np.select([verdicts.same, verdicts.unsure], ["same", "unsure"], "")
    return Field("judgement", agreement, np.where(verdicts.same, missing, 0.0))


def _laid(bars: dict[int, set[Pair]], subject: Ints, person: Ints) -> dict[Pair, set[int]]:
    """Return the barred pairs of natural persons with the judgements that bar them."""
    laid: dict[Pair, set[int]] = defaultdict(set)
    for n, pairs in bars.items():
        for s, k in pairs:
            laid[int(subject[s]), int(person[k])].add(n)
    return laid


def _among(left: Ints, right: Ints, wanted: Collection[Pair]) -> Bools:
    """Say which of the pairs (left, right) are wanted."""
    base = int(max(right.max(initial=0), max((k for _, k in wanted), default=0))) + 1
    codes = np.array(sorted(s * base + k for s, k in wanted), np.int64)
    result: Bools = np.isin(left.astype(np.int64) * base + right.astype(np.int64), codes)
    return result


def _effect(said: Meant, n: int, lost: set[int]) -> str:
    """Return what became of a judgement about a subject, a code of the table `judgements`."""
    verdict = said.judgements[n].verdict
    wide = verdict != "same"
    subjects = (said.subjects.wide if wide else said.subjects.narrow)[n]
    if not said.subjects.wide[n]:
        return "no_subject"
    if not said.rows.persons((n, "person"), said.person, wide=wide):
        return "ambiguous" if n in said.rows.ambiguous else "no_person"
    if not subjects:
        return "ambiguous"
    if verdict == "unsure":
        return "noted"
    return "overruled" if verdict == "same" and n in lost else "applied"


class _Group(NamedTuple):
    """Judgements "the same" that hang together."""

    judgements: tuple[int, ...]
    judged: frozenset[Pair]  # (s, k)
    pairs: frozenset[Pair]  # and those that an equal full number joins to them

    @property
    def subjects(self) -> list[int]:
        return sorted({s for s, _ in self.pairs})

    @property
    def persons(self) -> list[int]:
        return sorted({k for _, k in self.pairs})


def _numbered(judged: dict[int, set[Pair]], pairs: pa.Table) -> set[Pair]:
    """Return the pairs that an equal full number makes one, of subjects who are judged."""
    who = sorted({s for found in judged.values() for s, _ in found})
    s = column(pairs, "s")
    at = np.flatnonzero(np.isin(s, who) & column(pairs, "full_same").astype(bool))
    return set(zip(s[at].tolist(), column(pairs, "k")[at].tolist(), strict=True))


def _groups(
    judged: dict[int, set[Pair]], equal: set[Pair], entities: tuple[Ints, Ints]
) -> list[_Group]:
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
        _Group(
            tuple(sorted(ns)),
            frozenset(pair for n in ns for pair in judged[n] if place[pair] == label),
            frozenset(pair for pair in every if place[pair] == label),
        )
        for label, ns in sorted(numbers.items())
    ]


def _impossible(pairs: pa.Table, groups: list[_Group]) -> set[Pair]:
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


class _Judge(NamedTuple):
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
        self, group: _Group, bars: dict[Pair, set[int]], impossible: set[Pair]
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
        self, group: _Group, bars: dict[Pair, set[int]]
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

    def _two_persons(self, group: _Group, a: int, b: int) -> bool:
        if any({a, b} & one and {a, b} & other for one, other in self.parted):
            return True
        if self.person[a] == self.person[b]:
            return False
        known = set().union(*(self.names[s] for s in group.subjects))
        strange = self.called[a] != self.called[b] and not {self.called[a], self.called[b]} <= known
        return strange or clash(self.person_facts[a], self.person_facts[b])


def _judge(
    said: Meant,
    groups: list[_Group],
    subjects: pa.Table,
    rows: pa.Table,
    entities: tuple[Ints, Ints],
) -> _Judge:
    who = sorted({s for group in groups for s in group.subjects})
    persons = sorted({k for group in groups for k in group.persons})
    facts = subjects.select(["canonical", "former_names", "subject"]).take(
        pa.array(who, pa.int64())
    )
    known = dict(zip(who, facts.to_pylist(), strict=True))
    _, place = np.unique(said.person, return_index=True)
    parted = [
        ({int(said.person[row]) for row in one}, {int(said.person[row]) for row in other})
        for one, other in said.apart.values()
    ]
    return _Judge(
        *entities,
        facts_of(subjects, "s", who),
        facts_of(rows, "k", persons),
        {s: {f["canonical"], *map(person_name, f["former_names"] or [])} for s, f in known.items()},
        {s: f["subject"] == "self" for s, f in known.items()},
        {k: rows["name"][int(place[k])].as_py() for k in persons},
        parted,
    )


def _united(used: list[_Group], subject: Ints, person: Ints) -> tuple[Ints, Ints]:
    """Take for one natural person who is judged the same as one."""
    subject, person = subject.copy(), person.copy()
    for group in used:
        for entities, members in ((subject, group.subjects), (person, group.persons)):
            entities[np.isin(entities, entities[members])] = entities[members].min()
    return subject, person
