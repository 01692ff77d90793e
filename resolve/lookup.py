"""One person looked up in the registers of a finished run (单人查询), by the same functions as the stage.

Whoever is asked for becomes a subject like an official of the roster, his relatives subjects like
declared ones; only their pairs are compared. How common names are is told by the run's whole roster
and register, in which he counts once. Those asked for together do not compete with each other, nor
does the roster compete with them: one of it may be the person asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from ingest.stage import Stage
from resolve.asked import KEY, Asked, everybody_with, with_asked
from resolve.identities import identify
from resolve.linked import linked_companies
from resolve.names import person_name
from resolve.pairs import compare, register_persons
from resolve.questions import ask
from resolve.rows import person_rows
from resolve.sql import query
from resolve.subjects import subject_names

_CASE = ("companies", "changes", "holdings", "officials", "posts", "relatives", "roles")
_OF_RUN = """
SELECT r.n, dense_rank() OVER (ORDER BY person_key) - 1 AS k, person_key
FROM rows r JOIN (
  SELECT "table", source, uscc, name, coalesce(role, '') AS role, min(person_key) AS person_key
  FROM appearances GROUP BY ALL
) a ON a."table" = r."table" AND a.source = r.source AND a.uscc = r.uscc AND a.name = r.raw
   AND a.role = coalesce(r.role, '')
ORDER BY r.name, r.uscc, r."table", r.role, r.valid_from, r.valid_to, r.source, r.raw
"""


class Answer(NamedTuple):
    """What the registers hold on somebody asked for."""

    #: As the table `identities`, with the registered name, the cheapest question that could move the
    #: level (zh, en; None where there is none) and `judged_different`: officials of the name of whom
    #: somebody has judged that they are not this registered person. Best first.
    rows: tuple[dict[str, Any], ...]
    weaker: int  # candidates that stay below `levels.hold`
    cleared: int  # candidates left out: somebody has judged that they are not who is asked for


class Judged(NamedTuple):
    """A standing judgement "different" of the run: whom it is about, and who is not he."""

    name: str
    official_id: str
    subjects: frozenset[str]
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers of a finished run with the persons that the run has told apart."""

    case: dict[str, pa.Table]
    rows: pa.Table  # resolve.rows.person_rows with k
    persons: pa.Table
    keys: tuple[str, ...]  # person_key of each k
    links: pa.Table
    judged: tuple[Judged, ...] = ()


def read_registers(ingest: Stage, resolved: Stage) -> Registers:
    """Return the registers of a run from its stages `ingest` and `resolve`."""
    case = {name: ingest.read(name) for name in _CASE}
    rows = person_rows(case["holdings"], case["roles"])
    numbered = rows.append_column("n", pa.array(np.arange(rows.num_rows)))
    found = query(_OF_RUN, rows=numbered, appearances=resolved.read("appearances"))
    keys = query("SELECT DISTINCT k, person_key FROM found ORDER BY k", found=found)
    rows = rows.take(found["n"]).append_column("k", found["k"])
    persons = register_persons(rows)
    links = resolved.read("company_links")
    said = tuple(
        Judged(
            person_name(row["subject_name"]),
            row["official_id"],
            frozenset(row["subjects"] or ()),
            frozenset(row["person_keys"] or ()),
        )
        for row in resolved.read("judgements").to_pylist()
        if row["verdict"] == "different" and row["official_id"]
    )
    return Registers(case, rows, persons, tuple(keys["person_key"].to_pylist()), links, said)


def look_up(registers: Registers, asked: Sequence[Asked]) -> list[Answer]:
    """Return who in the registers may be each of those asked for.

    Those with one name are looked up one after another, so that they never compete: two cells of a
    list may well mean one person.
    """
    answers: dict[int, Answer] = {}
    left = dict(enumerate(asked))
    while left:
        names: set[str] = set()
        together: dict[int, Asked] = {}
        for n, one in left.items():
            said = {person_name(one.name), *(person_name(name) for _, name in one.kin)}
            if not said & names:
                together[n] = one
                names |= said
        answers |= _together(registers, together)
        left = {n: one for n, one in left.items() if n not in together}
    return [answers[n] for n in range(len(asked))]


def _together(registers: Registers, asked: dict[int, Asked]) -> dict[int, Answer]:
    case = registers.case | {
        name: with_asked(registers.case[name], name, asked)
        for name in ("officials", "relatives", "posts")
    }
    everybody, doubles = everybody_with(case)
    own = query(
        f"SELECT * FROM everybody WHERE starts_with(official_id, '{KEY}') ORDER BY s",
        everybody=everybody,
    )
    numbers = own["s"].to_pylist()
    named = subject_names(own)
    # subject_names counts from 0
    named = named.set_column(
        0, "s", pa.array([numbers[n] for n in named["s"].to_pylist()], pa.int64())
    )
    pairs = compare(own, named, registers.rows, registers.persons, case)
    near = query("SELECT DISTINCT uscc FROM rows SEMI JOIN pairs USING (k)",
                 rows=registers.rows, pairs=pairs)  # fmt: skip
    linked = linked_companies(registers.rows, near, case, registers.links)
    chosen, fields = identify(everybody, registers.rows, registers.persons, pairs, linked)
    answers = _answers(
        registers, own, pairs, chosen.append_column("fields", fields["fields"]), list(asked)
    )
    return {
        n: _as_judged(registers, answer, person_name(asked[n].name), doubles[f"{KEY}{n}"])
        for n, answer in answers.items()
    }


def _as_judged(
    registers: Registers, answer: Answer, name: str, doubles: set[tuple[str, str]]
) -> Answer:
    """Leave out who was judged to be somebody else; where only the name is the same, say so."""
    kept = []
    for row in answer.rows:
        bars = [said for said in registers.judged if row["person_key"] in said.people]
        if any(
            (said.official_id, subject) in doubles for said in bars for subject in said.subjects
        ):
            continue
        warned = sorted({said.official_id for said in bars if said.name == name})
        kept.append({**row, "judged_different": tuple(warned)})
    return Answer(tuple(kept), answer.weaker, len(answer.rows) - len(kept))


def _answers(
    registers: Registers, own: pa.Table, pairs: pa.Table, chosen: pa.Table, numbers: list[int]
) -> dict[int, Answer]:
    """Return the candidates of each person asked for, relatives left out."""
    seen = query("SELECT s, count(*) AS n FROM pairs GROUP BY s", pairs=pairs)
    compared = dict(zip(seen["s"].to_pylist(), seen["n"].to_pylist(), strict=True))
    keys = pa.table({
        "k": np.arange(len(registers.keys)), "person_key": pa.array(registers.keys, pa.string()),
    })  # fmt: skip
    matches = query(
        """
        WITH home AS (
          SELECT k, min(raw) AS name, list_sort(list(DISTINCT uscc)) AS uscc_list
          FROM rows SEMI JOIN chosen USING (k) GROUP BY k
        )
        SELECT official_id, subject, person_key, home.name, uscc_list, probability, level, fields,
               expected_namesakes
        FROM chosen JOIN own USING (s) JOIN home USING (k) JOIN keys USING (k)
        WHERE subject = 'self' ORDER BY s, probability DESC, person_key
        """,
        chosen=chosen, own=own, rows=registers.rows, keys=keys,
    )  # fmt: skip
    known = query(
        "SELECT p.*, person_key FROM persons p JOIN keys USING (k) SEMI JOIN chosen USING (k)",
        persons=registers.persons,
        keys=keys,
        chosen=chosen,
    )
    questions = {
        (row["official_id"], row["person_key"]): (row["zh"], row["en"])
        for row in ask(matches, own, known).to_pylist()
    }
    selves = query("SELECT official_id, s FROM own WHERE subject = 'self'", own=own).to_pylist()
    s_of = {row["official_id"]: row["s"] for row in selves}
    answers = {}
    for n in numbers:
        key = f"{KEY}{n}"
        rows = tuple(
            {**row, "official_id": "", "question": questions.get((key, row["person_key"]))}
            for row in matches.to_pylist()
            if row["official_id"] == key
        )
        answers[n] = Answer(rows, compared.get(s_of[key], 0) - len(rows), 0)
    return answers
