"""Mentions of companies: what resolves, what must stay open, and why."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.linking.companies import Companies
from nlp.linking.context import Context
from nlp.linking.register import Firm, Register

FIRMS = (
    Firm("U1", "东江市宏达建筑工程有限公司", "420602", "E47", ("东江市宏远建筑有限公司",)),
    Firm("U2", "东江市鑫源商贸有限公司", "420602", "F51"),
    Firm("U3", "北河县鑫源商贸有限公司", "420624", "F51"),
    Firm("U4", "东江瑞丰农业科技有限公司", "420602", "A01"),
    Firm("U5", "东江市恒通（集团）股份有限公司", "420602"),
    Firm("U6", "东江市同名物流有限公司", "420602", "G54"),
    Firm("U7", "东江市同名物流有限公司", "420624", "G54"),
    Firm("U8", "东江市城市建设投资集团有限公司", "420602", "K70"),
    Firm("U9", "中国建筑第三工程局有限公司", "420602", "E47"),
    Firm("U10", "柳河镇百味饭店", "420602", "H62"),
)
LINKER = Companies(Register(FIRMS))
HERE = Context(near=("420602",))


@pytest.mark.parametrize(
    ("mention", "key"),
    [
        ("东江市宏达建筑工程有限公司", "U1"),
        ("东江市宏達建築工程有限公司", "U1"),
        ("东江市宏达建筑工程有限公司采购部", "U1"),
        ("宏达建筑工程有限公司", "U1"),
        ("宏达建筑", "U1"),
        ("东江市宏远建筑有限公司", "U1"),  # its former name
        ("东江市恒通(集团)股份有限公司", "U5"),
        ("东江市鑫源商贸公司", "U2"),
        ("北河县鑫源商贸", "U3"),
        ("东江市宏大建筑工程有限公司", "U1"),  # a slip of the same sound
        ("东江市瑞丰农业科技有限公司", "U4"),  # 东江 and 东江市
        ("中建三局", "U9"),
        ("柳河镇百味饭店", "U10"),
        ("宏达物流", None),  # another line of business
        ("东江市宏达物流有限公司", None),
        ("东江市同名物流有限公司", None),  # one name, two companies
        ("西山市宏达建筑工程有限公司", None),  # of another place
        ("未登记实业有限公司", None),
        ("东江市宏达建筑工程有限公司南河分公司", None),  # a branch that is not registered
        ("某公司", None),
        ("某建筑工程有限公司", None),
        ("A公司", None),
        ("公司", None),
        ("", None),
    ],
)
def test_what_a_mention_resolves_to(mention: str, key: str | None) -> None:
    assert LINKER.link(mention, HERE).key == key


def test_two_firms_of_one_short_name_stay_open_with_their_probabilities() -> None:
    link = LINKER.link("鑫源商贸", Context())
    assert link.key is None
    assert {rival.key for rival in link.rivals} == {"U2", "U3"}
    assert link.rivals[0].probability == pytest.approx(link.rivals[1].probability)
    assert "name:same_trade" in link.rivals[0].reasons


def test_the_place_of_the_text_decides_between_them() -> None:
    assert LINKER.link("鑫源商贸", Context(near=("420624",))).rivals[0].key == "U3"
    assert LINKER.link("鑫源商贸", Context(near=("420602",))).rivals[0].key == "U2"


def test_a_company_named_in_full_in_the_same_text_is_what_its_short_name_means() -> None:
    alone = LINKER.link("宏达公司", Context())
    named = LINKER.link("宏达公司", Context(named=frozenset({"U1"})))
    assert named.probability > alone.probability
    assert named.key == "U1"


def test_a_firm_named_in_full_that_is_not_registered_keeps_its_short_name_open() -> None:
    assert LINKER.link("宏达公司", HERE._replace(strangers=frozenset({"宏达"}))).key is None


def test_probabilities_with_that_of_nobody_are_one_or_less() -> None:
    for firm in FIRMS:
        link = LINKER.link(firm.name, HERE)
        assert sum(rival.probability for rival in link.rivals) + link.none <= 1 + 1e-9


@given(st.text(alphabet="东江市宏达鑫源建筑商贸公司有限某集团", max_size=14))
def test_a_link_is_deterministic_and_names_a_registered_company_or_none(mention: str) -> None:
    link = LINKER.link(mention, HERE)
    assert link == LINKER.link(mention, HERE)
    assert link.key in {None, *(firm.key for firm in FIRMS)}
    assert link.key is None or link.probability >= LINKER.threshold
    if "某" in mention:
        assert link.key is None


@pytest.mark.parametrize("size", [1, 5, 10])
def test_the_order_of_the_register_changes_nothing(size: int) -> None:
    turned = Companies(Register(FIRMS[size:] + FIRMS[:size]))
    for mention in ("宏达建筑", "鑫源商贸", "东江市同名物流有限公司", "中建三局"):
        assert turned.link(mention, HERE) == LINKER.link(mention, HERE)
