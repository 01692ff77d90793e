"""Makes the shipped templates (文书模板): ``python -m desk.documents.make_templates``; equal bytes each time.

Page, type and order follow the layout of official documents (GB/T 9704-2012). What a template says
is in ``templates.yaml``; an office edits the DOCX itself and puts it over the shipped one.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
import yaml
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from desk.documents.filling import SHIPPED
from desk.documents.kinds import Kind, kinds
from desk.documents.package import packed

#: GB/T 9704-2012: margins of the page, three-point type with 28 characters and 22 lines.
_MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
_TEXT, _HEAD, _SUB, _TITLE = "仿宋", "黑体", "楷体", "宋体"
_SIZE, _LINE = Pt(16), Pt(28)
_DROPPED = ("thumbnail", "stylesWithEffects", "customXml")


def make(kind: Kind, parts: list[Any]) -> bytes:
    """Return the template of a kind."""
    document = docx.Document()
    _prepare(document, kind)
    _line(document, "{{ label }}", face=_HEAD)
    _line(document, "{{ office }}", align=ALIGN.CENTER, face=_TITLE, size=Pt(26), red=True)
    _line(document, "{{ number }}", align=ALIGN.CENTER)
    _line(document, kind.zh, align=ALIGN.CENTER, face=_TITLE, size=Pt(22), bold=True, before=16)
    for part in parts:
        if "heading" in part:
            _line(document, part["heading"], indent=True, face=_HEAD)
        elif "list" in part:
            _line(document, f"{{%p for one in {part['list']} %}}")
            _line(document, "{{ one }}", indent=True)
            _line(document, "{%p endfor %}")
        elif "to" in part:
            _line(document, part["to"])
        elif "note" in part:
            _line(document, part["note"], indent=True, face=_SUB)
        else:
            _line(document, part["text"], indent=True)
    _line(document, "{{ office }}", align=ALIGN.RIGHT, before=28)
    _line(document, "{{ date }}", align=ALIGN.RIGHT)
    target = io.BytesIO()
    document.save(target)
    return packed(target.getvalue())


def _prepare(document: Any, kind: Kind) -> None:
    """Set page and type, name the document, and drop what the library puts in of its own."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, size in _MARGINS.items():
        setattr(section, name, Mm(size))
    normal = document.styles["Normal"]
    normal.font.size, normal.font.name = _SIZE, _TEXT
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _TEXT)
    normal.paragraph_format.line_spacing = _LINE
    normal.paragraph_format.space_after = Pt(0)
    _page_number(section.footer.paragraphs[0])
    for style in list(document.styles):
        if style.type == docx.enum.style.WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.element.getparent().remove(style.element)
    about = document.core_properties
    about.title, about.author, about.comments, about.last_modified_by = kind.zh, "", "", ""
    about.created = about.modified = datetime(2026, 1, 1)
    for holder in (document.part.package, document.part):
        for key, relation in list(holder.rels.items()):
            if relation.reltype.rpartition("/")[2] in _DROPPED:
                del holder.rels[key]


def _line(  # noqa: PLR0913 - the marks of one line of print
    document: Any,
    text: str,
    *,
    align: Any = None,
    indent: bool = False,
    face: str = _TEXT,
    size: Pt = _SIZE,
    bold: bool = False,
    red: bool = False,
    before: float = 0,
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    layout = paragraph.paragraph_format
    layout.space_before = Pt(before)
    if size > _SIZE:
        layout.line_spacing = Pt(size.pt * 1.4)
    if indent:
        layout.first_line_indent = _SIZE * 2
    run = paragraph.add_run(text)
    run.font.size, run.font.name, run.bold = size, face, bold
    run._element.rPr.rFonts.set(qn("w:eastAsia"), face)
    if red:
        run.font.color.rgb = RGBColor(0xC0, 0x00, 0x00)


def _page_number(paragraph: Any) -> None:
    paragraph.alignment = ALIGN.CENTER
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def made() -> dict[str, bytes]:
    """Return every shipped template by its kind's code."""
    said: dict[str, list[Any]] = yaml.safe_load(
        (Path(__file__).parent / "templates.yaml").read_text(encoding="utf-8")
    )
    return {code: make(kind, said[code]) for code, kind in kinds().items()}


if __name__ == "__main__":
    SHIPPED.mkdir(exist_ok=True)
    for code, content in made().items():
        (SHIPPED / f"{code}.docx").write_bytes(content)
