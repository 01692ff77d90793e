"""A template filled in (文书填写): the office's own where it has one, else the shipped one."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import TemplateError

from desk.documents import package
from desk.documents.facts import CaseFacts
from desk.documents.kinds import Field, Kind
from desk.documents.package import Fault
from desk.documents.sandbox import FillingEnvironment
from nlp.complaints.working_days import add_working_days, calendar

SHIPPED = Path(__file__).parent / "shipped"
OFFICE = "templates"
#: What XML cannot hold, and what docxtpl takes for a command: bell, form feed, tab.
_UNWRITABLE = re.compile("[^\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\x7f-\x9f]")
_MOST_TAGS = 400


class TemplateRefused(ValueError):
    """A template cannot be used; ``faults`` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(" ".join(fault) for fault in faults))
        self.faults = faults


class Source(NamedTuple):
    """A template as it lies somewhere."""

    content: bytes
    own: bool  # the office's own


def template_of(kind: Kind, folder: Path) -> Source:
    """Return the template of a kind: ``templates/<kind>.docx`` in the desk's data, else the shipped one."""
    own = folder / OFFICE / f"{kind.code}.docx"
    if own.is_file():
        return Source(own.read_bytes(), own=True)
    return Source((SHIPPED / f"{kind.code}.docx").read_bytes(), own=False)


def check_template(content: bytes, kind: Kind) -> list[Fault]:
    """Return what keeps a file from being the template of a kind: the package, the language, the names."""
    if found := package.faults(content):
        return found
    tags = sum(text.count("{{") + text.count("{%") for text in package.texts_of(content))
    if tags > _MOST_TAGS:
        return [Fault("too_many_tags", str(tags))]
    sample: dict[str, str | list[str]] = {
        name: ["甲", "乙"] if name in kind.lists else "甲" for name in kind.placeholders
    }
    try:
        filled = _rendered(content, kind, sample)
    except TemplateError as error:
        return [Fault("language", str(error.message or error)[:120])]
    except (PackageNotFoundError, KeyError, ValueError, SyntaxError, AttributeError, IndexError):
        return [Fault("not_docx")]
    if any("{{" in text or "{%" in text for text in package.texts_of(filled)):
        return [Fault("unfilled")]
    return package.faults(filled)


def fill(kind: Kind, content: bytes, facts: CaseFacts, filled: Mapping[str, str]) -> bytes:
    """Return a document: a template with a case and what the drafter wrote.

    Raises
    ------
    TemplateRefused
        The template does not pass `check_template`.
    """
    if wrong := check_template(content, kind):
        raise TemplateRefused(wrong)
    return package.packed(_rendered(content, kind, context(kind, facts, filled)))


def context(kind: Kind, facts: CaseFacts, filled: Mapping[str, str]) -> dict[str, str | list[str]]:
    """Return what a template's placeholders stand for; the items of a list are numbered."""
    known: dict[str, Any] = asdict(facts)
    values: dict[str, str | list[str]] = {"basis": kind.basis}
    for name in kind.facts:
        value = known[name]
        values[name] = numbered(value) if name in kind.lists else plain(value)
    for field in kind.fields:
        text = plain(filled.get(field.key, ""))
        if field.form == "list":
            values[field.key] = numbered(text.splitlines())
        else:
            values[field.key] = written(text) if field.form == "date" else text
    return values


def first_text(field: Field, kind: Kind, facts: CaseFacts, today: date) -> str:
    """Return what a field holds when a draft is begun."""
    if field.source == "today":
        return today.isoformat()
    if field.key == "reply_by":
        if kind.reply_working_days:
            return add_working_days(today, kind.reply_working_days, calendar()).day.isoformat()
        return (today + timedelta(days=30)).isoformat()
    if field.source:
        value = asdict(facts)[field.source]
        return "\n".join(value) if isinstance(value, (list, tuple)) else str(value)
    return field.start


def numbered(items: Any) -> list[str]:
    """Return the items that say something, each with its number."""
    said = [plain(str(item)).strip() for item in items]
    return [f"{n}．{text}" for n, text in enumerate(filter(None, said), 1)]


def plain(text: str) -> str:
    """Return a text without what a document cannot hold."""
    return _UNWRITABLE.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))


def written(day: str) -> str:
    """Return a date as a document has it: 2026年3月5日."""
    try:
        known = date.fromisoformat(day)
    except ValueError:
        return day
    return f"{known.year}年{known.month}月{known.day}日"


def _rendered(content: bytes, kind: Kind, values: Mapping[str, str | list[str]]) -> bytes:
    template = DocxTemplate(io.BytesIO(content))
    template.render(
        dict(values), FillingEnvironment(kind.placeholders, kind.lists), autoescape=True
    )
    target = io.BytesIO()
    template.save(target)
    return target.getvalue()
