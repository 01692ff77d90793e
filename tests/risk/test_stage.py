"""The stage as a whole: tables in the stage store in, findings and risk list out, the same bytes again."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingest.schema import FILES, QUALITY
from ingest.stage import Stage, StageWriter, sha256_file
from nlp.schema import TABLES as NLP
from resolve.schema import REGISTER_PERSONS
from resolve.schema import TABLES as RESOLVE
from risk.learning.ladder import Ridge
from risk.learning.model import Model
from risk.pack import FORBIDDEN, shipped
from risk.report import run_report
from risk.report_page import render_html
from risk.schema import FINDINGS, RISK_LIST
from risk.stage import ASSESSMENT, score

AS_OF = date(2025, 6, 30)
CASES = (
    "p01_own_holding", "p02_own_role", "p04_undeclared", "p07_spouse_in_scope",
    "p08_own_unit_award", "p15_two_layers", "p24_revolving_door", "p28_complaint",
    "e14_before_office", "e03_approved_unpaid", "cleared_stays_cleared", "e15_probable",
    "p06_own_trade", "p11_to_spouse_before_promotion", "p12_swap", "p13_driver",
    "p14_two_shared_contacts", "p16_before_the_raise", "p18_new_and_one_buyer", "p20_same_line",
    "e03_approved_but_paid", "p23_founded_after_arrival", "p25_kin_after_exit", "p26_resigned_before_complaint",
    "p27_left_after_complaint", "p29_three_letters", "p32_village_project",
)  # fmt: skip
Run = dict[str, Stage]


def room_of(table: str) -> str:
    if table in NLP:
        return "nlp"
    if table in RESOLVE:
        return "resolve"
    return "graph" if table in ("chains", "ownership") else "ingest"


def write(root: Path, tables: dict[str, pa.Table]) -> Run:
    stages: Run = {}
    for room in ("ingest", "nlp", "resolve", "graph"):
        (root / room).mkdir(parents=True)
        writer = StageWriter(root / room)
        for name, table in tables.items():
            if room_of(name) == room:
                writer.write(name, table, table.schema)
        stages[room] = Stage(root / room, {"tables": {t: {"rows": n} for t, n in writer.tables.items()}}, reused=False)  # fmt: skip
    return stages


def run(root: Path, tables: dict[str, pa.Table], learned: Model | None = None) -> Run:
    stages = write(root, tables)
    (root / "risk").mkdir()
    writer = StageWriter(root / "risk")
    score(
        stages["ingest"], stages["nlp"], stages["resolve"], stages["graph"], writer,
        as_of=AS_OF, progress=lambda *_: None, learned=learned,
    )  # fmt: skip
    facts = {table: {"rows": rows} for table, rows in writer.tables.items()}
    return {**stages, "risk": Stage(root / "risk", {"tables": facts}, reused=False)}


@pytest.fixture
def tables(case: Callable[[str], Any], area: Callable[[Any], Any]) -> dict[str, pa.Table]:
    full: dict[str, pa.Table] = area({name: case(name) for name in CASES})
    counted = [
        {**row, "rows_read": 1, "rows_accepted": 1, "rows_quarantined": 0, "rows_duplicate": 0}
        for row in full["files"].to_pylist()
    ]
    people = [{"person_key": "x.p1", "name": "许青禾", "uscc_list": [], "sources": 1}]
    return {
        **full,
        "files": pa.Table.from_pylist(counted, FILES),
        "quality": QUALITY.empty_table(),
        "register_persons": pa.Table.from_pylist(people, REGISTER_PERSONS),
    }


def test_the_tables_are_as_results_md_fixes_them(
    tmp_path: Path, tables: dict[str, pa.Table]
) -> None:
    risk = run(tmp_path, tables)["risk"]
    findings, listed = risk.read("findings"), risk.read("risk_list")
    assert findings.schema.equals(FINDINGS)
    assert listed.schema.equals(RISK_LIST)
    assert set(findings.column("pattern").to_pylist()) == set(shipped().patterns)
    assert set(findings.column("tier").to_pylist()) == {1, 2}
    rows = listed.to_pylist()
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    keys = [(row["tier"], -row["probability"]) for row in rows]
    assert keys == sorted(keys)
    for finding in findings.to_pylist():
        check_finding(finding)


def check_finding(finding: dict[str, Any]) -> None:
    pack = shipped()
    assert finding["rules"]
    assert all(pack.rules[rule].on for rule in finding["rules"])
    codes = [tried["code"] for tried in finding["exemptions_tried"]]
    assert codes[:2] == ["E-15", "E-14"]
    assert set(codes) == set(pack.patterns[finding["pattern"]].exemptions)
    assert not any(tried["outcome"] == "applies" for tried in finding["exemptions_tried"])
    assert all(item["file"] and item["sha256"] and item["fact"] for item in finding["evidence"])
    assert all(item["row"] >= 2 for item in finding["evidence"])
    assert all(ban["alternative"] for ban in finding["bans"])
    kinds = [hop["kind"] for hop in finding["path"]]
    first = {"self": "SAME_AS", "inferred": "INFERRED"}.get(finding["subject"], "KIN")
    assert kinds[0] == first
    assert {"HOLDS", "ROLE"} & set(kinds)
    for hop, after in zip(finding["path"], finding["path"][1:], strict=False):
        assert hop["to"] == after["from"] or after["kind"] in ("IN_POST", "WON", "GOT")


def test_a_complaint_is_cited_with_its_place_in_the_text(
    tmp_path: Path, tables: dict[str, pa.Table]
) -> None:
    found = run(tmp_path, tables)["risk"].read("findings").to_pylist()
    cited = {
        f["pattern"]: [e for e in f["evidence"] if e["span_end"] is not None] for f in found
    }  # fmt: skip
    assert [(e["file"][-8:], e["span_start"], e["span_end"]) for e in cited["P-28"]] == [
        ("信访举报.csv", 0, 20), ("信访举报.csv", 0, 20),
    ]  # fmt: skip
    derived = {p.id for p in shipped().patterns.values() if p.complaint_derived}
    assert not any(cited[pattern] for pattern in cited if pattern not in derived)


def test_the_order_of_rows_does_not_change_a_byte(
    tmp_path: Path, tables: dict[str, pa.Table]
) -> None:
    shuffler = random.Random(7)
    mixed = {}
    for name, table in tables.items():
        order = list(range(table.num_rows))
        shuffler.shuffle(order)
        mixed[name] = table.take(pa.array(order, pa.int64()))
    a, b = run(tmp_path / "a", tables)["risk"], run(tmp_path / "b", mixed)["risk"]
    for file in ("findings.parquet", "risk_list.parquet", ASSESSMENT):
        assert sha256_file(a.folder / file) == sha256_file(b.folder / file), file


def test_nothing_that_is_written_prejudges(tmp_path: Path, tables: dict[str, pa.Table]) -> None:
    stages = run(tmp_path, tables)
    report = run_report(stages, as_of=AS_OF)
    written = [
        json.dumps(stages["risk"].read("findings").to_pylist(), ensure_ascii=False),
        json.dumps(stages["risk"].read("risk_list").to_pylist(), ensure_ascii=False),
        json.dumps(report, ensure_ascii=False),
        render_html(report),
    ]
    assert not any(FORBIDDEN.search(text) for text in written)
    assert all("许青禾" in text for text in written[:2])


def test_the_report_counts_what_the_stage_did(tmp_path: Path, tables: dict[str, pa.Table]) -> None:
    stages = run(tmp_path, tables)
    report = run_report(stages, as_of=AS_OF)
    listed = stages["risk"].read("risk_list").num_rows
    assert report["patterns_off"] == []
    assert sum(row["n"] for row in report["shown"]["officials"]) == listed
    assert report["exemptions"]["E-03"]["applies"] == 1
    assert report["exemptions"]["CLEARED"]["applies"] == 1
    for rows in report["flag_rates"].values():
        assert sum(row["shown"] for row in rows) == listed
        assert sum(row["officials"] for row in rows) == tables["officials"].num_rows
    scales = {row["scale"]: row for row in report["stability"]}
    assert scales[1.0]["same_top_50"] == 1.0
    assert scales[0.333333]["tier_1"] <= scales[1.0]["tier_1"] <= scales[3.0]["tier_1"]
    page = render_html(report)
    assert page.startswith("<!doctype html>")
    assert "src=" not in page
    assert "href=" not in page


def test_a_table_that_is_missing_switches_its_patterns_off(
    tmp_path: Path, tables: dict[str, pa.Table]
) -> None:
    less = {**tables, "complaints": tables["complaints"].slice(0, 0), "declarations": tables["declarations"].slice(0, 0)}  # fmt: skip
    stages = run(tmp_path, less)
    report = run_report(stages, as_of=AS_OF)
    off = {entry["pattern"]: entry["missing"] for entry in report["patterns_off"]}
    assert set(off) == {"P-04", "P-26", "P-27", "P-28", "P-29"}
    assert "complaints" in off["P-28"]
    shown = set(stages["risk"].read("findings").column("pattern").to_pylist())
    assert shown.isdisjoint(off)


def test_an_area_without_anything_gives_an_empty_list(
    tmp_path: Path, tables: dict[str, pa.Table]
) -> None:
    nothing = {name: table.slice(0, 0) for name, table in tables.items()}
    stages = run(tmp_path, nothing)
    assert stages["risk"].read("risk_list").num_rows == 0
    assert render_html(run_report(stages, as_of=AS_OF))


def test_a_model_of_fixed_weights_changes_nothing(
    tmp_path: Path, tables: dict[str, pa.Table]
) -> None:
    plain = run(tmp_path / "plain", tables)["risk"]
    fixed = run(tmp_path / "fixed", tables, Model(heads={}, groups=(), bound=4.0))["risk"]
    for name in ("findings", "risk_list"):
        assert plain.read(name).equals(fixed.read(name))


def test_what_the_office_has_learnt_weighs(tmp_path: Path, tables: dict[str, pa.Table]) -> None:
    # nine of ten leads of this office were lawful: the room for lawful explanations is larger
    sceptic = Ridge(weights=(1.0, 1.0, 1.0, 1.0), constant=-1.0)
    groups = ("declaration", "procurement", "timing")
    model = Model(heads={"improper": sceptic}, groups=groups, bound=4.0)
    plain = {
        f["finding_id"]: f
        for f in run(tmp_path / "plain", tables)["risk"].read("findings").to_pylist()
    }
    learnt = {
        f["finding_id"]: f
        for f in run(tmp_path / "learnt", tables, model)["risk"].read("findings").to_pylist()
    }
    assert set(learnt) <= set(plain)
    for number, found in learnt.items():
        before, after = plain[number]["p_no_exemption"], found["p_no_exemption"]
        assert after / (1 - after) == pytest.approx(min(before / (1 - before), 1e4) / 10, rel=1e-3)
        assert found["probability"] < plain[number]["probability"]
