"""The list's order and an official's probability: what is independent counts, what is a copy does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.pack import LINKS, shipped
from risk.ranking import independent, official_probability, path_probability, place

AWARD = {"group": "procurement", "item": "award_own_unit", "bans": 0.6, "alternative": ""}


def hop(start: str, kind: str, stop: str, source: str | None = None) -> dict[str, Any]:
    return {"from": start, "kind": kind, "to": stop, "source": source}


def finding(number: int, subject: str, person: str, uscc: str, **more: Any) -> dict[str, Any]:
    row = {
        "finding_id": f"f{number}", "official_id": "A", "subject": subject, "uscc": uscc, "tier": 1,
        "p_identity": 0.95, "p_relation": 0.99, "p_benefit": 0.98, "p_overlap": 0.99, "p_no_exemption": 0.9,
        "bans": [], "holding": None, "overlap_from": "2019-05-01",
        "path": [
            hop("official:A", "SAME_AS", f"person:{person}"),
            hop(f"person:{person}", "HOLDS", f"company:{uscc}", f"股东出资.csv#{number + 2}"),
            hop("official:A", "IN_POST", "unit:东山县水利局", "任职经历.csv#2"),
        ], **more,
    }  # fmt: skip
    return {**row, "probability": round(path_probability(row), 6)}


def test_two_findings_that_share_no_row_are_two_voices() -> None:
    two = [finding(1, "self", "p1", "C1"), finding(2, "k1", "p2", "C2")]
    assert len(independent(two)) == 2
    one = path_probability(two[0])
    assert official_probability(two, shipped()) == pytest.approx(1 - (1 - one) ** 2)


@pytest.mark.parametrize(
    "other",
    [
        finding(2, "self", "p1", "C2"),  # the same identity
        finding(2, "k1", "p2", "C1"),  # the same company
        finding(2, "k1", "p1", "C2"),  # the same register person, taken for somebody else
        finding(1, "k1", "p2", "C2", finding_id="f9"),  # the same row of the register
    ],
)
def test_what_rests_on_a_common_row_counts_once(other: dict[str, Any]) -> None:
    both = [finding(1, "self", "p1", "C1"), other]
    assert len(independent(both)) == 1
    assert official_probability(both, shipped()) == pytest.approx(
        max(f["probability"] for f in both), abs=1e-6
    )


def test_groups_join_through_a_third_finding() -> None:
    chain = [
        finding(1, "self", "p1", "C1"),
        finding(2, "k1", "p2", "C2"),
        finding(3, "k1", "p2", "C1"),
    ]
    assert len(independent(chain)) == 1


def test_a_circumstance_counts_once_for_an_official() -> None:
    lonely = [
        finding(1, "self", "p1", "C1", bans=[AWARD]),
        finding(2, "k1", "p2", "C2", bans=[AWARD]),
    ]
    bare = [lonely[0], {**lonely[1], "bans": []}]
    with_it, without = (official_probability(rows, shipped()) for rows in (lonely, bare))
    assert with_it < without, "the second award is the first one again"


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["self", "k1", "k2"]),
            st.sampled_from(["C1", "C2", "C3"]),
            st.floats(0.1, 0.99),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_noisy_or_is_that_of_the_best_of_each_group_whatever_the_order(
    drawn: list[tuple[str, str, float]],
) -> None:
    rows = [finding(n, s, f"p{s}", c, p_identity=p) for n, (s, c, p) in enumerate(drawn)]
    groups = independent(rows)
    assert sorted(f["finding_id"] for g in groups for f in g) == sorted(
        f["finding_id"] for f in rows
    )
    keys = [{("s", f["subject"]) for f in g} | {("c", f["uscc"]) for f in g} for g in groups]
    assert all(not a & b for n, a in enumerate(keys) for b in keys[n + 1 :])
    left = 1.0
    for group in groups:
        left *= 1.0 - max(path_probability(f) for f in group)
    assert official_probability(rows, shipped()) == pytest.approx(1.0 - left, abs=1e-6)
    assert official_probability(rows[::-1], shipped()) == pytest.approx(
        official_probability(rows, shipped())
    )
    assert len(LINKS) == 5


def test_equals_are_ordered_by_what_matters_and_by_the_id_last() -> None:
    row = {"tier": 1, "probability": 0.85}
    small = [finding(1, "self", "p1", "C1", holding=0.1)]
    large = [finding(1, "self", "p1", "C1", holding=0.6)]
    later = [finding(1, "self", "p1", "C1", holding=0.6, overlap_from="2023-01-01")]
    two = [*small, finding(2, "k1", "p2", "C2")]
    order = sorted(
        [("D", small), ("C", later), ("B", large), ("A", two)],
        key=lambda one: place({**row, "official_id": one[0]}, one[1]),
    )
    assert [name for name, _ in order] == ["A", "B", "C", "D"]
