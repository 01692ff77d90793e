"""One pair a rule: whom it binds and since when (rules.yaml), on the SQL that decides it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from ingest.dates import span
from risk.pack import shipped
from risk.tables import Con, connect, put, run_sql

PAIRS: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "rules.yaml").read_text(encoding="utf-8")
)


def candidate(cid: int, pair: dict[str, Any]) -> dict[str, Any]:
    return {
        "cid": cid, "pattern": pair["pattern"], "category": pair["category"],
        "party": pair.get("party"), "level_then": pair.get("level"),
        "leads": pair.get("leading", False), "kin": pair.get("kin", "self"),
        "holds": pair.get("held", "holding") == "holding", "serves": pair.get("held") == "role",
        "awarded": pair.get("awarded", True), "deals": [1] if pair.get("awarded", True) else [],
        "depth": pair.get("depth", 0), "gap": pair.get("gap"), "way": pair.get("way", "retired"),
        "conduct": span(pair["from"], pair["to"])._asdict(),
    }  # fmt: skip


@pytest.fixture(scope="module")
def applied() -> set[tuple[int, str]]:
    """Judge all pairs at once; return (number of the pair, rule) for the rules that bind."""
    con: Con = connect({}, shipped(), as_of=date(2025, 6, 30))
    rows = [candidate(n, pair) for n, pair in enumerate(PAIRS)]
    put(con, "candidates", pa.Table.from_pylist(rows))
    run_sql(con, "7_rules")
    found = con.execute("SELECT cid, rule FROM rules_applied WHERE standing = 'then'").fetchall()
    con.close()
    return {(int(cid), str(rule)) for cid, rule in found}


@pytest.mark.parametrize(
    ("n", "pair"),
    list(enumerate(PAIRS)),
    ids=[f"{p['rule']} {p['from']} {p['binds']}" for p in PAIRS],
)
def test_the_rule_binds_whom_and_when_it_says(
    n: int, pair: dict[str, Any], applied: set[tuple[int, str]]
) -> None:
    assert ((n, pair["rule"]) in applied) is pair["binds"]


def test_every_rule_that_a_finding_can_name_has_a_pair_in_which_it_binds() -> None:
    pack = shipped()
    cited = {v.id for p in pack.patterns.values() for r in p.rules for v in pack.versions(r)}
    assert {p["rule"] for p in PAIRS if p["binds"]} == {
        r.id for r in pack.rules.values() if r.on and r.binds == "person" and r.id in cited
    }
