"""Pages of a list: how many, from where, how many there are, where the next page is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

Item = TypeVar("Item")
#: Items of a page where none is asked for, and the most.
USUAL, MOST = 50, 100
Limit = Annotated[int, Query(USUAL, ge=1, le=MOST, description="本页条数 · items on this page")]
Offset = Annotated[
    int, Query(0, ge=0, le=10_000_000, description="跳过条数 · items left out before")
]


class Paged(Schema):
    """What every page has beside its items."""

    total: int = Field(description="全部条数 · items on all pages")
    limit: int
    offset: int
    next: str | None = Field(description="下一页的地址 · address of the next page")


def page(
    request: HttpRequest, items: Sequence[Item], limit: int, offset: int
) -> tuple[Sequence[Item], dict[str, Any]]:
    """Return the items of a page and the members of `Paged`."""
    asked = request.GET.copy()
    asked["limit"], asked["offset"] = str(limit), str(offset + limit)
    following = f"{request.path}?{asked.urlencode()}" if offset + limit < len(items) else None
    told = {"total": len(items), "limit": limit, "offset": offset, "next": following}
    return items[offset : offset + limit], told
