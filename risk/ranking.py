"""From findings to the risk list (疑点清单): one row an official, best first."""

from __future__ import annotations

from collections import defaultdict
from itertools import groupby
from typing import Any

import numpy as np
import pyarrow as pa

from risk.explain import explain_official
from risk.pack import LINKS, Pack
from risk.schema import RISK_LIST
from risk.tables import Con
from risk.weigh import logit10, probability_of

Row = dict[str, Any]


def risk_list(con: Con, findings: list[Row], pack: Pack) -> list[Row]:
    """Return the rows of the table `risk_list`: by tier, then probability, then id."""
    by_official: dict[str, list[Row]] = defaultdict(list)
    for finding in findings:
        by_official[finding["official_id"]].append(finding)
    people = _people(con)
    rows = []
    for official, found in by_official.items():
        top = min(found, key=lambda f: (f["tier"], -f["probability"], f["finding_id"]))
        told = explain_official(found, pack)
        rows.append({
            **people[official],
            "tier": top["tier"],
            "probability": round(official_probability(found, pack), 6),
            "typology": top["typology"],
            "findings": len(found),
            "top_pattern": top["pattern"],
            "top_uscc": top["uscc"],
            "top_company": top["company"],
            "weakest_link": told.weakest_link.zh,
            "next_check": told.next_check.zh,
            "would_clear": told.would_clear.zh,
        })  # fmt: skip
    rows.sort(key=lambda r: (r["tier"], -r["probability"], r["official_id"]))
    return [{"rank": n, **row} for n, row in enumerate(rows, 1)]


def official_probability(found: list[Row], pack: Pack) -> float:
    """Return noisy-OR over independent findings, with their circumstances (science.md D4.1).

    Findings that share an identity are one group and count once, with the strongest of them;
    an item of circumstance counts once for an official, groups and their sum are capped.
    """
    hard = 1.0
    for _, group in groupby(sorted(found, key=_voice), key=_voice):
        hard *= 1.0 - max(path_probability(f) for f in group)
    bans = logit10(np.array([1.0 - hard]))[0] + _circumstances(found, pack)
    # an official is never less sure than the strongest of his findings
    best: float = max(
        float(probability_of(np.array([bans]))[0]), *(f["probability"] for f in found)
    )
    return best


def path_probability(finding: Row) -> float:
    """Return the product of a finding's links."""
    product = 1.0
    for link in LINKS:
        product *= finding[f"p_{link}"]
    return product


def _voice(finding: Row) -> str:
    return str(finding["subject"])


def _circumstances(found: list[Row], pack: Pack) -> float:
    items: dict[tuple[str, str], float] = {}
    for finding in found:
        for ban in finding["bans"]:
            key = (ban["group"], ban["item"])
            items[key] = max(items.get(key, ban["bans"]), ban["bans"])
    groups: dict[str, float] = defaultdict(float)
    for (group, _), bans in sorted(items.items()):
        groups[group] += bans
    caps = pack.weights.group_caps
    total = sum(min(b, caps.get(g, pack.weights.group_cap)) for g, b in sorted(groups.items()))
    return min(total, pack.weights.total_cap)


def _people(con: Con) -> dict[str, Row]:
    """Return name, unit and title of the officials: the post that ended last, or is still open."""
    query = """
        SELECT o.official_id, o.name, p.unit, p.title FROM officers o LEFT JOIN (
            SELECT *, row_number() OVER (PARTITION BY official_id ORDER BY (term).to_hi DESC,
                   (term).from_lo DESC, leads DESC, post) AS nth FROM office) p
        ON p.official_id = o.official_id AND p.nth = 1"""
    return {row["official_id"]: row for row in con.sql(query).to_arrow_table().to_pylist()}


def table(rows: list[Row]) -> pa.Table:
    """Return the risk list as a table."""
    return pa.Table.from_pylist(rows, RISK_LIST)
