"""Writing files of every format so that the same content gives the same bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import zstandard

from worlds.records import Document

Rows = list[list[str]]
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def encoded(name: str, rows: Rows, encoding: str) -> bytes:
    """Return a table, its header first, in the format that the file's endings name."""
    kind, _, packing = name.split(".", 1)[1].partition(".")
    if kind == "parquet":
        return parquet(rows)
    if kind == "xlsx":
        return workbook(rows)
    content = json_lines(rows) if kind == "jsonl" else delimited(rows, kind, encoding)
    if packing == "gz":
        return gzip.compress(content, mtime=0)
    if packing == "zst":
        return bytes(zstandard.ZstdCompressor(level=3).compress(content))
    return content


def delimited(rows: Rows, kind: str = "csv", encoding: str = "utf-8") -> bytes:
    """Return CSV or TSV."""
    separator = "\t" if kind == "tsv" else ","
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode(encoding)


def json_lines(rows: Rows) -> bytes:
    """Return one JSON object a row; empty cells are left out."""
    header, *body = rows
    lines = (
        json.dumps({k: v for k, v in zip(header, row, strict=True) if v != ""}, ensure_ascii=False)
        for row in body
    )
    return "".join(f"{line}\n" for line in lines).encode()


def workbook(rows: Rows) -> bytes:
    """Return an XLSX workbook of text cells with a fixed date of making."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"created": datetime(2025, 6, 30)})
        page = book.add_worksheet("Sheet1")
        for n, row in enumerate(rows):
            page.write_row(n, 0, [cell or None for cell in row])
    return buffer.getvalue()


def parquet(rows: Rows) -> bytes:
    """Return a Parquet file of string columns; empty cells are null."""
    header, *body = rows
    columns = list(zip(*body, strict=True)) if body else [()] * len(header)
    arrays = [pa.array([v or None for v in column], pa.string()) for column in columns]
    sink = io.BytesIO()
    pq.write_table(pa.table(arrays, names=header), sink, compression="zstd")
    return sink.getvalue()


def document(doc: Document) -> bytes:
    """Return a document in the format of its ending: txt, md, html or docx."""
    if doc.ending == "docx":
        return _docx(doc)
    if doc.ending == "html":
        body = "".join(f"<p>{escape(p)}</p>\n" for p in doc.paragraphs)
        return (
            f'<!DOCTYPE html>\n<html lang="zh"><head><meta charset="utf-8"><title>{escape(doc.title)}'
            f"</title></head>\n<body><h1>{escape(doc.title)}</h1>\n{body}</body></html>\n"
        ).encode()
    mark, gap = ("# ", "\n\n") if doc.ending == "md" else ("", "\n　　")
    text = gap.join([mark + doc.title, *doc.paragraphs]) + "\n"
    return text.encode("gb18030" if doc.ending == "txt" and len(text) % 2 else "utf-8")


def _docx(doc: Document) -> bytes:
    lines = [doc.title, *doc.paragraphs]
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in lines
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", xml),
        )
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content.encode())
    return buffer.getvalue()


def put(path: Path, content: bytes) -> None:
    """Write a file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
