"""Weakest link, next check and what would clear are computed from the finding's own numbers."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from risk.explain import (
    explain,
    explain_official,
    facts_of,
    next_check,
    smallest_clearing,
    weakest_link,
)
from risk.pack import LINKS, shipped


def finding(**change: Any) -> dict[str, Any]:
    return {
        "finding_id": "f1", "official_id": "A", "pattern": "P-01", "subject": "self",
        "subject_name": "许青禾", "kinship": "本人", "uscc": "C1", "company": "东山县禾丰贸易有限公司",
        "tier": 1, "probability": 0.86, "p_identity": 0.999, "p_relation": 1.0, "p_benefit": 0.98,
        "p_overlap": 0.99, "p_no_exemption": 0.89, "exemptions_tried": [], **change,
    }  # fmt: skip


def test_the_weakest_link_is_the_least_sure_one_and_the_words_follow_it() -> None:
    weak = finding(p_identity=0.85)
    assert weakest_link(weak) == "identity"
    told = explain(weak, shipped())
    assert "身份" in told.weakest_link.zh
    assert "0.85" in told.weakest_link.zh
    assert "same person" in told.weakest_link.en


def test_the_next_check_settles_most_doubt_for_its_cost() -> None:
    pack = shipped()
    assert "主体" in next_check(finding(p_identity=0.85), pack).zh
    assert "时间" in next_check(finding(p_overlap=0.5), pack).zh


def test_an_exemption_that_could_not_be_told_is_what_to_ask_for() -> None:
    untold = [{"code": "E-04", "outcome": "cannot be told", "reason": ""}]
    asked = next_check(
        finding(pattern="P-02", p_no_exemption=0.32, exemptions_tried=untold), shipped()
    )
    assert asked.zh.startswith(shipped().exemptions["E-04"].check.zh)


def test_what_would_clear_names_one_fact_where_all_findings_rest_on_one_identity() -> None:
    two = [
        finding(p_identity=0.9),
        finding(finding_id="f2", uscc="C2", company="乙公司", p_identity=0.9),
    ]
    told = explain_official(two, shipped()).would_clear
    assert "同名" in told.zh
    assert "并且" not in told.zh


def test_independent_findings_need_a_fact_each() -> None:
    two = [
        finding(),
        finding(finding_id="f2", subject="亲属关系.csv#2", subject_name="林知夏", kinship="配偶", uscc="C2"),
    ]  # fmt: skip
    assert len(smallest_clearing(two)) == 2
    assert "并且" in explain_official(two, shipped()).would_clear.zh


FINDINGS = st.lists(
    st.fixed_dictionaries({
        "subject": st.sampled_from(["self", "k1", "k2"]),
        "uscc": st.sampled_from(["C1", "C2", "C3"]),
        "pattern": st.sampled_from(["P-01", "P-02"]),
        "holding": st.sampled_from([None, 0.4]),
        "role": st.sampled_from([None, "董事"]),
        **{f"p_{link}": st.floats(0.1, 0.99) for link in LINKS},
    }),
    min_size=1, max_size=5, unique_by=lambda f: (f["subject"], f["uscc"], f["pattern"]),
)  # fmt: skip


@given(found=FINDINGS)
def test_the_clearing_set_takes_every_finding_down_and_no_smaller_one_does(
    found: list[dict[str, Any]],
) -> None:
    for n, f in enumerate(found):
        f["finding_id"] = f"f{n}"

    chosen = smallest_clearing(found)
    assert tier_after(found, set(chosen)) is None
    everything = sorted({fact for f in found for fact in facts_of(f)})
    smaller = combinations(everything, len(chosen) - 1)
    assert not any(tier_after(found, set(few)) is None for few in smaller)


def tier_after(found: list[dict[str, Any]], refuted: set[Any]) -> int | None:
    """Return the official's tier when these facts turned out otherwise: the oracle, link by link."""
    standing = []
    for f in found:
        parts = {fact: f[f"p_{fact[0]}"] for fact in facts_of(f)}
        if math.prod(0.0 if fact in refuted else p for fact, p in parts.items()) > 0.0:
            standing.append(1)
    return min(standing, default=None)


def test_a_role_stays_where_only_the_stake_was_refuted() -> None:
    both = [
        finding(holding=0.4),
        finding(finding_id="f2", pattern="P-02", role="执行董事", p_identity=1.0),
    ]
    both[0]["p_identity"] = 1.0
    chosen = smallest_clearing(both)
    assert len(chosen) == 2, "transferring the shares does not end the post"
    assert {fact[3] for fact in chosen} <= {"holding", "role", "P-01", "P-02"}
