"""The command `qinqing read`: one text in front of the user."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas
from rich.console import Console
from typer.testing import CliRunner

from desk.cli import app
from desk.reading import ACTS, LABELS, RELATIONS, STATUSES, page, read_file, show
from ingest.errors import UserError
from nlp.annotation import LABELS as ANNOTATED
from nlp.gold import ACTS as GOLD_ACTS
from nlp.gold import CODES
from nlp.gold import RELATIONS as GOLD_RELATIONS

TEXT = (
    "经查，江某利用任海口县水利局局长的便利，帮助宏达建筑公司中标。\n"
    "江某辩称，该20万元系借款。<b>听说</b>他还在砂场有干股？"
)


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "件.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_every_code_of_the_guidelines_has_a_word() -> None:
    assert set(LABELS) == set(ANNOTATED)
    assert set(ACTS) == set(GOLD_ACTS)
    assert set(STATUSES) == set(CODES["status"])
    assert set(RELATIONS) == set(GOLD_RELATIONS)


def test_a_file_without_colours_gets_brackets_and_tables(letter: Path) -> None:
    console = Console(width=200, record=True, force_terminal=False)
    show(read_file(letter, kind="document", run=None), console, "zh")
    shown = console.export_text()
    assert "[江某]PERSON利用任[海口县水利局]GOV[局长]POST" in shown
    assert "本人否认" in shown
    assert "利用职权帮助" in shown
    assert "担任职务" in shown


def test_a_terminal_gets_colours_and_a_legend(letter: Path) -> None:
    console = Console(width=200, record=True, force_terminal=True)
    show(read_file(letter, kind="document", run=None), console, "en")
    shown = console.export_text(styles=True)
    assert "]PERSON" not in shown
    assert "\x1b[" in shown
    assert "person" in shown


def test_the_page_shows_spans_and_statuses_and_loads_nothing(letter: Path) -> None:
    html = page(read_file(letter, kind="document", run=None), "zh")
    assert "<b>听说" not in html
    assert "&lt;b&gt;听说" in html
    assert "<script" not in html
    assert "http:" not in html
    assert "https:" not in html
    assert 'class="denied"' in html
    assert ">海口县水利局<small>机关单位" in html


def test_each_file_that_cannot_be_read_is_named_with_its_own_reason(tmp_path: Path) -> None:
    for name, content in (("a.xyz", "文"), ("b.txt", "  \n"), ("d.txt", ""), ("e.pdf", "")):
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "folder").mkdir()
    reasons = {
        "a.xyz": "not a kind", "b.txt": "empty", "d.txt": "empty", "e.pdf": "empty",
        "folder": "a folder", "none.txt": "no such file",
    }  # fmt: skip
    for name, reason in reasons.items():
        with pytest.raises(UserError, match=f"{name}.*{reason}"):
            read_file(tmp_path / name, kind="document", run=None)
    (tmp_path / "c.txt").write_text("文", encoding="utf-8")
    with pytest.raises(UserError, match="qinqing run"):
        read_file(tmp_path / "c.txt", kind="document", run=tmp_path / "none")


def test_a_pdf_without_text_may_be_a_scan(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "扫描.pdf"))
    canvas.showPage()
    canvas.save()
    with pytest.raises(UserError, match="scan"):
        read_file(tmp_path / "扫描.pdf", kind="document", run=None)


SECRETS = ("李秀英", "柳河村三组", "13812345678", "330000199001011234")
BODY = "我叫李秀英，家住柳河村三组，身份证330000199001011234，电话13812345678。海口县水利局局长江某持有宏达建筑公司股份。"


@pytest.mark.parametrize(("kind", "text"), [("complaint", BODY), ("document", f"举报信\n{BODY}")])
def test_a_writer_is_masked_on_screen_and_in_the_page_that_only_its_owner_reads(
    tmp_path: Path, kind: str, text: str
) -> None:
    path, out = tmp_path / "来信.txt", tmp_path / "page.html"
    path.write_text(text, encoding="utf-8")
    out.write_text("old", encoding="utf-8")
    out.chmod(0o644)
    command = ["read", str(path), "--kind", kind]
    printed = CliRunner().invoke(app, command)
    written = CliRunner().invoke(app, [*command, "--html", str(out)])
    assert (printed.exit_code, written.exit_code) == (0, 0)
    for shown in (printed.output, out.read_text(encoding="utf-8"), written.output):
        assert not [secret for secret in SECRETS if secret in shown]
        assert "is masked" in " ".join(shown.split())
    assert "江某" in printed.output
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_document_says_nothing_of_masks(letter: Path) -> None:
    assert read_file(letter, kind="document", run=None).masked == ""


def test_the_command_writes_a_page(letter: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    result = CliRunner().invoke(app, ["read", str(letter), "--html", str(out)])
    assert result.exit_code == 0
    assert "<mark" in out.read_text(encoding="utf-8")
