"""The parts of enterprises' names, redacted names, one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.linking.company_names import is_masked, parse, without_organ
from nlp.linking.spelling import canonical


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("东江市宏达建筑工程有限公司", ("东江市", "宏达", "建筑工程", "有限公司", "")),
        ("宏达建筑", ("", "宏达", "建筑", "", "")),
        ("瑞丰农业科技（襄阳）有限公司", ("襄阳", "瑞丰", "农业科技", "有限公司", "")),
        ("瑞丰农业科技(襄阳)有限公司", ("襄阳", "瑞丰", "农业科技", "有限公司", "")),
        ("龙腾集团", ("", "龙腾", "", "集团", "")),
        ("襄阳宏达建筑", ("襄阳", "宏达", "建筑", "", "")),
        ("湖北省襄阳市樊城区鑫源副食店", ("湖北省襄阳市樊城区", "鑫源", "", "副食店", "")),
        ("北河县瑞丰种植专业合作社", ("北河县", "瑞丰", "种植", "专业合作社", "")),
        ("恒通（集团）股份有限公司", ("", "恒通", "", "集团股份有限公司", "")),
        ("东江市宏达建筑有限公司南河分公司", ("东江市", "宏达", "建筑", "有限公司", "南河分公司")),
        ("永昌建筑有限公司", ("", "永昌", "建筑", "有限公司", "")),
        ("东江市宏达建筑有限工司", ("东江市", "宏达", "建筑", "有限公司", "")),
        ("德兴市政工程有限公司", ("", "德兴", "市政工程", "有限公司", "")),
        ("家乐超市", ("", "家乐", "", "超市", "")),
    ],
)
def test_a_company_name_has_place_trade_name_line_form_and_branch(
    name: str, parts: tuple[str, ...]
) -> None:
    assert tuple(parse(name)) == parts


@given(st.text(alphabet="东江市县襄阳宏达建筑工程有限公司集团（）合作社店分", max_size=16))
def test_no_character_is_invented(name: str) -> None:
    parts = parse(name)
    assert len("".join(parts)) <= len(name) + 1  # a slipped form is read as the right one
    assert set(parts.place + parts.trade + parts.line) <= set(name)


@pytest.mark.parametrize(
    "name",
    [
        "某公司",
        "某水泥公司",
        "A公司",
        "甲公司",
        "B厂",
        "某某建设集团",
        "李某公司",
        "东江市XX公司",
        "宏*公司",
    ],
)
def test_a_redacted_company_is_told(name: str) -> None:
    assert is_masked(name)


@pytest.mark.parametrize("name", ["TCL集团", "甲天下酒店", "宏达公司", "BOE科技"])
def test_a_name_with_letters_is_no_redacted_one(name: str) -> None:
    assert not is_masked(name)


def test_an_inner_organ_is_left_out_and_a_branch_is_not() -> None:
    assert without_organ("宏达公司采购部") == "宏达公司"
    assert without_organ("宏达公司党委") == "宏达公司"
    assert without_organ("江海银行东山支行") == "江海银行东山支行"
    assert without_organ("宏达建筑有限公司南河分公司") == "宏达建筑有限公司南河分公司"


def test_width_brackets_blanks_and_traditional_characters_make_no_difference() -> None:
    assert canonical("宏達 建築（ＡＢ）[集團]") == canonical("宏达建筑(AB)（集团）")
    assert canonical("宏达") != canonical("鸿达")


@given(st.text(max_size=20))
def test_one_spelling_is_a_fixed_point(name: str) -> None:
    once = canonical(name)
    assert canonical(once) == once
