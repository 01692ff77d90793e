"""The shown findings as rows of the table `findings`: path, rules, exemptions, bans, evidence."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from risk.pack import LINKS, Pack
from risk.schema import FINDINGS
from risk.tables import Con, put, run_sql
from risk.weigh import Floats

Row = dict[str, Any]
#: What `predicate_rule` says where a rule asks for a second rule that was broken and none is named.
NO_PREDICATE = "predicate not established"


def assemble(
    con: Con,
    links: pa.Table,
    parts: Floats,
    scored: tuple[Floats, npt.NDArray[np.int64]],
    pack: Pack,
) -> list[Row]:
    """Return the findings of tier 1 and 2, strongest first, one for each `finding_id`.

    Parameters
    ----------
    links, parts : table of candidates and their five link probabilities, in the same order
    scored : probability and tier (0: not shown) of each candidate
    """
    probability, tier = scored
    chosen = _strongest(links, probability, tier)
    put(con, "shown", pa.table({"cid": pa.array([cid for cid, _ in chosen], pa.int64())}))
    run_sql(con, "9_shown")
    columns = con.sql("SELECT c.* FROM candidates c SEMI JOIN shown USING (cid)").to_arrow_table()
    candidates = {row["cid"]: row for row in columns.to_pylist()}
    detail = {name: _lists(con, name, pack) for name in _QUERIES}
    facts, deals = _facts(con), _deals(con)
    rows = []
    for cid, at in chosen:
        c = candidates[cid]
        held = [facts[f] for f in c["facts"]]
        told = {name: found.get(cid, []) for name, found in detail.items()}
        rows.append({
            **_what(c, held, pack),
            "path": path(c, min(held, key=_best_fact), next((deals[d] for d in c["deals"]), None)),
            "rules": [rule["rule"] for rule in told["rules"]],
            "predicate_rule": _predicate(told["rules"]),
            "exemptions_tried": told["exemptions"],
            **{f"p_{name}": round(float(parts[at, n]), 6) for n, name in enumerate(LINKS)},
            "bans": told["bans"],
            "probability": round(float(probability[at]), 6),
            "tier": int(tier[at]),
            "evidence": told["evidence"],
        })  # fmt: skip
    return rows


def _what(candidate: Row, held: list[Row], pack: Pack) -> Row:
    """Return who has what where, and when it meets the office."""
    same = (
        "finding_id", "official_id", "pattern", "subject", "subject_name", "kinship", "uscc",
        "overlap_from", "overlap_to",
    )  # fmt: skip
    share = candidate["max_share"]
    return {
        **{name: candidate[name] for name in same},
        "typology": pack.patterns[candidate["pattern"]].typology,
        "company": candidate["company"] or candidate["uscc"],
        "holding": None if share is None else round(share, 6),
        "role": "、".join(sorted({fact["role"] for fact in held if fact["role"]})) or None,
    }


def table(rows: list[Row]) -> pa.Table:
    """Return the findings as a table in the order given."""
    return pa.Table.from_pylist(rows, FINDINGS)


def _strongest(
    links: pa.Table, probability: Floats, tier: npt.NDArray[np.int64]
) -> list[tuple[int, int]]:
    """Return (candidate, position) of the shown ones, one a finding, strongest first."""
    ids = links.column("finding_id").to_pylist()
    cids = links.column("cid").to_pylist()
    officials = links.column("official_id").to_pylist()
    shown = [n for n in range(len(ids)) if tier[n] > 0]
    shown.sort(
        key=lambda n: (tier[n], -round(float(probability[n]), 6), officials[n], ids[n], cids[n])
    )
    best: dict[str, int] = {}
    for n in shown:
        best.setdefault(ids[n], n)
    return [(cids[n], n) for n in best.values()]


def path(candidate: Row, fact: Row, deal: Row | None) -> list[Row]:
    """Return the hops from the official to the company, and from his post to the company's deal."""
    official, person = f"official:{candidate['official_id']}", f"person:{candidate['person_key']}"
    company = f"company:{candidate['uscc']}"
    hops = []
    start = official
    if candidate["subject"] == "inferred":  # a third kind of edge, never the relative of a roster
        hops.append(_hop(official, "INFERRED", person, candidate["kinship"], None))
    elif candidate["kin"] != "self":
        start = f"relative:{candidate['subject']}"
        hops.append(_hop(official, "KIN", start, candidate["kinship"], candidate["subject"]))
    if candidate["subject"] != "inferred":
        hops.append(_hop(start, "SAME_AS", person, candidate["level"], None))
    held = f"company:{fact['uscc']}"
    if fact["kind"] == "role":
        hops.append({**_hop(person, "ROLE", held, fact["role"], fact["source"]),
                     "valid_from": fact["valid_from"], "valid_to": fact["valid_to"]})  # fmt: skip
    else:
        hops += fact["path"]
    if held != company and candidate["bridge"]:  # the pattern leads on to another company
        bridge = candidate["bridge"]
        hops.append(_hop(held, bridge["kind"], company, bridge["label"], bridge["source"]))
    if deal:
        unit, event = f"unit:{deal['unit']}", f"{deal['kind']}:{deal['id']}"
        award = deal["kind"] == "award"
        hops.append({**_hop(official, "IN_POST", unit, deal["post_title"], deal["post_source"]),
                     "valid_from": deal["post_from"], "valid_to": deal["post_to"]})  # fmt: skip
        for ends, kind in (
            ((unit, event), "PROCURED" if award else "ACTED"),
            ((company, event), "WON" if award else "GOT"),
        ):
            hops.append({**_hop(ends[0], kind, ends[1], deal["title"], deal["source"]),
                         "valid_from": deal["date"]})  # fmt: skip
    return hops


def _hop(start: str, kind: str, stop: str, label: str | None, source: str | None) -> Row:
    return {
        "from": start, "kind": kind, "to": stop, "share": None, "label": label,
        "valid_from": None, "valid_to": None, "source": source,
    }  # fmt: skip


def _best_fact(fact: Row) -> tuple[int, bool, int, float, int]:
    """Order facts: in time with the office, a holding before a role, shorter, surer, the first."""
    return (
        -(fact["state"] or 0), fact["kind"] == "role", fact["hops"], -fact["p_benefit"], fact["fact"],
    )  # fmt: skip


def _predicate(rules: list[Row]) -> str | None:
    """Name the second rule that a rule of the finding needs (前置规定), or say that none stands."""
    engaged = [rule for rule in rules if rule["standing"] == "then"]
    for rule in engaged:
        if rule["needs_predicate"]:
            named = [r["rule"] for p in rule["predicates"] for r in engaged if r["base"] == p]
            return named[0] if named else NO_PREDICATE
    return None


def _grouped(con: Con, query: str) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in con.sql(query).to_arrow_table().to_pylist():
        found[row.pop("cid")].append(row)
    return found


def _lists(con: Con, name: str, pack: Pack) -> dict[int, list[Row]]:
    found = _grouped(con, _QUERIES[name])
    for rows in found.values():
        for row in rows:
            if name == "exemptions":
                row["reason"] = pack.exemptions[row["code"]].reasons[row["reason"]].zh
            elif name == "bans":
                item = next(c for c in pack.weights.circumstances if c.item == row["item"])
                row["alternative"] = item.alternative.zh
    return found


_QUERIES = {
    "rules": """SELECT r.* EXCLUDE (place) FROM rules_applied r SEMI JOIN shown USING (cid)
                ORDER BY r.cid, r.place""",
    "exemptions": """SELECT o.cid, o.code, o.outcome, o.reason FROM outcomes o SEMI JOIN shown USING (cid)
                     ORDER BY o.cid, o.place""",
    "bans": """SELECT w.cid, w.group, w.item, w.bans, '' AS alternative FROM weights_of w
               SEMI JOIN shown USING (cid) ORDER BY w.cid, w.group, w.item""",
    "evidence": """SELECT cid, file, sha256, row, CAST(NULL AS BIGINT) AS page, span_start, span_end, fact
                   FROM placed WHERE file IS NOT NULL
                   ORDER BY cid, part, n, file, row, span_start, fact""",
}


def _facts(con: Con) -> dict[int, Row]:
    query = """
        SELECT f.fact, f.uscc, f.kind, f.hops, f.role, f.p_benefit, f.valid_from, f.valid_to, f.source, f.path,
               s.state
        FROM facts f SEMI JOIN (SELECT fact FROM facts_of SEMI JOIN shown USING (cid)) USING (fact)
        LEFT JOIN (SELECT fact, max(state) AS state FROM served GROUP BY fact) s ON s.fact = f.fact"""
    return {row["fact"]: row for row in con.sql(query).to_arrow_table().to_pylist()}


def _deals(con: Con) -> dict[int, Row]:
    query = """
        SELECT d.deal, d.kind, d.id, d.title, d.date, d.source, o.unit, o.title AS post_title,
               o.source AS post_source, o.valid_from AS post_from, o.valid_to AS post_to
        FROM deals d JOIN office o USING (post)
        SEMI JOIN (SELECT deal FROM deals_of SEMI JOIN shown USING (cid)) USING (deal)"""
    return {row["deal"]: row for row in con.sql(query).to_arrow_table().to_pylist()}
