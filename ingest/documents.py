"""Free documents as text with page offsets and a title, resident numbers hidden (文书)."""

from __future__ import annotations

import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import docx
import pyarrow as pa
import pypdfium2
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from selectolax.lexbor import LexborHTMLParser

from ingest.complainants import without_writer
from ingest.encoding import detect
from ingest.errors import InputError
from ingest.layout import Layout
from ingest.resident_numbers import hide
from ingest.schema import DOCUMENTS, QUALITY
from ingest.self_told import is_letter
from ingest.stage import sha256_file

#: Pictures: where OCR will fit; until then they are named in `quality`.
PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff")
TITLE = 120
#: What is said of a letter that lies among the documents (夹在文书中的举报信).
LETTER = "像是举报信，已按信访件遮盖写信人自述；请录入信访举报表 looks like a letter of complaint: what its writer tells of himself is masked; enter it as a complaint"
#: HTML elements that stand on lines of their own, and the mark that takes their place.
BLOCKS = "p, div, li, tr, h1, h2, h3, h4, h5, h6, br, table, ul, ol, section, article, header, footer, blockquote, pre"
LINE = "\x1e"


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents that were read, what was found wrong, and a line for each file."""

    table: pa.Table
    quality: list[pa.Table]
    files: list[dict[str, object]]


def read_documents(layout: Layout) -> Documents:
    """Read the documents of a case folder; one that cannot be read is named in `quality`, the run goes on."""
    rows: list[dict[str, object]] = []
    files: list[dict[str, object]] = []
    quality: list[dict[str, object]] = []
    for name in layout.documents:
        path = layout.case / name
        kind = path.suffix.lower()
        counts = {"rows_read": 1, "rows_accepted": 0, "rows_quarantined": 1, "rows_duplicate": 0}
        facts = {
            "file": name,
            "table": "documents",
            "sha256": sha256_file(path),
            "format": kind[1:],
        }
        pages = _pages(path, name, quality)
        if pages is not None:
            counts |= {"rows_accepted": 1, "rows_quarantined": 0}
            text, offsets = joined(pages)
            text = hide(text)
            if is_letter(text):
                text = without_writer(text)
                quality.append({"check": "letter_among_documents", "file": name, "detail": LETTER})
            rows.append({
                "source_id": name, "sha256": facts["sha256"], "kind": kind[1:],
                "title": _title(text, path.stem), "text": text, "pages": offsets,
            })  # fmt: skip
        files.append({**facts, **counts})
    table = pa.Table.from_pylist(rows, schema=DOCUMENTS)
    return Documents(table, [pa.Table.from_pylist(quality, schema=QUALITY)], files)


def _pages(path: Path, name: str, quality: list[dict[str, object]]) -> list[str] | None:
    kind = path.suffix.lower()
    if kind in PICTURES:
        detail = "图片需要文字识别，本版本尚不支持 needs OCR, not in this version"
        quality.append({"check": "needs_ocr", "file": name, "detail": detail})
        return None
    reader = READERS.get(kind)
    if reader is None:
        detail = "不支持的文书格式 a kind of document that is not read"
        quality.append({"check": "unused_file", "file": name, "detail": detail})
        return None
    try:
        pages = reader(path, name)
    except InputError as error:
        quality.append({"check": "unreadable_document", "file": name, "detail": error.what})
        return None
    if not any(page.strip() for page in pages):
        detail = "没有文字（可能是扫描件，需要文字识别） no text (perhaps a scan, which needs OCR)"
        quality.append({"check": "needs_ocr", "file": name, "detail": detail})
        return None
    return pages


def joined(pages: list[str]) -> tuple[str, list[int]]:
    """Return the text in NFC and the offsets at which its pages begin."""
    offsets, text = [], ""
    for page in pages:
        offsets.append(len(text))
        text += unicodedata.normalize("NFC", page.replace("\r\n", "\n").replace("\r", "\n"))
    return text, offsets


def _title(text: str, stem: str) -> str:
    first = next(
        (line.strip().lstrip("#").strip() for line in text.splitlines() if line.strip()), stem
    )
    return first if len(first) <= TITLE else stem


def read_text(path: Path, name: str) -> list[str]:
    """Return the text of a plain or Markdown file, one page."""
    if path.stat().st_size == 0:
        return []
    return [path.read_text(encoding=detect(path, name), errors="strict")]


def read_html(path: Path, name: str) -> list[str]:
    """Return what a reader sees of an HTML page: no scripts, no styles; one line for each block."""
    tree = LexborHTMLParser(path.read_text(encoding=detect(path, name)))
    tree.strip_tags(["script", "style", "noscript", "template"])
    body = tree.body
    if body is None:
        return []
    for node in body.css(BLOCKS):
        node.insert_before(LINE)
        node.insert_after(LINE)
    lines = (re.sub(r"\s+", " ", line).strip() for line in body.text().split(LINE))
    return ["\n".join(line for line in lines if line)]


def read_docx(path: Path, name: str) -> list[str]:
    """Return the paragraphs and tables of a Word document in their order, cells separated by tabs."""
    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError):
        raise _broken(name) from None
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += ["\t".join(cell.text.strip() for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    return ["\n".join(lines)]


def read_pdf(path: Path, name: str) -> list[str]:
    """Return the text layer of each page of a PDF."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        raise _broken(name) from None
    try:
        return [page.get_textpage().get_text_bounded() + "\n" for page in document]
    finally:
        document.close()


def _broken(name: str) -> InputError:
    what = "文书损坏、被截断或已加密 the document is broken, truncated or encrypted"
    return InputError(
        what, "请重新导出或去掉密码。Export it again or remove the password.", file=name
    )


READERS: dict[str, Callable[[Path, str], list[str]]] = {
    ".txt": read_text,
    ".md": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".docx": read_docx,
    ".pdf": read_pdf,
}
