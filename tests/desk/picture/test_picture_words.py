"""Every text of the graph picture has its English, its own or the desk's; the compiled catalogue is that of its source."""

from __future__ import annotations

import ast
import io
import re
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

DESK = Path(__file__).resolve().parents[3] / "desk"
PICTURE = DESK / "picture"
PLACE = Path("locale") / "en" / "LC_MESSAGES"
HAN = re.compile("[\u4e00-\u9fff]")


def marked() -> set[str]:
    """Return every text that the package's modules and templates mark for translation."""
    texts: set[str] = set()
    for path in PICTURE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"_", "gettext"}
            ):
                texts |= {str(a.value) for a in node.args if isinstance(a, ast.Constant)}
    for path in PICTURE.rglob("*.html"):
        python = templatize(path.read_text(encoding="utf-8"))
        for call in re.findall(r"n?gettext\(.*?\)(?=\s|$|[^\w'\",])", python):
            texts |= set(re.findall(r"u?'((?:[^'\\]|\\.)*)'", call))
    return texts


def catalogue(room: Path) -> dict[str, tuple[str, ...]]:
    """Return the Chinese texts of a catalogue with their English, singular and plural."""
    with (room / PLACE / "django.po").open("rb") as handle:
        entries = [entry for entry in read_po(handle, locale="en") if entry.id]
    return {_all(entry.id)[0]: _all(entry.string) for entry in entries}


def _all(text: object) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(map(str, text or ()))  # type: ignore[call-overload]


def test_every_text_has_its_english_and_the_catalogue_has_no_other() -> None:
    texts, own, desk = marked(), catalogue(PICTURE), catalogue(DESK / "web")
    assert len(texts) > 60
    assert sorted(texts - own.keys() - desk.keys()) == [], "without English"
    assert sorted(own.keys() - texts) == [], "in the catalogue, but used nowhere"
    for text, told in own.items():
        wanted = set(re.findall(r"%\(\w+\)s|\{\w+\}", text))
        for one in told:
            assert one, text
            assert not HAN.search(one), text
            assert set(re.findall(r"%\(\w+\)s|\{\w+\}", one)) == wanted, text


def test_the_compiled_catalogue_is_that_of_its_source() -> None:
    with (PICTURE / PLACE / "django.po").open("rb") as handle:
        source = read_po(handle, locale="en")
    buffer = io.BytesIO()
    write_mo(buffer, source)
    assert buffer.getvalue() == (PICTURE / PLACE / "django.mo").read_bytes()


def test_no_chinese_stands_unmarked_in_a_template_and_none_in_the_script() -> None:
    for path in PICTURE.rglob("*.html"):
        text = re.sub(
            r"{% blocktranslate.*?endblocktranslate %}", "",
            path.read_text(encoding="utf-8"), flags=re.DOTALL,
        )  # fmt: skip
        assert HAN.findall(re.sub(r"{%.*?%}", "", text)) == [], path.name
    for path in PICTURE.rglob("*.js"):
        assert HAN.findall(path.read_text(encoding="utf-8")) == [], path.name
