"""The run report as tables of a page, and what the run lacked.

Figures that count complaints in (people shown, flag rates, stability) are for viewers who are
cleared for complaints; the others get the counts of what they themselves can see.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext

from desk.clearance import COMPLAINTS, complaint_patterns
from desk.results import Access, Lead, Snapshot
from desk.web import words
from ingest.schema import DOCUMENT_FOLDERS, SOURCES
from risk.report_page import WORDS

Row = Mapping[str, Any]
DOCUMENTS = "documents"
_COUNTS = ("rows_read", "rows_accepted", "rows_quarantined", "rows_duplicate")


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the report with the names of its columns."""

    title: str
    header: list[str]
    rows: list[list[str]]


def missing_of(report: Row, access: Access) -> dict[str, list[str]]:
    """Return the tables that the run lacked and the patterns that were off therefore, in words."""
    tables = [name for name in report.get("tables_missing", []) if _open(name, access)]
    off = [
        row["pattern"] for row in report.get("patterns_off", []) if _open(row["pattern"], access)
    ]
    return {
        "tables_missing": [_table_name(name) for name in tables],
        "patterns_off": [f"{code} {words.pattern(code)}" for code in off],
    }


def report_sections(snapshot: Snapshot, access: Access) -> list[Section]:
    """Return the report as tables, without what the viewer may not know of."""
    report = snapshot.report
    sections = [
        *_own(snapshot.leads(access)),
        _table(gettext("停用的情形"), _off(report, access), "pattern", "missing"),
        _table(gettext("缺少的表"), _missing(report, access), "table"),
    ]
    if access.complaints:
        sections += _figures(report)
    inputs = [row for row in report.get("inputs", []) if _open(row["table"], access)]
    quality = [row for row in report.get("quality", []) if _seen(row["file"], snapshot, access)]
    sections += [
        _table(gettext("输入文件"), _inputs(inputs), "file", "table", *_COUNTS, "sha256"),
        _table(gettext("数据质量"), quality, "check", "file", "n"),
        _table(
            gettext("版本"),
            _pairs(report.get("versions", {}), "name", "version"),
            "name",
            "version",
        ),
    ]
    return [section for section in sections if section.rows]


def _inputs(rows: list[Row]) -> list[Row]:
    """Return the input files; the free documents, one row each, are one row together."""
    documents = [row for row in rows if row["table"] == DOCUMENTS]
    found: list[Row] = [
        {**row, "table": _table_name(row["table"])} for row in rows if row["table"] != DOCUMENTS
    ]
    if documents:
        sums = {name: sum(row.get(name) or 0 for row in documents) for name in _COUNTS}
        name = gettext("{n} 个文件").format(n=len(documents))
        found.append({"file": name, "table": _table_name(DOCUMENTS), **sums})
    return found


def _own(leads: list[Lead]) -> list[Section]:
    """Return the counts of what the viewer can see."""
    tiers = Counter(lead.tier for lead in leads)
    patterns = Counter(code for lead in leads for code in lead.patterns)
    return [
        _table(
            gettext("您能看到的清单"),
            [{"tier": words.of(words.TIERS, tier), "officials": n} for tier, n in sorted(tiers.items())],
            "tier", "officials",
        ),
        _table(
            gettext("其中各情形涉及的人数"),
            [{"pattern": _pattern(code), "officials": n} for code, n in sorted(patterns.items())],
            "pattern", "officials",
        ),
    ]  # fmt: skip


def _figures(report: Row) -> list[Section]:
    rates = report.get("flag_rates", {})
    exemptions = [
        {"code": words.exemption_with_code(code), **counts}
        for code, counts in report.get("exemptions", {}).items()
    ]
    return [
        _table(
            gettext("先验变动时清单的稳定性"), report.get("stability", []),
            "scale", "officials", "tier_1", "same_top_50", "same_shown",
        ),
        _table(
            gettext("合法解释的检验"), exemptions,
            "code", "applies", "does not apply", "cannot be told",
        ),
        *(
            _table(
                f"{gettext('列出比例')}：{_name(key)}", rows,
                "group", "officials", "shown", "tier_1", "rate",
            )
            for key, rows in rates.items()
        ),
    ]  # fmt: skip


def _off(report: Row, access: Access) -> list[Row]:
    return [
        {"pattern": _pattern(row["pattern"]), "missing": "、".join(map(_place, row["missing"]))}
        for row in report.get("patterns_off", [])
        if _open(row["pattern"], access)
    ]


def _missing(report: Row, access: Access) -> list[Row]:
    names = report.get("tables_missing", [])
    return [{"table": _table_name(name)} for name in names if _open(name, access)]


def _open(name: str, access: Access) -> bool:
    """Say whether a table or pattern may be named to the viewer."""
    return access.complaints or name not in {COMPLAINTS, *complaint_patterns()}


def _seen(file: str, snapshot: Snapshot, access: Access) -> bool:
    return access.complaints or file not in snapshot.complaint_files


def _pattern(code: str) -> str:
    return f"{code} {words.pattern(code)}"


def _table_name(name: str) -> str:
    if name == DOCUMENTS:
        return DOCUMENT_FOLDERS[get_language() == "en"]
    return SOURCES[name].zh if name in SOURCES and get_language() != "en" else name


def _place(name: str) -> str:
    """Return ``table.column`` in the office's own words."""
    table, _, field = name.partition(".")
    column = SOURCES[table].column(field) if table in SOURCES and field else None
    if get_language() == "en" or (field and column is None):
        return name
    return f"{_table_name(table)}·{column.zh}" if column else _table_name(table)


def _name(key: str) -> str:
    zh, en = WORDS.get(key, (key, key))
    return en if get_language() == "en" else zh


def _pairs(values: Mapping[str, Any], key: str, value: str) -> list[Row]:
    return [{key: name, value: given} for name, given in sorted(values.items())]


def _table(title: str, rows: Iterable[Row], *columns: str) -> Section:
    return Section(
        title,
        [_name(column) for column in columns],
        [[_text(row.get(column)) for column in columns] for row in rows],
    )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
