"""Every text of the access pages has its English, and the compiled catalogue is that of its source."""

from __future__ import annotations

import io
import re

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from tests.desk.test_web_words import HAN, WEB, calls

ACCESS = WEB.parent / "access"
CATALOGUE = ACCESS / "locale" / "en" / "LC_MESSAGES"


def marked() -> set[str]:
    texts: set[str] = set()
    for path in ACCESS.rglob("*.py"):
        texts.update(calls(path.read_text(encoding="utf-8")))
    for path in ACCESS.rglob("*.html"):
        python = templatize(path.read_text(encoding="utf-8"))
        for call in re.findall(r"n?gettext\(.*?\)(?=\s|$|[^\w'\",])", python):
            texts.update(re.findall(r"u?'((?:[^'\\]|\\.)*)'", call))
    return texts


def test_every_text_has_its_english_and_the_catalogue_has_no_other() -> None:
    with (CATALOGUE / "django.po").open("rb") as handle:
        source = read_po(handle, locale="en")
    english = {str(entry.id): str(entry.string) for entry in source if entry.id}
    assert sorted(marked() - set(english)) == [], "without English"
    assert sorted(set(english) - marked()) == [], "in the catalogue, but used nowhere"
    assert [text for text, told in english.items() if not told or HAN.search(told)] == []
    for text, told in english.items():
        assert set(re.findall(r"%\(\w+\)s", text)) == set(re.findall(r"%\(\w+\)s", told)), text
    buffer = io.BytesIO()
    write_mo(buffer, source)
    assert buffer.getvalue() == (CATALOGUE / "django.mo").read_bytes()


def test_no_chinese_stands_in_a_template_unmarked() -> None:
    for path in ACCESS.rglob("*.html"):
        text = re.sub(
            r"{% blocktranslate.*?endblocktranslate %}",
            "",
            path.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        assert HAN.findall(re.sub(r"{%.*?%}", "", text)) == [], path.name
