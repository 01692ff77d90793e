"""The audit trail as somebody reads it (留痕查阅): filtered, and written out with the chain's own fields."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from desk.access.models import AuditEvent

#: What an export holds of each event; with them and the key anybody can compute the chain again.
COLUMNS = ("number", "at", "username", "role", "action", "about", "purpose", "ticket", "run", "detail", "previous", "digest")  # fmt: skip
#: Looks that the auditor should see first.
FLAGGED = "self_query"
#: A spreadsheet runs a cell that begins so as a formula; such text is written with a ' before it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def chosen(
    *,
    username: str = "",
    action: str = "",
    about: str = "",
    first: date | None = None,
    last: date | None = None,
    flagged: bool = False,
) -> QuerySet[AuditEvent]:
    """Return the events that pass every part of a filter, newest first; days are those of the desk's clock."""
    found = AuditEvent.objects.order_by("-number")
    if username:
        found = found.filter(username=username)
    if action:
        found = found.filter(action__startswith=action)
    if about:
        found = found.filter(about=about)
    if first:
        found = found.filter(at__gte=_stamp(first))
    if last:
        found = found.filter(at__lt=_stamp(last + timedelta(days=1)))
    return found.filter(action=FLAGGED) if flagged else found


def as_jsonl(events: Iterable[AuditEvent]) -> Iterator[str]:
    """Yield each event as a line of JSON."""
    for event in events:
        yield json.dumps(_row(event), ensure_ascii=False) + "\n"


def as_csv(events: Iterable[AuditEvent]) -> Iterator[str]:
    """Yield the events as lines of CSV with a head, in UTF-8 with a mark; no cell is a formula."""
    yield "\ufeff" + _line(COLUMNS)
    for event in events:
        yield _line([safe(str(value)) for value in _row(event).values()])


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _row(event: AuditEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in COLUMNS}


def _line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


def _stamp(day: date) -> str:
    """Return the beginning of a day as the trail writes times: ISO 8601 in UTC, which sorts as text."""
    start = timezone.make_aware(datetime.combine(day, time()))
    return start.astimezone(UTC).isoformat(timespec="microseconds")
