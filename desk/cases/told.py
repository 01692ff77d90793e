"""A clue as its page tells it (线索页面): its history in words, each text only to whom it may be shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.utils.translation import get_language, gettext

from desk.access.permit import may
from desk.cases.codes import vocabulary
from desk.cases.forms import label_of
from desk.cases.machine import OFFICE, names, steps
from desk.cases.models import Clue, Matter, StepTaken
from desk.cases.taking import AnyUser
from desk.cases.visible import material_shown
from desk.web import words


class Told(NamedTuple):
    """One step of the history."""

    number: int
    title: str
    by: str
    at: datetime
    on: date
    lines: list[tuple[str, str]]
    audit: int


class ToldMatter(NamedTuple):
    """One matter; what a complaint alone says of it is left out for who may not know of one."""

    number: int
    pattern: str
    title: str
    subject: str
    company: str
    uscc: str


def history(clue: Clue, user: AnyUser) -> list[Told]:
    """Return the steps of a clue in words, first to last."""
    told = []
    for step in clue.steps.all():
        if step.name == "recusal_blocked" and not may(user, "clue.assign"):
            continue
        if steps()[step.name].get("intake") and may(user, "clue.handle"):
            continue  # whether somebody waits for a notice says that there is a complaint
        title = names("steps")[step.name].name(get_language())
        told.append(Told(step.number, title, step.by, step.at, step.on, _lines(step), step.audit))
    return told


def matters(clue: Clue, user: AnyUser) -> list[ToldMatter]:
    """Return the matters of a clue as a user may read them."""
    material = material_shown(user, clue)
    return [_matter(matter, shown=material or not matter.sealed) for matter in clue.matters.all()]


def _matter(matter: Matter, *, shown: bool) -> ToldMatter:
    pattern = matter.pattern if shown else ""
    return ToldMatter(
        matter.number, pattern, words.pattern(pattern) if pattern else gettext("人工登记的事项"),
        matter.subject, matter.company, matter.uscc,
    )  # fmt: skip


def _lines(step: StepTaken) -> list[tuple[str, str]]:
    fields = steps()[step.name].get("fields", {})
    lines = [
        (label_of(fields[name]), _value(fields[name], value))
        for name, value in step.data.items()
        if name in fields
    ]
    if step.name == "recusal_blocked":
        lines.append((gettext("涉及"), "、".join(step.data.get("officers", []))))
    return lines


def _value(field: Mapping[str, Any], value: Any) -> str:
    kind, language = field["kind"], get_language()
    if kind == "outcomes":
        outcomes = vocabulary("outcomes")
        return "；".join(f"{n}: {outcomes[code].name(language)}" for n, code in value.items())
    if kind == "choices":
        return "；".join(vocabulary(field["of"])[code].name(language) for code in value)
    if kind == "choice":
        return vocabulary(field["of"])[value].name(language)
    if kind == "check":
        return gettext("是")
    return gettext("案件监督管理部门") if value == OFFICE else str(value)
