"""Kinds of agreement of persons' names; masks and titles never evidence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.knowledge import load
from resolve.name_match import KINDS, POSSIBLE, bans, compare
from resolve.name_parts import read

CASES = [
    ("张伟", "张伟", "equal"),
    ("張偉", "张伟", "variant"),
    ("裵文清", "裴文清", "variant"),
    ("赵堃", "赵坤", "variant"),
    ("於建国", "于建国", "different"),
    ("於文杰", "於文傑", "variant"),
    ("买买提·阿卜杜拉", "买买提阿卜杜拉", "dotted"),
    ("买买提·阿卜杜拉", "买买提", "dotted"),
    ("买买提阿卜杜拉", "买买提", "dotted"),
    ("买买提·阿卜杜拉", "买买提·艾山", "different"),
    ("阿不力孜·热合曼", "阿布力孜·热合曼", "homophone"),
    ("古丽娜尔·吐尔逊", "古丽娜·吐尔逊", "slip"),
    ("张三（曾用名李四）", "李四", "former"),
    ("张王丽", "王丽", "former"),
    ("张伟", "张玮", "homophone"),
    ("肖建华", "萧建华", "homophone"),
    ("诸葛明", "朱葛明", "homophone"),
    ("仇健", "邱健", "homophone"),
    ("王己", "王已", "slip"),
    ("余芳", "佘芳", "slip"),
    ("王建国", "王国建", "slip"),
    ("张丽丽", "张丽", "slip"),
    ("王建国", "王建军", "different"),
    ("张伟明", "张伟", "different"),
    ("欧阳娜", "欧娜", "different"),
    ("单雄", "Shan Xiong", "romanised"),
    ("单雄", "Dan Xiong", "romanised"),
    ("单雄", "Chan Xiong", "incompatible"),
    ("张建国", "Zhang Jian-guo", "romanised"),
    ("张建国", "Jianguo Zhang", "romanised"),
    ("张建国", "Zhang J.G.", "romanised"),
    ("张建国", "Chang Chien-kuo", "romanised"),
    ("张建国", "Cheung Kin Kwok", "romanised"),
    ("张建国", "Zhang Jianhua", "incompatible"),
    ("张伟", "Zhāng Wěi", "romanised"),
    ("张伟", "Zhāng Wēi", "incompatible"),
    ("吕强", "Lyu Qiang", "romanised"),
    ("张局", "张伟", "title_compatible"),
    ("老张", "王伟", "incompatible"),
    ("张伟局长", "张伟", "equal"),
    ("李某（女）", "李娜", "mask_compatible"),
    ("张某", "张某", "mask_compatible"),
    ("赵*平", "赵平", "incompatible"),
    ("", "张伟", "different"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b", "kind"), CASES)
def test_kinds(a: str, b: str, kind: str) -> None:
    assert compare(a, b).kind == kind
    assert compare(b, a).kind == kind


@pytest.mark.parametrize(("a", "b"), [("张某", "张某"), ("张某", "张伟"), ("赵*平", "赵小平"), ("杨某某", "杨某某"), ("王书记", "王主任"), ("某某", "某某")])  # fmt: skip
def test_masks_and_titles_are_never_evidence(a: str, b: str) -> None:
    assert compare(a, b).bans <= 0


def test_the_weight_of_kinds_keeps_their_order() -> None:
    assert set(load("names")["kinds"]) == set(KINDS)
    assert all(bans(kind) > 0 for kind in KINDS[:7])
    assert all(bans(kind) <= 0 for kind in KINDS[7:])
    same_name = ("equal", "variant", "dotted", "former", "homophone")
    assert bans("equal") == max(bans(kind) for kind in same_name)


def test_an_equal_byte_is_no_equal_character() -> None:
    """王建国 and 王建军 share more bytes than 王建国 and 王建华; neither is nearer than the other."""
    one, other = compare("王建国", "王建军"), compare("王建国", "王建华")
    assert one.agreement == other.agreement
    assert one.kind == other.kind == "different"


def test_reasons_name_both_and_accuse_nobody() -> None:
    for a, b, _ in CASES[1:-1]:
        found = compare(a, b)
        assert found.reason_zh
        assert found.reason_en
        assert not any(word in found.reason_zh for word in ("违纪", "腐败", "嫌疑"))


HAN = "王李张刘陈欧阳司马诸葛单解仇查曾伟玮建国军华娜丽莉未末己已某·*局长老小"
names = st.one_of(
    st.text(HAN, min_size=1, max_size=6),
    st.text("abcdefghijklmnopqrstuvwxyzZLW .-'ü", min_size=1, max_size=14),
    st.text(max_size=8),
)


@given(names, names)
@settings(max_examples=300, deadline=None)
def test_comparison_is_symmetric_and_total(a: str, b: str) -> None:
    one, other = compare(a, b), compare(b, a)
    assert one[:3] == other[:3]
    assert one.kind in KINDS
    assert 0 <= one.agreement <= 1
    assert one.possible == (one.kind in POSSIBLE)


@given(st.text(HAN, min_size=2, max_size=4))
@settings(deadline=None)
def test_a_name_agrees_with_itself(name: str) -> None:
    assert compare(name, name).possible or read(name).script == "empty"
