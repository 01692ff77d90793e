"""An inferred relative alone: always the second tier, always with its innocent explanations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from risk.explain import explain, weakest_link
from risk.pack import shipped

CASE = "inferred_kin_own_unit"


def with_probability(tables: Any, p: float) -> Any:
    (row,) = tables["tie_hypotheses"]
    return {**tables, "tie_hypotheses": [{**row, "probability": p}]}


@pytest.mark.parametrize("p", [0.93, 0.95, 1.0])
def test_an_inferred_tie_alone_never_reaches_the_first_tier(
    p: float, case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    outcome = judge(with_probability(case(CASE), p))
    assert [(f["subject"], f["tier"]) for f in outcome.findings] == [("inferred", 2)]
    assert [row["tier"] for row in outcome.list] == [2]


def test_the_tie_is_the_weakest_link_and_its_check_comes_first(
    case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    (finding,) = judge(with_probability(case(CASE), 0.7)).findings
    assert weakest_link(finding) == "relation"
    assert "户籍" in explain(finding, shipped()).next_check.zh


def test_the_finding_tells_rows_and_innocent_explanations(
    case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    (finding,) = judge(case(CASE)).findings
    told = [e for e in finding["evidence"] if "推断" in e["fact"]]
    assert {(e["file"], e["row"]) for e in told} == {("企业登记.csv", 2), ("公职人员.csv", 2)}
    assert all("同姓巧合" in e["fact"] and "待核实" in e["fact"] for e in told)


def test_the_path_has_a_third_kind_of_edge_and_no_relative(
    case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    (finding,) = judge(case(CASE)).findings
    first, *rest = finding["path"]
    assert (first["kind"], first["to"]) == ("INFERRED", "person:p1")
    assert not {"KIN", "SAME_AS"} & {hop["kind"] for hop in rest}
