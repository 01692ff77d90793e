"""Every text of case work has its English, in the catalogue and in the law files, and none prejudges."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from desk.cases.codes import law
from tests.desk import test_web_words as web

CASES = Path(web.__file__).resolve().parents[2] / "desk" / "cases"
CATALOGUE = CASES / "locale" / "en" / "LC_MESSAGES"


@pytest.fixture(autouse=True)
def _of_case_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "WEB", CASES)
    monkeypatch.setattr(web, "CATALOGUE", CATALOGUE)


def test_every_text_has_its_english_and_the_catalogue_has_no_other() -> None:
    texts, english = web.marked(), web.catalogue()
    assert len(texts) > 80
    assert sorted(texts - set(english)) == [], "without English"
    assert sorted(set(english) - texts) == [], "in the catalogue, but used nowhere"
    assert [text for text, told in english.items() if not told or web.HAN.search(told)] == []


def test_placeholders_and_templates() -> None:
    web.test_placeholders_are_the_same_in_both_languages()
    web.test_no_chinese_stands_in_a_template_unmarked()


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    with (CATALOGUE / "django.po").open("rb") as handle:
        source = read_po(handle, locale="en")
    buffer = io.BytesIO()
    write_mo(buffer, source)
    assert buffer.getvalue() == (CATALOGUE / "django.mo").read_bytes()


def names_in(content: object) -> list[list[str]]:
    """Return every pair of names in a file of ``law``."""
    if isinstance(content, dict):
        own = [content["names"]] if "names" in content else []
        return own + [pair for value in content.values() for pair in names_in(value)]
    return []


@pytest.mark.parametrize("file", ["steps", "codes", "clocks"])
def test_every_word_of_the_law_files_has_both_languages(file: str) -> None:
    content = law(file)
    pairs = names_in(content)
    for plain in ("states", "refusals", "clearing_states"):
        pairs += list(content.get(plain, {}).values())
    assert len(pairs) > 10
    for pair in pairs:
        zh, en = pair
        assert web.HAN.search(zh), pair
        assert not web.HAN.search(en), pair
        assert not re.search("guilt|suspect|corrupt|offender|culprit", en, re.IGNORECASE), pair
