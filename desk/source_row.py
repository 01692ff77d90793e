"""The very row of a table, or the very words of a text, that a fact of a finding comes from.

The rows are those that ingest read (``stages/ingest``): typed values under the column names of the
office's tables. ID numbers are not there, only what may be compared of them is, and of that only
the status is shown. Complainants and contacts never left ingest.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingest.schema import SOURCES, Column, Source

#: What the rows of a table are about: its first such column groups the rows shown beside one.
_SUBJECT = ("uscc", "official_id", "buyer", "agency")
#: How many rows about the same company or official are shown beside the row.
BESIDE = 12
#: Characters of a long text shown before and after the marked words.
AROUND = 1500


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands: a row of a table, or a span (in code points) of a text."""

    file: str
    row: int | None = None
    page: int | None = None
    span_start: int | None = None
    span_end: int | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A text with the words that are the evidence marked; `cut` says which ends are left off."""

    before: str
    marked: str
    after: str
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class SourceView:
    """What a page on a place shows.

    `header` are (Chinese, English) column names, `cells` the values of the row itself (of an ID number
    its status), `beside` other rows of the same file about the same subject with their row numbers.
    `kinds` are the kinds of the columns (`ingest.schema`).
    """

    place: Place
    sha256: str
    title: tuple[str, str]
    header: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    beside: tuple[tuple[int, tuple[str, ...]], ...] = ()
    text: Text | None = None
    page: int | None = None


class _Rows:
    """The tables of the stage `ingest`, asked through one connection."""

    def __init__(self, con: duckdb.DuckDBPyConnection, stage: Path) -> None:
        self.con, self.stage = con, stage

    def where(self, table: str, condition: str, *values: Any) -> list[dict[str, Any]]:
        """Return the rows of a table that meet a condition; none where the table is not there."""
        path = self.stage / f"{table}.parquet"
        if not path.is_file():
            return []
        query = f"SELECT * FROM read_parquet(?) WHERE {condition}"
        found = self.con.sql(query, params=[str(path), *values]).to_arrow_table()
        rows: list[dict[str, Any]] = found.to_pylist()
        return rows


def read_place(out: Path, place: Place) -> SourceView | None:
    """Return the row or the text at a place, or None where the run has no such place."""
    with duckdb.connect() as con:
        rows = _Rows(con, out / "stages" / "ingest")
        return _document(rows, place) if place.row is None else _row(rows, place)


def _row(tables: _Rows, place: Place) -> SourceView | None:
    found = tables.where("files", "file = ?", place.file)
    if not found or found[0]["table"] not in SOURCES:
        return None
    source = SOURCES[found[0]["table"]]
    rows = tables.where(source.name, "source = ?", f"{place.file}#{place.row}")
    if not rows:
        return None
    row, columns = rows[0], [column for column in source.columns if not column.sealed]
    text = _marked(row.get("text"), place)
    shown = [column for column in columns if not (text and column.field == "text")]
    return SourceView(
        place=place,
        sha256=found[0]["sha256"],
        title=(source.zh, source.name),
        header=tuple((column.zh, column.field) for column in shown) + _extra_header(row),
        kinds=tuple(column.kind for column in shown) + ("text",) * len(_extra(row)),
        cells=tuple(_cell(row, column) for column in shown) + _extra_cells(row),
        beside=() if text else _beside(tables, source, row, shown, place),
        text=text,
    )


def _document(tables: _Rows, place: Place) -> SourceView | None:
    rows = tables.where("documents", "source_id = ?", place.file)
    if not rows:
        return None
    row = rows[0]
    start = place.span_start or 0
    page = place.page or max(1, sum(offset <= start for offset in row["pages"] or [0]))
    return SourceView(
        place=place,
        sha256=row["sha256"],
        title=(row["title"] or place.file, row["title"] or place.file),
        text=_marked(row["text"] or "", place),
        page=page,
    )


def _marked(text: str | None, place: Place) -> Text | None:
    """Return the text around a span; a place of a table row without a span has no text."""
    if text is None or (place.row is not None and place.span_start is None):
        return None
    start = max(0, min(place.span_start or 0, len(text)))
    end = max(start, min(place.span_end or start, len(text)))
    low, high = max(0, start - AROUND), min(len(text), end + AROUND)
    return Text(text[low:start], text[start:end], text[end:high], low > 0, high < len(text))


def _beside(
    tables: _Rows, source: Source, row: dict[str, Any], columns: list[Column], place: Place
) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return other rows of the same file about the same subject, nearest first, in file order."""
    key = next((c.field for c in source.columns if c.field in _SUBJECT and row.get(c.field)), None)
    # Relatives whom no finding is about (law.md DP-02) and other closings are nobody's business here.
    if key is None or source.name in {"relatives", "dispositions"}:
        return ()
    same = f"{key} = ? AND starts_with(source, ?) AND source <> ?"
    found = [
        (int(other["source"].rpartition("#")[2]), other)
        for other in tables.where(source.name, same, row[key], f"{place.file}#", row["source"])
    ]
    here = place.row or 0
    nearest = sorted(found, key=lambda item: (abs(item[0] - here), item[0]))[:BESIDE]
    return tuple(
        (number, tuple(_cell(other, column) for column in columns))
        for number, other in sorted(nearest, key=lambda item: item[0])
    )


def _cell(row: dict[str, Any], column: Column) -> str:
    """Return a value as a person reads it; of an ID number there is only its status."""
    if column.kind == "id":
        return row.get(f"{column.field}_status") or ""
    value = row.get(column.field)
    if value is None:
        return ""
    if column.kind == "share":
        return f"{value * 100:.4f}".rstrip("0").rstrip(".") + "%"
    if column.kind == "flag":
        return "是" if value else "否"
    if column.kind == "list":
        return "；".join(value)
    if column.kind == "money":
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return str(value)


def _extra(row: dict[str, Any]) -> dict[str, Any]:
    return json.loads(row.get("extra") or "{}") or {}


def _extra_header(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in _extra(row))


def _extra_cells(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple("" if value is None else str(value) for value in _extra(row).values())
