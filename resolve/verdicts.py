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
from resolve.constraints import Constrained
from resolve.disputes import Conflict
from resolve.fields import Field
from resolve.joint import hang_together, impossible_pairs, judge_of, numbered_pairs, united
from resolve.judgements import Judgement
from resolve.knowledge import load
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
    constrained: Constrained

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
    return Meant(judgements, found, subjects_found, constrained.person, constrained)


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
        (s, k)
        for s, k in numbered_pairs(judged, pairs)
        if (entities[0][s], entities[1][k]) not in laid
    }
    groups = hang_together(judged, equal, entities)
    judge = judge_of(groups, subjects, rows, entities, said.constrained)
    impossible = impossible_pairs(pairs, groups)
    conflicts = [c for group in groups for c in judge.conflicts(group, laid, impossible)]
    lost = {n for conflict in conflicts for n in conflict.judgements}
    used = [group for group in groups if not lost & set(group.judgements)]
    subject, person = united(used, *entities)
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


def cleared(said: Meant, verdicts: Verdicts, subjects: pa.Table) -> pa.Table:
    """Return (official_id, k) judged different, of himself or a relative: no tie is inferred between them again."""
    official = subjects["official_id"].to_pylist()
    judged = set().union(*(said.barred(n) for n in said.of("different")))
    people = {(official[s], int(verdicts.person[k])) for s, k in judged}
    everybody = np.isin(verdicts.person, [person for _, person in people])
    members: dict[int, list[int]] = defaultdict(list)
    for k in np.flatnonzero(everybody).tolist():
        members[int(verdicts.person[k])].append(k)
    pairs = sorted((who, k) for who, person in people for k in members[person])
    return pa.table({
        "official_id": pa.array([who for who, _ in pairs], pa.string()),
        "k": pa.array([k for _, k in pairs], pa.int64()),
    })  # fmt: skip


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
