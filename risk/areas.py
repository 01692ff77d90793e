"""Where risk gathers (区域与单位风险): counts by unit, line of work and region, without any person.

Groups that are too small to hide a person are put together as "the rest", and small counts are
told as "fewer than k" (k-anonymity, k-匿名): who knows a unit well must not learn of its one lead.
Complaints about how duties are handled (慢、推、绕、假) and the yearly evaluations (评议) stand beside; they are
no part of any person's lead.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, Literal, get_args

import duckdb
import pyarrow as pa

from ingest.stage import Stage

By = Literal["unit", "line", "region"]
#: Fewer officials than this are no group, fewer leads no count.
K = 5
#: Categories of complaints on how a duty was handled (慢、推、绕、假).
DUTY = ("duty_slow", "duty_shirk", "duty_evade", "duty_false")
Row = dict[str, Any]

#: Dimension → SQL over the last post `p` of each official.
_VALUE: dict[By, str] = {
    "unit": "p.unit",
    "line": "unnest(CASE WHEN len(p.portfolio) > 0 THEN list_distinct(list_transform(p.portfolio, lambda x: left(x, 3))) ELSE ['不明'] END)",
    "region": "coalesce(left(p.region, 6), '不明')",
}
_PEOPLE = """
    CREATE TABLE people AS
    WITH p AS (SELECT * FROM (SELECT *, row_number() OVER (
        PARTITION BY official_id ORDER BY coalesce(valid_to, '9999') DESC,
        coalesce(valid_from, '') DESC, source) AS nth FROM posts) WHERE nth = 1)
    SELECT p.official_id, {value} AS value FROM p SEMI JOIN officials o USING (official_id)"""
_COUNTS = """
    SELECT g.value, count(*) AS officials, count(r.official_id) AS shown,
           count(r.official_id) FILTER (r.tier = 1) AS tier_1
    FROM people g LEFT JOIN listed r USING (official_id)
    GROUP BY g.value ORDER BY g.value"""
#: A complaint counts for the units that it names, one voice once; all its units in one text.
_DUTY = """
    SELECT u.unit AS value, count(DISTINCT t.group_id) AS duty
    FROM complaint_triage t JOIN (
        SELECT group_id, unnest(complaint_ids) AS source_id FROM complaint_groups) c USING (group_id)
    JOIN mentions m USING (source_id) JOIN unit_links u ON u.name = m.text
    WHERE m.label = 'GOV' AND list_contains($duty, t.category)
    GROUP BY u.unit"""
_EVALUATED = """
    SELECT unit AS value, max(year) AS year, round(sum(satisfied) / sum(votes), 4) AS satisfied
    FROM (SELECT e.*, max(year) OVER (PARTITION BY unit) AS latest FROM evaluations e
          WHERE votes > 0 AND satisfied IS NOT NULL AND subject_kind = '单位')
    WHERE year = latest GROUP BY unit"""


def areas(
    stages: Mapping[str, Stage],
    by: By,
    listed: Mapping[str, int],
    *,
    seen: Set[str] | None = None,
    k: int = K,
    complaints: bool = False,
) -> list[Row]:
    """Return one row a group: how many officials, how many shown, how many of tier 1.

    A count that is None with `small` true is between 1 and k - 1. Every number of a person's is left
    out; by unit, `duty` (complaint voices about handling of duties; only with `complaints`) and `satisfied`
    (share of votes of the last evaluation, 0-1) stand beside.

    Parameters
    ----------
    by : "unit", "line" (industry overseen, GB/T 4754 letter and two digits; who oversees two stands in
        both), "region" (GB/T 2260)
    listed : tier of every official on the list that the reader may see
    seen : officials of the reader's area; None is everybody
    k : the smallest group that is told, and the smallest count
    complaints : whether the reader is cleared for complaints
    """
    assert by in get_args(By)
    tables = {
        "officials": "ingest", "posts": "ingest", "evaluations": "ingest",
        "complaint_triage": "nlp", "complaint_groups": "nlp", "mentions": "nlp", "unit_links": "resolve",
    }  # fmt: skip
    with duckdb.connect() as con:
        for table, stage in tables.items():
            con.register(table, stages[stage].read(table))
        ids, tiers = pa.array(listed.keys(), pa.string()), pa.array(listed.values(), pa.int64())
        con.register("listed", pa.table({"official_id": ids, "tier": tiers}))
        con.execute(_PEOPLE.format(value=_VALUE[by]))
        if seen is not None:
            con.register("seen", pa.table({"official_id": pa.array(sorted(seen), pa.string())}))
            con.execute(
                "DELETE FROM people WHERE official_id NOT IN (SELECT official_id FROM seen)"
            )
        rows = con.sql(_COUNTS).to_arrow_table().to_pylist()
        beside: dict[str, Row] = {}
        if by == "unit":
            for value, year, satisfied in con.sql(_EVALUATED).fetchall():
                beside.setdefault(value, {}).update(year=year, satisfied=satisfied)
            if complaints:
                for value, duty in con.execute(_DUTY, {"duty": list(DUTY)}).fetchall():
                    beside.setdefault(value, {}).update(duty=duty)
    return hide(rows, beside, k)


def hide(rows: list[Row], beside: Mapping[str, Row], k: int) -> list[Row]:
    """Return the groups with small ones put together and small counts left out.

    The rest is told only where it has k officials itself; where it has not, the smallest told group
    joins it, so that nobody finds a small group by taking the others from the whole.
    """
    told = sorted(
        (r for r in rows if r["officials"] >= k), key=lambda r: (r["officials"], r["value"])
    )
    rest = [r for r in rows if r["officials"] < k]
    while rest and told and sum(r["officials"] for r in rest) < k:
        rest.append(told.pop(0))
    result = [_told(r["value"], [r], k, beside.get(r["value"], {})) for r in told]
    if sum(r["officials"] for r in rest) >= k:
        result.append(_told(None, rest, k, {}))
    result.sort(
        key=lambda r: (r["value"] is None, -(r["rate"] or 0.0), -r["officials"], r["value"] or "")
    )
    return result


def _told(value: str | None, rows: list[Row], k: int, beside: Row) -> Row:
    officials, shown, first = (sum(r[n] for r in rows) for n in ("officials", "shown", "tier_1"))
    small = 0 < shown < k
    return {
        "value": value,
        "groups": len(rows),
        "officials": officials,
        "shown": None if small else shown,
        "tier_1": None if small or 0 < first < k else first,
        "small": small,
        "rate": None if small else round(shown / officials, 4),
        "duty": beside.get("duty"),
        "year": beside.get("year"),
        "satisfied": beside.get("satisfied"),
    }
