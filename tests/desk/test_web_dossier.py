"""The dossier beyond its findings: timeline, page image, print view, document, a first view before the score."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from desk.dossier_document import Block, document
from desk.page_image import has_picture, picture_of
from desk.source_row import Place, SourceView, Text
from ingest.stage import sha256_file

SignIn = Callable[..., Client]
MakeRun = Callable[..., Path]
PDF = "文书/决定.pdf"


def body(page: Any) -> str:
    text: str = page.content.decode()
    return text


def write_pdf(path: Path, text: str = "ROAD WORKS") -> None:
    """Write a PDF of one page with a line of text."""
    stream = f"BT /F1 24 Tf 72 700 Td ({text}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    written, places = io.BytesIO(b"%PDF-1.4\n"), []
    written.seek(0, 2)
    for n, part in enumerate(parts, 1):
        places.append(written.tell())
        written.write(b"%d 0 obj%s endobj\n" % (n, part))
    start = written.tell()
    written.write(b"xref\n0 6\n0000000000 65535 f \n")
    written.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    written.write(b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written.getvalue())


def view(file: str, sha256: str, page: int = 1, words: str = "ROAD") -> SourceView:
    return SourceView(Place(file, page=page), sha256, ("决定", "决定"), text=Text("", words, "", False, False), page=page)  # fmt: skip


def test_a_page_is_drawn_with_its_words_framed(tmp_path: Path) -> None:
    write_pdf(tmp_path / PDF)
    digest = sha256_file(tmp_path / PDF)
    framed = picture_of(tmp_path, view(PDF, digest))
    bare = picture_of(tmp_path, view(PDF, digest, words="NOT THERE"))
    assert framed is not None
    assert framed[:8] == b"\x89PNG\r\n\x1a\n"
    assert framed != bare
    assert picture_of(tmp_path, view(PDF, digest, page=2)) is None


@pytest.mark.parametrize(
    "file", ["../secret.pdf", "文书/../../secret.pdf", "/etc/passwd", "文书", "", "nothing.pdf"]
)
def test_no_path_leads_out_of_the_case_folder(tmp_path: Path, file: str) -> None:
    case = tmp_path / "case"
    write_pdf(case / PDF)
    write_pdf(tmp_path / "secret.pdf")
    assert not has_picture(case, view(file, sha256_file(tmp_path / "secret.pdf")))
    link = case / "link.pdf"
    link.symlink_to(tmp_path / "secret.pdf")
    assert not has_picture(case, view("link.pdf", sha256_file(tmp_path / "secret.pdf")))


def test_a_file_that_was_changed_or_is_no_pdf_has_no_picture(tmp_path: Path) -> None:
    write_pdf(tmp_path / PDF)
    digest = sha256_file(tmp_path / PDF)
    write_pdf(tmp_path / PDF, "OTHER")
    assert picture_of(tmp_path, view(PDF, digest)) is None
    (tmp_path / "bad.pdf").write_bytes(b"no pdf at all")
    assert picture_of(tmp_path, view("bad.pdf", sha256_file(tmp_path / "bad.pdf"))) is None


def test_the_source_page_shows_the_page_itself(
    signed_in: SignIn, make_run: MakeRun, settings: Any, tmp_path: Path
) -> None:
    from tests.desk.conftest import FINDINGS, evidence

    case = tmp_path / "case"
    write_pdf(case / PDF)
    first = {
        **FINDINGS[0],
        "evidence": [evidence(PDF, "决定提到工程", page=1, span_start=0, span_end=4)],
    }
    out = make_run(findings=[first, *FINDINGS[1:]])
    path = out / "stages" / "ingest" / "documents.parquet"
    table = pq.read_table(path)
    row = {"source_id": PDF, "sha256": sha256_file(case / PDF), "kind": "pdf", "title": "决定", "text": "ROAD WORKS", "pages": [0]}  # fmt: skip
    pq.write_table(pa.concat_tables([table, pa.Table.from_pylist([row], table.schema)]), path)
    client = signed_in(out)
    asked = f"file={PDF}&page=1&from=0&to=4"
    assert "/page-image/" not in body(client.get(f"/source/G001/?{asked}")), (
        "no case folder is named"
    )
    settings.QINQING_CASE = case
    assert "/page-image/G001/?" in body(client.get(f"/source/G001/?{asked}"))
    picture = client.get(f"/page-image/G001/?{asked}")
    assert picture["Content-Type"] == "image/png"
    assert client.get("/page-image/G001/?file=../../x.pdf&page=1").status_code == 404
    assert signed_in(out, regions=("4211",)).get(f"/page-image/G001/?{asked}").status_code == 404


def test_the_timeline_leads_to_the_officials_own_rows_and_to_no_others(signed_in: SignIn) -> None:
    client = signed_in()
    text = body(client.get("/dossier/G001/"))
    assert "时间线" in text
    assert "副局长 东山市交通运输局" in text
    assert 'class="timeline"' in text
    assert client.get("/source/G001/?file=任职经历.csv&row=2").status_code == 200
    assert client.get("/source/G001/?file=任职经历.csv&row=3").status_code == 404


def test_what_earlier_matters_came_to_stands_at_the_top(
    signed_in: SignIn, make_run: MakeRun
) -> None:
    out = make_run()
    path = out / "stages" / "ingest" / "dispositions.parquet"
    schema = pq.read_schema(path)
    row = {"official_id": "G001", "outcome": "<u>失实", "date": "2024-05", "document": "东纪〔2024〕5号", "source": "处置结果.csv#2"}  # fmt: skip
    pq.write_table(
        pa.Table.from_pylist([{name: row.get(name) for name in schema.names}], schema), path
    )
    text = body(signed_in(out).get("/dossier/G001/"))
    assert "&lt;u&gt;失实" in text
    assert "<u>失实" not in text
    assert text.index("以往处置") < text.index("事实与来源")


def test_the_print_view_numbers_its_sources_and_is_written_down(signed_in: SignIn) -> None:
    from desk.access.models import AuditEvent

    text = body(signed_in().get("/dossier/G001/?print=1"))
    assert '<sup class="source">[1]</sup>' in text
    assert "<li>股东出资.csv 第 2 行</li>" in text
    assert AuditEvent.objects.filter(action="dossier.print", about="G001").exists()


def test_the_score_waits_for_a_first_view_where_that_was_chosen(signed_in: SignIn) -> None:
    client = signed_in()
    assert "score-value" in body(client.get("/dossier/G001/"))
    client.post("/first-view/G001/", {"blind": "1"})
    hidden = body(client.get("/dossier/G001/"))
    assert "score-value" not in hidden
    assert "82%<" not in hidden
    assert "82%<" not in body(client.get("/list/"))
    client.post("/first-view/G001/", {"text": "<b>持股属实与否待查"})
    shown = body(client.get("/dossier/G001/"))
    assert "score-value" in shown
    assert "&lt;b&gt;持股属实" in shown
    assert "score-value" not in body(client.get("/dossier/G002/"))


def test_a_dossier_leaves_as_a_document_only_after_a_second_yes(signed_in: SignIn) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from desk.access.models import Approval, AuditEvent

    client = signed_in(complaints=True)
    assert "导出须双人审批" in body(client.get("/dossier-document/G003/"))
    client.post("/dossier-document/G003/", {"reason": "报送领导"})
    later = timezone.now() + timedelta(hours=1)
    Approval.objects.update(decision="yes", decided_by="somebody", valid_until=later)
    page = client.get("/dossier-document/G003/")
    made = docx.Document(io.BytesIO(page.content))
    assert made.sections[0].header.paragraphs[0].text == "疑点线索，待核实；不是结论"
    assert "<b>吴</b>" in made.paragraphs[0].text, "a name is a text and nothing else"
    assert AuditEvent.objects.filter(action="dossier.export", about="G003").exists()
    assert "导出须双人审批" in body(client.get("/dossier-document/G001/")), (
        "a yes is for one person"
    )


def test_facts_come_before_the_score_in_the_document(signed_in: SignIn) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from desk.access.models import Approval

    client = signed_in()
    client.post("/dossier-document/G001/", {"reason": "报送"})
    later = timezone.now() + timedelta(hours=1)
    Approval.objects.update(decision="yes", decided_by="somebody", valid_until=later)
    made = docx.Document(io.BytesIO(client.get("/dossier-document/G001/").content))
    heads = [p.text for p in made.paragraphs if p.style is not None and str(p.style.name).startswith("Heading")]  # fmt: skip
    order = ["事实与来源", "关系链与最弱一环", "试过的合法解释", "时间线", "什么能够澄清", "下一步核查", "事实成立的把握", "来源"]  # fmt: skip
    places = [heads.index(head) for head in order]
    assert places == sorted(places)
    assert "来信" not in "".join(p.text for p in made.paragraphs), "not cleared for complaints"


def test_no_text_becomes_a_field_a_template_or_broken_xml() -> None:
    bad = "{{ 7*7 }} {% raw %} \x00\x0b <w:p/> & \ufffe =1+1"
    made = document(bad, bad, [Block(bad, paragraphs=[bad], items=[bad], head=(bad,), rows=[(bad,)])], english=False)  # fmt: skip
    read = docx.Document(io.BytesIO(made))
    texts = [p.text for p in read.paragraphs] + [read.tables[0].cell(1, 0).text]
    assert all("{{ 7*7 }}" in text and "<w:p/>" in text for text in texts)
    xml = read.element.xml
    assert "instrText" not in xml
    assert "fldSimple" not in xml
