"""Free documents become text with page offsets; pictures wait for OCR."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import docx
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

if TYPE_CHECKING:
    from tests.ingest.conftest import Room


def word() -> bytes:
    document = docx.Document()
    document.add_paragraph("关于测试甲任职的批复")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "姓名", "测试甲"
    document.add_paragraph("抄送：某单位")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf() -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for page in ("first page notice", "second page"):
        canvas.drawString(72, 700, page)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def documents(room: Room) -> dict[str, dict[str, Any]]:
    return {row["source_id"]: row for row in room.read().read("documents").to_pylist()}


def test_each_kind_of_document_gives_its_text(room: Room) -> None:
    room.put("文书/a.txt", "关于任免的通知\n正文\n", "gb18030")
    room.put("文书/b/c.md", "# 走访记录\n\n见到测试甲。\n")
    room.put(
        "文书/d.html",
        "<html><head><title>x</title><style>p{}</style></head><body><h1>通报</h1><p>甲<b>乙</b></p><script>1</script></body></html>",
    )
    room.put("文书/e.docx", word())
    found = documents(room)
    assert found["文书/a.txt"]["text"] == "关于任免的通知\n正文\n"
    assert found["文书/a.txt"]["title"] == "关于任免的通知"
    assert found["文书/b/c.md"]["title"] == "走访记录"
    assert found["文书/d.html"]["text"].splitlines()[0] == "通报"
    assert "script" not in found["文书/d.html"]["text"]
    assert "甲乙" in found["文书/d.html"]["text"]
    assert found["文书/e.docx"]["text"] == "关于测试甲任职的批复\n姓名\t测试甲\n抄送：某单位"


def test_pages_of_a_pdf_begin_at_their_offsets(room: Room) -> None:
    room.put("documents/n.pdf", pdf())
    row = documents(room)["documents/n.pdf"]
    first, second = row["pages"]
    assert first == 0
    assert row["text"][:second].strip() == "first page notice"
    assert row["text"][second:].strip() == "second page"


@pytest.mark.parametrize(
    ("name", "content", "check"),
    [
        ("文书/s.png", b"\x89PNG", "needs_ocr"),
        ("文书/s.TIF", b"II*", "needs_ocr"),
        ("文书/empty.txt", b"", "needs_ocr"),
        ("文书/x.docx", b"PK\x03\x04broken", "unreadable_document"),
        ("文书/x.pdf", pdf()[:200], "unreadable_document"),
        ("文书/x.txt", ("陳國華總經理與機構" * 30).encode("big5"), "unreadable_document"),
        ("文书/x.wps", b"?", "unused_file"),
    ],
)
def test_a_document_that_cannot_be_read_is_named_and_the_run_goes_on(
    room: Room, name: str, content: bytes, check: str
) -> None:
    room.put(name, content)
    stage = room.read()
    assert stage.read("documents").num_rows == 0
    assert [(q["check"], q["file"]) for q in stage.read("quality").to_pylist()] == [(check, name)]
    facts = next(f for f in stage.read("files").to_pylist() if f["file"] == name)
    assert (facts["rows_read"], facts["rows_accepted"], facts["rows_quarantined"]) == (1, 0, 1)
