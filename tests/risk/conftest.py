"""Small areas from YAML: a case names only what matters, everything else is filled in here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml

from risk.evaluate import evaluate, links
from risk.findings import assemble
from risk.pack import Pack, shipped
from risk.ranking import risk_list
from risk.tables import READ, connect
from risk.weigh import chain, combine, tiers

Row = dict[str, Any]
Tables = dict[str, list[Row]]
AS_OF = date(2025, 6, 30)
CASES = Path(__file__).parent / "cases"
ZH = {
    "officials": "公职人员", "posts": "任职经历", "relatives": "亲属关系", "companies": "企业登记",
    "holdings": "股东出资", "roles": "主要人员", "declarations": "个人有关事项报告",
    "approvals": "任职审批", "awards": "中标合同", "acts": "行政行为", "complaints": "信访举报",
    "dispositions": "处置结果",
}  # fmt: skip
LINKED = ("declarations", "approvals", "awards", "acts")


def fill(rows: Tables) -> dict[str, pa.Table]:
    """Return full tables of a case's rows; see cases/README.md for what is filled in."""
    tables: Tables = {name: [dict(row) for row in rows.get(name, [])] for name in {*READ, *rows}}
    for name, zh in ZH.items():
        for n, row in enumerate(tables[name], 2):
            row.setdefault("source", f"{zh}.csv#{n}")
    _people(tables)
    _registers(tables)
    for name in LINKED:
        tables["company_links"] += [
            {"table": name, "source": row["source"], "uscc": row["uscc"], "basis": "uscc"}
            for row in tables[name]
            if row.get("uscc") and row.get("uscc_status") != "failing"
        ]
    if "unit_links" not in rows:
        units = sorted({row["unit"] for row in tables["posts"]})
        tables["unit_links"] = [{"name": u, "unit": u, "basis": "exact"} for u in units]
    tables["files"] = [
        {"file": f"{zh}.csv", "table": name, "sha256": f"sha-of-{name}"} for name, zh in ZH.items()
    ]
    return {
        name: pa.Table.from_pylist(
            [{f.name: row.get(f.name) for f in schema} for row in tables[name]], schema
        )
        for name, schema in READ.items()
    }


def _people(tables: Tables) -> None:
    subjects = [
        {
            **pick(row, "official_id", "name", "sex"),
            "subject": "self",
            "kinship": "本人",
            "p_relation": 1.0,
        }
        for row in tables["officials"]
    ]
    for row in tables["relatives"]:
        row["subject"] = row["source"]
        subjects.append({
            **pick(row, "official_id", "subject", "name", "sex", "kinship", "basis", "valid_from",
                   "valid_to"),
            "p_relation": row.get("p_relation", 0.98),
        })  # fmt: skip
    tables["subjects"] = subjects
    by_name = {(s["official_id"], s["name"]): s["subject"] for s in subjects}
    for row in tables["identities"]:
        row["person_key"] = row["person"]
        row.setdefault("probability", 0.999)
        row.setdefault("subject", by_name[row["official_id"], row["name"]])
        p = row["probability"]
        row["level"] = "identified" if p >= 0.98 else "probable" if p >= 0.80 else "hold"


def _registers(tables: Tables) -> None:
    for row in tables["holdings"]:
        if "person" in row:
            hop = {
                "from": f"person:{row['person']}", "kind": "HOLDS", "to": f"company:{row['uscc']}",
                **pick(row, "share", "valid_from", "valid_to", "source"),
            }  # fmt: skip
            tables["chains"].append({
                **pick(row, "uscc", "share", "valid_from", "valid_to"),
                "person_key": row["person"], "hops": 1, "certain": True, "path": [hop],
            })  # fmt: skip
            row.setdefault("holder_type", "自然人")
    for row in tables["roles"]:
        tables["appearances"].append({
            **pick(row, "uscc", "name", "role", "source"), "person_key": row["person"],
            "table": "roles",
        })  # fmt: skip
    for row in tables["chains"]:
        row.setdefault("certain", True)


def pick(row: Row, *names: str) -> Row:
    return {name: row.get(name) for name in names}


class Outcome:
    """What came of a small area."""

    def __init__(self, tables: dict[str, pa.Table], pack: Pack) -> None:
        self.con = connect(tables, pack, as_of=AS_OF)
        self.off = evaluate(self.con, pack)
        self.links = links(self.con)
        self.parts = chain(self.links)
        self.probability = combine(self.parts)
        self.tier = tiers(self.links, self.parts, pack)
        self.findings = assemble(
            self.con, self.links, self.parts, (self.probability, self.tier), pack
        )
        self.list = risk_list(self.con, self.findings, pack)

    def shown(self) -> list[Row]:
        keys = ("official_id", "pattern", "subject_name", "uscc", "tier")
        rows = [{k: f[k] for k in keys} for f in self.findings]
        return sorted(rows, key=lambda r: tuple(map(str, r.values())))

    def outcomes(self, code: str) -> set[str]:
        query = "SELECT DISTINCT outcome FROM outcomes WHERE code = ?"
        return {row[0] for row in self.con.execute(query, [code]).fetchall()}

    def reasons(self, code: str) -> set[str]:
        query = "SELECT DISTINCT reason FROM outcomes WHERE code = ?"
        return {row[0] for row in self.con.execute(query, [code]).fetchall()}


def read_case(name: str) -> Tables:
    """Return the tables of a case file, its `base` first."""
    content = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return merged(content)


def merged(content: Row) -> Tables:
    """Return the tables of a case over those of its base, as cases/README.md says."""
    base: Tables = read_case(content["base"]) if "base" in content else {}
    tables = {name: [dict(row) for row in rows] for name, rows in base.items()}
    for name, rows in content.get("tables", {}).items():
        tables[name] = [*tables.get(name, []), *rows]
    tables.update(content.get("replace", {}))
    for name, fields in content.get("change", {}).items():
        tables[name][0] = {**tables[name][0], **fields}
    return tables


#: What names a person, company, text or event inside a case; another case may use the same names.
OWN_NAMES = {
    "official_id", "uscc", "person", "person_key", "complaint_id", "source_id", "group_id",
    "complaint_ids", "award_id", "act_id", "lead_id", "from", "to",
}  # fmt: skip


def apart(rows: Any, mark: str, name: str = "") -> Any:
    """Return rows in which everything that OWN_NAMES names is marked as this case's own."""
    if isinstance(rows, dict):
        return {key: apart(value, mark, key) for key, value in rows.items()}
    if isinstance(rows, list):
        return [apart(row, mark, name) for row in rows]
    if name not in OWN_NAMES or rows is None:
        return rows
    kind, colon, key = str(rows).partition(":")
    return f"{kind}:{mark}.{key}" if colon else f"{mark}.{rows}"


def join(cases: dict[str, Tables]) -> Tables:
    """Return one area in which every case stands apart under its mark."""
    joined: Tables = {}
    for mark, tables in cases.items():
        for name, rows in apart(tables, mark).items():
            joined.setdefault(name, []).extend(rows)
    return joined


@pytest.fixture
def area() -> Callable[[dict[str, Tables]], dict[str, pa.Table]]:
    """Make one area of several cases that stand apart."""
    return lambda cases: fill(join(cases))


@pytest.fixture
def case() -> Callable[[str], Tables]:
    """Read the tables of a case file by its name."""
    return read_case


@pytest.fixture
def judge() -> Callable[[Tables], Outcome]:
    """Judge the tables of a case with the shipped pack."""
    return lambda rows: Outcome(fill(rows), shipped())


@pytest.fixture
def judge_area() -> Callable[[dict[str, pa.Table]], Outcome]:
    """Judge full tables with the shipped pack."""
    return lambda tables: Outcome(tables, shipped())
