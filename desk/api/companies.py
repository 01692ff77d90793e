"""Companies of the registers (企业): facts of the company; natural persons are counted, never named here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from desk.access.audit import record
from desk.api.door import asks
from desk.api.node_tables import file_of, rows
from desk.api.opened import opened, shown
from desk.api.paging import Limit, Offset, Paged, page
from desk.results import Access

router = Router(tags=["companies"])
#: Node ids are ``company:<uscc>``.
_COMPANY = (
    "SELECT * REPLACE (substr(id, 9) AS uscc, coalesce(name, '') AS name) FROM read_parquet(?)"
)


class CompanyRow(Schema):
    """A company as the register has it."""

    uscc: str
    name: str
    company_type: str | None
    status: str | None
    industry: str | None
    region: str | None
    founded: str | None
    dissolved: str | None


class Holding(Schema):
    """A stake of one company in another."""

    uscc: str
    company: str
    share: float | None
    valid_from: str | None
    valid_to: str | None
    source: str | None


class Company(CompanyRow):
    """A company with the companies that hold it and that it holds."""

    natural_holders: int = Field(
        description="自然人股东人数 · natural persons among the holders, not named"
    )
    held_by: list[Holding]
    holds: list[Holding]
    awards: int = Field(description="中标次数 · awards won")


class Companies(Paged):
    """A page of companies."""

    items: list[CompanyRow]


@router.get("/companies", response=Companies, summary="按名称找企业 · companies by name")
@asks("match.query")
def companies(
    request: HttpRequest,
    name: Annotated[
        str, Query(..., min_length=2, max_length=80, description="名称含此文字 · words of the name")
    ],
    limit: Limit = 50,
    offset: Offset = 0,
) -> dict[str, Any]:
    """Companies of the caller's area whose name has these words, by name."""
    snapshot, access = shown(request)
    asked = f"{_COMPANY} WHERE contains(name, ?) ORDER BY name, uscc"
    found = [
        row
        for row in rows(asked, file_of(snapshot.out, "node_Company"), name)
        if _covers(access, row)
    ]
    items, told = page(request, found, limit, offset)
    return {"items": items, **told}


@router.get("/companies/{uscc}", response=Company, summary="一家企业 · one company")
@asks("graph.view")
def company(
    request: HttpRequest,
    uscc: str,
    lead: Annotated[
        str,
        Query(
            "", max_length=200, description="所属线索的人员编号 · the official in whose lead it is"
        ),
    ] = "",
) -> dict[str, Any]:
    """One company of the caller's area or, with `lead` and a purpose ticket, of a lead that he may open."""
    snapshot, access = shown(request)
    inside = False
    if lead:
        inside = any(
            _in(finding, uscc)
            for finding in opened(request, lead, place=f"company:{uscc}"[:200]).findings
        )
    asked = f"{_COMPANY} WHERE id = ?"
    found = rows(asked, file_of(snapshot.out, "node_Company"), f"company:{uscc}")
    if not found or not (inside or _covers(access, found[0])):
        raise Http404
    record(request.user, "company.open", uscc, run=snapshot.digest)
    return found[0] | _around(snapshot.out, f"company:{uscc}", access)


def _in(finding: dict[str, Any], uscc: str) -> bool:
    node = f"company:{uscc}"
    return finding["uscc"] == uscc or any(
        node in (hop["from"], hop["to"]) for hop in finding["path"] or []
    )


def _covers(access: Access, row: dict[str, Any]) -> bool:
    return access.covers([row["region"]] if row["region"] else [])


_HOLDINGS = """
SELECT substr(c.id, 9) AS uscc, coalesce(c.name, '') AS company, c.region, e.share, e.valid_from, e.valid_to, e.source
FROM read_parquet(?) e JOIN read_parquet(?) c ON c.id = e."{other}" WHERE e."{own}" = ?
ORDER BY c.id, e.source
"""


def _around(out: Path, node: str, access: Access) -> dict[str, Any]:
    stakes, names = file_of(out, "edge_HOLDS_Company_Company"), file_of(out, "node_Company")
    ways = {"held_by": {"own": "to", "other": "from"}, "holds": {"own": "from", "other": "to"}}
    around: dict[str, Any] = {
        name: [
            row
            for row in rows(_HOLDINGS.format(**way), stakes, names, node)
            if _covers(access, row)
        ]
        for name, way in ways.items()
    }
    counted = 'SELECT count(DISTINCT "{column}") AS n FROM read_parquet(?) WHERE "{own}" = ?'
    holders = counted.format(column="from", own="to")
    won = counted.format(column="to", own="from")
    return around | {
        "natural_holders": rows(holders, file_of(out, "edge_HOLDS_Person_Company"), node)[0]["n"],
        "awards": rows(won, file_of(out, "edge_WON_Company_Award"), node)[0]["n"],
    }
