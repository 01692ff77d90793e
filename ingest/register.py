"""Register facts made one: 股东出资 and 变更记录 as holdings, 主要人员, 企业登记 and 变更记录 as roles (登记事实合并).

A change dates the row that it speaks of (start, end) and tells what the register no longer lists, so a holding or role
stands in the result once. How they meet is in ``register.sql``.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import duckdb
import pyarrow as pa

from ingest.convert import Setting, convert
from ingest.earlier import Earlier
from ingest.events import NUMBER, Events
from ingest.schema import HOLDINGS, QUALITY, ROLES
from ingest.stage import StageWriter

#: Shares of one company may sum to so much at one time before somebody should look (sources.md).
MOST = 1.005
ROW_GROUP = 1 << 17
_FOLD = (
    r"CREATE MACRO fold(name) AS translate(regexp_replace(name, '[\s　]', '', 'g'), '（）', '()')"
)
_PARTS = r"string_split_regex(replace(role, '总经理', '经理'), '[兼、,，/;；和]+')"
_ID = ("status", "tokens", "born", "sex", "region")


def consolidate(
    writer: StageWriter, setting: Setting, events: Events, earlier: Earlier
) -> list[pa.Table]:
    """Write `holdings` and `roles` from the source tables that the stage has; return what is doubtful.

    Parameters
    ----------
    writer : StageWriter
        The running stage, with `companies`, `shareholdings` and `personnel` already written.
    events : Events
        What the cells of 变更记录 say.
    earlier : Earlier
        Where a table is taken from that is made of the same rows as before.
    """
    spill = writer.folder / ".spill"
    with duckdb.connect(config={"temp_directory": str(spill)}) as con:
        con.execute(_FOLD)
        for table in ("companies", "shareholdings", "personnel"):
            path = str(writer.folder / f"{table}.parquet").replace("'", "''")
            con.execute(f"CREATE VIEW {table} AS FROM read_parquet('{path}')")
        con.register("events", _with_ids(events.table(), setting))
        doubts = [
            doubt
            for name, make in (("holdings", _holdings), ("roles", _roles))
            for doubt in _made(con, name, make, (writer, earlier))
        ]
    shutil.rmtree(spill, ignore_errors=True)
    return [events.quality(), pa.Table.from_pylist(doubts, schema=QUALITY)]


def _made(
    con: duckdb.DuckDBPyConnection,
    name: str,
    make: Callable[[duckdb.DuckDBPyConnection, StageWriter], list[dict[str, Any]]],
    place: tuple[StageWriter, Earlier],
) -> list[dict[str, Any]]:
    """Write a consolidated table, or take the earlier run's; return what is doubtful."""
    writer, earlier = place
    known = earlier.take_made(name, writer)
    if known is not None:
        return known
    doubts = make(con, writer)
    earlier.put_made(name, writer, doubts)
    return doubts


def _with_ids(events: pa.Table, setting: Setting) -> pa.Table:
    """Replace the numbers of the events by what may be compared of them."""
    cells = events["number"].combine_chunks() if events.num_rows else pa.array([], pa.string())
    made = convert(NUMBER, cells.fill_null(""), setting)
    for part, array in zip(_ID, made.arrays, strict=True):
        events = events.append_column(f"number_{part}", array)
    return events.drop_columns("number").append_column(
        "number", pa.nulls(events.num_rows, pa.string())
    )


def _match(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(files("ingest").joinpath("register.sql").read_text(encoding="utf-8"))


def _holdings(con: duckdb.DuckDBPyConnection, writer: StageWriter) -> list[dict[str, Any]]:
    con.execute("""
        CREATE OR REPLACE TEMP TABLE happened AS SELECT *, fold(name) AS key FROM events WHERE role IS NULL;
        CREATE TEMP TABLE register AS
            SELECT source, uscc, fold(holder_name) AS key, valid_from, valid_to, share FROM shareholdings;
        CREATE TEMP TABLE covered AS SELECT DISTINCT uscc, NULL::VARCHAR AS role FROM shareholdings;
    """)
    _match(con)
    ids = ", ".join(f"e.number_{part} AS holder_id_{part}" for part in _ID)
    holdings = con.sql(f"""
        SELECT s.* REPLACE (
                   CASE WHEN f.source IS NULL THEN s.valid_from ELSE f.valid_from END AS valid_from,
                   coalesce(s.valid_to, f.valid_to) AS valid_to, coalesce(s.share, f.share) AS share),
               '股东出资' AS basis
        FROM shareholdings s LEFT JOIN fixed f USING (source)
        UNION ALL BY NAME
        SELECT a.uscc, a.name AS holder_name, a.subscribed, a.paid_in, a.share, a.valid_from, a.valid_to,
               a.source, '变更记录' AS basis, {ids}
        FROM added a LEFT JOIN (SELECT * FROM happened QUALIFY row_number() OVER (PARTITION BY source, key ORDER BY date) = 1) e
            USING (source, key)
        ORDER BY uscc, holder_name, valid_from NULLS FIRST, valid_to, source, share
    """)  # fmt: skip
    _stream(writer, "holdings", holdings, HOLDINGS)
    path = str(writer.folder / "holdings.parquet").replace("'", "''")
    con.execute(f"CREATE VIEW holdings AS FROM read_parquet('{path}')")
    return [*_unmatched(con, "股东出资"), *_sums(con), *_units(con)]


def _roles(con: duckdb.DuckDBPyConnection, writer: StageWriter) -> list[dict[str, Any]]:
    head = ", ".join(f"legal_representative_id_{part} AS person_id_{part}" for part in _ID)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE happened AS
            SELECT *, fold(name) || '|' || role AS key FROM events WHERE role IS NOT NULL;
        CREATE TEMP TABLE listed AS
        SELECT uscc, name, {", ".join(f"person_id_{part}" for part in _ID)}, role, valid_from, valid_to,
               '主要人员' AS basis, source
        FROM personnel
        UNION ALL BY NAME
        SELECT uscc, legal_representative AS name, {head}, '法定代表人' AS role, '企业登记' AS basis, source
        FROM companies
        WHERE legal_representative IS NOT NULL
          AND (uscc, fold(legal_representative)) NOT IN (
              SELECT (uscc, fold(name)) FROM personnel WHERE role LIKE '%法定代表人%' AND valid_to IS NULL);
        CREATE OR REPLACE TEMP TABLE register AS
            SELECT source, uscc, fold(name) || '|' || trim(part) AS key, valid_from, valid_to, NULL::DOUBLE AS share
            FROM (SELECT *, unnest({_PARTS}) AS part FROM listed);
        CREATE OR REPLACE TEMP TABLE covered AS
            SELECT DISTINCT uscc, h.role FROM personnel, (SELECT DISTINCT role FROM happened) h
            UNION SELECT uscc, '法定代表人' FROM companies WHERE legal_representative IS NOT NULL;
    """)  # fmt: skip
    _match(con)
    ids = ", ".join(f"e.number_{part} AS person_id_{part}" for part in _ID)
    roles = con.sql(f"""
        SELECT l.* REPLACE (
                   CASE WHEN f.source IS NULL THEN l.valid_from ELSE f.valid_from END AS valid_from,
                   coalesce(l.valid_to, f.valid_to) AS valid_to)
        FROM listed l LEFT JOIN fixed f USING (source)
        UNION ALL BY NAME
        SELECT a.uscc, a.name, a.role, a.valid_from, a.valid_to, a.source, '变更记录' AS basis, {ids}
        FROM added a LEFT JOIN (SELECT * FROM happened QUALIFY row_number() OVER (PARTITION BY source, key ORDER BY date) = 1) e
            USING (source, key)
        ORDER BY uscc, name, role, valid_from NULLS FIRST, valid_to, source
    """)  # fmt: skip
    _stream(writer, "roles", roles, ROLES)
    return _unmatched(con, "主要人员")


def _stream(
    writer: StageWriter, name: str, rows: duckdb.DuckDBPyRelation, schema: pa.Schema
) -> None:
    with writer.stream(name, schema) as put:
        for batch in rows.to_arrow_reader(ROW_GROUP):
            put(pa.Table.from_batches([batch]))


def _unmatched(con: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    detail = f"变更后的人员不在「{table}」里，未计为现任 the register no longer lists whom the change names: not taken as present"
    rows = con.sql("SELECT DISTINCT source FROM unmatched ORDER BY source").fetchall()
    return [_doubt("change_unmatched", source, "变更后", detail) for (source,) in rows]


def _doubt(check: str, source: str, column: str, detail: str) -> dict[str, Any]:
    file, _, row = source.rpartition("#")
    return {"check": check, "file": file, "row": int(row), "column": column, "detail": detail}


def _sums(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Name the companies whose listed shares certainly sum to more than 100.5 % on some day."""
    rows = con.sql(f"""
        -- A start counts from its last possible day ('~' sorts behind every digit and hyphen), an end from its first.
        WITH stake AS (
            SELECT uscc, share, source,
                   CASE WHEN length(coalesce(valid_from, '')) IN (4, 7) THEN valid_from || '~' ELSE coalesce(valid_from, '') END AS a,
                   coalesce(valid_to, '~') AS b
            FROM holdings WHERE basis = '股东出资' AND share IS NOT NULL),
        moves AS (
            SELECT uscc, a AS day, share AS change FROM stake WHERE a < b
            UNION ALL SELECT uscc, b, -share FROM stake WHERE a < b),
        totals AS (SELECT uscc, day, sum(change) AS change FROM moves GROUP BY uscc, day),
        running AS (SELECT uscc, sum(change) OVER (PARTITION BY uscc ORDER BY day) AS total FROM totals),
        worst AS (SELECT uscc, max(total) AS total FROM running GROUP BY uscc HAVING max(total) > {MOST})
        SELECT arg_min(source, (split_part(source, '#', 1), split_part(source, '#', 2)::INT)) AS source, total
        FROM worst JOIN stake USING (uscc) GROUP BY uscc, total ORDER BY source
    """).fetchall()
    detail = "该企业同时有效的持股比例合计 the company's shares at one time sum to"
    return [
        _doubt("share_sum", source, "持股比例", f"{detail} {total:.1%}") for source, total in rows
    ]


def _units(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Name the files whose companies nearly all sum to 1 rather than 100: they seem to write fractions."""
    rows = con.sql("""
        SELECT file FROM (
            SELECT split_part(source, '#', 1) AS file, uscc, sum(share) AS total, count(*) = count(share) AS whole
            FROM shareholdings WHERE valid_to IS NULL GROUP BY file, uscc)
        WHERE whole GROUP BY file
        HAVING count(*) >= 3 AND count(*) FILTER (total BETWEEN 0.009 AND 0.011) > 0.8 * count(*) ORDER BY file
    """).fetchall()
    detail = (
        "各企业比例合计约为 1 而非 100，该表可能写的是小数；如是，在 mapping.yaml 里设 share_unit: fraction "
        "companies sum to about 1, not 100: the table may write fractions; if so, set share_unit: fraction in mapping.yaml"
    )
    return [_doubt("share_unit", f"{file}#1", "持股比例", detail) for (file,) in rows]
