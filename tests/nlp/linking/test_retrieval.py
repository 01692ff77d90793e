"""Retrieval and comparison against brute force."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.linking.agreement import one_slip
from nlp.linking.company_names import parse
from nlp.linking.register import Firm, Register
from nlp.linking.retrieval import ABBREVIATION, EXACT, SAME, SLIP, candidates

NAMES = st.text(alphabet="甲乙丙丁", min_size=0, max_size=6)


def edits(name: str) -> set[str]:
    """Every string that one slip makes of a name, by hand."""
    found = {name[:i] + name[i + 1 :] for i in range(len(name))}
    for c in "甲乙丙丁":
        found |= {name[:i] + c + name[i + 1 :] for i in range(len(name))}
        found |= {name[:i] + c + name[i:] for i in range(len(name) + 1)}
    found |= {name[:i] + name[i + 1] + name[i] + name[i + 2 :] for i in range(len(name) - 1)}
    return found - {name}


@given(NAMES, NAMES)
def test_one_slip_is_told_as_by_hand(one: str, other: str) -> None:
    assert (one_slip(one, other) is not None) == (other in edits(one))


TRADES = st.lists(
    st.text(alphabet="甲乙丙丁", min_size=2, max_size=5), min_size=1, max_size=12, unique=True
)


@given(TRADES, st.text(alphabet="甲乙丙丁", min_size=2, max_size=5))
def test_rows_of_a_trade_name_and_of_its_slips_are_those_of_brute_force(
    trades: list[str], said: str
) -> None:
    register = Register(Firm(str(i), f"{trade}建筑有限公司") for i, trade in enumerate(trades))
    mention = f"{said}建筑"
    found = candidates(register, parse(mention), mention)
    by_how = {how: [trades[r] for r, k in zip(found.rows, found.relation, strict=True) if k == how] for how in (SAME, SLIP)}  # fmt: skip
    assert by_how[SAME] == [trade for trade in trades if trade == said]
    slips = [t for t in trades if len(t) == len(said) and sum(a != b for a, b in zip(t, said, strict=True)) == 1]  # fmt: skip
    assert by_how[SLIP] == slips


@pytest.mark.parametrize("form", ["有限公司", "（集团）有限公司", "厂", "专业合作社"])
def test_an_exact_name_has_no_other_candidates(form: str) -> None:
    name = f"东江市甲乙建筑{form}"
    register = Register([Firm("1", name), Firm("2", f"东江市甲乙建筑材料{form}")])
    found = candidates(register, parse(name), name)
    assert found.rows.tolist() == [0]
    assert found.relation.tolist() == [EXACT]


def test_an_exact_name_without_a_place_may_be_short_for_another_one() -> None:
    register = Register([Firm("1", "甲乙建筑有限公司"), Firm("2", "东江市甲乙建筑有限公司")])
    found = candidates(register, parse("甲乙建筑有限公司"), "甲乙建筑有限公司")
    assert (found.rows.tolist(), found.relation.tolist()) == ([0, 1], [EXACT, SAME])


def test_long_names_are_found_by_a_few_of_their_characters_in_order() -> None:
    register = Register(
        [Firm("1", "中国建筑第三工程局有限公司"), Firm("2", "中国建筑第五工程局有限公司")]
    )
    found = candidates(register, parse("中建三局"), "中建三局")
    assert (found.rows.tolist(), found.relation.tolist()) == ([0], [ABBREVIATION])
    assert candidates(register, parse("三建中局"), "三建中局").rows.tolist() == []
