"""The rule pack: what it holds, and what a wrong file is refused with."""

from __future__ import annotations

import re
import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
import yaml

from ingest.dates import day_bounds
from ingest.errors import SetupError
from risk.pack import FORBIDDEN, load, shipped
from risk.tables import connect

RISK = Path(str(files("risk")))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped pack that a test may spoil."""
    for part in ("rules", "exemptions", "patterns"):
        shutil.copytree(RISK / part, tmp_path / part)
    for name in ("weights.yaml", "switchboard.yaml", "patterns_off.yaml"):
        shutil.copy(RISK / name, tmp_path / name)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_pack_holds_the_patterns_and_exemptions_of_this_release() -> None:
    pack = shipped()
    assert set(pack.patterns) == {
        "P-01", "P-02", "P-03", "P-04", "P-06", "P-07", "P-08", "P-10", "P-11", "P-12", "P-13", "P-14",
        "P-15", "P-16", "P-18", "P-20", "P-23", "P-24", "P-25", "P-26", "P-27", "P-28", "P-29", "P-32",
    }  # fmt: skip
    assert {"E-01", "E-03", "E-04", "E-05", "E-10", "E-11", "E-14", "E-15"} <= set(pack.exemptions)


@pytest.mark.parametrize("name", sorted(shipped().rules))
def test_a_rule_has_instrument_article_text_dates_and_source(name: str) -> None:
    rule = shipped().rules[name]
    assert rule.instrument.zh
    assert rule.instrument.en
    assert rule.article
    assert len(rule.text.zh) > 5
    assert len(rule.text.en) > 5
    assert rule.effective_from is None or day_bounds(rule.effective_from)
    assert rule.effective_from or rule.binds in ("scope", "office")
    assert "law.md" in rule.source
    assert re.fullmatch("A[.][1-9]", rule.section)


def test_rules_from_memory_and_rules_with_private_parameters_are_off() -> None:
    rules = shipped().rules
    assert not rules["R-SOE09-6"].on
    assert not rules["R-KIN22"].on
    assert rules["R-CSL-107"].on


def test_a_rule_that_needs_a_second_rule_never_names_one_that_needs_one_itself() -> None:
    rules = shipped().rules
    for rule in rules.values():
        assert rule.needs_predicate or not rule.predicates
        assert not any(rules[name].needs_predicate for name in rule.predicates)


def test_the_namesake_comes_first_then_the_duty_and_the_earlier_decisions_last() -> None:
    order = [exemption.code for exemption in shipped().order()]
    assert order[:2] == ["E-15", "E-14"]
    assert set(order[-4:]) == {"CLEARED", "CLOSED", "DECLARED", "WITHDRAWN"}
    places = {code: n for n, code in enumerate(order)}
    lawful = [f"E-{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 16)]
    doubtful = ["E-09", "E-10", "E-17"]
    assert max(places[c] for c in lawful) < min(places[c] for c in doubtful)
    assert max(places[c] for c in doubtful) < places["FRESH"] < places["HUB"] < places["CLEARED"]


def test_the_sql_of_an_exemption_returns_only_reasons_that_have_words() -> None:
    pack = shipped()
    for code, exemption in pack.exemptions.items():
        quoted = set(re.findall(r"'([a-z_]+)'", pack.sql[code]))
        assert set(exemption.reasons) <= quoted | {"identified", "probable"}, code
        assert set(exemption.holds) <= set(exemption.reasons), code


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("patterns/P-01.yaml", "R-PDL-36", "R-PDL-99", "unknown rule"),
        ("patterns/P-01.yaml", "[E-15, E-14", "[E-77, E-14", "unknown exemption"),
        ("patterns/P-01.yaml", "founded_in_post", "seen_together", "unknown circumstance"),
        ("rules/civil_servants.yaml", "predicates: [R-CSL-44", "predicates: [R-NO-1", "unknown predicate"),
        ("rules/civil_servants.yaml", "classes: [civil_servant]", "classes: [officer]", "unknown class"),
        ("rules/civil_servants.yaml", '"2019-06-01"', '"1 June 2019"', "effective_from"),
        ("rules/civil_servants.yaml", "tag: V1", "tag: sure", "tag"),
        ("rules/civil_servants.yaml", "- id: R-CSL-44", "- id: R-CSL-59(16)", "twice"),
        ("exemptions/E-03.yaml", "miss: 0.01", "miss: 7", "miss"),
        ("weights.yaml", "tier_one: 0.80", "tier_one: 0.80\nfavourite: 1", "favourite"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_what_is_wrong(
    folder: Path, file: str, old: str, new: str, told: str
) -> None:
    change(folder / file, old, new)
    with pytest.raises(SetupError, match=re.escape(told)):
        load(folder)


def test_a_pattern_without_its_sql_is_refused(folder: Path) -> None:
    (folder / "patterns/P-24.sql").unlink()
    with pytest.raises(SetupError, match="P-24 cites an unknown SQL file"):
        load(folder)


def test_a_file_that_is_no_yaml_is_named(folder: Path) -> None:
    (folder / "patterns/P-24.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(SetupError, match=r"P-24\.yaml"):
        load(folder)


def test_a_prejudging_word_in_a_text_is_refused(folder: Path) -> None:
    word = "".join(("嫌疑", "人"))
    change(folder / "patterns/P-01.yaml", "zh: 上市公司股票", f"zh: {word}的股票")
    with pytest.raises(SetupError, match="prejudging word"):
        load(folder)


def test_no_file_of_the_package_prejudges() -> None:
    for path in sorted(RISK.rglob("*")):
        if path.suffix in {".yaml", ".sql"}:
            text = re.sub("《[^》]*》", "", path.read_text(encoding="utf-8"))
            assert not FORBIDDEN.search(text), path.name


@pytest.mark.parametrize("needs", ["{holdings: [colour]}", "{yachts: [name]}"])
def test_a_pattern_that_needs_an_unknown_column_is_refused(folder: Path, needs: str) -> None:
    path = folder / "patterns/P-01.yaml"
    text = re.sub("^needs: .*$", f"needs: {needs}", path.read_text("utf-8"), flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SetupError, match="P-01 needs what no stage writes"):
        connect({}, load(folder), as_of=date(2025, 6, 30))


def test_a_new_rule_needs_no_code(folder: Path) -> None:
    rule = {
        "id": "R-NEW-1", "instrument": {"zh": "《新规定》", "en": "New provisions"}, "article": "1",
        "text": {"zh": "不得持有某类股份", "en": "no stakes of a kind"}, "effective_from": "2025",
        "tag": "V1", "source": "law.md",
    }  # fmt: skip
    (folder / "rules/new.yaml").write_text(yaml.safe_dump(rule, allow_unicode=True), "utf-8")
    change(folder / "patterns/P-01.yaml", "rules: [", "rules: [R-NEW-1, ")
    pack = load(folder)
    assert pack.rules["R-NEW-1"].on
    assert "R-NEW-1" in pack.patterns["P-01"].rules
