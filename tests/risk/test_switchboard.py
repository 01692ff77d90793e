"""Every word of the source tables that decides something is on the switchboard."""

from __future__ import annotations

import pytest

from risk.pack import shipped

#: The words of 人员状态, 登记状态 and 亲属关系 that sources.md names.
LEFT = ("退休", "辞职", "调离", "开除", "去世")
ENDED = ("注销", "撤销")
STANDING = ("存续", "在业", "吊销", "迁出")
KIN = (
    "配偶", "父亲", "母亲", "儿子", "女儿", "儿媳", "女婿", "兄", "弟", "姐", "妹", "岳父", "岳母",
    "公公", "婆婆", "配偶的兄弟姐妹", "侄甥",
)  # fmt: skip


@pytest.mark.parametrize("status", LEFT)
def test_whoever_is_not_in_office_has_left(status: str) -> None:
    assert status in shipped().switchboard.left


def test_whoever_is_in_office_has_not_left() -> None:
    assert "在职" not in shipped().switchboard.left


def test_a_company_has_ended_only_when_it_was_struck_off_or_annulled() -> None:
    assert set(shipped().switchboard.ended) == set(ENDED)
    assert not set(STANDING) & set(shipped().switchboard.ended)


@pytest.mark.parametrize("kinship", KIN)
def test_every_kinship_of_the_sources_has_its_circle(kinship: str) -> None:
    assert kinship in shipped().switchboard.kin


@pytest.mark.parametrize("word", ["同学", "同乡", "司机", "朋友", "前同事"])
def test_who_is_no_kin_is_in_no_circle(word: str) -> None:
    assert word not in shipped().switchboard.kin


def test_a_former_tie_is_a_tie_of_kin_too() -> None:
    board = shipped().switchboard
    assert set(board.former_kin) <= set(board.kin)
