"""The command `qinqing read`: one text in front of the user."""

from __future__ import annotations

from pathlib import Path

import pytest
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


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for name, content in (("a.xyz", "文"), ("b.txt", "  \n")):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(UserError, match=name):
            read_file(tmp_path / name, kind="document", run=None)
    (tmp_path / "c.txt").write_text("文", encoding="utf-8")
    with pytest.raises(UserError, match="qinqing run"):
        read_file(tmp_path / "c.txt", kind="document", run=tmp_path / "none")


def test_the_command_writes_a_page(letter: Path, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    result = CliRunner().invoke(app, ["read", str(letter), "--html", str(out)])
    assert result.exit_code == 0
    assert "<mark" in out.read_text(encoding="utf-8")
