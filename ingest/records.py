"""JSON lines and Parquet as text cells with their rows; the first record is row 2 (记录文件)."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ingest.cells import BATCH, Cells, TableFile
from ingest.encoding import detect, open_bytes
from ingest.errors import InputError


def read_jsonl(path: Path, shown: str) -> TableFile:
    """Open a file of one JSON object a line; its header is the union of all keys, in order of appearance."""
    encoding = detect(path, shown)
    header: dict[str, None] = {}
    for _, record in _objects(path, encoding, shown):
        header.update(dict.fromkeys(record))
    return TableFile(
        shown, "jsonl", encoding, list(header), _jsonl(path, encoding, shown, list(header))
    )


def _objects(path: Path, encoding: str, shown: str) -> Iterator[tuple[int, dict[str, Any]]]:
    with open_bytes(path) as handle, io.TextIOWrapper(handle, encoding=encoding) as text:
        for row, line in enumerate(text, start=2):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError:
                record = None
            if not isinstance(record, dict):
                what = "这一行不是 JSON 对象（可能被截断） this line is no JSON object (perhaps truncated)"
                fix = "请每行写一个完整的 {…}，或重新导出。Write one whole {…} a line, or export the file again."
                raise InputError(what, fix, file=shown, row=row) from None
            yield row, record


def _jsonl(path: Path, encoding: str, shown: str, header: list[str]) -> Iterator[Cells]:
    records = _objects(path, encoding, shown)
    while block := list(islice(records, BATCH)):
        rows = pa.array([row for row, _ in block], pa.int64())
        columns = [
            pa.array([_text(record.get(name)) for _, record in block], pa.string())
            for name in header
        ]
        yield Cells(rows, columns)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "；".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read_parquet(path: Path, shown: str) -> TableFile:
    """Open a Parquet file; every column becomes text as it would stand in a CSV."""
    try:
        handle = pq.ParquetFile(path)
    except (pa.ArrowException, OSError):
        raise _unreadable(shown) from None
    header = [str(name) for name in handle.schema_arrow.names]
    return TableFile(shown, "parquet", "", header, _parquet(handle, shown))


def _unreadable(shown: str) -> InputError:
    what = "不是可读的 Parquet 文件（损坏或被截断） no readable Parquet file (broken or truncated)"
    return InputError(what, "请重新导出或复制该文件。Export or copy the file again.", file=shown)


def _parquet(handle: pq.ParquetFile, shown: str) -> Iterator[Cells]:
    row = 2
    try:
        for batch in handle.iter_batches(batch_size=BATCH):
            rows = pa.array(range(row, row + batch.num_rows), pa.int64())
            row += batch.num_rows
            yield Cells(rows, [_as_text(column) for column in batch.columns])
    except (pa.ArrowException, OSError):
        raise _unreadable(shown) from None


def _as_text(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_boolean(kind):
        return pc.fill_null(pc.if_else(column, "是", "否"), "")
    if pa.types.is_floating(kind) or pa.types.is_nested(kind) or pa.types.is_binary(kind):
        return pa.array([_text(value) for value in column.to_pylist()], pa.string())
    return pc.fill_null(column.cast(pa.string()), "")
