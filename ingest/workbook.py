"""XLSX and ODS workbooks as text cells with their rows (工作簿)."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    XmlError,
    ZipError,
    load_workbook,
)

from ingest.cells import BATCH, Cells, TableFile
from ingest.errors import InputError

#: The header may stand below a title: it is looked for in so many first rows.
TITLE_ROWS = 10
#: Above this a spreadsheet's number has lost digits (15 significant ones), so it is shown as it is stored.
EXACT = 10**15
#: An encrypted XLSX is no zip but a compound file.
COMPOUND = b"\xd0\xcf\x11\xe0"


def read_workbook(
    path: Path, shown: str, *, names: Collection[str], known: Collection[str]
) -> TableFile:
    """Open a workbook; the sheet is the one named like the table, else the first that has cells.

    Parameters
    ----------
    names : the table's Chinese and English name
    known : the names of its columns; the header is the first row with most of them
    """
    try:
        book = load_workbook(path)
        sheet = _sheet(book, names)
    except PasswordError:
        raise _encrypted(shown) from None
    except (CalamineError, XmlError, ZipError, OSError, zipfile.BadZipFile):
        raise _broken(path, shown) from None
    if sheet is None:
        what = "工作簿里没有数据 the workbook has no data"
        raise InputError(what, "请导出带表头的工作表。Export a sheet with a header.", file=shown)
    top, header = _header(sheet, known)
    return TableFile(shown, path.suffix[1:].lower(), "", header, _batches(sheet, top, len(header)))


def _sheet(book: CalamineWorkbook, names: Collection[str]) -> CalamineSheet | None:
    wanted = [name for name in book.sheet_names if name.strip() in names]
    for name in [*wanted, *book.sheet_names]:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height > 0:
            return sheet
    return None


def _encrypted(shown: str) -> InputError:
    what = "工作簿已加密 the workbook is encrypted"
    fix = "请去掉打开密码后另存。Remove the password and save the workbook again."
    return InputError(what, fix, file=shown)


def _broken(path: Path, shown: str) -> InputError:
    with path.open("rb") as handle:
        head = handle.read(4)
    if head == COMPOUND:
        return _encrypted(shown)
    what = "工作簿损坏或被截断 the workbook is broken or truncated"
    fix = "请重新导出或复制该文件。Export or copy the file again."
    return InputError(what, fix, file=shown)


def _header(sheet: CalamineSheet, known: Collection[str]) -> tuple[int, list[str]]:
    """Return the index of the header among all rows, and its cells."""
    first = [[_text(cell) for cell in row] for row in islice(_rows(sheet), TITLE_ROWS)]
    scores = [sum(cell.strip() in known for cell in row) for row in first]
    top = max(range(len(first)), key=lambda n: (scores[n], -n))
    return top, first[top]


def _rows(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """Yield all rows from the sheet's first one on, whether they have cells or not."""
    start = sheet.start or (0, 0)
    for _ in range(start[0]):
        yield []
    for row in sheet.to_python(skip_empty_area=True):
        yield [""] * start[1] + row


def _batches(sheet: CalamineSheet, top: int, width: int) -> Iterator[Cells]:
    rows = islice(_rows(sheet), top + 1, None)
    number = top + 2
    while block := list(islice(rows, BATCH)):
        numbers = pa.array(range(number, number + len(block)), pa.int64())
        number += len(block)
        padded = [row + [""] * (width - len(row)) for row in block]
        columns = [pa.array([_text(row[n]) for row in padded], pa.string()) for n in range(width)]
        yield Cells(numbers, columns)


def _text(cell: Any) -> str:
    """Return what a cell shows: whole numbers without a fraction, dates as ISO."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < EXACT else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell.total_seconds() / 86400) if isinstance(cell, timedelta) else str(cell)
