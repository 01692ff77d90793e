"""Every text of the documents' pages has its English, and the compiled catalogue is that of its source."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

APP = Path(__file__).resolve().parents[3] / "desk" / "documents"
CATALOGUE = APP / "locale" / "en" / "LC_MESSAGES"
HAN = re.compile("[\u4e00-\u9fff]")


def calls(source: str) -> Iterator[str]:
    """Yield the literal texts that a Python source passes to gettext."""
    for node in ast.walk(ast.parse(source)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"_", "gettext"}
        ):
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))  # fmt: skip


def marked() -> set[str]:
    texts: set[str] = set()
    for path in APP.rglob("*.py"):
        texts.update(calls(path.read_text(encoding="utf-8")))
    for path in APP.rglob("*.html"):
        python = templatize(path.read_text(encoding="utf-8"))
        for call in re.findall(r"n?gettext\(.*?\)(?=\s|$|[^\w'\",])", python):
            texts.update(re.findall(r"u?'((?:[^'\\]|\\.)*)'", call))
    return texts


def catalogue() -> dict[str, str]:
    with (CATALOGUE / "django.po").open("rb") as handle:
        return {
            str(entry.id): str(entry.string) for entry in read_po(handle, locale="en") if entry.id
        }


def test_every_text_has_its_english_and_the_catalogue_has_no_other() -> None:
    texts, english = marked(), catalogue()
    assert len(texts) > 50
    assert sorted(texts - set(english)) == [], "without English"
    assert sorted(set(english) - texts) == [], "in the catalogue, but used nowhere"
    assert [text for text, told in english.items() if not told or HAN.search(told)] == []
    for text, told in english.items():
        wanted = set(re.findall(r"%\(\w+\)s|\{\w+\}", text))
        assert set(re.findall(r"%\(\w+\)s|\{\w+\}", told)) == wanted, text


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    with (CATALOGUE / "django.po").open("rb") as handle:
        source = read_po(handle, locale="en")
    buffer = io.BytesIO()
    write_mo(buffer, source)
    assert buffer.getvalue() == (CATALOGUE / "django.mo").read_bytes()


def test_no_chinese_stands_in_a_page_unmarked() -> None:
    for path in APP.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"{% blocktranslate.*?endblocktranslate %}", "", text, flags=re.DOTALL)
        assert HAN.findall(re.sub(r"{%.*?%}", "", text)) == [], path.name


def test_the_texts_do_not_prejudge() -> None:
    shown = [p for p in APP.rglob("*") if p.suffix in {".py", ".yaml", ".html", ".po"}]
    assert shown
    for path in shown:
        text = re.sub("《[^》]*》", "", path.read_text(encoding="utf-8"))
        assert not re.search("违纪|腐败|嫌疑人|犯罪|guilt|suspect|corrupt", text), path.name
