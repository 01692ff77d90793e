"""The officials of a finished run as the pool of a round (抽取范围), and their leads as they look today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

from risk.entries import Weights
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
                    WHEN c.n <= 20 THEN '6-20' ELSE '21+' END) AS stratum
    FROM o LEFT JOIN p USING (official_id) LEFT JOIN c USING (name)
    ORDER BY o.official_id"""
_LINKS = ("p_identity", "p_relation", "p_benefit", "p_overlap", "p_no_exemption")
_LEAD = ("official_id", "uscc", "pattern", "tier", "probability", *_LINKS)


def pool(
    officials: pa.Table,
    posts: pa.Table,
    register_persons: pa.Table,
    *,
    ranks: Mapping[str, int],
    busy: Set[str],
) -> list[Candidate]:
    """Return the officials of a run as a pool.

    Parameters
    ----------
    officials, posts, register_persons : tables of the stages ingest and resolve
    ranks : place in the list of who may be told to be in it, by official
    busy : officials with a check that has no answer yet; they are left out
    """
    with duckdb.connect() as con:
        con.register("officials", officials)
        con.register("posts", posts)
        con.register("register_persons", register_persons)
        rows = con.sql(_POOL).fetchall()
    return [Candidate(who, stratum, ranks.get(who)) for who, stratum in rows if who not in busy]


def as_checks(
    drawn: list[Drawn], findings: list[Row], name: str, day: date, weights: Weights
) -> list[Check]:
    """Return a row for every lead of who was drawn, and one for who has none.

    Parameters
    ----------
    findings : rows of the table `findings`, without those that may not be told
    weights : of the pack, for the caps of groups of circumstances
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
        rows += [_check(same, finding, weights) for finding in leads]
        if not leads:
            rows.append(Check.model_validate({**same, "official_id": d.official_id}))
    return rows


def _check(same: Row, finding: Row, weights: Weights) -> Check:
    bans: dict[str, float] = defaultdict(float)
    for ban in finding["bans"]:
        bans[ban["group"]] += ban["bans"]
    capped = {
        group: round(min(total, weights.group_caps.get(group, weights.group_cap)), 6)
        for group, total in sorted(bans.items())
    }
    lead = {name: finding[name] for name in _LEAD}
    return Check.model_validate({**same, **lead, "lead_id": finding["finding_id"], "bans": capped})
