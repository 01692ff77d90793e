"""What a writer tells of himself beside his name: contacts, home, kin (来信人自述); and letters among documents (夹在文书中的信).

The forms are ``self_told.yaml``. What is told of the accused stays: 他住在…, 局长王某家住…. The nearest clause that tells of
whom it speaks decides; where none does, it is the writer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

import yaml

from ingest.self_naming import Span, family_name, written_names

_CLAUSE = re.compile(r"[^，,。；;！!？?\n]+")
_OPEN = re.compile(r"[^，,。；;！!？?：:\n]*\Z")
#: So many clauses before a contact or a home are asked of whom they speak, and so far.
_CLAUSES, _BACK = 5, 120


@dataclass(frozen=True, slots=True)
class Forms:
    """The compiled forms."""

    letter: re.Pattern[str]
    opening: int
    contacts: tuple[re.Pattern[str], ...]
    home: re.Pattern[str]
    not_home: re.Pattern[str]
    not_own: re.Pattern[str]
    kin: re.Pattern[str]
    kin_ends: re.Pattern[str]
    not_kin: re.Pattern[str]
    accuses: re.Pattern[str]
    accused: re.Pattern[str]
    writer: re.Pattern[str]
    filler: re.Pattern[str]
    goes_on: re.Pattern[str]
    is_himself: re.Pattern[str]


@cache
def forms() -> Forms:
    """Return the forms that ship with the package."""
    data = yaml.safe_load(files("ingest").joinpath("self_told.yaml").read_text(encoding="utf-8"))
    home, kin = data["home"], data["kin"]
    name = rf"(?P<told>{family_name()}[\u4e00-\u9fff]{{1,2}})"
    return Forms(
        re.compile(data["letter"]),
        int(data["opening"]),
        tuple(re.compile(pattern) for pattern in data["contacts"]),
        re.compile(rf"{home['before']}(?P<told>{home['place']})"),
        re.compile(home["not_home"]),
        re.compile(home["not_own"]),
        re.compile(kin["of"] + kin["called"] + name),
        re.compile(kin["ends"]),
        re.compile(kin["not_names"]),
        re.compile(data["accuses"]),
        re.compile(data["accused"]),
        re.compile(data["writer"]),
        re.compile(home["filler"]),
        re.compile(data["goes_on"]),
        re.compile(data["is_himself"]),
    )


def is_letter(text: str) -> bool:
    """Say whether a document is a letter of complaint (举报信), by its opening."""
    return forms().letter.search(text, 0, forms().opening) is not None


def told_of_writer(text: str) -> list[Span]:
    """Return where a text tells its writer's name, contacts, home or kin, whoever he is."""
    found = chain(written_names(text), _contacts(text), _homes(text), _kin(text))
    return sorted(set(found))


def _contacts(text: str) -> Iterator[Span]:
    for pattern in forms().contacts:
        for match in pattern.finditer(text):
            if of_writer(_sentence(text, match.start())):
                yield match.span("told")


def _homes(text: str) -> Iterator[Span]:
    known = forms()
    for match in known.home.finditer(text):
        own = not known.not_own.match(text[match.end() : match.end() + 4])
        if own and not known.not_home.match(match["told"]) and _own_home(text, match.start()):
            yield match.span("told")


def _own_home(text: str, start: int) -> bool:
    """Say whether a home is the writer's; in its own clause nobody else may stand before it: 王大海家住…."""
    clause = _OPEN.search(text, max(0, start - _BACK), start)
    said = clause[0] if clause is not None else ""
    known = forms()
    somebody = not known.filler.match(said) and not known.writer.search(said)
    return not somebody and of_writer(text[max(0, start - _BACK) : start])


def _sentence(text: str, start: int) -> str:
    """Return what stands before a place in its sentence: a contact without a subject is the writer's."""
    return re.split(r"[。！!？?]", text[max(0, start - _BACK) : start])[-1]


def _kin(text: str) -> Iterator[Span]:
    known = forms()
    for match in known.kin.finditer(text):
        start, end = match.span("told")
        if known.not_kin.match(text[start : end + 1]) and not match["called"]:
            continue
        shorter = len(match["told"]) > 2 and known.kin_ends.match(text, end - 1) is not None
        longer = known.kin_ends.match(text, end) is not None
        yield start, end - 1 if shorter and not longer else end


def of_writer(before: str) -> bool:
    """Say whether what stands behind some words is told of the writer, by the nearest clause that tells of whom it speaks."""
    clauses = [match[0] for match in _CLAUSE.finditer(before)][-_CLAUSES:]
    speaks = (_speaks(clause) for clause in reversed(clauses))
    return next((said for said in speaks if said is not None), True)


def _speaks(clause: str) -> bool | None:
    """Say whether a clause speaks of the writer, None where it does not say."""
    known = forms()
    charge = known.accuses.match(clause)
    said = clause[charge.end() :] if charge is not None else clause
    if charge is not None and said.strip():
        return False
    if known.goes_on.match(said):
        return None
    writer, accused = known.writer.search(said), known.accused.search(said)
    if writer is None or accused is None:
        return True if writer is not None else False if accused is not None else None
    between = said[writer.end() : accused.start()]
    return known.is_himself.search(between) is not None
