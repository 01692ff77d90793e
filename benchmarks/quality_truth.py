"""What a finished run and the truth of its area say, as plain values: the only place that reads both.

The run is read as its users read it, from the published tables, and from the typed tables of ingest,
which the baselines get as well. The truth is read from the folder beside the case, which no run sees.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb


@dataclass(slots=True)
class Guilty:
    """An official with a scheme or more, as the area knows it."""

    tier: str
    kind: str
    typology: str
    instead: str
    evasions: list[str]
    companies: list[str]


@dataclass(slots=True)
class Lead:
    """A line of the risk list."""

    official_id: str
    tier: int
    probability: float
    company: str
    pattern: str
    without: dict[str, float] = field(default_factory=dict)  # bans by group of evidence


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV of the truth."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def guilty(world: Path) -> dict[str, Guilty]:
    """Return the officials with a scheme; where one has several, the most visible counts."""
    found: dict[str, Guilty] = {}
    rows = sorted(rows_of(world / "truth" / "schemes.csv"), key=lambda r: r["observability"])
    for row in rows:
        companies = [row["uscc"], *filter(None, row["through"].split(";"))]
        evasions = list(filter(None, row["evasions"].split(";")))
        known = found.get(row["official_id"])
        if known is None:
            found[row["official_id"]] = Guilty(
                row["observability"], row["kind"], row["typology"], row["instead"], evasions, companies
            )  # fmt: skip
        else:
            known.companies += companies
    return found


def look_alikes(world: Path) -> dict[str, set[str]]:
    """Return the officials in an innocent situation, by exemption code, by kind where there is none."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(world / "truth" / "look_alikes.csv"):
        found[row["exemption"] or row["kind"]].add(row["official_id"])
    return found


def leads(run: Path) -> list[Lead]:
    """Return the risk list, best first, with the bans that each group of evidence brought."""
    rows = duckdb.sql(f"""
        SELECT official_id, tier, probability, top_uscc, top_pattern
        FROM read_parquet('{run}/risk_list.parquet') ORDER BY rank""").fetchall()
    found = [Lead(*row) for row in rows]
    by_id = {lead.official_id: lead for lead in found}
    weights = duckdb.sql(f"""
        WITH best AS (
          SELECT official_id, bans, row_number() OVER (
            PARTITION BY official_id ORDER BY tier, probability DESC, finding_id) AS nth
          FROM read_parquet('{run}/findings.parquet'))
        SELECT official_id, b.unnest."group", sum(b.unnest.bans)
        FROM best, unnest(bans) AS b WHERE nth = 1 GROUP BY ALL ORDER BY ALL""").fetchall()
    for official_id, group, bans in weights:
        if official_id in by_id:
            by_id[official_id].without[group] = bans
    return found


#: Attribute of an official by which false flags are compared → SQL expression.
GROUPS = {
    "region": "coalesce(left(p.region, 6), '不明')",
    "rank": "coalesce(p.rank, '不明')",
    "sex": "coalesce(o.sex, '不明')",
    "age": """CASE WHEN o.born IS NULL THEN '不明' WHEN left(o.born, 4) > '1990' THEN '-34'
                   WHEN left(o.born, 4) > '1975' THEN '35-49' ELSE '50-' END""",
    "name": """CASE WHEN coalesce(c.n, 0) <= 1 THEN '0-1' WHEN c.n <= 5 THEN '2-5' ELSE '6+' END""",
    "data": "CASE WHEN coalesce(k.n, 0) = 0 THEN 'no relatives' WHEN k.whole THEN 'whole' ELSE 'gaps' END",
}


def attributes(run: Path) -> list[dict[str, Any]]:
    """Return, for every official of the roster, the groups of the fairness table."""
    ingest = run / "stages" / "ingest"
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in GROUPS.items())
    rows: list[dict[str, Any]] = (
        duckdb.sql(f"""
        WITH o AS (SELECT official_id, min(name) AS name, min(sex) AS sex, min(born) AS born
                   FROM read_parquet('{ingest}/officials.parquet') GROUP BY ALL),
        p AS (SELECT official_id, arg_max(region, coalesce(valid_from, '')) AS region,
                     arg_max(rank, coalesce(valid_from, '')) AS rank
              FROM read_parquet('{ingest}/posts.parquet') GROUP BY ALL),
        k AS (SELECT official_id, count(*) AS n, bool_and(len(person_id_tokens) > 0) AS whole
              FROM read_parquet('{ingest}/relatives.parquet') GROUP BY ALL),
        c AS (SELECT name, count(DISTINCT uscc) AS n FROM (
                SELECT holder_name AS name, uscc FROM read_parquet('{ingest}/holdings.parquet')
                UNION ALL SELECT name, uscc FROM read_parquet('{ingest}/roles.parquet'))
              GROUP BY ALL)
        SELECT o.official_id, {columns}
        FROM o LEFT JOIN p USING (official_id) LEFT JOIN k USING (official_id)
        LEFT JOIN c ON c.name = o.name ORDER BY ALL""")
        .to_arrow_table()
        .to_pylist()
    )
    return rows


def report_of(run: Path) -> dict[str, Any]:
    """Return the run report."""
    report: dict[str, Any] = json.loads((run / "run_report.json").read_text(encoding="utf-8"))
    return report
