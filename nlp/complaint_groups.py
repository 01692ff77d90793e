"""Complaint groups (举报件归并): near duplicates are one voice, with one category."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from nlp.near_duplicates import group
from nlp.schema import COMPLAINT_GROUPS
from nlp.triage import category


def complaint_groups(complaints: pa.Table) -> pa.Table:
    """Return the groups of near-duplicate complaints, ordered by their first complaint's number.

    `priority` and `deadline` stay empty: the clocks of the discipline rules come with the triage.
    """
    rows = sorted(
        complaints.select(["complaint_id", "received", "title", "text"]).to_pylist(),
        key=lambda row: (row["received"] or "9999", row["complaint_id"]),
    )
    found = [_group([rows[i] for i in members]) for members in group([_text(r) for r in rows])]
    found.sort(key=lambda row: row["group_id"])
    return pa.Table.from_pylist(found, schema=COMPLAINT_GROUPS)


def _text(row: dict[str, Any]) -> str:
    return str(row["text"] or row["title"] or "")


def _group(members: list[dict[str, Any]]) -> dict[str, Any]:
    ids = sorted(str(row["complaint_id"]) for row in members)
    received = [row["received"] for row in members if row["received"]]
    return {
        "group_id": f"G-{ids[0]}",
        "complaint_ids": ids,
        "first_received": min(received, default=None),
        "category": category("\n".join(f"{row['title'] or ''}\n{_text(row)}" for row in members)),
        "priority": None,
        "deadline": None,
    }
