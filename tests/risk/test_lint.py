"""Each kind of mistake in an office's folder is told with its file and field, all of them at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from risk.lint import lint
from risk.office import FILE, FOLDER
from tests.risk.test_office import EXEMPTION, RULE, SQL, own_pack

CASE = """title: 试点企业
base: p01_own_holding
expect: []
outcomes: {E-OWN-1: [applies]}
"""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office's folder without a mistake."""
    folder = own_pack(tmp_path) / FOLDER / "cases"
    folder.mkdir()
    (folder / "pilot.yaml").write_text(CASE, encoding="utf-8")
    return tmp_path


def rule(**change: Any) -> str:
    return yaml.safe_dump({**RULE, **change}, allow_unicode=True)


def exemption(**change: Any) -> str:
    return yaml.safe_dump({**EXEMPTION, **change}, allow_unicode=True)


def told(office: Path) -> set[tuple[str, str]]:
    return {(problem.file, problem.field) for problem in lint(office)}


def test_a_pack_without_a_mistake_has_no_problem(office: Path) -> None:
    assert lint(office) == []


PREJUDGED = "".join(("违", "纪"))
RULES, EXEMPTIONS = f"{FOLDER}/rules/R-OWN-1.yaml", f"{FOLDER}/exemptions/E-OWN-1"
#: What is written where, and the file and field that are named.
MISTAKES: dict[str, tuple[str, str, tuple[str, str]]] = {
    "no yaml": (RULES, "id: [", (RULES, "")),
    "a date that is none": (RULES, rule(effective_from="1 June 2019"), (RULES, "R-OWN-1.effective_from")),
    "a field too many": (RULES, rule(colour="red"), (RULES, "R-OWN-1.colour")),
    "an unknown tag": (RULES, rule(tag="sure"), (RULES, "R-OWN-1.tag")),
    "no source": (RULES, rule(source=" "), (RULES, "R-OWN-1.source")),
    "an empty text": (RULES, rule(text={"zh": "不得", "en": ""}), (RULES, "R-OWN-1.text.en")),
    "a prejudging text": (RULES, rule(text={"zh": PREJUDGED, "en": "x"}), (RULES, "R-OWN-1.text.zh")),
    "an end before the beginning": (RULES, rule(effective_to="2019-01-01"), (RULES, "R-OWN-1.effective_to")),
    "no date": (RULES, rule(effective_from=None), (RULES, "R-OWN-1.effective_from")),
    "an unknown predicate": (RULES, rule(predicates=["R-NO"], needs_predicate=True), (RULES, "R-OWN-1")),
    "an unknown class": (RULES, rule(who={"classes": ["officer"]}), (RULES, "R-OWN-1")),
    "an unknown pattern": (RULES, rule(patterns=["P-99"]), (RULES, "R-OWN-1")),
    "an id that is there": (RULES, rule(id="R-CSL-44"), (RULES, "R-CSL-44")),
    "a share that is none": (EXEMPTIONS + ".yaml", exemption(miss=7), (EXEMPTIONS + ".yaml", "E-OWN-1.miss")),
    "an unknown reason held": (EXEMPTIONS + ".yaml", exemption(holds=["x"]), (EXEMPTIONS + ".yaml", "E-OWN-1")),
    "a reason without words": (EXEMPTIONS + ".sql", SQL.replace("'other'", "'strange'"), (EXEMPTIONS + ".sql", "strange")),
    "SQL that does not run": (EXEMPTIONS + ".sql", "SELECT colour FROM candidates", (EXEMPTIONS + ".sql", "")),
    "SQL without a column": (EXEMPTIONS + ".sql", "SELECT cid, 'applies' AS outcome FROM candidates", (EXEMPTIONS + ".sql", "reason")),
    "a prejudging comment": (EXEMPTIONS + ".sql", f"-- {PREJUDGED}\n{SQL}", (EXEMPTIONS + ".sql", "")),
    "no case": (f"{FOLDER}/cases/pilot.yaml", "title: 试点\nexpect: []\n", (EXEMPTIONS + ".yaml", "E-OWN-1")),
    "a case with a part too many": (f"{FOLDER}/cases/pilot.yaml", CASE + "colour: red\n", ("cases/pilot.yaml", "")),
    "an office's file": (FILE, "stopped: {E-04: 不测}", ("rules.yaml", "")),
}  # fmt: skip


@pytest.mark.parametrize("mistake", sorted(MISTAKES))
def test_a_mistake_is_told_with_file_and_field(office: Path, mistake: str) -> None:
    file, text, expected = MISTAKES[mistake]
    (office / file).write_text(text, encoding="utf-8")
    assert expected in told(office)


def test_several_mistakes_are_told_together(office: Path) -> None:
    (office / RULES).write_text(rule(tag="sure", source=3), encoding="utf-8")
    (office / (EXEMPTIONS + ".yaml")).write_text(exemption(miss=7), encoding="utf-8")
    assert {
        (RULES, "R-OWN-1.tag"),
        (RULES, "R-OWN-1.source"),
        (EXEMPTIONS + ".yaml", "E-OWN-1.miss"),
    } <= told(office)
