"""How right matches are, against the truth of a simulated area (`benchmarks.identity_rows`).

A match is right when most rows of the register person speak of the natural person that the subject
is. Everybody (we and the peers) is counted in the same units: distinct pairs of a subject and a
natural person, and subjects found among those who are in the registers at all. Beside it stand the
companies that a match brings: (subject, company), which also sees what a wrong merge drags along.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from ingest.stage import Stage
from resolve.names import person_name
from resolve.sql import query

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

#: What is visible of a subject in the roster, best first; births count where the registers show them.
TIERS = ("ID", "birth date + contact", "birth date", "birth year", "family names", "name only")
#: What roster and register both show of a subject who is in the registers, best first.
SHARED = ("number", "birth date", "birth year", "relative in the company", "name only")

_PERSONS = """
WITH votes AS (
  SELECT person_key, person, count(*) AS n FROM appearances JOIN truth USING (source) GROUP BY ALL
)
SELECT person_key, max_by(person, (n, person)) AS person, max(n) AS of_him, sum(n)::BIGINT AS rows
FROM votes GROUP BY person_key ORDER BY person_key
"""
_MATCHES = """
SELECT s.n, c.person AS found, s.person AS sought, i.probability, i.level, i.uscc_list,
       c.person = s.person AS right_
FROM identities i JOIN subjects s USING (official_id, subject) JOIN clusters c USING (person_key)
ORDER BY s.n, i.probability DESC, i.person_key
"""


class Score(NamedTuple):
    """Precision and recall of pairs (subject, natural person)."""

    pairs: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def subjects_of(ingest: Stage, truth: pa.Table, rows: pa.Table) -> pa.Table:
    """Return the subjects with what is visible of each, how common the name is, whether present.

    Columns: n, official_id, subject, person, present, together (a relative stands in one of the
    person's companies), tier (an index of TIERS), shared (an index of SHARED), commonness (a key that rises with the frequency
    of the name, in the registers first, by surname and given name where that ties).
    """
    officials, relatives = ingest.read("officials"), ingest.read("relatives")
    columns = ["official_id", "name", "born", "phone", "person_id_status"]
    officials = officials.select(columns).append_column(
        "subject", pa.array(["self"] * officials.num_rows)
    )
    relatives = relatives.select([*columns, "source"]).rename_columns([*columns, "subject"])
    listed = query(
        """
        SELECT t.*, r.* EXCLUDE (official_id, subject),
               count(*) OVER (PARTITION BY official_id) AS family
        FROM truth t JOIN (SELECT * FROM officials UNION ALL BY NAME SELECT * FROM relatives) r
          USING (official_id, subject)
        ORDER BY official_id, subject = 'self' DESC, subject
        """,
        truth=truth,
        officials=officials,
        relatives=relatives,
    )
    register = _register(ingest, rows)
    listed = _present(listed, register)
    born = register["born"].null_count < register.num_rows
    numbers = register["status"].null_count < register.num_rows
    listed = listed.append_column("tier", pa.array(_tiers(listed, born=born, numbers=numbers)))
    return listed.append_column("commonness", pa.array(_commonness(listed, register)))


def _register(ingest: Stage, rows: pa.Table) -> pa.Table:
    return query(
        """
        SELECT source, person, uscc, name, status, born FROM (
          SELECT source, uscc, holder_name AS name, holder_id_status AS status,
                 CASE WHEN holder_id_status <> 'failing' THEN holder_id_born END AS born FROM holdings
          UNION ALL SELECT source, uscc, name, person_id_status,
                           CASE WHEN person_id_status <> 'failing' THEN person_id_born END FROM roles
        ) JOIN rows USING (source) ORDER BY source
        """,
        holdings=ingest.read("holdings"),
        roles=ingest.read("roles"),
        rows=rows,
    )


def _present(listed: pa.Table, register: pa.Table) -> pa.Table:
    return query(
        """
        WITH place AS (SELECT DISTINCT person, uscc FROM register),
        here AS (SELECT l.official_id, l.person, uscc FROM listed l JOIN place USING (person)),
        met AS (
          SELECT DISTINCT a.official_id, a.person FROM here a JOIN here b USING (official_id, uscc)
          WHERE a.person <> b.person
        ),
        shown AS (
          SELECT person, bool_or(status IN ('full', 'masked')) AS number, max(length(born)) AS born
          FROM register GROUP BY person
        )
        SELECT row_number() OVER (ORDER BY official_id, subject = 'self' DESC, subject) - 1 AS n, l.*,
               shown.person IS NOT NULL AS present, met.person IS NOT NULL AS together,
               least(coalesce(length(l.born), 0), coalesce(shown.born, 0)) AS width,
               CASE WHEN person_id_status IN ('full', 'masked') AND number THEN 0 WHEN width = 10 THEN 1
                    WHEN width >= 4 THEN 2 WHEN together THEN 3 ELSE 4 END AS shared
        FROM listed l LEFT JOIN shown USING (person) LEFT JOIN met USING (official_id, person)
        ORDER BY n
        """,
        listed=listed,
        register=register,
    )


def _tiers(listed: pa.Table, *, born: bool, numbers: bool) -> NDArray[np.int64]:
    width = np.array([len(b or "") for b in listed["born"].to_pylist()]) * born
    status = np.array(listed["person_id_status"].to_pylist(), object)
    contact = np.array([bool(p) for p in listed["phone"].to_pylist()])
    cases = [
        np.isin(status, ["full", "masked"]) & numbers, (width == 10) & contact, width == 10,
        width > 0, np.array(listed["family"].to_pylist()) > 1,
    ]  # fmt: skip
    result: NDArray[np.int64] = np.select(cases, range(5), 5)
    return result


def _commonness(listed: pa.Table, register: pa.Table) -> NDArray[np.int64]:
    """Return the rank of each subject's name by how many persons of the registers bear it."""
    canonical = [person_name(name) for name in listed["name"].to_pylist()]
    counted = query(
        """
        WITH bearer AS (SELECT DISTINCT person, name FROM register),
        full_ AS (SELECT name, count(*) AS n FROM bearer GROUP BY name),
        first AS (SELECT left(name, 1) AS key_, count(*) AS n FROM bearer GROUP BY key_),
        rest AS (SELECT substr(name, 2) AS key_, count(*) AS n FROM bearer GROUP BY key_)
        SELECT s.n, rank() OVER (ORDER BY coalesce(f.n, 0),
               coalesce(a.n, 0) * coalesce(b.n, 0)) AS rank_
        FROM names s LEFT JOIN full_ f USING (name) LEFT JOIN first a ON a.key_ = left(s.name, 1)
        LEFT JOIN rest b ON b.key_ = substr(s.name, 2) ORDER BY s.n
        """,
        names=pa.table({"n": listed["n"], "name": canonical}),
        register=register,
    )
    ranks: NDArray[np.int64] = counted["rank_"].to_numpy()
    return ranks


def matches_of(resolved: Stage, subjects: pa.Table, rows: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Return our matches beside the truth, and the register persons with their natural person."""
    clusters = query(_PERSONS, appearances=resolved.read("appearances"), truth=rows)
    identities = resolved.read("identities")
    return query(_MATCHES, identities=identities, subjects=subjects, clusters=clusters), clusters


def score(links: pa.Table, subjects: pa.Table) -> Score:
    """Score links (n: the subject, found: the natural person of the row or cluster)."""
    right, pairs = _right(links, subjects)
    present = int(np.sum(subjects["present"].to_numpy()))
    return Score(pairs, right / pairs if pairs else 0.0, right / present if present else 0.0)


def _right(links: pa.Table, subjects: pa.Table) -> tuple[int, int]:
    counted = query(
        """
        SELECT count(*) FILTER (found = person)::BIGINT AS right_, count(*) AS pairs
        FROM (SELECT DISTINCT n, found FROM links) JOIN subjects USING (n)
        """,
        links=links,
        subjects=subjects,
    ).to_pylist()[0]
    return counted["right_"], counted["pairs"]


def score_companies(matches: pa.Table, subjects: pa.Table, ingest: Stage, rows: pa.Table) -> Score:
    """Score (subject, company): of those that matches bring, and of those that there are."""
    counted = query(
        """
        WITH true_ AS (
          SELECT DISTINCT s.n, uscc FROM register JOIN subjects s USING (person)
        ), brought AS (SELECT DISTINCT n, unnest(uscc_list) AS uscc FROM matches)
        SELECT (SELECT count(*) FROM brought) AS pairs, (SELECT count(*) FROM true_) AS all_,
               count(*) AS right_ FROM brought JOIN true_ USING (n, uscc)
        """,
        matches=matches,
        subjects=subjects,
        register=_register(ingest, rows),
    ).to_pylist()[0]
    right, pairs = counted["right_"], max(counted["pairs"], 1)
    return Score(counted["pairs"], right / pairs, right / max(counted["all_"], 1))


def calibration_error(right: Bools, p: Floats, bins: int = 10) -> float:
    """Return the expected calibration error: |mean p − share right| over equal bins, weighted."""
    order = np.argsort(p, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    gaps = [abs(float(p[part].mean() - right[part].mean())) * len(part) for part in parts]
    return sum(gaps) / max(len(p), 1)


def deciles(key: NDArray[np.int64], right: Bools, groups: int = 10) -> list[tuple[int, float]]:
    """Return size and precision of the matches in equal groups by how common the name is."""
    order = np.argsort(key, kind="stable")
    return [
        (len(part), float(right[part].mean()))
        for part in np.array_split(order, groups)
        if len(part)
    ]
