"""Every text of the web desk has its English, and the compiled catalogue is that of its source.

After a change of texts: complete ``desk/web/locale/en/LC_MESSAGES/django.po`` and compile it with
``pybabel compile --domain django --directory desk/web/locale``.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parent.parent.parent / "desk" / "web"
CATALOGUE = WEB / "locale" / "en" / "LC_MESSAGES"
HAN = re.compile("[\u4e00-\u9fff]")


def calls(source: str) -> Iterator[str]:
    """Yield the literal texts that a Python source passes to gettext under any of its names."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"_", "gettext", "ngettext"}
        ):
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def marked() -> set[str]:
    """Return every text that the modules and templates of the desk mark for translation."""
    texts: set[str] = set()
    for path in WEB.rglob("*.py"):
        texts.update(calls(path.read_text(encoding="utf-8")))
    for path in WEB.rglob("*.html"):
        python = templatize(path.read_text(encoding="utf-8"))
        for call in re.findall(r"n?gettext\(.*?\)(?=\s|$|[^\w'\",])", python):
            texts.update(text for text in re.findall(r"u?'((?:[^'\\]|\\.)*)'", call))
    return {text.replace("\\n", "\n") for text in texts}


def catalogue() -> dict[str, str]:
    """Return the Chinese texts of the catalogue and their English."""
    with (CATALOGUE / "django.po").open("rb") as handle:
        entries = [entry for entry in read_po(handle, locale="en") if entry.id]
    return {_first(entry.id): _first(entry.string) for entry in entries}


def _first(text: str | tuple[str, ...] | list[str] | None) -> str:
    """Return a text, or the first one of a text with a plural."""
    return text if isinstance(text, str) else (text or ("",))[0]


def test_every_text_has_its_english_and_the_catalogue_has_no_other() -> None:
    texts, english = marked(), catalogue()
    assert len(texts) > 100
    assert sorted(texts - set(english)) == [], "without English"
    assert sorted(set(english) - texts) == [], "in the catalogue, but used nowhere"
    assert [text for text, told in english.items() if not told or HAN.search(told)] == []


def test_placeholders_are_the_same_in_both_languages() -> None:
    for text, told in catalogue().items():
        wanted = set(re.findall(r"%\(\w+\)s|\{\w+\}", text))
        assert set(re.findall(r"%\(\w+\)s|\{\w+\}", told)) == wanted, text


def test_no_chinese_stands_in_a_template_unmarked() -> None:
    for path in WEB.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"{% blocktranslate.*?endblocktranslate %}", "", text, flags=re.DOTALL)
        text = re.sub(r"{%.*?%}", "", text).replace('lang="zh" class="quiet">中文<', "")
        assert HAN.findall(text) == [], path.name


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    with (CATALOGUE / "django.po").open("rb") as handle:
        source = read_po(handle, locale="en")
    buffer = io.BytesIO()
    write_mo(buffer, source)
    assert buffer.getvalue() == (CATALOGUE / "django.mo").read_bytes()


@pytest.mark.parametrize("word", ["guilt", "suspect", "corrupt", "offender"])
def test_no_english_text_prejudges(word: str) -> None:
    assert word not in " ".join(catalogue().values()).lower()
