"""One case (案例) in, what is shown out: small tables that a lawyer can read, judged by a pack.

A case file names only the rows and columns that matter; everything else is filled in here, as
``tests/risk/cases/README.md`` says. `qinqing rules test` runs the shipped cases and an office's own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from ingest.errors import InputError
from risk.evaluate import evaluate, links
from risk.findings import assemble
from risk.office import Office, adjusted
from risk.pack import Pack
from risk.ranking import risk_list
from risk.tables import READ, connect
from risk.weigh import chain, combine, tiers

Row = dict[str, Any]
Tables = dict[str, list[Row]]
AS_OF = date(2025, 6, 30)
KEYS = ("official_id", "pattern", "subject_name", "uscc", "tier")
PARTS = frozenset({
    "title", "base", "tables", "replace", "change", "expect", "outcomes", "rules", "predicate", "office",
})  # fmt: skip
ZH = {
    "officials": "公职人员", "posts": "任职经历", "relatives": "亲属关系", "companies": "企业登记",
    "holdings": "股东出资", "roles": "主要人员", "declarations": "个人有关事项报告",
    "approvals": "任职审批", "awards": "中标合同", "acts": "行政行为", "complaints": "信访举报",
    "dispositions": "处置结果", "changes": "变更记录",
}  # fmt: skip
LINKED = ("declarations", "approvals", "awards", "acts")


def fill(rows: Mapping[str, list[Row]]) -> dict[str, pa.Table]:
    """Return full tables of a case's rows; see the cases' README."""
    tables: Tables = {name: [dict(row) for row in rows.get(name, [])] for name in {*READ, *rows}}
    for name, zh in ZH.items():
        for n, row in enumerate(tables[name], 2):
            row.setdefault("source", f"{zh}.csv#{n}")
    _people(tables)
    _registers(tables)
    for row in tables["holdings"]:
        if "holder_uscc" in row:
            link = {"table": "holdings", "source": row["source"], "uscc": row["holder_uscc"]}
            tables["company_links"].append({**link, "basis": "uscc"})
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
            **pick(row, "official_id", "subject", "name", "sex", "born", "kinship", "basis", "valid_from",
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
    """Return some fields of a row; one that is not there is empty."""
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
        """Return what is shown, with the columns that a case expects."""
        rows = [{k: f[k] for k in KEYS} for f in self.findings]
        return sorted(rows, key=lambda r: tuple(map(str, r.values())))

    def outcomes(self, code: str) -> set[str]:
        """Return the outcomes of an exemption."""
        query = "SELECT DISTINCT outcome FROM outcomes WHERE code = ?"
        return {row[0] for row in self.con.execute(query, [code]).fetchall()}

    def reasons(self, code: str) -> set[str]:
        """Return the reasons of an exemption's outcomes."""
        query = "SELECT DISTINCT reason FROM outcomes WHERE code = ?"
        return {row[0] for row in self.con.execute(query, [code]).fetchall()}


def shipped_cases() -> Path:
    """Return the folder of the shipped cases: inside the package, or the tests beside it."""
    packed = Path(str(files("risk").joinpath("trial_cases")))
    return packed if packed.is_dir() else packed.parents[1] / "tests" / "risk" / "cases"


def case_files(*folders: Path) -> list[Path]:
    """Return the case files of some folders, by name."""
    return [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.yaml"))]


@cache
def read(path: Path) -> Mapping[str, Any]:
    """Read a case file.

    Raises
    ------
    InputError
        It is no YAML, or has a part that no case has.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        what = f"不是有效的 YAML · not valid YAML: {error}"
        raise InputError(what, "改正该文件 · correct the file", file=path.name) from error
    if not isinstance(content, dict) or not {"title", "expect"} <= set(content) <= PARTS:
        unknown = sorted(set(content) - PARTS) if isinstance(content, dict) else []
        what = f"案例须有 title、expect · a case has title and expect; 不认识 unknown: {', '.join(unknown)}"
        raise InputError(
            what, "照已有案例改正 · correct it after the shipped cases", file=path.name
        )
    return content


def tables_of(path: Path) -> Tables:
    """Return the rows of a case file over those of its `base`, its own folder first."""
    content = read(path)
    tables: Tables = {}
    if "base" in content:
        places = (path.parent, shipped_cases())
        base = next((f for p in places if (f := p / f"{content['base']}.yaml").is_file()), None)
        if base is None:
            what = f"没有案例 there is no case {content['base']}"
            raise InputError(what, "改正 base · correct it", file=path.name, column="base")
        tables = {name: [dict(row) for row in rows] for name, rows in tables_of(base).items()}
    for name, rows in (content.get("tables") or {}).items():
        tables[name] = [*tables.get(name, []), *rows]
    tables.update(content.get("replace") or {})
    for name, fields in (content.get("change") or {}).items():
        tables[name][0] = {**tables[name][0], **fields}
    return tables


def pack_for(content: Mapping[str, Any], pack: Pack) -> Pack:
    """Return the pack as the case's own `office` changes it."""
    if "office" not in content:
        return pack
    return adjusted(pack, Office.model_validate(content["office"]), "office")


def judge(path: Path, pack: Pack) -> Outcome:
    """Judge a case file."""
    return Outcome(fill(tables_of(path)), pack_for(read(path), pack))


def differences(path: Path, pack: Pack) -> list[str]:
    """Return in words how what comes out differs from what the case expects; nothing where it holds."""
    content, outcome = read(path), judge(path, pack)
    found = list(_shown(content["expect"], outcome.shown()))
    for code, expected in (content.get("outcomes") or {}).items():
        got = outcome.outcomes(code)
        if got != set(expected):
            found.append(f"{code}: {', '.join(sorted(got)) or '—'} ≠ {', '.join(sorted(expected))}")
    for finding in outcome.findings:
        if missing := sorted(set(content.get("rules") or ()) - set(finding["rules"])):
            found.append(f"{finding['pattern']}: 缺规则 lacks {', '.join(missing)}")
        if "predicate" in content and finding["predicate_rule"] != content["predicate"]:
            found.append(
                f"{finding['pattern']}: {finding['predicate_rule']} ≠ {content['predicate']}"
            )
    return found


def _shown(expected: Sequence[Row], got: Sequence[Row]) -> Iterator[str]:
    for row in expected:
        if row not in got:
            yield f"应列出而未列出 expected, not shown: {_words(row)}"
    for row in got:
        if row not in expected:
            yield f"不应列出而列出 shown, not expected: {_words(row)}"


def _words(row: Row) -> str:
    return " ".join(str(row.get(key, "?")) for key in KEYS)
