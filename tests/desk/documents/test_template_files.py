"""Templates: the shipped ones, and what an office may not put in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from desk.documents import package
from desk.documents.facts import CaseFacts
from desk.documents.filling import (
    TemplateRefused,
    check_template,
    fill,
    first_text,
    template_of,
)
from desk.documents.kinds import kinds
from desk.documents.make_templates import made

REMINDER = kinds()["reminder"]
NOWHERE = Path("nowhere")
BODY = "word/document.xml"


def shipped(code: str = "reminder") -> bytes:
    return template_of(kinds()[code], NOWHERE).content


def changed(
    parts: dict[str, bytes] | None = None, *, replaced: tuple[str, str, str] | None = None
) -> bytes:
    """Return the reminder's template with parts added, or words of a part replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(shipped())) as source, zipfile.ZipFile(target, "w") as new:
        for name in source.namelist():
            content = source.read(name)
            if replaced and name == replaced[0]:
                assert replaced[1].encode() in content
                content = content.replace(replaced[1].encode(), replaced[2].encode())
            if name not in (parts or {}):
                new.writestr(name, content, zipfile.ZIP_DEFLATED)
        for name, content in (parts or {}).items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def asking(tag: str) -> bytes:
    """Return a template with one more paragraph."""
    document = docx.Document(io.BytesIO(shipped()))
    document.add_paragraph(tag)
    target = io.BytesIO()
    document.save(target)
    return package.packed(target.getvalue())


@pytest.mark.parametrize("code", list(kinds()))
def test_a_shipped_template_is_what_its_source_makes_and_passes_the_check(code: str) -> None:
    assert made()[code] == shipped(code), "run python -m desk.documents.make_templates"
    assert check_template(shipped(code), kinds()[code]) == []


@pytest.mark.parametrize("code", list(kinds()))
def test_a_template_asks_for_every_field_and_fills_to_the_same_bytes(code: str) -> None:
    kind = kinds()[code]
    facts = CaseFacts("X-9", "G9", "江海", "东山局", "科长", facts=("甲事实",), run="r")
    filled = {
        field.key: "2025-06-30" if field.form == "date" else f"{field.key}一\n{field.key}二"
        for field in kind.fields
    }
    content = fill(kind, shipped(code), facts, filled)
    assert content == fill(kind, shipped(code), facts, filled)
    assert package.faults(content) == []
    said = "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
    for field in kind.fields:
        assert ("2025年6月30日" if field.form == "date" else f"{field.key}二") in said
    assert "{" not in said
    assert ("江海" in said) == (kind.audience != "unit")


def test_the_texts_of_the_templates_do_not_prejudge_and_say_what_a_hit_is() -> None:
    for code, kind in kinds().items():
        said = "".join(package.texts_of(shipped(code)))
        assert not re.search("违纪|腐败|嫌疑人|犯罪", re.sub("《[^》]*》", "", said))
        assert ("不是结论" in said or "不是对任何" in said or "不作为证据" in said
                or "不是证据" in said or "不涉及其他事项" in said), kind.zh  # fmt: skip
    for code in ("proposal", "inquiry", "plan", "analysis"):
        assert re.search("疑点不(作为|是)证据", "".join(package.texts_of(shipped(code)))), "DP-31"


@pytest.mark.parametrize(
    "tag",
    [
        "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ office.__class__ }}", "{{ self }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}", "{{ range(9) }}", "{{ lipsum }}",
        "{{ office['x'] }}", "{{ office|attr('__class__') }}", "{{ office|safe }}", "{{ 7*7 }}",
        "{% for a in range(99999999) %}x{% endfor %}", "{% set office = 1 %}", "{% import 'x' as y %}",
        "{% include '/etc/passwd' %}", "{% macro m() %}{% endmacro %}", "{% raw %}{{ x }}{% endraw %}{{ unknown }}",
        "{{ name }}", "{{ facts }}", "{% for office in risks %}{% endfor %}", "{% if office == 'a' %}x{% endif %}",
        "{{ risks }}", "{{ office ~ date }}", "{{ 'a' }}", "{% for a in risks %}{{ loop.index }}{% endfor %}",
        "{% for a in risks recursive %}{% endfor %}", "{{ office", "{% if office %}",
    ],
)  # fmt: skip
def test_a_template_says_no_more_than_names_loops_and_conditions(tag: str) -> None:
    assert check_template(asking(tag), REMINDER) != []
    with pytest.raises(TemplateRefused):
        fill(REMINDER, asking(tag), CaseFacts("X", "G"), {})


def test_a_tag_in_the_properties_or_a_header_is_held_to_the_same() -> None:
    document = docx.Document(io.BytesIO(shipped()))
    document.core_properties.title = "{{ ''.__class__ }}"
    first = io.BytesIO()
    document.save(first)
    document = docx.Document(io.BytesIO(shipped()))
    document.sections[0].header.paragraphs[0].text = "{{ office.__class__ }}"
    second = io.BytesIO()
    document.save(second)
    for content in (first, second):
        assert [fault.code for fault in check_template(content.getvalue(), REMINDER)] == [
            "language"
        ]


@pytest.mark.parametrize(
    "tag", ["{% if contact %}甲{{ contact }}{% endif %}", "{%p for x in advice %}", "甲"]
)
def test_an_office_may_edit_words_and_tags(tag: str) -> None:
    content = asking(tag)
    if "for" in tag:
        document = docx.Document(io.BytesIO(content))
        document.add_paragraph("{{ x }}")
        document.add_paragraph("{%p endfor %}")
        target = io.BytesIO()
        document.save(target)
        content = target.getvalue()
    assert check_template(content, REMINDER) == []


_REL = '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"{mode}/></Relationships>'


def relation(kind: str, target: str, mode: str = "") -> bytes:
    return changed({"word/_rels/header9.xml.rels": _REL.format(kind=kind, target=target, mode=mode).encode()})  # fmt: skip


def in_body(xml: str) -> bytes:
    return changed(replaced=(BODY, "<w:sectPr", f"{xml}<w:sectPr"))


HARMFUL: dict[str, Callable[[], bytes]] = {
    "not a zip": lambda: b"PK not a document",
    "empty": lambda: b"",
    "another zip": lambda: _zip({"a.txt": b"x"}),
    "macro": lambda: changed({"word/vbaProject.bin": b"x"}),
    "macro type": lambda: changed(replaced=("[Content_Types].xml", "document.main+xml", "document.macroEnabled.main+xml")),
    "embedded": lambda: changed({"word/embeddings/oleObject1.bin": b"x"}),
    "outside path": lambda: changed({"../../evil.xml": b"<a/>"}),
    "absolute path": lambda: changed({"/etc/evil.xml": b"<a/>"}),
    "bomb": lambda: changed({"word/styles2.xml": b"<a>" + b"x" * (5 * 2**20) + b"</a>"}),
    "ratio": lambda: changed({"word/styles2.xml": b"<a>" + b"x" * (2**20) + b"</a>"}),
    "entries": lambda: changed({f"word/part{n}.xml": b"<a/>" for n in range(200)}),
    "entities": lambda: changed({"word/styles2.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
    "outside entity": lambda: changed({"word/styles2.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
    "remote picture": lambda: relation("image", "https://example.org/a.png", ' TargetMode="External"'),
    "remote template": lambda: relation("attachedTemplate", "https://example.org/a.dotm", ' TargetMode="External"'),
    "link": lambda: relation("hyperlink", "https://example.org/", ' TargetMode="External"'),
    "unknown relation": lambda: relation("oleObject", "embeddings/a.bin"),
    "chunk": lambda: in_body('<w:altChunk xmlns:r="urn:x" r:id="r9"/>'),
    "include": lambda: in_body('<w:p><w:r><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText></w:r></w:p>'),
    "dde in pieces": lambda: in_body("<w:p><w:r><w:instrText>DD</w:instrText></w:r><w:r><w:instrText>EAUTO c:\\\\cmd</w:instrText></w:r></w:p>"),
    "picture by address": lambda: in_body('<w:p><w:r><w:pict><v:imagedata xmlns:v="urn:schemas-microsoft-com:vml" src="http://example.org/a.png"/></w:pict></w:r></w:p>'),
    "no picture": lambda: changed({"word/media/image1.png": b"<svg/>"}),
    "broken xml": lambda: changed({"word/styles2.xml": b"<a>"}),
}  # fmt: skip


def _zip(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("what", list(HARMFUL))
def test_a_harmful_file_is_refused_before_anything_opens_it(what: str) -> None:
    assert package.faults(HARMFUL[what]()) != []
    assert check_template(HARMFUL[what](), REMINDER) != []


def test_a_directory_that_lies_about_sizes_is_refused() -> None:
    content = bytearray(changed({"word/styles2.xml": b"<a>" + b"xy" * (2**20) + b"</a>"}))
    real = (2 * 2**20 + 7).to_bytes(4, "little")
    assert real in content
    lying = bytes(content).replace(real, (100).to_bytes(4, "little"))
    assert package.faults(lying) != []


def test_an_encrypted_or_doubled_entry_is_refused() -> None:
    target = io.BytesIO(shipped())
    with zipfile.ZipFile(target, "a") as new, pytest.warns(UserWarning, match="Duplicate"):
        new.writestr(BODY, b"<a/>")
    assert "twice" in [fault.code for fault in package.faults(target.getvalue())]


def test_the_texts_of_a_file_are_all_of_them() -> None:
    document = docx.Document(io.BytesIO(shipped()))
    document.sections[0].header.paragraphs[0].text = "页眉里的话"
    document.core_properties.comments = "属性里的话"
    hidden = document.add_paragraph().add_run("隐藏的话")
    hidden.font.hidden = True
    target = io.BytesIO()
    document.save(target)
    said = package.texts_of(target.getvalue())
    assert {"页眉里的话", "属性里的话", "隐藏的话"} <= set(said)
    body = package.body_of(target.getvalue())
    assert said[: len(body)] == body, "the places of passages are places in the body"


def test_the_term_of_an_inquiry_is_fifteen_working_days() -> None:
    from datetime import date

    kind = kinds()["inquiry"]
    field = next(field for field in kind.fields if field.key == "reply_by")
    # 2026-11-23 is a Monday; no public holiday lies in the three weeks after it
    assert first_text(field, kind, CaseFacts("X", "G"), date(2026, 11, 23)) == "2026-12-14"


def send(client: Client, content: bytes, kind: str = "reminder") -> Any:
    file = SimpleUploadedFile("../../x.docx", content)
    return client.post(f"/templates/{kind}/install/", {"file": file})


def test_an_office_puts_its_own_template_in_force_and_takes_it_back(
    signed_in: Callable[..., Client], tmp_path: Path
) -> None:
    client = signed_in(role="case_supervision")
    own = asking("本单位自用模板")
    assert send(client, own).status_code == 302
    assert client.get("/templates/reminder/file/").content == own
    assert "本单位模板" in client.get("/templates/").content.decode()
    assert template_of(REMINDER, tmp_path) == (own, True)
    assert client.post("/templates/reminder/remove/").status_code == 302
    assert client.get("/templates/reminder/file/").content == shipped()
    assert len(list((tmp_path / "templates" / "kept").iterdir())) == 1


def test_a_refused_template_changes_nothing_and_the_page_says_why(
    signed_in: Callable[..., Client], tmp_path: Path
) -> None:
    client = signed_in(role="case_supervision")
    page = send(client, asking("{{ office.__class__ }}"))
    assert page.status_code == 400
    assert "占位符不能识别" in page.content.decode()
    assert send(client, b"x" * (package.LARGEST_FILE + 1)).status_code == 400
    assert send(client, shipped(), "none").status_code == 404
    assert not (tmp_path / "templates").exists()
    for role in ("investigator", "supervisor", "administrator"):
        assert send(signed_in(role=role), shipped()).status_code == 403


def test_a_harmful_template_laid_into_the_folder_by_hand_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "reminder.docx").write_bytes(asking("{{ office.__class__ }}"))
    with pytest.raises(TemplateRefused):
        fill(REMINDER, template_of(REMINDER, tmp_path).content, CaseFacts("X", "G"), {})
