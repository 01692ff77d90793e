"""Complaint groups (举报件归并) and their triage: near duplicates are one voice, read once.

What a group is about, when it is due and what can be checked comes from its complaints' facts; copies add nothing but their
numbers. Category, class and topic are read off the first complaint that came in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa

from nlp.complaints.checkable import Fact, facts
from nlp.complaints.clock import Clock, Receipt, clock
from nlp.complaints.near_duplicates import group
from nlp.complaints.slots import matter
from nlp.complaints.triage import TASKS, decide, probabilities
from nlp.events import Event
from nlp.schema import COMPLAINT_GROUPS, COMPLAINT_TRIAGE
from nlp.spans import Mention

#: Probabilities below this are left out of the list; they are not the question.
_SHOWN = 0.05


class Complaint(NamedTuple):
    """A complaint with what the text mining found in it."""

    number: str
    text: str
    receipt: Receipt
    mentions: list[dict[str, Any]]
    events: list[dict[str, Any]]


def complaint_tables(
    complaints: pa.Table, found: Mapping[str, tuple[Sequence[Mention], Sequence[Event]]]
) -> tuple[pa.Table, pa.Table]:
    """Return the tables `complaint_groups` and `complaint_triage`, ordered by the groups' numbers.

    Parameters
    ----------
    complaints : the table of ingest
    found : the mentions and events of each complaint by its number; their offsets are those of its text
    """
    rows = _complaints(complaints, found)
    groups = group([matter(row.text, row.mentions, row.events) for row in rows])
    pairs = sorted((_rows([rows[i] for i in members]) for members in groups), key=lambda p: p[0]["group_id"])  # fmt: skip
    return (
        pa.Table.from_pylist([pair[0] for pair in pairs], schema=COMPLAINT_GROUPS),
        pa.Table.from_pylist([pair[1] for pair in pairs], schema=COMPLAINT_TRIAGE),
    )


def _complaints(
    complaints: pa.Table, found: Mapping[str, tuple[Sequence[Mention], Sequence[Event]]]
) -> list[Complaint]:
    """Return the complaints in order of receipt; the title is read where there is no text."""
    columns = ["complaint_id", "received", "channel", "is_named", "title", "text"]
    rows = []
    for row in complaints.select(columns).to_pylist():
        mentions, events = found.get(row["complaint_id"], ((), ()))
        receipt = Receipt(row["received"], row["channel"], bool(row["is_named"]))
        rows.append(
            Complaint(
                str(row["complaint_id"]), str(row["text"] or row["title"] or ""), receipt,
                [m._asdict() for m in mentions], [e._asdict() for e in events],
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (row.receipt.received or "9999", row.number))


def _rows(members: Sequence[Complaint]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a group's row of either table; the members come in order of receipt."""
    ids = sorted(row.number for row in members)
    first = members[0]
    given = probabilities(first.text, first.mentions, first.events)
    verdicts = {task: decide(task, given[task]) for task in TASKS}
    timing = clock([row.receipt for row in members])
    return {
        "group_id": f"G-{ids[0]}",
        "complaint_ids": ids,
        "first_received": min((r.receipt.received for r in members if r.receipt.received), default=None),
        "category": verdicts["category"].code,
        "priority": timing.priority,
        "deadline": timing.deadline,
    }, {
        "group_id": f"G-{ids[0]}",
        **{task: verdicts[task].code for task in TASKS},
        **{f"{task}_probability": verdicts[task].probability for task in TASKS},
        "probabilities": [
            {"question": task, "code": code, "probability": p}
            for task in TASKS
            for code, p in sorted(given[task].items(), key=lambda item: (-item[1], item[0]))
            if p >= _SHOWN
        ],
        **_timing(timing),
        **_checkable(members),
    }  # fmt: skip


def _timing(timing: Clock) -> dict[str, Any]:
    return {"priority_reason": timing.reason, "terms": [term._asdict() for term in timing.terms]}


def _checkable(members: Sequence[Complaint]) -> dict[str, Any]:
    """Return the different facts of a group, each where it was first said: a copy's own new fact is kept."""
    found: dict[tuple[str, str], tuple[str, Fact]] = {}
    for row in members:
        for fact in facts(row.text, row.mentions, row.events):
            found.setdefault(fact.key, (row.number, fact))
    listed = [
        {"complaint_id": n, **fact._asdict(), "check": fact.check} for n, fact in found.values()
    ]
    return {"checkable": len(listed), "facts": listed}
