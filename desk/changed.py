"""What the last scored run changed (新增、变化、退出), as a viewer may be told of it.

`desk.scoring` leaves ``changes.json`` beside the results. It was worked out with all complaints in;
who is not cleared for complaints is told only what stands without them: a move that no link of the
chain and no open row explains may come from a complaint, and is left out (law.md DP-13).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from desk.clearance import COMPLAINT_ITEMS, complaint_patterns, without_complaints
from desk.difference import Change
from desk.results import REPORT, Access, Snapshot, read_snapshot
from desk.scoring import CHANGES

#: What `desk.history.decided` names when nothing but rows of other people is different.
_ELSEWHERE = "其他行的增减 rows elsewhere"


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of the last scored run.

    Attributes
    ----------
    state : ``none`` (no run was ever compared), ``first`` (nothing to compare with), ``old`` (the
        results are of a later run, which was not compared), ``told``
    of : official → the changes of his findings, those that are gone among them
    """

    state: str = "none"
    of: Mapping[str, list[Change]] = field(default_factory=dict)

    def mark(self, official_id: str) -> str:
        """Return ``new`` where something was added, ``changed`` where anything else is otherwise, or nothing."""
        kinds = {change.kind for change in self.of.get(official_id, ())}
        return "new" if "new" in kinds else "changed" if kinds else ""


def signature(out: Path) -> int:
    """Return what changes when the file of changes does."""
    try:
        return (out / CHANGES).stat().st_mtime_ns
    except OSError:
        return 0


def read_changes(snapshot: Snapshot, access: Access) -> Changes:
    """Return the changes that a viewer may be told of, all areas; `in_area` takes out the viewer's own."""
    path = snapshot.out / CHANGES
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        old = path.stat().st_mtime_ns < (snapshot.out / REPORT).stat().st_mtime_ns
    except (OSError, ValueError):
        return Changes()
    if content.get("first_run"):
        return Changes("first")
    if old:
        return Changes("old")
    changes = [_change(record) for record in content.get("changes", [])]
    if not access.complaints:
        changes = _open(changes, snapshot)
    of: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        of[change.official_id].append(change)
    return Changes("told", dict(of))


def told(changes: list[Change], out: Path, access: Access) -> list[Change]:
    """Return the changes of a run just scored that a viewer may be told of."""
    snapshot = read_snapshot(out)
    return changes if snapshot is None or access.complaints else _open(changes, snapshot)


def in_area(changes: Changes, snapshot: Snapshot, access: Access) -> Changes:
    """Return the changes about officials of the viewer's area."""
    covered = {
        official: found
        for official, found in changes.of.items()
        if access.covers(snapshot.regions.get(official, ()))
    }
    return Changes(changes.state, covered)


def _change(record: dict[str, Any]) -> Change:
    rows = [(file, row, fact) for file, row, fact in record["rows"]]
    links = [(name, before, after) for name, before, after in record["links"]]
    return Change(**{**record, "rows": rows, "links": links})


def _open(changes: list[Change], snapshot: Snapshot) -> list[Change]:
    """Return the changes as they may be told to who is not cleared for complaints."""
    files = snapshot.complaint_files
    findings = _findings(changes, snapshot)
    shown = {f["finding_id"] for f in without_complaints(findings, files)}
    touched = {f["finding_id"] for f in findings if _touched(f, files)}
    found = []
    for change in changes:
        left = replace(change, rows=[row for row in change.rows if row[0] not in files])
        if change.kind == "gone":
            told = change.pattern not in complaint_patterns() and (
                not files or bool(left.rows) or bool(set(change.because) - {_ELSEWHERE})
            )
        elif change.kind == "new":
            told = change.finding_id in shown
        else:
            explained = bool(left.links or left.rows) and change.finding_id not in touched
            told = change.finding_id in shown and (explained or not files)
        if told:
            found.append(left)
    return found


def _findings(changes: list[Change], snapshot: Snapshot) -> list[dict[str, Any]]:
    wanted = pa.array(sorted({change.finding_id for change in changes}), pa.string())
    table = snapshot.findings.filter(pc.is_in(snapshot.findings["finding_id"], wanted))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows


def _touched(finding: dict[str, Any], files: frozenset[str]) -> bool:
    return any(item["item"] in COMPLAINT_ITEMS for item in finding["bans"] or []) or any(
        item["file"] in files for item in finding["evidence"] or []
    )
