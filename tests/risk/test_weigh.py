"""The arithmetic of links, circumstances and tiers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from risk.pack import LINKS, shipped
from risk.weigh import chain, combine, logit10, no_exemption, probability_of, reach, tiers

P = st.floats(0.001, 0.999)
CHAIN = st.lists(P, min_size=5, max_size=5)


def links(**change: object) -> pa.Table:
    row: dict[str, object] = {
        "subject": "self", "level": "identified", "state": 2, "p_identity": 0.999,
        "p_relation": 1.0, "p_benefit": 0.98, "p_overlap": 0.99, "alternatives": 0.001,
        "prior": 0.01, "held_back": False, "unread": False, "circumstantial": False, "bans": 0.0, "excluded": False,
    }  # fmt: skip
    return pa.Table.from_pylist([{**row, **change}])


def tier(**change: object) -> int:
    table = links(**change)
    return int(tiers(table, chain(table), shipped())[0])


@given(p=P)
def test_bans_and_probability_are_each_others_inverse(p: float) -> None:
    assert np.isclose(probability_of(logit10(np.array([p])))[0], p)


@given(parts=CHAIN, link=st.integers(0, 4), factor=st.floats(0.01, 1.0))
def test_a_weaker_link_never_raises_the_probability(
    parts: list[float], link: int, factor: float
) -> None:
    strong, weak = np.array([parts]), np.array([parts])
    weak[0, link] *= factor
    assert combine(weak)[0] <= combine(strong)[0] + 1e-12


@settings(deadline=None)
@given(p_identity=P, p_benefit=P, p_overlap=P, bans=st.floats(-3, 3))
def test_no_circumstance_lifts_a_chain_above_its_weakest_link(
    p_identity: float, p_benefit: float, p_overlap: float, bans: float
) -> None:
    table = links(p_identity=p_identity, p_benefit=p_benefit, p_overlap=p_overlap, bans=bans)
    parts = chain(table)
    assert combine(parts)[0] <= parts.min() + 1e-12
    assert combine(parts)[0] <= min(p_identity, p_benefit, p_overlap)


@settings(deadline=None)
@given(bans=st.floats(-3, 3), more=st.floats(0, 3))
def test_circumstances_move_the_lawful_explanation_and_nothing_else(
    bans: float, more: float
) -> None:
    less, greater = chain(links(bans=bans))[0], chain(links(bans=bans + more))[0]
    assert np.array_equal(less[:4], greater[:4])
    moved = logit10(greater[4:]) - logit10(less[4:])
    assert np.isclose(moved[0], more, atol=1e-6)


@given(prior=st.floats(0.001, 0.1), room=st.floats(0.0001, 0.5), more=st.floats(0, 0.5))
def test_more_room_for_innocent_explanations_lowers_the_link(
    prior: float, room: float, more: float
) -> None:
    at = np.array([prior])
    assert no_exemption(at, np.array([room + more])) <= no_exemption(at, np.array([room]))
    assert no_exemption(at, np.array([room]), scale=1 / 3) < no_exemption(at, np.array([room]))


def test_a_complete_certain_identified_chain_is_tier_one() -> None:
    assert tier() == 1


def test_an_exemption_that_applies_takes_it_off_whatever_the_rest() -> None:
    assert tier(excluded=True, bans=3.0) == 0


def test_a_probable_identity_waits_for_its_check_in_tier_two() -> None:
    assert tier(level="probable", p_identity=0.93) == 2


def test_a_possible_overlap_is_never_tier_one() -> None:
    assert tier(state=1, bans=3.0) == 2


def test_an_inferred_relative_is_never_tier_one() -> None:
    assert tier(subject="inferred", bans=3.0) == 2


def test_circumstances_alone_are_never_tier_one_and_need_even_odds() -> None:
    assert tier(circumstantial=True, bans=3.0) == 2
    assert tier(circumstantial=True, alternatives=0.05) == 0


def test_a_pattern_that_waits_for_a_check_is_never_tier_one() -> None:
    assert tier(held_back=True, bans=3.0) == 2


def test_a_paper_that_matches_no_company_is_read_before_tier_one() -> None:
    assert tier(unread=True) == 2
    assert tier(alternatives=0.02, unread=True) == 0


def test_what_is_less_likely_than_not_is_shown_only_as_a_matter_of_correction() -> None:
    assert tier(alternatives=0.02) == 0
    assert tier(alternatives=0.02, held_back=True) == 2


def test_two_weak_links_are_not_shown() -> None:
    assert tier(level="probable", p_identity=0.81, p_overlap=0.5, state=1) == 0


def test_a_check_reaches_over_the_line_only_if_it_moves_its_link() -> None:
    pack = shipped()
    reached = reach(np.array([[0.85, 1.0, 0.98, 0.99, 0.9]]), pack)[0]
    assert reached[LINKS.index("identity")] > pack.weights.tier_one
    assert reached[LINKS.index("relation")] == 0.0  # sure already: nothing to confirm
