"""Every text of the web desk has its English, and each compiled catalogue is that of its source.

After a change of texts: complete ``desk/<app>/locale/en/LC_MESSAGES/django.po`` and compile it with
``pybabel compile --domain django --directory desk/<app>/locale``.
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

DESK = Path(__file__).resolve().parents[2] / "desk"
#: The applications with pages, each with a catalogue of its own.
APPS = sorted(path.parents[3].name for path in DESK.glob("*/locale/en/LC_MESSAGES/django.po"))
#: Whose texts an application's pages may use beside its own.
LENT = {"picture": "web"}
HAN = re.compile("[\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


def source(app: str) -> Path:
    """Return the catalogue of an application."""
    return DESK / app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def calls(text: str) -> Iterator[str]:
    """Yield the literal texts that a Python source passes to gettext under any of its names."""
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"_", "gettext", "ngettext"}
        ):
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def marked(app: str) -> set[str]:
    """Return every text that the modules and templates of an application mark for translation."""
    texts: set[str] = set()
    for path in (DESK / app).rglob("*.py"):
        texts.update(calls(path.read_text(encoding="utf-8")))
    for path in (DESK / app).rglob("*.html"):
        python = templatize(path.read_text(encoding="utf-8"))
        for call in re.findall(r"n?gettext\(.*?\)(?=\s|$|[^\w'\",])", python):
            texts.update(re.findall(r"u?'((?:[^'\\]|\\.)*)'", call))
    return {text.replace("\\n", "\n") for text in texts}


def catalogue(app: str) -> dict[str, tuple[str, ...]]:
    """Return the Chinese texts of a catalogue with their English, singular and plural."""
    with source(app).open("rb") as handle:
        entries = [entry for entry in read_po(handle, locale="en") if entry.id]
    return {forms(entry.id)[0]: forms(entry.string) for entry in entries}


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Return a text and its plural, where it has one."""
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def test_every_application_with_templates_has_a_catalogue() -> None:
    assert {path.parent.name for path in DESK.glob("*/templates")} == set(APPS)


@pytest.mark.parametrize("app", APPS)
def test_every_text_has_its_english_and_the_catalogue_has_no_other(app: str) -> None:
    texts, english = marked(app), catalogue(app)
    lent = catalogue(LENT[app]) if app in LENT else {}
    assert len(texts) > 20
    assert sorted(texts - english.keys() - lent.keys()) == [], "without English"
    assert sorted(english.keys() - texts) == [], "in the catalogue, but used nowhere"
    for text, told in english.items():
        assert all(told), text
        assert not HAN.search("".join(told)), text


@pytest.mark.parametrize("app", APPS)
def test_placeholders_are_the_same_in_both_languages(app: str) -> None:
    for text, told in catalogue(app).items():
        for one in told:
            assert set(PLACEHOLDER.findall(one)) == set(PLACEHOLDER.findall(text)), text


@pytest.mark.parametrize("app", APPS)
def test_no_chinese_stands_in_a_template_or_a_script_unmarked(app: str) -> None:
    for path in (DESK / app).rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r"{% blocktranslate.*?endblocktranslate %}", "", text, flags=re.DOTALL)
        text = re.sub(r"{%.*?%}", "", text).replace('lang="zh" class="quiet">中文<', "")
        assert HAN.findall(text) == [], path.name
    for path in (DESK / app / "static").glob("[!v]*/*.js"):
        assert HAN.findall(path.read_text(encoding="utf-8")) == [], path.name


@pytest.mark.parametrize("app", APPS)
def test_the_compiled_catalogue_is_that_of_its_source(app: str) -> None:
    with source(app).open("rb") as handle:
        content = read_po(handle, locale="en")
    buffer = io.BytesIO()
    write_mo(buffer, content)
    assert buffer.getvalue() == source(app).with_suffix(".mo").read_bytes()


@pytest.mark.parametrize("word", ["guilt", "suspect", "corrupt", "offender"])
@pytest.mark.parametrize("app", APPS)
def test_no_english_text_prejudges(app: str, word: str) -> None:
    assert word not in " ".join(one for told in catalogue(app).values() for one in told).lower()
