"""What a viewer asks of the graph: the address of a picture read, checked and written again.

Every page of the picture goes through `look`: it finds the run's graph, what the viewer sees of it,
and answers 404 for a start that he may not know of, as for one that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, QueryDict

from desk.access.audit import record
from desk.access.tickets import ticket_of
from desk.picture.elements import Shown, shown
from desk.picture.index import KINDS, Index, index_of
from desk.picture.sight import Sight, sight
from desk.picture.surroundings import Asked, Picture, picture
from desk.picture.times import day_of
from desk.picture.words import picture_words
from desk.results import Access, Snapshot
from desk.web.access import PURPOSE, access_of, current_run, flag_near
from ingest.dates import EPOCH

#: Openings that one address can hold, hops and paths that can be asked for.
MOST_OPENED, MOST_HOPS, MOST_PATHS = 120, 8, 10


@dataclass(frozen=True, slots=True)
class Look:
    """The graph of the run and what the viewer sees of it."""

    snapshot: Snapshot
    index: Index
    sight: Sight
    access: Access


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that the viewer may see, ready to be shown."""

    asked: Asked
    look: Look
    picture: Picture
    shown: Shown

    @property
    def day(self) -> str:
        """The day that was asked for, as an ISO date; empty where none was."""
        day = self.asked.day
        return (EPOCH + timedelta(days=day)).isoformat() if day is not None else ""


def look(request: HttpRequest) -> Look | None:
    """Return the graph as the viewer sees it; None where no run is finished."""
    snapshot = current_run().snapshot()
    if snapshot is None:
        return None
    try:
        index = index_of(snapshot.out, settings.QINQING_DATA / "picture")
    except OSError:
        return None
    access = access_of(request.user)
    return Look(snapshot, index, sight(index, snapshot.regions, access), access)


def drawn(request: HttpRequest, asked: Asked, seen: Look | None) -> Drawn:
    """Return the picture that an address asks for.

    Raises
    ------
    Http404
        There is no such start, or end of paths, for this viewer.
    """
    found = picture(seen.index, seen.sight, asked) if seen else None
    if seen is None or found is None:
        raise Http404
    return Drawn(asked, seen, found, shown(seen.index, found, asked.node, picture_words()))


def read(query: QueryDict) -> Asked:
    """Return what an address asks for; numbers out of their range are brought into it."""
    return Asked(
        node=query.get("node", "")[:300],
        opened=tuple(_opened(query.get("open", ""))[:MOST_OPENED]),
        to=query.get("to", "")[:300],
        hops=_number(query.get("hops", ""), 6, MOST_HOPS),
        most=_number(query.get("most", ""), 3, MOST_PATHS),
        kinds=tuple(kind for kind in KINDS if kind in query.getlist("kind")),
        day=day_of(query.get("day", "")),
    )


def query_of(asked: Asked, **changed: Any) -> str:
    """Return the address of a picture; what is as it always is, is left out."""
    asked = replace(asked, **changed)
    plain = Asked("")
    pairs: list[tuple[str, str]] = [("node", asked.node)]
    pairs += [("to", asked.to)] if asked.to else []
    pairs += [
        (name, str(getattr(asked, name)))
        for name in ("hops", "most")
        if getattr(asked, name) != getattr(plain, name)
    ]
    pairs += [("kind", kind) for kind in asked.kinds]
    if asked.day is not None:
        pairs.append(("day", (EPOCH + timedelta(days=asked.day)).isoformat()))
    if asked.opened:
        pairs.append(("open", "\n".join(asked.opened)))
    return urlencode(pairs)


def trace(request: HttpRequest, action: str, node: str, *, run: str, **detail: Any) -> None:
    """Write into the audit what is opened, before anything of it is sent; a look at somebody near is flagged."""
    ticket = ticket_of(request)
    traced: dict[str, Any] = {
        "purpose": str(request.session.get(PURPOSE, "")) or (ticket.purpose if ticket else ""),
        "ticket": ticket.number if ticket else "",
        "run": run,
    }
    kind, _, key = node.partition(":")
    about = key if kind == "official" else node
    record(request.user, action, about, **traced, **detail)
    flag_near(request.user, about, **traced)


def trace_names(request: HttpRequest, about: str, names: tuple[str, ...], *, run: str) -> None:
    """Flag a look at a person who bears the name of the viewer's own relative or colleague."""
    flag_near(request.user, about, names=names, run=run)


def _opened(text: str) -> list[str]:
    """Return what was opened, a line each: one field, as Django counts fields; a form ends lines with CR LF."""
    return [line[:300] for line in text.replace("\r\n", "\n").split("\n") if line]


def _number(text: str, otherwise: int, most: int) -> int:
    """Return a number from 1 to `most`."""
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        return otherwise
    return min(max(int(text), 1), most)
