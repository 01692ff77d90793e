"""What is done in practice today: equality of ID, of name, of name, sex and year of birth, as joins."""

from __future__ import annotations

import time
from typing import NamedTuple

import pyarrow as pa

from ingest.stage import Stage
from resolve.names import person_name
from resolve.sql import query


class Links(NamedTuple):
    """Links of a method: n (the subject) and found (the natural person), and the seconds it took."""

    links: pa.Table
    seconds: float


_RULES = {
    "exact ID": """
        SELECT DISTINCT a.n, b.source FROM (SELECT n, unnest(tokens) AS token FROM roster) a
        JOIN (SELECT source, unnest(tokens) AS token FROM register) b USING (token)
        WHERE token LIKE 'F:%'
    """,
    "exact name": "SELECT a.n, b.source FROM roster a JOIN register b USING (name)",
    "name, sex, birth year": """
        SELECT a.n, b.source FROM roster a JOIN register b USING (name)
        WHERE coalesce(a.sex = b.sex, true) AND left(a.born, 4) = left(b.born, 4)
    """,
}


def records(ingest: Stage, subjects: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Return what a linker gets: one record a subject, and one for each person in a company.

    Roster: n, name, sex, born, region, phone, and the ID tokens. Register: source (one row of the
    person in that company), name, sex, born, region, phone of the company, tokens. Names in our
    canonical spelling, so that no method loses to white space or traditional characters.
    """
    roster = query(
        """
        SELECT s.n, r.name AS raw, nullif(r.sex, '') AS sex, nullif(r.born, '') AS born, r.phone,
               person_id_region AS region, list_filter(coalesce(person_id_tokens, []), lambda t: t[1] <> 'N') AS tokens
        FROM (SELECT *, 'self' AS subject FROM officials
              UNION ALL BY NAME SELECT *, source AS subject FROM relatives) r
        JOIN subjects s USING (official_id, subject) ORDER BY s.n
        """,
        officials=ingest.read("officials"),
        relatives=ingest.read("relatives"),
        subjects=subjects.select(["n", "official_id", "subject"]),
    )
    register = query(
        """
        WITH every AS (
          SELECT source, uscc, holder_name AS raw, holder_id_tokens AS tokens,
                 holder_id_born AS born, holder_id_sex AS sex, holder_id_region AS region FROM holdings
          UNION ALL
          SELECT source, uscc, name, person_id_tokens, person_id_born, person_id_sex,
                 person_id_region FROM roles
        )
        SELECT min(e.source) AS source, raw,
               list_filter(coalesce(tokens, []), lambda t: t[1] <> 'N') AS tokens, born, sex, e.region,
               any_value(c.phone) AS phone
        FROM every e JOIN companies c USING (uscc)
        GROUP BY uscc, raw, tokens, born, sex, e.region ORDER BY source
        """,
        holdings=ingest.read("holdings"),
        roles=ingest.read("roles"),
        companies=ingest.read("companies"),
    )
    return _spelt(roster), _spelt(register)


def _spelt(table: pa.Table) -> pa.Table:
    coded = table["raw"].combine_chunks().dictionary_encode()
    spelt = pa.array([person_name(raw) for raw in coded.dictionary.to_pylist()], pa.string())
    return table.drop_columns(["raw"]).append_column("name", spelt.take(coded.indices))


def practice(roster: pa.Table, register: pa.Table, rows: pa.Table) -> dict[str, Links]:
    """Return the links of each rule of practice."""
    found = {}
    for name, sql in _RULES.items():
        start = time.perf_counter()
        pairs = query(sql, roster=roster, register=register)
        seconds = time.perf_counter() - start
        found[name] = Links(with_persons(pairs, rows), seconds)
    return found


def with_persons(pairs: pa.Table, rows: pa.Table) -> pa.Table:
    """Return links with the natural person of each register row as `found`."""
    return query(
        "SELECT p.*, t.person AS found FROM pairs p JOIN rows t USING (source)",
        pairs=pairs,
        rows=rows,
    )
