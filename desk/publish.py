"""The result tables of a finished run, put into its folder one by one, the run report last.

What a person opens, the CSV files and the report's page, is as for who is not cleared for complaints:
a spreadsheet asks nobody for a clearance. The Parquet files and the report in JSON hold everything;
the desk reads them and shows to each what he may see.

Every file is written beside its place and renamed into it. The report comes last: where it is there
and names the tables' digests, the folder is complete. Nothing here reads a clock; seconds per stage
go into ``timings.json``, the only file in which equal runs differ.
"""

from __future__ import annotations

import io
import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv

from desk.clearance import COMPLAINTS, plain, plain_report
from desk.ticket import Ticket
from ingest.stage import Stage, sha256_file
from risk.report import flag_rates, run_report
from risk.report_page import render_html

#: Table of results.md → the stage that makes it.
PUBLISHED = {
    "risk_list": "risk",
    "findings": "risk",
    "identities": "resolve",
    "allegations": "nlp",
    "mentions": "nlp",
    "relations": "nlp",
    "complaint_groups": "nlp",
    "quarantine": "ingest",
}
#: Tables that a person opens get a CSV beside the Parquet file.
WITH_CSV = ("risk_list", "findings", "quarantine")
SEALED = "complainants.sealed"
#: A spreadsheet runs a cell that begins so as a formula; such text is written with a ' before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def publish(
    stages: dict[str, Stage],
    out: Path,
    *,
    as_of: date,
    ticket: Ticket | None,
    timings: dict[str, float],
) -> None:
    """Write the published tables, the sealed file, the timings and the run report into `out`."""
    digests: dict[str, str] = {}
    for table, stage in PUBLISHED.items():
        source = stages[stage].path(table)
        _copy(source, out / f"{table}.parquet")
        digests[f"{table}.parquet"] = sha256_file(source)
    found, listed = stages["risk"].read("findings"), stages["risk"].read("risk_list")
    files = stages["ingest"].read("files").to_pylist()
    letters = frozenset(row["file"] for row in files if row["table"] == COMPLAINTS)
    rows, findings = plain(listed, found, letters)
    opened = {
        "risk_list": pa.Table.from_pylist(rows, listed.schema),
        "findings": pa.Table.from_pylist(findings, found.schema),
        "quarantine": _without(stages["ingest"].read("quarantine"), letters),
    }
    for table in WITH_CSV:
        _write(out / f"{table}.csv", as_csv(opened[table]))
        digests[f"{table}.csv"] = sha256_file(out / f"{table}.csv")
    sealed = stages["ingest"].folder / SEALED
    if sealed.is_file():
        (out / "sealed").mkdir(mode=0o700, exist_ok=True)
        _copy(sealed, out / "sealed" / SEALED)
    if any(not stage.reused for stage in stages.values()):
        _write(out / "timings.json", _json({"seconds": timings}))
    report = run_report(stages, as_of=as_of)
    report["ticket"] = ticket.model_dump(mode="json", by_alias=True) if ticket else None
    report["tables"] = digests
    page = plain_report(report, rows, findings)
    page["flag_rates"] = flag_rates(stages, opened["risk_list"])
    _write(out / "run_report.html", render_html(page).encode())
    _write(out / "run_report.json", _json(report))


def _without(table: pa.Table, files: frozenset[str]) -> pa.Table:
    """Return a table without the rows that speak of these files."""
    return table.filter(pc.invert(pc.is_in(table["file"], pa.array(sorted(files), pa.string()))))


def as_csv(table: pa.Table) -> bytes:
    """Return a table as CSV in UTF-8 with a mark, as spreadsheets want it; lists become JSON."""
    columns = [_flat(table.column(i)) for i in range(table.num_columns)]
    buffer = io.BytesIO(b"\xef\xbb\xbf")
    buffer.seek(0, os.SEEK_END)
    csv.write_csv(pa.table(columns, names=table.column_names), buffer)
    return buffer.getvalue()


def _flat(column: pa.ChunkedArray) -> pa.Array:
    if pa.types.is_list(column.type):
        texts = [
            None if v is None else json.dumps(v, ensure_ascii=False) for v in column.to_pylist()
        ]
        return pa.array(texts, pa.string())
    if pa.types.is_string(column.type):
        cells = column.to_pylist()
        return pa.array(
            [f"'{c}" if c is not None and c.startswith(_FORMULA) else c for c in cells], pa.string()
        )
    return column.combine_chunks()


def _json(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def _copy(source: Path, target: Path) -> None:
    temporary = target.with_name(f".{target.name}.tmp")
    shutil.copyfile(source, temporary)
    temporary.replace(target)


def _write(target: Path, content: bytes) -> None:
    temporary = target.with_name(f".{target.name}.tmp")
    temporary.write_bytes(content)
    temporary.replace(target)
