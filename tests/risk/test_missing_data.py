"""Missing data never raises a score: a field that is not there can only make a lead weaker.

An empty end (退出日期, 离任日期) is no missing value but a statement: the interest is still there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CASES = (
    "p01_own_holding", "p02_own_role", "p04_undeclared", "p07_spouse_in_scope",
    "p08_own_unit_award", "p15_two_layers", "p24_revolving_door", "p28_complaint",
    "struck_off_in_office", "own_report_silent", "p06_own_trade", "p10_moved_in",
    "p11_to_spouse_before_promotion", "p13_driver", "p13_young_son", "p14_two_shared_contacts",
    "p15_many_small_chains", "p16_before_the_raise", "p18_new_and_one_buyer", "p20_same_line",
    "p01_older_company",
)  # fmt: skip
#: Cases that come to nothing because of a date or a paper; without it they may at most ask for a check.
CLEARED = (
    "dissolved_before_office", "e01_listed", "e03_approved_unpaid", "e04_posted", "e06_research",
    "e07_divested_in_time", "e11_staff", "e14_before_office", "p04_declared",
    "p04_opened_after_cut_off", "p07_divorced", "p08_before_post", "p08_withdrawn",
    "kin_former_spouse_dated", "p06_closed_in_time", "p12_not_in_charge", "p13_classmate_alone",
    "p13_no_dealings", "p14_no_dealings", "p15_through_a_listed_company", "p15_state_layer",
    "p20_posted_to_a_subsidiary",
)  # fmt: skip
#: Without these a row speaks of nobody and nothing; the last one is the statement of an open end.
KEYS = {
    "official_id", "uscc", "name", "holder_name", "person", "person_key", "complaint_id",
    "source_id", "group_id", "complaint_ids", "unit", "kinship", "award_id", "act_id", "hops",
    "path", "valid_to", "probability", "subject", "span_start", "span_end", "role", "kind",
}  # fmt: skip
#: Evidence that speaks for the person may only be lost, never gained, by a missing date.
SKIPPED_TABLES = {"dispositions"}
Copies = dict[str, Any]


def without(tables: Any, table: str, field: str) -> Any:
    return {
        name: [{k: v for k, v in row.items() if name != table or k != field} for row in rows]
        for name, rows in tables.items()
    }


def copies(case: Callable[[str], Any], name: str) -> Copies:
    """Return the case as it is and, for every field, without it."""
    tables = case(name)
    found = {f"{name}@": tables}
    for table, rows in tables.items():
        if table not in SKIPPED_TABLES:
            for field in sorted({key for row in rows for key in row} - KEYS):
                found[f"{name}@{table}-{field}"] = without(tables, table, field)
    return found


@pytest.fixture
def judged(
    case: Callable[[str], Any], area: Callable[[Any], Any], judge_area: Callable[[Any], Any]
) -> dict[str, dict[str, Any]]:
    """Judge all copies in one area; return copy → (pattern → finding)."""
    everything: Copies = {}
    for name in CASES + CLEARED:
        everything |= copies(case, name)
    found: dict[str, dict[str, Any]] = {mark: {} for mark in everything}
    for finding in judge_area(area(everything)).findings:
        found[finding["official_id"].rpartition(".")[0]][finding["pattern"]] = finding
    return found


def test_no_missing_field_makes_a_lead_stronger(judged: dict[str, dict[str, Any]]) -> None:
    assert len(judged) > 150
    stronger = []
    for mark, findings in judged.items():
        if mark.partition("@")[0] in CLEARED:
            continue
        whole = judged[mark.partition("@")[0] + "@"]
        for pattern, finding in findings.items():
            full = whole.get(pattern)
            if full is None or (finding["tier"], -finding["probability"]) < (
                full["tier"],
                -full["probability"],
            ):
                stronger.append((mark, pattern))
    assert stronger == []


def test_a_missing_necessary_fact_does_make_it_weaker(judged: dict[str, dict[str, Any]]) -> None:
    full = judged["p01_own_holding@"]["P-01"]
    undated = judged["p01_own_holding@posts-valid_from"]
    assert all(f["probability"] <= full["probability"] for f in undated.values())
    assert judged["p08_own_unit_award@awards-date"].get("P-08", {"tier": 2})["tier"] == 2
    assert judged["p04_undeclared@posts-rank"] == {}
    assert judged["p07_spouse_in_scope@posts-portfolio"] == {}


def test_no_missing_field_makes_a_sure_lead_of_nothing(judged: dict[str, dict[str, Any]]) -> None:
    assert all(judged[f"{name}@"] == {} for name in CLEARED)
    sure = [
        (mark, pattern)
        for mark, findings in judged.items()
        for pattern, finding in findings.items()
        if mark.partition("@")[0] in CLEARED and finding["tier"] == 1
    ]
    assert sure == []
