"""The run report as sections of a page, and what the run lacked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desk.results import COMPLAINT_PATTERNS, Access
from ingest.schema import SOURCES

#: What of a report is about complaints; a viewer who is not cleared does not see it.
_SEALED = frozenset(
    {"complaints", "信访举报", "allegations", "complaint_groups", "accused", *COMPLAINT_PATTERNS}
)
#: Parts of the report that are for machines.
_LEFT_OUT = frozenset({"tables"})


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: a table, or nested parts."""

    key: str
    header: list[str]
    rows: list[list[str]]


def missing_of(report: Mapping[str, Any], access: Access) -> dict[str, list[str]]:
    """Return the tables that the run lacked and the patterns that were off therefore."""
    found = {}
    for key in ("tables_missing", "patterns_off"):
        names = report.get(key) or []
        found[key] = [
            str(_code(name)) for name in names if access.complaints or _code(name) not in _SEALED
        ]
    found["tables_missing"] = [
        SOURCES[name].zh if name in SOURCES else name for name in found["tables_missing"]
    ]
    return found


def _code(item: Any) -> Any:
    """Return the name in an entry that may be a plain name or a record with one."""
    return item.get("pattern", item.get("table", "")) if isinstance(item, dict) else item


def report_sections(report: Mapping[str, Any], access: Access) -> list[Section]:
    """Return the report as tables, without what the viewer may not know of."""
    return [
        _section(key, value, access)
        for key, value in report.items()
        if key not in _LEFT_OUT and value not in (None, [], {})
    ]


def _section(key: str, value: Any, access: Access) -> Section:
    records = value if isinstance(value, list) else None
    if records and all(isinstance(row, dict) for row in records):
        kept = [row for row in records if access.complaints or not _SEALED & set(_texts(row))]
        header = list(dict.fromkeys(name for row in kept for name in row))
        return Section(key, header, [[_text(row.get(name)) for name in header] for row in kept])
    rows = value.items() if isinstance(value, dict) else [("", item) for item in records or [value]]
    kept_rows = [
        [str(name), _text(item)]
        for name, item in rows
        if access.complaints or not _SEALED & {str(name), str(item)}
    ]
    return Section(key, [], kept_rows)


def _texts(row: Mapping[str, Any]) -> list[str]:
    return [str(value) for value in row.values() if isinstance(value, str)]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, list):
        return "；".join(_text(item) for item in value)
    if isinstance(value, dict):
        return "；".join(f"{name} {_text(item)}" for name, item in value.items())
    return str(value)
