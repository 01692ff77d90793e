"""Declared against registered: every outcome, the facts that point either way, and complaints kept apart."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import pyarrow as pa
import pytest

from risk.reconciliation import reconciled, words
from risk.schema import COMPLAINT_TABLES, TABLES

Tables = dict[str, list[dict[str, Any]]]
SILENT = {
    "official_id": "A",
    "year": 2022,
    "as_of": "2022-12-31",
    "subject": "本人",
    "company_name": "无",
}
NAMED = {"official_id": "A", "subject": "配偶", "uscc": "C1", "item": "投资"}
LATER = {**SILENT, "year": 2023, "as_of": "2023-12-31"}


def form(year: int, **more: Any) -> dict[str, Any]:
    return {**NAMED, "year": year, "as_of": f"{year}-12-31", **more}


#: What is changed in the case of a spouse's company that no form names → the outcome of each form.
OUTCOMES: dict[str, tuple[Tables, dict[str, str]]] = {
    "omitted": ({}, {"2022-12-31": "omitted"}),
    "agrees": ({"declarations": [form(2022, share=1.0)]}, {"2022-12-31": "agrees"}),
    "amount": ({"declarations": [form(2022, share=0.4)]}, {"2022-12-31": "amount_differs"}),
    "late": (
        {"declarations": [SILENT, form(2023)]},
        {"2022-12-31": "late", "2023-12-31": "agrees"},
    ),
    "dropped": (
        {"declarations": [form(2022), LATER]},
        {"2022-12-31": "agrees", "2023-12-31": "dropped"},
    ),
    "sold": (
        {
            "declarations": [form(2022), LATER],
            "holdings": [{"uscc": "C1", "holder_name": "林知夏", "person": "p1", "share": 1.0,
                          "valid_from": "2019-05-01", "valid_to": "2023-06-01"}],
        },
        {"2022-12-31": "agrees", "2023-12-31": "sold_to_zero"},
    ),
    "unregistered": (
        {"declarations": [form(2022)], "holdings": []},
        {"2022-12-31": "declared_not_registered"},
    ),
    "after exit": (
        {
            "declarations": [form(2022)],
            "holdings": [{"uscc": "C1", "holder_name": "林知夏", "person": "p1", "share": 1.0,
                          "valid_from": "2019-05-01", "valid_to": "2021-06-01"}],
        },
        {"2022-12-31": "declared_after_exit"},
    ),
    "supervisor": (
        {
            "declarations": [form(2022)],
            "holdings": [],
            "roles": [{"uscc": "C1", "name": "林知夏", "person": "p1", "role": "监事", "valid_from": "2019-05-01"}],
        },
        {"2022-12-31": "agrees"},
    ),
    "supervisor, silent": (
        {
            "holdings": [],
            "roles": [{"uscc": "C1", "name": "林知夏", "person": "p1", "role": "监事", "valid_from": "2019-05-01"}],
        },
        {},
    ),
    "recent": (
        {"holdings": [{"uscc": "C1", "holder_name": "林知夏", "person": "p1", "share": 1.0,
                       "valid_from": "2022-12-20"}]},
        {"2022-12-31": "too_recent"},
    ),
    "unread": (
        {"declarations": [{**SILENT, "company_name": "知夏餐馆"}]},
        {"2022-12-31": "line_unread"},
    ),
}  # fmt: skip


@pytest.fixture
def rows(
    case: Callable[[str], Any], area: Callable[[Any], Any], judge_area: Callable[[Any], Any]
) -> dict[str, list[dict[str, Any]]]:
    """Reconcile all variants in one area; return variant → rows by the form's day."""
    variants = {
        mark: {**case("p04_undeclared"), **change} for mark, (change, _) in OUTCOMES.items()
    }
    outcome = judge_area(area(variants))
    found: dict[str, list[dict[str, Any]]] = {mark: [] for mark in variants}
    for row in reconciled(outcome.con)["reconciliation"].to_pylist():
        found[row["official_id"].rpartition(".")[0]].append(row)
    return found


def test_every_outcome_as_of_the_cut_off_day(rows: dict[str, list[dict[str, Any]]]) -> None:
    told = {mark: {row["as_of"]: row["outcome"] for row in found} for mark, found in rows.items()}
    assert told == {mark: expected for mark, (_, expected) in OUTCOMES.items()}


def test_the_facts_that_point_either_way_are_kept_apart_and_nothing_is_decided(
    rows: dict[str, list[dict[str, Any]]],
) -> None:
    (omitted,) = rows["omitted"]
    assert omitted["toward_concealment"] == ["form_names_none"]
    assert omitted["toward_oversight"] == []
    (amount,) = rows["amount"]
    assert amount["toward_oversight"] == ["company_named", "form_names_others"]
    assert amount["toward_concealment"] == []
    late = next(row for row in rows["late"] if row["outcome"] == "late")
    assert "other_year" in late["toward_oversight"]
    assert not {"漏报", "瞒报"} & {
        value for row in rows["late"] for value in map(str, row.values())
    }


def test_a_share_that_went_to_a_relative_and_a_posting_are_outcomes_of_their_own(
    case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    tables = case("p04_undeclared")
    moved = {
        **tables,
        "holdings": [
            {"uscc": "C1", "holder_name": "许青禾", "person": "p2", "share": 1.0,
             "valid_from": "2019-05-01", "valid_to": "2022-11-15"},
            {"uscc": "C1", "holder_name": "林知夏", "person": "p1", "share": 1.0, "valid_from": "2022-11-20"},
        ],
        "identities": [*tables["identities"], {"official_id": "A", "name": "许青禾", "person": "p2"}],
    }  # fmt: skip
    found = reconciled(judge(moved).con)["reconciliation"].to_pylist()
    assert {row["kin"]: row["outcome"] for row in found} == {
        "self": "moved_to_kin",
        "spouse": "omitted",
    }
    assert next(r for r in found if r["kin"] == "self")["toward_concealment"] == [
        "form_names_none",
        "moved",
    ]
    posted = {
        **moved,
        "approvals": [
            {"official_id": "A", "kind": "单位委派", "uscc": "C1", "valid_from": "2019-01-01"}
        ],
    }
    told = reconciled(judge(posted).con)["reconciliation"].to_pylist()
    assert {row["kin"]: row["outcome"] for row in told}["self"] == "ex_officio"


def test_the_evidence_of_an_undeclared_company_tells_both_sides(
    case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    (finding,) = judge(case("p04_undeclared")).findings
    (line,) = [e["fact"] for e in finding["evidence"] if e["file"] == "个人有关事项报告.csv"]
    assert "各年度报告均未列明" in line
    assert "指向隐瞒不报的事实：该份报告没有列明任何企业" in line
    assert "指向漏报的事实" not in line, "nothing points that way here"


def test_what_complaints_allege_is_in_tables_of_its_own(
    case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    tables = reconciled(judge(case("p29_three_letters")).con)
    assert tables["alleged"].to_pylist() == [
        {"official_id": "A", "uscc": "C1", "voices": 1, "first_heard": "2024-05-01"}
    ]
    (company,) = tables["company_complaints"].to_pylist()
    assert (company["voices"], company["letters"]) == (2, 3), "a copy is no voice of its own"
    assert set(COMPLAINT_TABLES) == {"alleged", "company_complaints"}
    assert "official_id" not in TABLES["company_complaints"].names
    assert not any("voice" in name for name in TABLES["reconciliation"].names)


def test_every_code_that_the_sql_can_say_has_words(
    case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    sql = files("risk").joinpath("sql/10_reconciliation.sql").read_text(encoding="utf-8")
    told = words()
    for codes in (told.outcomes, told.toward_oversight, told.toward_concealment):
        assert all(f"'{code}'" in sql for code in codes)
    empty = reconciled(judge({"officials": case("p04_undeclared")["officials"]}).con)
    assert all(isinstance(table, pa.Table) and not table.num_rows for table in empty.values())
