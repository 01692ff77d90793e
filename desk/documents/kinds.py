"""The kinds of documents (文书种类) and what each consists of, read from ``kinds.yaml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

HERE = Path(__file__).parent
Audience = Literal["unit", "person", "internal"]
Form = Literal["line", "text", "list", "date"]


@dataclass(frozen=True, slots=True)
class Field:
    """What a drafter fills in (填写项)."""

    key: str
    zh: str
    en: str
    form: Form
    optional: bool = False
    start: str = ""
    source: str = ""  # a fact of the case that the field starts with


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document: who reads it, what is filled in, what it rests on."""

    code: str
    zh: str
    en: str
    audience: Audience
    fields: tuple[Field, ...]
    facts: tuple[str, ...]
    basis: str
    basis_source: str
    reply_working_days: int = 0
    needs_clearing: bool = False

    @property
    def placeholders(self) -> frozenset[str]:
        """Every name that a template of this kind may ask for."""
        return frozenset((*self.facts, "basis", *(field.key for field in self.fields)))

    @property
    def lists(self) -> frozenset[str]:
        """The placeholders that hold several items."""
        own = {field.key for field in self.fields if field.form == "list"}
        return frozenset(own | (LISTED & set(self.facts)))

    @property
    def leaves(self) -> bool:
        """Whether it goes out of the handling team, and so is scanned before release."""
        return self.audience != "internal"


#: Facts of a case that are several.
LISTED = {"facts", "companies", "rules", "alternatives", "next_checks"}


@cache
def kinds() -> dict[str, Kind]:
    """Return every kind by its code, in the order of the file."""
    content = _read()
    fields = {key: _field(key, given) for key, given in content["fields"].items()}
    common = content["common"]
    return {
        code: Kind(
            code=code,
            zh=given["zh"],
            en=given["en"],
            audience=given["audience"],
            fields=tuple(fields[key] for key in (*common, *given["fields"])),
            facts=tuple(content["facts"][given["audience"]]),
            basis=given["basis"]["text"],
            basis_source=given["basis"]["source"],
            reply_working_days=given.get("reply_working_days", 0),
            needs_clearing=given.get("needs_clearing", False),
        )
        for code, given in content["kinds"].items()
    }


@cache
def channel_words() -> tuple[str, ...]:
    """Return the words that tell of a channel of complaint."""
    return tuple(str(word) for word in _read()["channel_words"])


def _field(key: str, given: dict[str, Any]) -> Field:
    return Field(
        key,
        given["zh"],
        given["en"],
        given["form"],
        optional=given.get("optional", False),
        start=given.get("start", ""),
        source=given.get("from", ""),
    )


@cache
def _read() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((HERE / "kinds.yaml").read_text(encoding="utf-8"))
    return content
