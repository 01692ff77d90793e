"""A dossier as a Word document (卷宗文档): from what the page shows to DOCX, without any template.

Every text is put in as the text of a run, so nothing in a name can become a field, a formula or markup.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Written
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

NOTICE = ("疑点线索，待核实；不是结论", "A lead to check, not a finding")
FONT = "宋体"
_WARN = RGBColor(0x9A, 0x34, 0x12)
#: What XML cannot hold; a source file may.
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the document: a heading with paragraphs, list items and a table below it."""

    heading: str
    level: int = 2
    paragraphs: Sequence[str] = ()
    items: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def document(title: str, about: str, blocks: Sequence[Block], *, english: bool) -> bytes:
    """Return the DOCX of a dossier; the notice stands in the head of every page.

    Parameters
    ----------
    about : str
        Unit and post, day of the run, who made the document and when, under which ticket.
    blocks : sequence of Block
        The parts in the order of the page: facts first, the score last (science.md D4.9).
    """
    made = Document()
    _fonts(made)
    head = made.sections[0].header.paragraphs[0]
    run = head.add_run(NOTICE[english])
    run.bold, run.font.color.rgb = True, _WARN
    made.add_heading(_clean(title), level=1)
    made.add_paragraph(_clean(about))
    for block in blocks:
        made.add_heading(_clean(block.heading), level=block.level)
        for text in block.paragraphs:
            made.add_paragraph(_clean(text))
        for text in block.items:
            made.add_paragraph(_clean(text), style="List Number")
        if block.rows:
            _table(made, block.head, block.rows)
    made.core_properties.title, made.core_properties.author = _clean(title)[:200], "Qinqing"
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def _table(made: Written, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = made.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.paragraphs[0].add_run(_clean(text)).bold = True
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = _clean(text)


def _fonts(made: Written) -> None:
    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3", "List Number"):
        style = made.styles[name]
        style.font.name = FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), FONT)
    made.styles["Normal"].font.size = Pt(10.5)


def _clean(text: str) -> str:
    return str(text).translate(_CONTROLS)
