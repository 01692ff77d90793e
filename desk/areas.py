"""Counts by unit, line of work and region for a viewer (区域与单位视图): of the officials whom he may see, nobody named."""

from __future__ import annotations

from typing import Any

from desk.results import Access, Snapshot
from ingest.stage import Stage
from risk.areas import By, areas

STAGES = ("ingest", "nlp", "resolve")


def area_view(snapshot: Snapshot, by: By, access: Access) -> list[dict[str, Any]]:
    """Return the groups of `risk.areas`, of the viewer's area and with complaints only if he is cleared."""
    seen = {o for o, regions in snapshot.regions.items() if access.covers(regions)}
    listed = {lead.official_id: lead.tier for lead in snapshot.leads(access)}
    return areas(
        {name: Stage(snapshot.out / "stages" / name, {}, reused=True) for name in STAGES},
        by,
        listed,
        seen=None if "*" in access.regions else seen,
        complaints=access.complaints,
    )
