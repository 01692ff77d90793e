"""A run as it would stand had there been no complaint (未经信访授权者所见).

Who is not cleared for complaints (检举控告) gets a list and findings as if no complaint existed: no
finding from one, no evidence from one, no count, no gap in the ranks (law.md DP-13, DP-16). The desk
asks here for its pages, and publishing for the files that a person opens: CSV and the report's page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from risk.explain import explain_official
from risk.pack import LINKS as LINK_NAMES
from risk.pack import Pack, shipped
from risk.ranking import official_probability, place, weighed
from risk.weigh import one_check_away

Row = dict[str, Any]
#: The source table that complaints come from, and the circumstances that exist only because one does.
COMPLAINTS = "complaints"
COMPLAINT_ITEMS = frozenset({"complaint"})
#: The links of the chain in the order of the argument; the weakest one has the lowest probability.
LINKS = tuple(f"p_{name}" for name in LINK_NAMES)


@cache
def complaint_patterns() -> frozenset[str]:
    """Return the patterns of which a finding exists only because a complaint does."""
    return frozenset(p.id for p in shipped().patterns.values() if p.complaint_derived)


def plain(
    risk_list: pa.Table, findings: pa.Table, files: frozenset[str]
) -> tuple[list[Row], list[Row]]:
    """Return risk list and findings as they would be had there been no complaint, best first.

    Parameters
    ----------
    files : frozenset of str
        The source files of complaints, whose evidence is left out.
    """
    touched = touched_by_complaints(findings, files)
    by_official: dict[str, list[Row]] = defaultdict(list)
    for finding in findings.to_pylist():
        by_official[finding["official_id"]].append(finding)
    rows, kept = [], []
    for row in risk_list.to_pylist():
        found = by_official[row["official_id"]]
        if row["official_id"] in touched:
            found = sorted(without_complaints(found, files), key=strength)
            if not found:
                continue
            row = led_by(row, found)
        rows.append(row)
        kept += found
    left: dict[str, list[Row]] = defaultdict(list)
    for finding in kept:
        left[finding["official_id"]].append(finding)
    rows.sort(key=lambda row: place(row, left[row["official_id"]]))
    return [{**row, "rank": n} for n, row in enumerate(rows, 1)], sorted(kept, key=strength)


def touched_by_complaints(findings: pa.Table, files: frozenset[str]) -> set[str]:
    """Return the officials of whom some finding, weight or evidence comes from a complaint."""
    own = pc.is_in(findings["pattern"], pa.array(sorted(complaint_patterns()), pa.string()))
    rows = {n for n, complaint in enumerate(own.to_pylist()) if complaint}
    rows |= _rows_with(findings["bans"], "item", COMPLAINT_ITEMS)
    rows |= _rows_with(findings["evidence"], "file", files)
    return set(findings["official_id"].take(pa.array(sorted(rows), pa.int64())).to_pylist())


def _rows_with(column: pa.ChunkedArray, field: str, wanted: frozenset[str]) -> set[int]:
    """Return the rows of a column of lists of records in which a field has a wanted value."""
    lists = column.combine_chunks()
    values = pc.struct_field(pc.list_flatten(lists), field)
    meant = pc.is_in(values, pa.array(sorted(wanted), pa.string()))
    return set(pc.list_parent_indices(lists).filter(meant).to_pylist())


def strength(finding: Row) -> tuple[int, float, str]:
    """Order findings: lower tier first, then the higher probability, then the id."""
    return finding["tier"], -finding["probability"], finding["finding_id"]


def without_complaints(findings: list[Row], files: frozenset[str]) -> list[Row]:
    """Return the findings as they would stand had there been no complaint.

    What a complaint added to another finding, evidence and weight, is taken off; a finding that is
    then too weak to be shown is left out.
    """
    kept = [f for f in findings if f["pattern"] not in complaint_patterns()]
    stripped = [_stripped(finding, files) for finding in kept]
    return [finding for finding in stripped if finding is not None]


def _stripped(finding: Row, files: frozenset[str]) -> Row | None:
    evidence = [item for item in finding["evidence"] or [] if item["file"] not in files]
    bans = [item for item in finding["bans"] or [] if item["item"] not in COMPLAINT_ITEMS]
    if len(bans) == len(finding["bans"] or []):
        return {**finding, "evidence": evidence}
    pack = shipped()
    left = {**weighed(finding, bans, pack), "evidence": evidence}
    left["probability"] = round(left["probability"], 6)
    if left["probability"] < pack.weights.tier_one:
        if not _one_check_away(left, pack):
            return None
        left["tier"] = 2
    return left


def _one_check_away(finding: Row, pack: Pack) -> bool:
    """Say whether one named check could bring a finding near enough to tier 1 (science.md D4.3)."""
    parts = np.array([[finding[link] for link in LINKS]])
    return bool(one_check_away(parts, pack)[0])


def led_by(row: Row, findings: list[Row]) -> Row:
    """Return a row of the risk list as these findings alone, strongest first, would make it."""
    top, told = findings[0], explain_official(findings, shipped())
    return {
        **row,
        "tier": top["tier"],
        "probability": round(official_probability(findings, shipped()), 6),
        "typology": top["typology"],
        "findings": len(findings),
        "top_pattern": top["pattern"],
        "top_uscc": top["uscc"],
        "top_company": top["company"],
        "weakest_link": told.weakest_link.zh,
        "next_check": told.next_check.zh,
        "would_clear": told.would_clear.zh,
    }


def plain_report(report: Mapping[str, Any], rows: list[Row], findings: list[Row]) -> Row:
    """Return a run report without what only a complaint can have put there.

    Parameters
    ----------
    report : mapping
        The report of the run; its exemptions and stability are counted without complaints already.
    rows, findings : list of dict
        Risk list and findings as `plain` returns them.
    """
    hidden = complaint_patterns()
    letters = {row["file"] for row in report["inputs"] if row["table"] == COMPLAINTS}
    tiers = Counter(row["tier"] for row in rows)
    patterns = Counter((f["pattern"], f["tier"]) for f in findings)
    return {
        **report,
        "inputs": [row for row in report["inputs"] if row["file"] not in letters],
        "quality": [row for row in report["quality"] if row["file"] not in letters],
        "tables_missing": [name for name in report["tables_missing"] if name != COMPLAINTS],
        "patterns_off": [row for row in report["patterns_off"] if row["pattern"] not in hidden],
        "shown": {
            "officials": [{"tier": tier, "n": n} for tier, n in sorted(tiers.items())],
            "findings": [
                {"pattern": pattern, "tier": tier, "n": n}
                for (pattern, tier), n in sorted(patterns.items())
            ],
        },
    }
