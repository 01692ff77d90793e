"""What a person opens without clearance holds nothing that only a complaint put there."""

from __future__ import annotations

import json

import pyarrow as pa

from desk.clearance import complaint_patterns, plain, plain_report
from desk.publish import as_csv
from risk.pack import shipped
from risk.schema import FINDINGS, RISK_LIST

FILES = frozenset({"信访举报.csv"})
LETTER = {"file": "信访举报.csv", "fact": "来信提到该公司", "row": 2}
RECORD = {"file": "股东出资.csv", "fact": "持股40%", "row": 2}


def finding(number: int, official: str, pattern: str, **more: object) -> dict[str, object]:
    return {
        "finding_id": f"F{number}", "official_id": official, "pattern": pattern, "typology": "T5",
        "subject": "self", "subject_name": "江海", "kinship": "本人", "uscc": "C1", "company": "东山路桥有限公司",
        "path": [], "bans": [], "exemptions_tried": [], "evidence": [RECORD], "p_identity": 0.99,
        "p_relation": 1.0, "p_benefit": 0.98, "p_overlap": 0.99, "p_no_exemption": 0.9,
        "probability": 0.86, "tier": 1, **more,
    }  # fmt: skip


def listed(rank: int, official: str, top: dict[str, object]) -> dict[str, object]:
    return {"rank": rank, "official_id": official, "name": "甲", "tier": top["tier"],
            "probability": top["probability"], "findings": 2, "top_pattern": top["pattern"]}  # fmt: skip


FOUND = [
    finding(1, "G1", "P-28", evidence=[LETTER]),
    finding(2, "G2", "P-28", evidence=[LETTER]),
    finding(3, "G2", "P-01", probability=0.7, p_identity=0.81, tier=2, evidence=[RECORD, LETTER]),
    finding(4, "G3", "P-02"),
]
LIST = [listed(1, "G1", FOUND[0]), listed(2, "G2", FOUND[1]), listed(3, "G3", FOUND[3])]


def opened() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    rows, found = pa.Table.from_pylist(LIST, RISK_LIST), pa.Table.from_pylist(FOUND, FINDINGS)
    return plain(rows, found, FILES)


def test_the_patterns_that_rest_on_a_complaint_say_so_and_read_complaints() -> None:
    for pattern in shipped().patterns.values():
        assert pattern.complaint_derived == ("complaints" in pattern.needs), pattern.id
    assert "P-28" in complaint_patterns()


def test_the_files_that_a_person_opens_know_of_no_complaint() -> None:
    rows, found = opened()
    assert [(row["rank"], row["official_id"], row["tier"]) for row in rows] == [
        (1, "G3", 1), (2, "G2", 2),
    ]  # fmt: skip
    assert [f["pattern"] for f in found] == ["P-02", "P-01"]
    assert rows[1]["findings"] == 1
    text = as_csv(pa.Table.from_pylist(found, FINDINGS)).decode()
    text += as_csv(pa.Table.from_pylist(rows, RISK_LIST)).decode()
    for trace in ("P-28", "P-29", "信访", "来信"):
        assert trace not in text


def test_the_page_of_the_report_knows_of_no_complaint() -> None:
    report = {
        "inputs": [{"file": "信访举报.csv", "table": "complaints"}, {"file": "职务.csv", "table": "posts"}],
        "quality": [{"check": "unknown_column", "file": "信访举报.csv", "n": 1}],
        "tables_missing": ["complaints", "awards"],
        "patterns_off": [{"pattern": "P-28", "missing": ["complaints"]}],
        "shown": {"officials": [{"tier": 1, "n": 3}], "findings": [{"pattern": "P-28", "tier": 1, "n": 1}]},
    }  # fmt: skip
    page = plain_report(report, *opened())
    text = json.dumps(page, ensure_ascii=False)
    for trace in ("P-28", "P-29", "信访", "complaint"):
        assert trace not in text
    assert page["shown"]["officials"] == [{"tier": 1, "n": 1}, {"tier": 2, "n": 1}]
    assert page["tables_missing"] == ["awards"]
