"""Peers that compare two names: each gives a score from 0 to 1; one that is not installed is said to be so.

None was made for Chinese names. Every peer gets the names as they are, and the threshold that suits it best on the pairs that were
not held out: the best that somebody who tunes it could reach.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import duckdb

Pairs = list[tuple[str, str]]
Scorer = Callable[[Pairs, str], list[float]]


def _module(name: str) -> Any:
    return importlib.import_module(name)


def _jaro_winkler(pairs: Pairs, kind: str) -> list[float]:
    similarity = _module("rapidfuzz.distance").JaroWinkler.similarity
    return [similarity(a, b) for a, b in pairs]


def _levenshtein(pairs: Pairs, kind: str) -> list[float]:
    similarity = _module("rapidfuzz.distance").Levenshtein.normalized_similarity
    return [similarity(a, b) for a, b in pairs]


def _by_sql(pairs: Pairs, expression: str) -> list[float]:
    with duckdb.connect() as con:
        con.execute("CREATE TABLE p (n INTEGER, name_l VARCHAR, name_r VARCHAR)")
        con.executemany("INSERT INTO p VALUES (?, ?, ?)", [(n, a, b) for n, (a, b) in enumerate(pairs)])  # fmt: skip
        return [row[0] for row in con.execute(f"SELECT {expression} FROM p ORDER BY n").fetchall()]


def _duckdb(pairs: Pairs, kind: str) -> list[float]:
    return _by_sql(pairs, "jaro_winkler_similarity(name_l, name_r)")


def _splink(pairs: Pairs, kind: str) -> list[float]:
    """Return the level of Splink's own comparison of names: 1 for the first, down to 0."""
    made = _module("splink.comparison_library").NameComparison("name")
    levels = made.get_comparison("duckdb").as_dict()["comparison_levels"]
    conditions = [v["sql_condition"] for v in levels if not v.get("is_null_level")][:-1]
    cases = " ".join(f"WHEN {c} THEN {1 - n / len(conditions)}" for n, c in enumerate(conditions))
    return [float(score) for score in _by_sql(pairs, f"CASE {cases} ELSE 0.0 END")]


def _nomenklatura(pairs: Pairs, kind: str) -> list[float]:
    """Return the score of nomenklatura's logic-v2 for two entities that have nothing but a name."""
    matching = _module("nomenklatura.matching")
    proxy = _module("followthemoney").EntityProxy
    algorithm = matching.get_algorithm("logic-v2")
    config = algorithm.default_config()
    schema = "Company" if kind == "company" else "Person"

    def entity(key: str, name: str) -> Any:
        return proxy.from_dict({"id": key, "schema": schema, "properties": {"name": [name]}})

    # Keys of their own: the matcher keeps what it has worked out by an entity's key.
    return [algorithm.compare(entity(f"{n}a", a), entity(f"{n}b", b), config).score for n, (a, b) in enumerate(pairs)]  # fmt: skip


#: Name, distribution, scorer, and the threshold that its users start from: Splink's first similarity band, nomenklatura's 0.7.
PEERS: tuple[tuple[str, str, Scorer, float], ...] = (
    ("Jaro-Winkler, code points", "rapidfuzz", _jaro_winkler, 0.92),
    ("Levenshtein, code points", "rapidfuzz", _levenshtein, 0.6),
    ("Jaro-Winkler of DuckDB, bytes", "duckdb", _duckdb, 0.92),
    ("Splink, its levels for names", "splink", _splink, 0.75),
    ("nomenklatura logic-v2", "nomenklatura", _nomenklatura, 0.7),
)


def peers() -> Iterator[tuple[str, Scorer | None, float]]:
    """Yield each peer's name with its version, its scorer where it is installed, and its usual threshold."""
    for name, distribution, scorer, usual in PEERS:
        try:
            yield f"{name} ({distribution} {version(distribution)})", scorer, usual
        except PackageNotFoundError:
            yield f"{name} ({distribution}: not installed)", None, usual
