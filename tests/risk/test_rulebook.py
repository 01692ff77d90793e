"""What `qinqing rules` shows: every entry in both languages, the tables, the page in docs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desk.cli import app
from ingest.errors import UserError
from risk.pack import FORBIDDEN, shipped
from risk.rulebook import overview, told

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_entry_can_be_told_with_its_source(lang: str) -> None:
    pack = shipped()
    for code in (*pack.rules, *pack.patterns, *pack.exemptions):
        lines = told(pack, code, lang)
        assert lines[0].startswith(code)
        assert not FORBIDDEN.search(re.sub("《[^》]*》", "", "\n".join(lines))), code
        assert any(line.strip().startswith(("出处", "source")) for line in lines), code


def test_a_rule_that_is_off_says_why() -> None:
    pack = shipped()
    for code, words in (("R-SOE09-6", "凭记忆"), ("R-KIN22", "不公开"), ("R-BID-39", "中标人")):
        assert words in "\n".join(told(pack, code))
    assert "[M]" in "\n".join(told(pack, "R-GPL-12"))


def test_a_pattern_names_the_rules_that_are_off_too() -> None:
    assert "R-KIN22 — " in "\n".join(told(shipped(), "P-07", "en"))


def test_an_unknown_id_is_refused() -> None:
    with pytest.raises(UserError):
        told(shipped(), "R-XX")


def test_the_page_in_docs_shows_the_pack_as_it_is() -> None:
    """Mend with: keep the upper half, append the output of `qinqing rules show`."""
    assert DOCS.read_text(encoding="utf-8").endswith("\n".join(overview(shipped())) + "\n")


def test_every_pattern_of_the_law_file_is_run_or_off_with_a_reason() -> None:
    text = "\n".join(overview(shipped()))
    missing = {f"P-{n:02}" for n in range(1, 33) if f"| P-{n:02} |" not in text}
    assert missing == {"P-30"}  # names no official: a count by company (risk/reconciliation.py)


def test_the_commands(tmp_path: Path) -> None:
    runner = CliRunner()
    shown = runner.invoke(app, ["rules", "show", "E-07"])
    assert shown.exit_code == 0
    assert "grace" in shown.stdout or "宽限期" in shown.stdout
    (tmp_path / "rules.yaml").write_text(
        "parameters: {grace: {value: 1, source: 甲}}", encoding="utf-8"
    )
    wrong = runner.invoke(app, ["rules", "lint", "--rules", str(tmp_path)])
    assert wrong.exit_code == 1
    assert "parameters.grace" in wrong.stdout
    tried = runner.invoke(app, ["rules", "test", "p01_own_holding"])
    assert tried.exit_code == 0
    assert "✓ p01_own_holding" in tried.stdout


def test_a_case_that_does_not_hold_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "rulepack" / "cases"
    folder.mkdir(parents=True)
    text = "title: 不符\nbase: p01_own_holding\nexpect: []\noutcomes: {E-05: [applies]}\n"
    (folder / "wrong.yaml").write_text(text, encoding="utf-8")
    tried = CliRunner().invoke(app, ["rules", "test", "--own", "--rules", str(tmp_path)])
    assert tried.exit_code == 1
    assert "不应列出而列出" in tried.stdout
    assert "E-05" in tried.stdout
