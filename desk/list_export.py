"""The risk list as a spreadsheet (清单导出): every text is written as a text, never as a formula.

Without a second person's yes the names are masked to the surname and 某, and the numbers of persons and
what tells who a relative is are left out (law.md DP-07).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import xlsxwriter

from desk.results import Lead
from resolve.names import split

NOTICE = ("疑点线索，待核实；不是结论", "A lead to check, not a finding")
#: A spreadsheet runs a cell that begins so as a formula; such a text is written with a ' before it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
Cell = str | int | float


class Told(NamedTuple):
    """A lead with what is said of it in the reader's language."""

    lead: Lead
    pattern: str
    weakest: str
    check: str
    would_clear: str
    state: str


class _Column(NamedTuple):
    zh: str
    en: str
    wide: int
    cell: Callable[[Told], Cell]
    named: bool = False  # only with names


COLUMNS = (
    _Column("人员编号", "official number", 16, lambda t: t.lead.official_id, named=True),
    _Column("姓名", "name", 12, lambda t: t.lead.name),
    _Column("单位", "unit", 28, lambda t: t.lead.unit),
    _Column("职务", "title", 16, lambda t: t.lead.title),
    _Column("职级", "grade", 14, lambda t: t.lead.level),
    _Column("层级", "tier", 6, lambda t: t.lead.tier),
    _Column("情形", "pattern", 36, lambda t: f"{t.lead.top_pattern} {t.pattern}"),
    _Column("企业", "company", 30, lambda t: t.lead.top_company),
    _Column("统一社会信用代码", "USCC", 22, lambda t: t.lead.top_uscc),
    _Column("线索数", "leads", 8, lambda t: t.lead.findings),
    _Column("最弱一环", "weakest link", 36, lambda t: t.weakest),
    _Column("下一步核查", "next check", 44, lambda t: t.check),
    _Column("何以澄清", "what would clear", 60, lambda t: t.would_clear, named=True),
    _Column("办理状态", "state", 20, lambda t: t.state, named=True),
    _Column("事实成立的把握", "probability that the facts hold", 10, lambda t: round(t.lead.probability, 2)),
)  # fmt: skip


def masked(name: str) -> str:
    """Return a name as it may leave the desk: the surname and 某."""
    surname = (
        name[:1] if "·" in name else split(name)[0]
    )  # what stands before the dot is a given name
    return f"{surname}某" if name else ""


def table(rows: Sequence[Told], *, named: bool, english: bool) -> list[list[Cell]]:
    """Return the head and the rows; without names neither persons' numbers nor what tells of kin."""
    columns = [column for column in COLUMNS if named or not column.named]
    found: list[list[Cell]] = [[column.en if english else column.zh for column in columns]]
    for told in rows:
        shown = told if named else told._replace(lead=_without_name(told.lead))
        found.append([column.cell(shown) for column in columns])
    return found


def as_xlsx(cells: list[list[Cell]], *, about: str, english: bool) -> bytes:
    """Return a workbook: the notice, what it is about, then the table."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        sheet = book.add_worksheet("leads" if english else "疑点清单")
        strong = book.add_format({"bold": True, "font_color": "#9A3412"})
        head = book.add_format(
            {"bold": True, "bg_color": "#E4EEF0", "text_wrap": True, "border": 1}
        )
        plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        number = book.add_format({"valign": "top"})
        sheet.write_string(0, 0, NOTICE[english], strong)
        sheet.write_string(1, 0, about)
        for n, row in enumerate(cells):
            for m, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(n + 2, m, cell, plain if n else head)
                else:
                    sheet.write_number(n + 2, m, cell, number)
        wide = {column.en if english else column.zh: column.wide for column in COLUMNS}
        for m, name in enumerate(cells[0]):
            sheet.set_column(m, m, wide[str(name)])
        sheet.freeze_panes(3, 2)
        sheet.autofilter(2, 0, len(cells) + 1, max(len(cells[0]) - 1, 0))
        sheet.set_landscape()
        sheet.repeat_rows(0, 2)
        sheet.set_header(f"&L{NOTICE[english]}&R&P/&N")
    return written.getvalue()


def as_csv(cells: list[list[Cell]], *, english: bool) -> bytes:
    """Return UTF-8 with a mark for spreadsheets; each row carries the notice, since rows get copied."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(["notice" if english else "性质", *map(_safe, cells[0])])
    for row in cells[1:]:
        writer.writerow([NOTICE[english], *map(_safe, row)])
    return b"\xef\xbb\xbf" + written.getvalue().encode("utf-8")


def _safe(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _without_name(lead: Lead) -> Lead:
    return replace(lead, name=masked(lead.name), official_id="")
