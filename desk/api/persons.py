"""Register persons (登记人员): only as a link inside an opened lead, never by themselves (science.md 9)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from desk.api.door import asks
from desk.api.node_tables import Row, file_of, rows
from desk.api.opened import Opened, opened
from desk.identity_rows import identities_of
from desk.results import Finding

router = Router(tags=["persons"])
LeadOf = Annotated[
    str,
    Query(..., min_length=1, max_length=200, description="所属线索的人员编号 · the official whose lead it is"),
]  # fmt: skip


class Identity(Schema):
    """What says that the register person is the official or the relative."""

    subject: str = Field(description="self, or the row of the relative")
    probability: float
    level: str = Field(description="identified, probable, hold")
    expected_namesakes: float | None


class Tie(Schema):
    """A stake or a post of the person in a company."""

    kind: str = Field(description="HOLDS, ROLE")
    uscc: str
    company: str
    share: float | None
    role: str | None
    valid_from: str | None
    valid_to: str | None
    source: str | None


class Person(Schema):
    """A register person as far as the lead is about him."""

    person_key: str
    name: str
    lead: str
    identities: list[Identity]
    ties: list[Tie]


class Persons(Schema):
    """The register persons in one lead."""

    items: list[Person]


@router.get("/persons", response=Persons, summary="线索中的登记人员 · register persons of a lead")
@asks("dossier.open")
def persons(request: HttpRequest, lead: LeadOf) -> dict[str, Any]:
    """Register persons whom the chains of a lead pass through. Needs a purpose ticket."""
    found = opened(request, lead, place="api:persons")
    return {"items": [_person(key, lead, found) for key in _keys(found.findings)]}


@router.get("/persons/{person_key}", response=Person, summary="线索中的一个登记人员 · one of them")
@asks("dossier.open")
def person(request: HttpRequest, person_key: str, lead: LeadOf) -> dict[str, Any]:
    """One register person of a lead; whoever is not in its chains is answered as not there."""
    found = opened(request, lead, place=f"api:person:{person_key}"[:200])
    if person_key not in _keys(found.findings):
        raise Http404
    return _person(person_key, lead, found)


def _keys(findings: list[Finding]) -> list[str]:
    """Return the keys of the register persons in the chains, in order of the strongest finding."""
    ends = [
        hop[end].partition(":")
        for finding in findings
        for hop in finding["path"] or []
        for end in ("from", "to")
    ]
    return list(dict.fromkeys(key for kind, _, key in ends if kind == "person"))


def _person(key: str, official_id: str, found: Opened) -> dict[str, Any]:
    out = found.snapshot.out
    companies = {finding["uscc"] for finding in found.findings}
    companies |= {
        hop[end].partition(":")[2]
        for finding in found.findings
        for hop in finding["path"] or []
        for end in ("from", "to")
        if hop[end].startswith("company:")
    }
    ties = [
        tie
        for tie in _ties(out, key)
        if tie["uscc"] in companies or found.access.covers([tie["region"]] if tie["region"] else [])
    ]
    matches = [row for row in identities_of(out, official_id) if row["person_key"] == key]
    return {
        "person_key": key,
        "name": _name(out, key),
        "lead": official_id,
        "identities": matches,
        "ties": ties,
    }


_TIES = """
SELECT '{kind}' AS kind, substr(c.id, 9) AS uscc, coalesce(c.name, '') AS company, c.region, {columns}, e.valid_from, e.valid_to, e.source
FROM read_parquet(?) e JOIN read_parquet(?) c ON c.id = e."to" WHERE e."from" = ?
ORDER BY c.id, e.source
"""


def _ties(out: Path, key: str) -> list[Row]:
    companies = file_of(out, "node_Company")
    return [
        tie
        for kind, columns in (("HOLDS", "e.share, NULL AS role"), ("ROLE", "NULL AS share, e.role"))
        for tie in rows(
            _TIES.format(kind=kind, columns=columns),
            file_of(out, f"edge_{kind}_Person_Company"),
            companies,
            f"person:{key}",
        )
    ]


def _name(out: Path, key: str) -> str:
    asked = "SELECT name FROM read_parquet(?) WHERE id = ?"
    found = rows(asked, file_of(out, "node_Person"), f"person:{key}")
    return str(found[0]["name"] or "") if found else ""
