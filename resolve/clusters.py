"""One natural person across companies (同一自然人): register rows joined without joining strangers.

A node is a name in a company with one ID number (or none). Nodes of one name are joined, in falling
order of strength, by (0) the same full number, (1) the same company, (2) the same masked number or
the same co-holder, (3) the same telephone or address of a company. An edge of kinds 2 and 3 counts
only where a stranger of that name would hardly be met there by chance. A component in which ID
facts contradict each other loses its weakest kind of edge until none does: when in doubt, two
persons. Nothing here ever joins different names.
"""

from __future__ import annotations

from hashlib import sha256

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from resolve import frequency
from resolve.components import components
from resolve.sql import column, query
from resolve.ties import TIES, contact_ties, holder_ties, mask_ties

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_NODES = """
WITH signed AS (
  SELECT *, coalesce(list_extract(list_filter(tokens, lambda t: t LIKE 'F:%'), 1),
                     array_to_string(list_sort(tokens), '|')) AS id_,
         CASE WHEN masked AND len(tokens) = 0 THEN row ELSE -1 END AS alone
  FROM rows
)
SELECT dense_rank() OVER (ORDER BY name, uscc, id_, alone) - 1 AS node, signed.* FROM signed
ORDER BY row
"""


def cluster(rows: pa.Table, companies: pa.Table) -> Ints:
    """Say which person each register row speaks of.

    Parameters
    ----------
    rows : table of `resolve.rows.person_rows`
    companies : the typed table 企业登记

    Returns
    -------
    array (rows,), the number of the person, in order of first appearance in `rows`
    """
    if rows.num_rows == 0:
        return np.empty(0, np.int64)
    numbered = rows.append_column("row", pa.array(np.arange(rows.num_rows)))
    numbered = query(_NODES, rows=numbered)
    node_of_row = column(numbered, "node").astype(np.int64)
    facts = _facts(numbered)
    size = int(node_of_row.max()) + 1
    edges = _certain_edges(numbered, facts, size)
    labels = components(edges, size)
    edges = np.vstack([edges, _probable_edges(numbered, companies, labels)])
    labels = _without_contradictions(edges, facts, size)
    _, first, inverse = np.unique(labels[node_of_row], return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    result: Ints = rank[inverse]
    return result


def _facts(rows: pa.Table) -> Ints:
    """Return (node, kind, value) of everything that one natural person can have only one of."""
    facts = query(
        """
        WITH token AS (SELECT DISTINCT node, unnest(tokens) AS value FROM rows),
        facts AS (
          SELECT node, 'token ' || split_part(value, ':', 1) AS kind, value FROM token
          UNION SELECT node, 'sex', sex FROM rows WHERE sex IS NOT NULL
          UNION SELECT node, 'region', region FROM rows WHERE region IS NOT NULL
          UNION SELECT node, 'born' || n, left(born, n)
                FROM rows, (VALUES (4), (7), (10)) AS v(n) WHERE length(born) >= n
        )
        SELECT node, dense_rank() OVER (ORDER BY kind) - 1 AS kind,
               dense_rank() OVER (ORDER BY kind, value) - 1 AS value
        FROM facts ORDER BY ALL
        """,
        rows=rows,
    )
    return np.column_stack([column(facts, name).astype(np.int64) for name in facts.column_names])


def contradictory(labels: Ints, facts: Ints) -> Bools:
    """Say of each component whether two of its nodes have different values of one kind of fact."""
    count = int(labels.max()) + 1 if len(labels) else 0
    if not len(facts):
        return np.zeros(count, np.bool_)
    kinds = int(facts[:, 1].max()) + 1
    key = labels[facts[:, 0]] * kinds + facts[:, 1]
    low = np.full(count * kinds, np.iinfo(np.int64).max)
    high = np.full(count * kinds, -1)
    np.minimum.at(low, key, facts[:, 2])
    np.maximum.at(high, key, facts[:, 2])
    bad: Bools = ((high >= 0) & (low != high)).reshape(count, kinds).any(axis=1)
    return bad


def _without_contradictions(edges: Ints, facts: Ints, size: int) -> Ints:
    labels = components(edges, size)
    for kind in range(TIES["contact"], TIES["number"], -1):
        bad = contradictory(labels, facts)
        if not bad.any():
            break
        edges = edges[~(bad[labels[edges[:, 0]]] & (edges[:, 2] == kind))]
        labels = components(edges, size)
    return labels


def _certain_edges(rows: pa.Table, facts: Ints, size: int) -> Ints:
    """Join one name with one full number, and one name in one company where IDs allow it."""
    numbers = query(
        """
        WITH full_ AS (
          SELECT DISTINCT node, name, unnest(tokens) AS token FROM rows
        )
        SELECT min(node) OVER (PARTITION BY name, token) AS a, node AS b
        FROM full_ WHERE token LIKE 'F:%' QUALIFY a < b ORDER BY ALL
        """,
        rows=rows,
    )
    company = query(
        """
        SELECT DISTINCT min(node) OVER (PARTITION BY name, uscc) AS a, node AS b
        FROM rows WHERE NOT masked QUALIFY a < b ORDER BY ALL
        """,
        rows=rows,
    )
    same_company = _tie(company, TIES["company"])
    groups = components(same_company, size)
    bad = contradictory(groups, facts)[groups]
    clean = same_company[~bad[same_company[:, 0]]]
    doubtful = _unambiguous(same_company[bad[same_company[:, 0]]], facts)
    return np.vstack([_tie(numbers, TIES["number"]), clean, doubtful])


def _tie(pairs: pa.Table, kind: int) -> Ints:
    a, b = column(pairs, "a").astype(np.int64), column(pairs, "b").astype(np.int64)
    return np.column_stack([a, b, np.full(len(a), kind, np.int64)])


def _unambiguous(edges: Ints, facts: Ints) -> Ints:
    """In a company with two persons of one name, join a node only where exactly one other fits it.

    These groups are few and small, so plain Python is quick enough.
    """
    groups: dict[int, list[int]] = {}
    for a, b, _ in edges.tolist():
        groups.setdefault(a, [a]).append(b)
    known: dict[int, dict[int, int]] = {n: {} for group in groups.values() for n in group}
    for node, kind, value in facts[np.isin(facts[:, 0], list(known))].tolist():
        known[node][kind] = value
    kept: list[tuple[int, int, int]] = []
    for group in groups.values():
        fits = {
            a: [b for b in group if a != b and known[b] and _compatible(known[a], known[b])]
            for a in group
            if known[a]
        }
        kept += [
            (a, others[0], TIES["company"])
            for a, others in fits.items()
            if len(others) == 1 and fits[others[0]] == [a]
        ]
    return np.array(kept, np.int64).reshape(-1, 3)


def _compatible(a: dict[int, int], b: dict[int, int]) -> bool:
    return all(b.get(kind, value) == value for kind, value in a.items())


def _probable_edges(rows: pa.Table, companies: pa.Table, labels: Ints) -> Ints:
    """Join nodes of one name by masked number, co-holder, telephone and address."""
    node = column(rows, "node").astype(np.int64)
    rows = rows.append_column("label", pa.array(labels[node]))
    people = query(
        """
        SELECT name, count(DISTINCT label) AS persons FROM rows WHERE NOT masked
        GROUP BY name ORDER BY name
        """,
        rows=rows,
    )
    persons = column(people, "persons").astype(np.int64)
    common = frequency.fit(people["name"].to_pylist(), persons, np.zeros_like(persons))
    people = people.append_column("f", pa.array(common.mean()))
    people = people.append_column("given", pa.array(common.given))
    found = [
        _tie(mask_ties(rows, people), TIES["mask"]),
        _tie(holder_ties(rows, people), TIES["mask"]),
        _tie(contact_ties(rows, people, companies), TIES["contact"]),
    ]
    return np.vstack(found)


def person_keys(rows: pa.Table, person: Ints) -> list[str]:
    """Return a key for each person: his name, his smallest USCC and a number among equals.

    Neither ID tokens nor the order of rows in a file enters it.
    """
    content = rows.select(["name", "uscc", "born", "sex", "region", "valid_from", "role", "source"])
    content = content.append_column("person", pa.array(person))
    keys = query(
        """
        WITH firsts AS (
          SELECT person, min((uscc, coalesce(born, ''), coalesce(sex, ''), coalesce(region, ''),
                              coalesce(valid_from, ''), coalesce(role, ''), source)) AS key_,
                 any_value(name) AS name FROM content GROUP BY person
        )
        SELECT person, name, key_[1] AS uscc,
               row_number() OVER (PARTITION BY name, key_[1] ORDER BY key_) AS number
        FROM firsts ORDER BY person
        """,
        content=content,
    )
    return [
        _key(name, uscc, number)
        for name, uscc, number in zip(
            keys["name"].to_pylist(), keys["uscc"].to_pylist(), keys["number"].to_pylist(),
            strict=True,
        )
    ]  # fmt: skip


def _key(name: str, uscc: str, number: int) -> str:
    return sha256(f"{name}\x1f{uscc}\x1f{number}".encode()).hexdigest()[:16]
