"""Kinds of agreement of companies' names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.company_match import KINDS, POSSIBLE, bans, compare_companies
from resolve.knowledge import load

HONGDA = "襄阳宏达建筑工程有限公司"
CASES = [
    (HONGDA, HONGDA, "equal"),
    (HONGDA, "襄陽宏達建築工程有限公司", "equal"),
    (HONGDA, "襄阳市宏达建筑工程有限责任公司", "variant"),
    (HONGDA, "宏达建筑", "short"),
    (HONGDA, "宏达公司", "short"),
    (HONGDA, "宏达建筑工程有限公司", "short"),
    (HONGDA, "襄阳宏达建筑工程股份有限公司", "form"),
    (HONGDA, "襄阳宏达建筑工程集团有限公司", "form"),
    (HONGDA, "襄阳鸿达建筑工程有限公司", "homophone"),
    (HONGDA, "襄阳宏达建筑工程有限公司宜城分公司", "branch"),
    (HONGDA, "荆州宏达建筑工程有限公司", "different"),
    (HONGDA, "湖北宏达建筑工程有限公司", "different"),
    (HONGDA, "襄阳宏达商贸有限公司", "different"),
    (HONGDA, "襄阳宏远建筑工程有限公司", "different"),
    (HONGDA, "襄阳宏达集团有限公司", "different"),
    ("襄阳宏达建筑工程有限公司（原襄阳金鼎建筑有限公司）", "襄阳金鼎建筑有限公司", "former"),
    ("襄阳市第一建筑工程有限公司", "襄阳一建", "short"),
    ("襄阳市第一建筑工程有限公司", "襄阳二建", "different"),
    ("襄阳市第3建筑工程公司", "襄阳市第三建筑工程公司", "short"),
    ("襄阳市城市建设投资有限公司", "襄阳城投", "short"),
    ("枣阳永昌建材厂", "枣阳永昌建材有限公司", "form"),
    ("枣阳永昌建材厂", "枣阳永昌建材经营部", "different"),
]


@pytest.mark.parametrize(("a", "b", "kind"), CASES)
def test_kinds(a: str, b: str, kind: str) -> None:
    assert compare_companies(a, b).kind == kind
    assert compare_companies(b, a).kind == kind


def test_only_what_may_be_one_company_has_weight() -> None:
    assert set(load("names")["company_kinds"]) == set(KINDS)
    assert {kind for kind in KINDS if bans(kind) > 0} == POSSIBLE


words = st.lists(
    st.sampled_from(
        [
            "襄阳",
            "荆州市",
            "宏达",
            "鸿达",
            "第一",
            "建筑",
            "商贸",
            "工程",
            "集团",
            "股份",
            "有限公司",
            "公司",
            "厂",
            "店",
            "宜城分公司",
            "（襄阳）",
        ]
    ),
    min_size=1,
    max_size=5,
).map("".join)


@given(words, words)
@settings(max_examples=200, deadline=None)
def test_comparison_is_symmetric(a: str, b: str) -> None:
    assert compare_companies(a, b)[:3] == compare_companies(b, a)[:3]


@given(words)
@settings(deadline=None)
def test_a_name_agrees_with_itself(name: str) -> None:
    assert compare_companies(name, name).kind == "equal"
