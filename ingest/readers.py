"""Which reader opens which ending (文件格式)."""

from __future__ import annotations

import zlib
from pathlib import Path

import zstandard

from ingest.cells import TableFile
from ingest.delimited import read_delimited
from ingest.errors import InputError
from ingest.records import read_jsonl, read_parquet
from ingest.schema import Source
from ingest.workbook import read_workbook

#: Endings of table files; the text ones may be compressed.
TEXT = (".csv", ".tsv", ".jsonl")
ENDINGS = (
    *TEXT,
    *(end + packed for end in TEXT for packed in (".gz", ".zst")),
    ".xlsx",
    ".ods",
    ".parquet",
)
#: What a broken or truncated compressed file raises.
PACKED_ERRORS = (EOFError, zlib.error, zstandard.ZstdError, OSError)


def ending(name: str) -> str | None:
    """Return the ending that decides the reader, or None where there is no reader."""
    lowered = name.lower()
    return next(
        (end for end in sorted(ENDINGS, key=len, reverse=True) if lowered.endswith(end)), None
    )


def open_table(path: Path, shown: str, source: Source, known: frozenset[str]) -> TableFile:
    """Open a file of a source table.

    Parameters
    ----------
    shown : str
        The path inside the case folder, as messages and provenance show it.
    known : frozenset of str
        Column names that the header may have: Chinese, English, and those of the mapping.

    Raises
    ------
    InputError
        The file cannot be read at all; the message says what to do.
    """
    if path.stat().st_size == 0:
        what = "文件是空的（0 字节） the file is empty (0 bytes)"
        fix = "请重新导出，或删除该文件。Export it again, or delete the file."
        raise InputError(what, fix, file=shown)
    kind = (ending(path.name) or "").removesuffix(".gz").removesuffix(".zst")
    try:
        if kind in (".csv", ".tsv"):
            return read_delimited(path, shown, tabs=kind == ".tsv")
        if kind == ".jsonl":
            return read_jsonl(path, shown)
        if kind == ".parquet":
            return read_parquet(path, shown)
        return read_workbook(path, shown, names=(source.name, source.zh), known=known)
    except PACKED_ERRORS:
        raise broken_archive(shown) from None


def broken_archive(shown: str) -> InputError:
    """Return the error of a compressed file that does not unpack."""
    what = "文件无法读取或压缩包损坏、被截断 not readable, or a broken or truncated archive"
    fix = "请重新导出或复制该文件。Export or copy the file again."
    return InputError(what, fix, file=shown)
