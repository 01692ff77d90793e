"""CSV and TSV files as streams of text cells with their spreadsheet rows (分隔文本)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from ingest.cells import Cells, TableFile, Torn
from ingest.encoding import detect, open_bytes
from ingest.errors import InputError

#: Bytes parsed at a time; a record must fit into one block.
BLOCK = 8 << 20


def read_delimited(path: Path, shown: str, *, tabs: bool) -> TableFile:
    """Open a CSV or TSV file; its header is read now, its rows when they are asked for.

    A row is counted as a spreadsheet shows it: header 1, an empty line counts, a line break inside quotes does not.
    A row with more or fewer cells than the header is torn: it is handed out as such, not as cells.
    """
    encoding = detect(path, shown)
    with (
        open_bytes(path) as handle,
        io.TextIOWrapper(handle, encoding=encoding, newline="") as text,
    ):
        first = text.read(BLOCK // 8)
    delimiter = "\t" if tabs else _delimiter(first)
    header = _header(first, delimiter)
    if not any(cell.strip() for cell in header):
        what = "文件为空或首行没有表头 the file is empty or its first row is no header"
        fix = "请在第一行写列名。Put the column names into row 1."
        raise InputError(what, fix, file=shown, row=1)
    batches = _batches(path, shown, encoding=encoding, delimiter=delimiter, width=len(header))
    return TableFile(shown, "tsv" if tabs else "csv", encoding, header, batches)


def _header(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _delimiter(text: str) -> str:
    """Return what separates the header's cells: a comma, unless a tab or semicolon alone does."""
    line = text.split("\n", 1)[0]
    counts = {mark: line.count(mark) for mark in (",", "\t", ";", "|")}
    return "," if counts[","] else max(counts, key=lambda mark: counts[mark])


def _batches(
    path: Path, shown: str, *, encoding: str, delimiter: str, width: int
) -> Iterator[Cells]:
    torn: list[Torn] = []

    def keep(row: pc.InvalidRow) -> str:
        torn.append(Torn(row.number, row.text))
        return "skip"

    names = [str(n) for n in range(width)]
    with open_bytes(path) as handle:
        try:
            reader = pc.open_csv(
                handle,
                # One thread, because only then the parser knows the number of a torn row.
                pc.ReadOptions(
                    use_threads=False,
                    block_size=BLOCK,
                    column_names=names,
                    skip_rows_after_names=1,
                    encoding="utf-8" if encoding == "utf-8-sig" else encoding,
                ),
                pc.ParseOptions(
                    delimiter=delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=keep,
                ),
                pc.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
                ),
            )
            for cells in _numbered(reader, torn):
                _check_quotes(cells.torn, shown)
                yield cells
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            # Arrow's message quotes the row, which may be sealed: it is not passed on.
            what = (
                "无法按分隔文本解析（引号未闭合或文件被截断）"
                " not readable as delimited text (an unclosed quote, or a truncated file)"
            )
            fix = "请检查双引号是否成对，或重新导出该文件。Check that quotes come in pairs, or export the file again."
            raise InputError(what, fix, file=shown) from None


def _check_quotes(torn: list[Torn], shown: str) -> None:
    """Refuse a file with an open quote: it would swallow the rows up to the next quote."""
    row = next((t.row for t in torn if "\n" in t.text and t.text.count('"') % 2), None)
    if row is not None:
        what = "引号未闭合，后面的行被吞掉 an open quote swallows the rows that follow"
        fix = "请补上或删除这一行的双引号。Close or remove the quote in this row."
        raise InputError(what, fix, file=shown, row=row)


def _numbered(reader: pc.CSVStreamingReader, torn: list[Torn]) -> Iterator[Cells]:
    """Give every row its number: they count on, leaving out those of the torn rows."""
    row, handed = 2, 0
    for batch in reader:
        skipped = np.array([t.row for t in torn], dtype=np.int64)
        want = batch.num_rows
        # Torn rows before the last row of this batch push the numbers of later rows up.
        candidates = np.arange(row, row + want + len(skipped), dtype=np.int64)
        kept = candidates[~np.isin(candidates, skipped)][:want]
        row = int(kept[-1]) + 1 if want else row
        ready = [t for t in torn[handed:] if t.row < row]
        handed += len(ready)
        yield Cells(pa.array(kept), batch.columns, ready)
    if torn[handed:]:
        empty = [pa.array([], pa.string()) for _ in reader.schema]
        yield Cells(pa.array([], pa.int64()), empty, torn[handed:])
