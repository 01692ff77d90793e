"""The officials of a finished run as the pool of a round (抽取范围), and their leads as they look today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from datetime import date
from typing import Any

import duckdb

from ingest.stage import Stage
from risk.learning.checks import Check
from risk.learning.selection import Candidate, Drawn

Row = dict[str, Any]
#: Region of the last post, leading rank or not, how common the name is in the registers.
_POOL = """
    WITH c AS (SELECT name, count(*) AS n FROM register_persons GROUP BY name),
    p AS (SELECT * FROM (SELECT official_id, region, rank, row_number() OVER (
              PARTITION BY official_id ORDER BY coalesce(valid_to, '9999') DESC,
              coalesce(valid_from, '') DESC, source) AS nth FROM posts) WHERE nth = 1),
    o AS (SELECT official_id, min(name) AS name FROM officials GROUP BY 1)
    SELECT o.official_id, concat_ws('|', coalesce(left(p.region, 6), '不明'), coalesce(left(p.rank, 2), '不明'),
               CASE WHEN coalesce(c.n, 0) <= 1 THEN '0-1' WHEN c.n <= 5 THEN '2-5'
                    WHEN c.n <= 20 THEN '6-20' ELSE '21+' END) AS stratum,
           r.rank
    FROM o LEFT JOIN p USING (official_id) LEFT JOIN c USING (name)
    LEFT JOIN risk_list r USING (official_id)
    ORDER BY o.official_id"""
_LINKS = ("p_identity", "p_relation", "p_benefit", "p_overlap", "p_no_exemption")
_LEAD = ("official_id", "uscc", "pattern", "tier", "probability", *_LINKS)


def pool(stages: Mapping[str, Stage], checked: Set[str]) -> list[Candidate]:
    """Return the officials of a run who were not drawn before."""
    tables = {
        "officials": "ingest", "posts": "ingest", "register_persons": "resolve", "risk_list": "risk",
    }  # fmt: skip
    with duckdb.connect() as con:
        for table, stage in tables.items():
            con.register(table, stages[stage].read(table))
        rows = con.sql(_POOL).fetchall()
    return [Candidate(*row) for row in rows if row[0] not in checked]


def as_checks(drawn: list[Drawn], findings: list[Row], name: str, day: date) -> list[Check]:
    """Return a row for every lead of who was drawn, and one for who has none.

    Parameters
    ----------
    findings : rows of the table `findings`, without those that may not be told
    """
    of: dict[str, list[Row]] = defaultdict(list)
    for finding in findings:
        of[finding["official_id"]].append(finding)
    rows = []
    for d in drawn:
        same = {
            "round": name, "drawn_on": day, "stratum": d.stratum,
            "odds": round(d.odds, 9), "slice_odds": round(d.slice_odds, 9),
        }  # fmt: skip
        leads = sorted(of.get(d.official_id, []), key=lambda f: f["finding_id"])
        rows += [_check(same, finding) for finding in leads]
        if not leads:
            rows.append(Check.model_validate({**same, "official_id": d.official_id}))
    return rows


def _check(same: Row, finding: Row) -> Check:
    bans: dict[str, float] = defaultdict(float)
    for ban in finding["bans"]:
        bans[ban["group"]] += ban["bans"]
    lead = {name: finding[name] for name in _LEAD}
    weights = {group: round(total, 6) for group, total in sorted(bans.items())}
    return Check.model_validate({**same, **lead, "lead_id": finding["finding_id"], "bans": weights})
