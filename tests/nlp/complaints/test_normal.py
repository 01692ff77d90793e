from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.complaints.normal import figures, normal_form


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("二十万元", "200000元"),
        ("20万元", "200000元"),
        ("200,000元", "200000元"),
        ("1.5万", "15000"),
        ("二〇一九年", "2019年"),
        ("壹拾贰万", "120000"),
        ("三百零五", "305"),
    ],
)
def test_numbers_are_one_however_they_are_written(text: str, found: str) -> None:
    assert figures(text) == found


def test_heads_and_farewells_are_no_part_of_the_matter() -> None:
    body = "柳河镇钱书记在砂场有干股"
    for text in (
        f"尊敬的张局长：您好！{body}。谢谢！",
        f"转发：群众来信反映，{body}。举报人：某某 电话：139",
        f"领导你好，{body}！此致 敬礼",
    ):
        assert normal_form(text) == normal_form(body)


def test_width_and_script_do_not_matter() -> None:
    assert normal_form("２０１９年，柳河鎮錢書記") == normal_form("2019年柳河镇钱书记")


@given(st.text(alphabet="的柳河镇收了二十3，。！?A\n 您好谢", max_size=40))
def test_the_normal_form_is_its_own_normal_form_but_for_formulas(text: str) -> None:
    once = normal_form(text)
    assert figures(once) == once
    assert not set(once) & set("，。！?A\n ")
