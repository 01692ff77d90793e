"""Whom a judgement means today (判断的对象): subjects and register rows found again after a rebuild.

Keys of one run, row numbers and ID tokens all change when tables are exported again or the office
key is replaced; names, company codes, dates of birth and kinship do not. Two readings of the same
description are kept apart. The *wide* one serves "never the same": whoever may be meant is meant.
The *narrow* one serves "the same", which raises a probability: whoever is not certainly meant is
not, and where several could be, nobody is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resolve.judgements import Anchor, Judgement
from resolve.names import person_name
from resolve.sql import query

_ROWS = """
SELECT a.j, a.side, a.n, r.row, r.k,
       a.born <> '' AND coalesce(r.born = a.born, false) AS sure,
       coalesce(left(nullif(a.born, ''), length(r.born)) = left(r.born, length(a.born)), true)
       AND coalesce(nullif(a.sex, '') = r.sex, true) AS fits
FROM anchors a JOIN rows r USING (name, uscc) ORDER BY a.j, a.side, a.n, r.row
"""
_SCHEMA = pa.schema([
    ("j", pa.int64()), ("side", pa.string()), ("n", pa.int64()),
    *((name, pa.string()) for name in Anchor._fields),
])  # fmt: skip

Ints = NDArray[np.int64]
Place = tuple[int, str]  # number of the judgement, side: other or person


class Rows(NamedTuple):
    """The register rows that judgements mean, by judgement and side."""

    wide: dict[Place, set[int]]
    narrow: dict[Place, set[int]]
    ambiguous: set[int]  # judgements with a description that fits several persons

    def persons(self, place: Place, person: Ints, *, wide: bool) -> set[int]:
        """Return the register persons of the rows of one side."""
        return {int(person[row]) for row in (self.wide if wide else self.narrow).get(place, ())}


class Subjects(NamedTuple):
    """The subjects that judgements mean, by judgement."""

    wide: dict[int, set[int]]
    narrow: dict[int, set[int]]


def find_rows(judgements: Sequence[Judgement], rows: pa.Table) -> Rows:
    """Find the rows of the described register persons.

    Parameters
    ----------
    rows : table of `resolve.rows.person_rows` with the person `k` of each row

    Returns
    -------
    Rows
        A row is meant by name and company. Where the company has two persons of the name, the
        dates of birth and sexes that were known tell them apart as far as they go.
    """
    if not judgements:
        return Rows({}, {}, set())
    anchors = [
        {"j": j, "side": side, "n": n, **anchor._asdict(), "name": person_name(anchor.name)}
        for j, judgement in enumerate(judgements)
        for side in ("other", "person")
        for n, anchor in enumerate(getattr(judgement, side))
    ]
    numbered = rows.append_column("row", pa.array(np.arange(rows.num_rows)))
    met = query(_ROWS, anchors=pa.Table.from_pylist(anchors, schema=_SCHEMA), rows=numbered)
    each: dict[tuple[int, str, int], list[dict[str, Any]]] = defaultdict(list)
    for row in met.to_pylist():
        each[row["j"], row["side"], row["n"]].append(row)
    found = Rows(defaultdict(set), defaultdict(set), set())
    for (j, side, _), candidates in each.items():
        fitting = [row for row in candidates if row["fits"]]
        # a date corrected since must not set free whom somebody has judged for good
        found.wide[j, side] |= {row["row"] for row in fitting or candidates}
        meant = fitting
        if len({row["k"] for row in meant}) > 1:
            meant = [row for row in fitting if row["sure"]]
        if len({row["k"] for row in meant}) == 1:
            found.narrow[j, side] |= {row["row"] for row in meant}
        elif fitting:
            found.ambiguous.add(j)
    return found


def find_subjects_of(judgements: Sequence[Judgement], subjects: pa.Table) -> Subjects:
    """Find the judged subjects.

    Parameters
    ----------
    subjects : table of `resolve.subjects.find_subjects` with s and canonical
    """
    if not judgements:
        return Subjects({}, {})
    of_official: dict[str, list[dict[str, Any]]] = defaultdict(list)
    of_name: dict[str, list[dict[str, Any]]] = defaultdict(list)
    wanted = {person_name(j.subject_name) for j in judgements}
    numbers = {j.official_id for j in judgements}
    columns = ["s", "official_id", "subject", "canonical", "former_names", "kinship", "born"]
    for row in subjects.select(columns).to_pylist():
        if row["official_id"] in numbers:
            of_official[row["official_id"]].append(row)
        if row["canonical"] in wanted:
            of_name[row["canonical"]].append(row)
    found = Subjects({}, {})
    for n, judgement in enumerate(judgements):
        if not judgement.of_register:
            family = of_official[judgement.official_id]
            elsewhere = of_name[person_name(judgement.subject_name)]
            reading = _relative if judgement.kinship else _official
            wide, narrow = reading(judgement, family, elsewhere)
            found.wide[n] = {row["s"] for row in wide}
            found.narrow[n] = {row["s"] for row in narrow}
    return found


_Row = dict[str, Any]
_Found = tuple[list[_Row], list[_Row]]


def _official(judgement: Judgement, family: list[_Row], elsewhere: list[_Row]) -> _Found:
    own = [row for row in family if row["subject"] == "self"]
    day = judgement.subject_born if len(judgement.subject_born) == 10 else None
    sure = [row for row in own if _called(judgement, row) and _may_be_born(judgement, row)]
    if sure:
        return own, sure
    # the number is gone or another's: officials were renumbered, or he was renamed
    named = [r for r in elsewhere if r["subject"] == "self" and _may_be_born(judgement, r)]
    certain = [row for row in [*own, *named] if day and row["born"] == day]
    return [*own, *named], certain if len(certain) == 1 else []


def _relative(judgement: Judgement, family: list[_Row], elsewhere: list[_Row]) -> _Found:
    kin = [row for row in family if row["subject"] != "self"]
    named = [row for row in kin if _called(judgement, row)]
    day = judgement.subject_born if len(judgement.subject_born) == 10 else None
    if not named:  # renamed since, or the official was renumbered: the same tie
        tied = [row for row in kin if day and row["born"] == day]
        others = [row for row in elsewhere if _may_be_born(judgement, row)]
        return [r for r in [*tied, *others] if r["kinship"] == judgement.kinship], []
    fitting = [row for row in named if _may_be_born(judgement, row)]
    same_tie = [row for row in fitting if row["kinship"] == judgement.kinship]
    narrow = fitting if len(fitting) == 1 else same_tie
    return fitting or named, narrow if len({row["born"] for row in narrow}) == 1 else []


def _called(judgement: Judgement, row: dict[str, Any]) -> bool:
    names = {row["canonical"], *(person_name(name) for name in row["former_names"] or [])}
    return person_name(judgement.subject_name) in names


def _may_be_born(judgement: Judgement, row: dict[str, Any]) -> bool:
    width = min(len(judgement.subject_born), len(row["born"] or ""))
    return judgement.subject_born[:width] == (row["born"] or "")[:width]
