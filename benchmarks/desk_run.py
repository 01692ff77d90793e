"""A synthetic finished run of the size of a prefecture, written by schema, for the load test of the desk.

Nobody in it exists: names are numbers in Chinese characters. It has what the pages of list and dossier
read: posts, registers, graph nodes, findings with paths and evidence, the risk list, the run report.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from graph.schema import TABLES as GRAPH
from ingest.schema import TABLES as INGEST
from ingest.stage import sha256_file
from resolve.schema import IDENTITIES
from risk.schema import TABLES as RISK

Row = dict[str, Any]
PATTERNS = ("P-01", "P-02", "P-03", "P-06", "P-08", "P-10")
TYPOLOGIES = ("T1", "T2", "T3", "T4", "T5")
RANKS = ("乡科级副职", "乡科级正职", "县处级副职", "县处级正职")
FILES = (("任职经历.csv", "posts"), ("股东出资.csv", "shareholdings"), ("中标合同.csv", "awards"), ("亲属关系.csv", "relatives"), ("企业登记.csv", "companies"), ("公职人员.csv", "officials"))  # fmt: skip
DIGITS = "甲乙丙丁戊己庚辛壬癸"


def write_run(out: Path, *, officials: int, companies: int, leads: int, seed: int = 1) -> Path:
    """Write the run into a folder that is not there yet."""
    rng = random.Random(seed)
    _stage(out, "ingest", INGEST, _ingest(rng, officials, companies))
    _stage(out, "graph", GRAPH, _graph(officials, companies))
    (out / "stages" / "risk").mkdir()
    (out / "stages" / "risk" / "manifest.json").write_text("{}")
    findings = [_finding(rng, n, n % leads, companies) for n in range(leads * 2)]
    first = {finding["official_id"]: finding for finding in reversed(findings)}
    listed = [_lead(rank, first[_official(n)]) for rank, n in enumerate(range(leads), 1)]
    listed.sort(key=lambda row: (row["tier"], -row["probability"]))
    for rank, row in enumerate(listed, 1):
        row["rank"] = rank
    published = {"findings": findings, "risk_list": listed, "identities": []}
    schemas = {**RISK, "identities": IDENTITIES}
    digests = {}
    for name, rows in published.items():
        pq.write_table(_table(schemas[name], rows), out / f"{name}.parquet")
        digests[f"{name}.parquet"] = sha256_file(out / f"{name}.parquet")
    report = {"as_of": "2025-06-30", "tables": digests}
    (out / "run_report.json").write_text(json.dumps(report), encoding="utf-8")
    return out


def _official(n: int) -> str:
    return f"G{n:06d}"


def _name(n: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in f"{n:06d}")


def _uscc(n: int) -> str:
    return f"9142{n:014d}"


def _region(n: int) -> str:
    return f"42{n % 13:02d}{n % 9:02d}"


def _unit(n: int) -> str:
    return f"{_region(n)}第{n % 97}局"


def _ingest(rng: random.Random, officials: int, companies: int) -> dict[str, list[Row]]:
    posts = [
        {
            "official_id": _official(n), "unit": _unit(n), "title": "副局长", "rank": RANKS[n % 4],
            "region": _region(n), "valid_from": f"{2010 + n % 10}-01-01", "source": f"任职经历.csv#{n + 2}",
        }
        for n in range(officials)
    ]  # fmt: skip
    people = [
        {"official_id": _official(n), "name": _name(n), "source": f"公职人员.csv#{n + 2}"}
        for n in range(officials)
    ]
    firms = [
        {"uscc": _uscc(n), "uscc_status": "valid", "name": f"{_name(n)}有限公司", "founded": "2015-01-01", "source": f"企业登记.csv#{n + 2}"}
        for n in range(companies)
    ]  # fmt: skip
    holdings = [
        {"uscc": _uscc(n), "uscc_status": "valid", "holder_name": _name(rng.randrange(10**6)), "share": 0.5, "valid_from": "2018-03", "source": f"股东出资.csv#{n + 2}"}
        for n in range(companies)
    ]  # fmt: skip
    awards = [
        {"award_id": f"A-{n}", "buyer": _unit(n), "uscc": _uscc(n), "title": "项目", "amount": 10.0, "date": "2021-05-06", "source": f"中标合同.csv#{n + 2}"}
        for n in range(companies // 8)
    ]  # fmt: skip
    files = [{"file": file, "table": table, "sha256": "2" * 64} for file, table in FILES]
    return {"posts": posts, "officials": people, "companies": firms, "shareholdings": holdings, "awards": awards, "files": files}  # fmt: skip


def _graph(officials: int, companies: int) -> dict[str, list[Row]]:
    return {
        "node_Official": [{"id": f"official:{_official(n)}", "name": _name(n)} for n in range(officials)],
        "node_Person": [{"id": f"person:p{n}", "name": _name(n)} for n in range(officials)],
        "node_Company": [{"id": f"company:{_uscc(n)}", "uscc": _uscc(n), "name": f"{_name(n)}有限公司"} for n in range(companies)],
        "node_Award": [{"id": f"award:A-{n}", "title": "项目"} for n in range(companies // 8)],
        "node_Unit": [{"id": f"unit:{name}", "name": name} for name in sorted({_unit(n) for n in range(officials)})],
    }  # fmt: skip


def _finding(rng: random.Random, number: int, n: int, companies: int) -> Row:
    firm = rng.randrange(companies // 8)
    uscc, official = _uscc(firm), _official(n)

    def hop(start: str, kind: str, stop: str, source: str, **more: Any) -> Row:
        empty = dict.fromkeys(("share", "label", "valid_from", "valid_to"))
        return {**empty, "from": start, "kind": kind, "to": stop, "source": source, **more}

    def fact(file: str, row: int, told: str) -> Row:
        empty = dict.fromkeys(("page", "span_start", "span_end"))
        return {**empty, "file": file, "sha256": "2" * 64, "fact": told, "row": row}

    return {
        "finding_id": f"F{number:06d}", "official_id": official, "typology": rng.choice(TYPOLOGIES),
        "pattern": rng.choice(PATTERNS), "subject": "self", "subject_name": _name(n), "uscc": uscc,
        "company": f"{_name(firm)}有限公司", "holding": 0.5, "rules": ["R-CSL-76"], "tier": rng.choice((1, 2)),
        "overlap_from": "2018-03",
        "path": [
            hop(f"official:{official}", "SAME_AS", f"person:p{n}", "", label="probable"),
            hop(f"person:p{n}", "HOLDS", f"company:{uscc}", f"股东出资.csv#{firm + 2}", share=0.5, valid_from="2018-03"),
            hop(f"company:{uscc}", "WON", f"award:A-{firm}", f"中标合同.csv#{firm + 2}", valid_from="2021-05-06"),
            hop(f"unit:{_unit(n)}", "PROCURED", f"award:A-{firm}", f"中标合同.csv#{firm + 2}", valid_from="2021-05-06"),
            hop(f"official:{official}", "IN_POST", f"unit:{_unit(n)}", f"任职经历.csv#{n + 2}", label="副局长", valid_from="2016-01-01"),
        ],
        "exemptions_tried": [{"code": "E-11", "outcome": "does not apply", "reason": "企业在管辖地域和主管行业内"}],
        "bans": [
            {"group": "timing", "item": "founded_in_post", "bans": 0.4, "alternative": "正常创业，时间巧合"},
            {"group": "timing", "item": "founded_long_before", "bans": -0.3, "alternative": "任职前已有的正常经营"},
        ],
        "evidence": [
            fact("股东出资.csv", firm + 2, "持有该公司50%"), fact("中标合同.csv", firm + 2, "该公司中标项目"),
            fact("任职经历.csv", n + 2, "任副局长"),
        ],
        "p_identity": rng.uniform(0.5, 1), "p_relation": 0.99, "p_benefit": 0.95, "p_overlap": 0.98,
        "p_no_exemption": 0.97, "probability": rng.uniform(0.4, 0.95),
    }  # fmt: skip


def _lead(rank: int, top: Row) -> Row:
    n = int(top["official_id"][1:])
    return {
        "rank": rank, "official_id": top["official_id"], "name": _name(n), "unit": _unit(n), "title": "副局长",
        "tier": top["tier"], "probability": top["probability"], "typology": top["typology"], "findings": 2,
        "top_pattern": top["pattern"], "top_uscc": top["uscc"], "top_company": top["company"],
        "weakest_link": "身份", "next_check": "核对证件号", "would_clear": "出生日期不符（属同名）",
    }  # fmt: skip


def _stage(out: Path, name: str, schemas: dict[str, pa.Schema], rows: dict[str, list[Row]]) -> None:
    folder = out / "stages" / name
    folder.mkdir(parents=True)
    for key, schema in schemas.items():
        pq.write_table(_table(schema, rows.get(key, [])), folder / f"{key}.parquet")
    (folder / "manifest.json").write_text("{}")


def _table(schema: pa.Schema, rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(
        [{name: row.get(name) for name in schema.names} for row in rows], schema
    )
