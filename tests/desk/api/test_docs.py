"""Every example of docs/api.md does what the page says: the curl commands are read and called as they stand."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client

from tests.desk.test_reconcile import sources

DOCS = Path(__file__).resolve().parents[3] / "docs" / "api.md"
Call = Callable[..., Any]


def examples() -> Iterator[tuple[int, str]]:
    """Yield each command with the status that its block promises."""
    for status, block in re.findall(
        r"```sh(?: title=\"(\d+)\")?\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL
    ):
        for line in block.strip().splitlines():
            yield int(status or 200), line


def called(command: str, known: dict[str, str]) -> Any:
    """Return the answer to a curl command; an option that is not known here fails."""
    words = shlex.split(Template(command).substitute(known))
    assert words.pop(0) == "curl"
    headers: dict[str, str] = {}
    body: dict[str, Any] = {}
    address = ""
    rest = iter(words)
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "--json":
            body = {"data": next(rest), "content_type": "application/json"}
        elif word == "--data-urlencode":
            name, _, value = next(rest).partition("=")
            body = {
                "data": urlencode({name: value}),
                "content_type": "application/x-www-form-urlencoded",
            }
        elif word != "-sS":
            assert word.startswith(known["DESK"]), word
            address = quote(word.removeprefix(known["DESK"]), safe="/?&=:-,")
    return Client(enforce_csrf_checks=True).generic(
        "POST" if body else "GET", address, headers=headers, **body
    )


def test_every_example_answers_as_it_is_said_to(
    caller: Call, signed_in: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desk.web import reconcile

    made = sources()
    monkeypatch.setattr(reconcile, "_sources", lambda: made)
    one = caller()
    known = {"DESK": "https://desk.example", "TOKEN": one.token, "TICKET": one.ticket}
    tried = list(examples())
    assert len(tried) >= 16
    for status, command in tried:
        answer = called(command, known)
        assert answer.status_code == status, (command, answer.content.decode())
        assert isinstance(json.loads(answer.content), dict)


def test_the_table_of_errors_is_the_one_of_the_program() -> None:
    from desk.api.problems import KINDS

    told = re.findall(
        r"^\| (\d{3}) \| `([a-z-]+)` \|", DOCS.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert sorted((code, int(status)) for status, code in told) == sorted(
        (code, status) for code, (status, _) in KINDS.items()
    )


def test_the_page_names_every_address() -> None:
    from desk.api.service import document

    text = DOCS.read_text(encoding="utf-8")
    for address in document()["paths"]:
        assert re.split(r"[{]", address)[0].rstrip("/") in text, address
