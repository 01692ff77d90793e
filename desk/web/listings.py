"""The risk list as one kind of viewer sees it, kept ready while the run and its changes stand (清单缓存)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any

from django.utils import timezone

from desk.changed import Changes, in_area, read_changes, signature
from desk.listing import Listing
from desk.results import REPORT, Access, Lead, Snapshot
from desk.web.kept import FirstListed

#: Lists that are kept: one for each area and clearance among the users who are at work.
KEPT = 24
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Seen:
    """A list and the changes of the last scored run, for one access."""

    listing: Listing
    changes: Changes
    snapshot: Snapshot  # held, so that its id stays its own
    rows: dict[tuple[str, str, bool], Any] = field(default_factory=dict)  # lines already rendered


_kept: OrderedDict[tuple[int, Access, int], Seen] = OrderedDict()
_lock = Lock()


def seen_by(snapshot: Snapshot, access: Access) -> Seen:
    """Return the list for an access, made when it is asked for first."""
    key = id(snapshot), access, signature(snapshot.out)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
        leads = snapshot.leads(access)
        listed = _listed(leads, first_listed(snapshot))
        listing = Listing(leads, snapshot.pack.switchboard.ranks, listed)
        changes = in_area(read_changes(snapshot, access), snapshot, access)
        _kept[key] = Seen(listing, changes, snapshot)
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
        return _kept[key]


def first_listed(snapshot: Snapshot) -> dict[str, date]:
    """Return for each finding of a run the day on which the desk first had it; new ones get the run's day."""
    numbers = snapshot.findings.column("finding_id").to_pylist()
    known = dict(FirstListed.objects.values_list("finding_id", "day"))
    fresh = [number for number in numbers if number not in known]
    if fresh:
        stood = (snapshot.out / REPORT).stat().st_mtime
        day = datetime.fromtimestamp(stood, timezone.get_current_timezone()).date()
        rows = [FirstListed(finding_id=number, day=day) for number in fresh]
        FirstListed.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
        known |= dict.fromkeys(fresh, day)
    return known


def _listed(leads: list[Lead], days: Mapping[str, date]) -> dict[str, str]:
    """Return for each official the day of the youngest finding that the viewer sees of him."""
    found = {}
    for lead in leads:
        of = [days[number] for number in lead.finding_ids if number in days]
        if of:
            found[lead.official_id] = max(of).isoformat()
    return found
