"""The run report (运行报告): inputs, what was off, data quality, stability, flag rates, versions.

Nothing here reads a clock, so equal runs give equal reports; the page is `risk.report_page`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from typing import Any

import duckdb
import pyarrow as pa

from ingest.schema import SOURCES
from ingest.stage import Stage
from risk.pack import of_run
from risk.report_page import render_html
from risk.stage import ASSESSMENT

__all__ = ["render_html", "run_report"]
#: Distributions whose version decides what a run computes.
_VERSIONS = ("qinqing", "duckdb", "numpy", "pyarrow", "spacy")


def run_report(stages: Mapping[str, Stage], *, as_of: date) -> dict[str, Any]:
    """Return the run report of finished stages as JSON values.

    Parameters
    ----------
    stages : mapping of stage name to Stage
        ingest, nlp, resolve, graph and risk.
    as_of : date
        The day as of which the run measured.
    """
    risk = stages["risk"]
    assessment = json.loads((risk.folder / ASSESSMENT).read_text(encoding="utf-8"))
    pack = of_run(risk.folder)
    rules = [{"rule": r.id, "tag": r.tag, "on": r.on} for r in pack.rules.values()]
    files = stages["ingest"].read("files").to_pylist()
    present = {row["table"] for row in files if row["rows_accepted"]}
    return {
        "as_of": as_of.isoformat(),
        "versions": {name: version(name) for name in _VERSIONS},
        "inputs": files,
        "tables_missing": [name for name in SOURCES if name not in present],
        "stages": {
            name: {table: facts["rows"] for table, facts in stage.manifest["tables"].items()}
            for name, stage in stages.items()
        },
        "quality": _quality(stages["ingest"]),
        "patterns": [
            {"pattern": p.id, "title_zh": p.title.zh, "title_en": p.title.en}
            for p in pack.patterns.values()
        ],
        "rules": rules,
        "shown": _shown(risk),
        "flag_rates": flag_rates(stages),
        **assessment,
    }


def _quality(ingest: Stage) -> list[dict[str, Any]]:
    """Count the doubtful values that were kept, by check and file."""
    return _query(
        "SELECT \"check\", file, count(*) AS n FROM quality GROUP BY ALL ORDER BY ALL",
        quality=ingest,
    )  # fmt: skip


def _shown(risk: Stage) -> dict[str, Any]:
    return {
        "officials": _query(
            "SELECT tier, count(*) AS n FROM risk_list GROUP BY ALL ORDER BY ALL", risk_list=risk
        ),
        "findings": _query(
            "SELECT pattern, tier, count(*) AS n FROM findings GROUP BY ALL ORDER BY ALL",
            findings=risk,
        ),
    }


#: Group of officials by which flag rates are compared → SQL expression.
GROUPS = {
    "region": "coalesce(left(p.region, 6), '不明')",
    "rank": "coalesce(p.rank, '不明')",
    "sex": "coalesce(o.sex, '不明')",
    "name_commonness": """CASE WHEN coalesce(c.n, 0) <= 1 THEN '0-1' WHEN c.n <= 5 THEN '2-5'
                               WHEN c.n <= 20 THEN '6-20' ELSE '21+' END""",
}


def flag_rates(
    stages: Mapping[str, Stage], risk_list: pa.Table | None = None
) -> dict[str, list[dict[str, Any]]]:
    """Return how many officials of each group are shown (science.md D4.10).

    `name_commonness` is the number of register persons who bear the official's name.

    Parameters
    ----------
    risk_list : table, optional
        The list to count, where it is another one than the run's.
    """
    ingest = stages["ingest"]
    listed = stages["risk"].read("risk_list") if risk_list is None else risk_list
    rates = {}
    for name, group in GROUPS.items():
        rates[name] = _query(
            f"""
            WITH c AS (SELECT name, count(*) AS n FROM register_persons GROUP BY name),
            p AS (SELECT * FROM (SELECT official_id, region, rank, row_number() OVER (
                      PARTITION BY official_id ORDER BY coalesce(valid_to, '9999') DESC,
                      coalesce(valid_from, '') DESC, source) AS nth FROM posts) WHERE nth = 1),
            o AS (SELECT official_id, min(name) AS name, min(sex) AS sex FROM officials GROUP BY 1)
            SELECT {group} AS "group", count(*) AS officials,
                   count(r.official_id) AS shown, count(r.official_id) FILTER (r.tier = 1) AS tier_1,
                   round(count(r.official_id) / count(*), 6) AS rate
            FROM o LEFT JOIN p USING (official_id) LEFT JOIN c USING (name)
            LEFT JOIN risk_list r USING (official_id) GROUP BY 1 ORDER BY 1""",
            officials=ingest, posts=ingest, risk_list=listed, register_persons=stages["resolve"],
        )  # fmt: skip
    return rates


def _query(sql: str, **tables: Stage | pa.Table) -> list[dict[str, Any]]:
    """Run a query over tables of stages."""
    with duckdb.connect() as con:
        for name, stage in tables.items():
            con.register(name, stage.read(name) if isinstance(stage, Stage) else stage)
        rows: list[dict[str, Any]] = con.sql(sql).to_arrow_table().to_pylist()
    return rows
