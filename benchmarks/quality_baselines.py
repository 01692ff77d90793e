"""What a simple method would name: the baselines B0 to B5 (science.md D7.8).

The baselines get what we get from ingest (clean tables, typed numbers) and work on officials and their
declared relatives alike:

B0  exact ID: a register row carries the full, valid ID number
B1  exact name: a register row carries the name
B2  name, sex and birth year: B1, and sex and year of the row's number agree (rows that show neither
    cannot be compared and do not count)
B3  sum of red flags: one for each sign of `FEATURES` that is there
B4  logistic regression on all signs, fitted on the truth of the development area (seed 1)
B5  a fixed shuffle

Ties are broken by a fixed shuffle.
"""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Signs of the table that B3 adds up and B4 weighs, for each official.
FEATURES = (
    "own_id", "own_name", "own_year", "kin_id", "kin_name", "kin_year", "same_phone",
    "own_deals", "kin_deals", "named",
)  # fmt: skip


def _people(ingest: Path) -> str:
    fid = "list_filter(person_id_tokens, lambda t: starts_with(t, 'F:'))[1]"
    columns = f"name, sex, left(coalesce(born, person_id_born), 4) AS year, {fid} AS fid, phone"
    return f"""
    SELECT official_id, true AS own, {columns} FROM read_parquet('{ingest}/officials.parquet')
    UNION ALL
    SELECT official_id, false, {columns} FROM read_parquet('{ingest}/relatives.parquet')"""


def _register(ingest: Path) -> str:
    fid = "list_filter({}_tokens, lambda t: starts_with(t, 'F:'))[1]"
    return f"""
    SELECT uscc, holder_name AS name, holder_id_sex AS sex, left(holder_id_born, 4) AS year,
           {fid.format("holder_id")} AS fid
    FROM read_parquet('{ingest}/holdings.parquet') WHERE coalesce(holder_type, '自然人') = '自然人'
    UNION ALL
    SELECT uscc, name, person_id_sex, left(person_id_born, 4), {fid.format("person_id")}
    FROM read_parquet('{ingest}/roles.parquet')"""


def features(ingest: Path) -> tuple[list[str], Floats]:
    """Return the officials, and how many companies each sign of `FEATURES` points at."""
    year = "s.sex = r.sex AND s.year = r.year"
    table = duckdb.sql(f"""
        WITH s AS ({_people(ingest)}), r AS ({_register(ingest)}),
        pairs AS (
          SELECT s.official_id, s.own, r.uscc, s.fid = r.fid AS id, true AS same_name,
                 {year} AS same_year
          FROM s JOIN r ON s.name = r.name
          UNION ALL
          SELECT s.official_id, s.own, r.uscc, true, false, false FROM s JOIN r ON s.fid = r.fid),
        hits AS (
          SELECT official_id, own, uscc, coalesce(bool_or(id), false) AS id,
                 bool_or(same_name) AS same_name, coalesce(bool_or(same_year), false) AS same_year
          FROM pairs GROUP BY ALL),
        deals AS (
          SELECT DISTINCT p.official_id, a.uscc
          FROM read_parquet('{ingest}/posts.parquet') p
          JOIN read_parquet('{ingest}/awards.parquet') a ON a.buyer = p.unit),
        counted AS (
          SELECT official_id,
                 count(*) FILTER (own AND id) AS own_id,
                 count(*) FILTER (own AND same_name) AS own_name,
                 count(*) FILTER (own AND same_year) AS own_year,
                 count(*) FILTER (NOT own AND id) AS kin_id,
                 count(*) FILTER (NOT own AND same_name) AS kin_name,
                 count(*) FILTER (NOT own AND same_year) AS kin_year,
                 count(*) FILTER (own AND same_name AND d.uscc IS NOT NULL) AS own_deals,
                 count(*) FILTER (NOT own AND same_name AND d.uscc IS NOT NULL) AS kin_deals
          FROM hits LEFT JOIN deals d USING (official_id, uscc) GROUP BY ALL),
        phones AS (
          SELECT s.official_id, count(DISTINCT c.uscc) AS same_phone
          FROM s JOIN read_parquet('{ingest}/companies.parquet') c
          ON c.phone = s.phone GROUP BY ALL),
        named AS (
          SELECT o.official_id, count(*) AS named
          FROM read_parquet('{ingest}/officials.parquet') o
          JOIN read_parquet('{ingest}/complaints.parquet') c ON contains(c.text, o.name) GROUP BY ALL)
        SELECT official_id, {", ".join(f"coalesce({f}, 0)::DOUBLE AS {f}" for f in FEATURES)}
        FROM (SELECT DISTINCT official_id FROM s WHERE own) LEFT JOIN counted USING (official_id)
        LEFT JOIN phones USING (official_id) LEFT JOIN named USING (official_id)
        ORDER BY official_id""").to_arrow_table()
    matrix = np.column_stack([table.column(f).to_numpy() for f in FEATURES])
    return table.column("official_id").to_pylist(), matrix


def fitted(matrix: Floats, labels: NDArray[np.bool_]) -> list[float]:
    """Return the weights of a logistic regression on the signs, the constant last (B4)."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, max_iter=2000).fit(np.log1p(matrix), labels)
    return [*map(float, model.coef_[0]), float(model.intercept_[0])]


def baselines(ingest: Path, weights: list[float] | None) -> dict[str, list[str]]:
    """Return the officials whom each baseline names, best first; B4 only where there are weights."""
    officials, matrix = features(ingest)
    column = {name: matrix[:, i] for i, name in enumerate(FEATURES)}

    def first(own: str, kin: str) -> Floats:
        score: Floats = 1000.0 * (column[own] > 0) + column[own] + column[kin]
        return score

    scores: dict[str, Floats] = {
        "B0 exact ID": first("own_id", "kin_id"),
        "B1 exact name": first("own_name", "kin_name"),
        "B2 name + sex + birth year": first("own_year", "kin_year"),
        "B3 sum of red flags": (matrix > 0).sum(axis=1).astype(np.float64),
    }
    if weights is not None:
        logit = np.log1p(matrix) @ np.array(weights[:-1]) + weights[-1]
        scores["B4 logistic on all signs"] = 1 / (1 + np.exp(-logit))
    scores["B5 random"] = np.ones(len(officials))
    shuffled = list(range(len(officials)))
    random.Random(0).shuffle(shuffled)
    return {
        name: [officials[i] for i in sorted(shuffled, key=lambda i: -score[i]) if score[i] > 0]
        for name, score in scores.items()
    }
