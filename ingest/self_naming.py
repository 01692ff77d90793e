"""How a writer names himself in a complaint: 我叫…, 本人…, 举报人…, a signature (自报姓名). The forms are ``self_naming.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

Span = tuple[int, int]
#: A role may be followed by any name behind a colon; a telephone by its announcement.
_COLON = r"(?<!被)(?:举报|来电|来信|反映|信访|投诉|联系)人[：:]\s*(?P<told>[\u4e00-\u9fff·]{2,4})(?=[，,。；;、）)\s]|$)"
_PHONE = r"(?:联系电话|联系方式|我的电话|本人电话|我的手机|我的手机号)[：:是为]?\s*(?P<told>[\d０-９][\d０-９\-—－ ]{5,18}[\d０-９])"
#: How far before a name its announcement may begin, and how far before the end a signature.
_BEFORE, _TAIL = 16, 120


@dataclass(frozen=True, slots=True)
class Forms:
    """The compiled forms."""

    announced: tuple[re.Pattern[str], ...]  # with the name as group `told`
    signed: re.Pattern[str]
    not_names: re.Pattern[str]
    before: re.Pattern[str]  # ends where a name begins
    before_being: re.Pattern[str]
    boundary: re.Pattern[str]
    opens: re.Pattern[str]
    closes: re.Pattern[str]
    anonymous: frozenset[str]


@cache
def _words() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        files("ingest").joinpath("self_naming.yaml").read_text(encoding="utf-8")
    )
    return loaded


@cache
def family_name() -> str:
    """Return a regular expression of the family names (姓)."""
    words = _words()
    surnames = "".join(words["surnames"].split())
    return f"(?:{'|'.join(words['compound'].split())}|[{surnames}])"


@cache
def forms() -> Forms:
    """Return the forms that ship with the package."""
    words = _words()
    name = f"{family_name()}[ \u3000]?[\u4e00-\u9fff]{{1,2}}"
    before = f"(?:{words['by_role']}|{words['by_name']})"
    either = f"(?:{words['by_role']}|{words['by_name']}|{words['by_being']})"
    more = f"(?:[、，, \u3000和]+{name})*"
    return Forms(
        (
            re.compile(f"{either}(?P<told>{name}){words['boundary']}"),
            re.compile(_COLON),
            re.compile(_PHONE),
        ),
        re.compile(rf"{words['opens']}(?P<told>{name}{more}){words['closes']}\Z"),
        re.compile(words["not_names"]),
        re.compile(rf"{before}\Z"),
        re.compile(rf"{words['by_being']}\Z"),
        re.compile(words["boundary"]),
        re.compile(rf"{words['opens']}\Z"),
        re.compile(rf"{words['closes']}\Z"),
        frozenset(words["anonymous"]),
    )


def anonymous() -> frozenset[str]:
    """Return what stands for no name (匿名)."""
    return forms().anonymous


def written_names(text: str) -> list[Span]:
    """Return where a text tells its writer's name or telephone, whoever he is."""
    found = [m for pattern in forms().announced for m in pattern.finditer(text)]
    signed = forms().signed.search(text, max(0, len(text) - _TAIL))
    found += [signed] if signed is not None else []
    return [
        m.span("told")
        for m in found
        if m["told"] not in anonymous() and not forms().not_names.search(m["told"])
    ]


def names_writer(text: str, start: int, end: int) -> bool:
    """Say whether a text names its writer by the known name that stands in [start, end)."""
    before = text[max(0, start - _BEFORE) : start]
    if forms().before.search(before):
        return text[end : end + 1] != "的"
    if forms().before_being.search(before):
        return forms().boundary.match(text, end) is not None
    signed = len(text) - end <= _TAIL and forms().opens.search(before) is not None
    return signed and forms().closes.fullmatch(text, end) is not None
