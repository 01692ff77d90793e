"""Register facts made one: dated holdings and roles (登记事实合并)."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from ingest.convert import Setting
from ingest.schema import HOLDINGS, ROLES
from ingest.stage import StageWriter


def consolidate(writer: StageWriter, setting: Setting) -> list[pa.Table]:
    """Write `holdings` and `roles` from the source tables that the stage has; return what is doubtful."""
    con = duckdb.connect(config={"threads": 2})
    for table in ("companies", "shareholdings", "personnel"):
        path = str(writer.folder / f"{table}.parquet").replace("'", "''")
        con.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet('{path}')")
    holdings = con.sql(
        "SELECT *, '股东出资' AS basis FROM shareholdings ORDER BY uscc, source"
    ).to_arrow_table()
    writer.write("holdings", holdings, HOLDINGS)
    roles = con.sql("""
        SELECT *, '主要人员' AS basis FROM personnel
        UNION ALL BY NAME
        SELECT uscc, legal_representative AS name, legal_representative_id_status AS person_id_status,
               legal_representative_id_tokens AS person_id_tokens, legal_representative_id_born AS person_id_born,
               legal_representative_id_sex AS person_id_sex, legal_representative_id_region AS person_id_region,
               '法定代表人' AS role, NULL AS valid_from, NULL AS valid_to, '企业登记' AS basis, source
        FROM companies c
        WHERE legal_representative IS NOT NULL AND NOT EXISTS (
            FROM personnel p WHERE p.uscc = c.uscc AND p.name = c.legal_representative AND p.role = '法定代表人')
        ORDER BY uscc, source, role
    """).to_arrow_table()
    writer.write("roles", roles, ROLES)
    return []
