"""The catalogue of the command line is complete, and compiled from its source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from desk.explain import HOP_WORDS, LINK_WORDS, OUTCOMES
from desk.reading import ACTS, COLUMNS, LABELS, RELATIONS, SPEAKERS, STATUSES
from desk.words import translator

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = ROOT / "desk" / "locale" / "en" / "LC_MESSAGES"


def marked() -> set[str]:
    """Return every text that the code passes to the translator as a literal."""
    texts = {*LINK_WORDS.values(), *OUTCOMES.values(), *HOP_WORDS.values()}
    for words in (ACTS, RELATIONS, SPEAKERS, STATUSES):
        texts |= set(words.values())
    texts |= {*COLUMNS, *(word for word, _ in LABELS.values())}
    for module in (ROOT / "desk").glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "_"
            ):
                texts |= {str(a.value) for a in node.args if isinstance(a, ast.Constant)}
    return texts


def test_every_text_of_the_command_line_has_its_english() -> None:
    english = translator("en")
    texts = marked()
    assert len(texts) > 15
    assert [text for text in texts if english(text) == text] == []


def test_chinese_stays_as_it_is() -> None:
    assert translator("zh")("最弱一环") == "最弱一环"


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    with (CATALOGUE / "qinqing.po").open("rb") as handle:
        source = {message.id: message.string for message in read_po(handle) if message.id}
    with (CATALOGUE / "qinqing.mo").open("rb") as handle:
        compiled = {message.id: message.string for message in read_mo(handle) if message.id}
    assert compiled == source


@pytest.mark.parametrize("word", ["违纪", "腐败", "嫌疑"])
def test_no_text_prejudges(word: str) -> None:
    assert word not in (CATALOGUE / "qinqing.po").read_text(encoding="utf-8")
