"""A fact that speaks for the person never makes a lead stronger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

CASES = (
    "p01_own_holding", "p02_own_role", "p04_undeclared", "p07_spouse_in_scope",
    "p08_own_unit_award", "p15_two_layers", "p24_revolving_door", "p28_complaint", "p06_own_trade",
    "p10_moved_in", "p11_to_spouse_before_promotion", "p13_young_son", "p18_new_and_one_buyer",
    "p20_same_line",
)  # fmt: skip
#: What may be added to a case, and the patterns that it takes away.
FACTS: dict[str, tuple[str, dict[str, Any], set[str]]] = {
    "approved": ("approvals", {"kind": "兼职批准", "valid_from": "2015-01-01", "paid": False}, {"P-02", "P-24"}),
    "posted": ("approvals", {"kind": "国资委派", "valid_from": "2015-01-01"}, {"P-02", "P-24"}),
    "withdrawn": ("approvals", {"kind": "回避决定", "valid_from": "2015-01-01"}, {"P-07", "P-08", "P-10", "P-11", "P-13", "P-18", "P-20"}),
    "declared": ("declarations", {"year": 2024, "as_of": "2024-12-31", "item": "投资"}, {"P-01", "P-04", "P-06", "P-11"}),
    "cleared": ("dispositions", {"outcome": "合规", "date": "2025-06-01"}, {"P-01", "P-06", "P-08", "P-10", "P-11", "P-13", "P-18", "P-20", "P-28"}),
    "insufficient": ("dispositions", {"outcome": "证据不足", "date": "2025-06-01"}, set()),
}  # fmt: skip


#: The same facts in papers that a person wrote: the company short, or its code mistyped.
WRITTEN: tuple[dict[str, Any], ...] = (
    {"company_name": "禾丰"},
    {"company_name": "禾丰", "uscc": "C1x", "uscc_status": "failing"},
)


def with_fact(tables: Any, table: str, fact: dict[str, Any]) -> Any:
    row = {"official_id": "A", **({} if "company_name" in fact else {"uscc": "C1"}), **fact}
    return {**tables, table: [*tables.get(table, []), row]}


def test_a_fact_that_speaks_for_the_person_never_makes_a_lead_stronger(
    case: Callable[[str], Any], area: Callable[[Any], Any], judge_area: Callable[[Any], Any]
) -> None:
    everything = {f"{name}@": case(name) for name in CASES}
    for label, (table, fact, _) in FACTS.items():
        for name in CASES:
            everything[f"{name}@{label}"] = with_fact(case(name), table, fact)
    found: dict[str, dict[str, Any]] = {mark: {} for mark in everything}
    for finding in judge_area(area(everything)).findings:
        found[finding["official_id"].rpartition(".")[0]][finding["pattern"]] = finding
    for name in CASES:
        whole = found[f"{name}@"]
        assert whole
        for label, (_, _, taken) in FACTS.items():
            left = found[f"{name}@{label}"]
            assert left.keys() <= whole.keys() - taken, (name, label)
            for pattern, finding in left.items():
                full = whole[pattern]
                assert finding["tier"] >= full["tier"], (name, label)
                assert finding["probability"] <= full["probability"], (name, label)


def test_a_paper_that_matches_no_company_never_makes_a_lead_stronger(
    case: Callable[[str], Any], area: Callable[[Any], Any], judge_area: Callable[[Any], Any]
) -> None:
    everything = {f"{name}@": case(name) for name in CASES}
    for label, (table, fact, _) in FACTS.items():
        for n, written in enumerate(WRITTEN):
            for name in CASES:
                everything[f"{name}@{label}{n}"] = with_fact(case(name), table, {**fact, **written})
    found: dict[str, dict[str, Any]] = {mark: {} for mark in everything}
    for finding in judge_area(area(everything)).findings:
        found[finding["official_id"].rpartition(".")[0]][finding["pattern"]] = finding
    for mark, left in found.items():
        name, _, label = mark.partition("@")
        taken = FACTS[label[:-1]][2] if label else set()
        for pattern, finding in left.items():
            full = found[f"{name}@"][pattern]
            assert finding["tier"] >= max(full["tier"], 2 if pattern in taken else 1), mark
            assert finding["probability"] <= full["probability"], mark
