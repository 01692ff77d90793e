"""Who complains is hidden in every complaint of the case, and whom a complaint is about is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.complainants import mask_case, mask_text
from ingest.resident_numbers import MASK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.ingest.conftest import Room

NAME, PHONE = "王小明", "13812345678"
LETTER = (
    "我叫{}，手机{}。我要反映东山县水利局局长测试甲在砂石公司持有股份，每年分红，村里修路的工程也都给了这家公司，"
    "大家意见很大，请组织上派人核实。"
)
HEADER = "编号,标题,正文,举报人,联系方式\n"


def masked(texts: list[str], people: Sequence[Mapping[str, str]]) -> list[str]:
    """Return the texts as they leave ingest."""
    column = mask_text(pa.array(texts), people)
    table = pa.table({"title": pa.array([""] * len(texts)), "text": column})
    found: list[str] = mask_case(table, people)["text"].to_pylist()
    assert [len(text) for text in found] == [len(text) for text in texts]
    return found


def test_a_copy_without_cells_does_not_reveal_the_complainant(room: Room) -> None:
    letter = LETTER.format(NAME, PHONE)
    room.put("信访举报.csv", f"{HEADER}K1,转来{NAME}的信,{letter},,\n")
    room.put("信访举报/第二批.csv", f"{HEADER}K2,来信,{letter},{NAME},{PHONE}\n")
    room.read()
    written = room.everything_written().decode("utf-8", errors="ignore")
    assert NAME not in written
    assert PHONE not in written


def test_a_copy_that_names_him_in_passing_is_masked_throughout() -> None:
    own, copy = LETTER.format("王小明", PHONE), LETTER.format("举报的王小明来过，", "另告")
    found = masked([own, copy], [{"complainant": NAME, "contact": PHONE}, {}])
    assert NAME not in found[1]


@pytest.mark.parametrize(
    "spelled", [PHONE, "138-1234-5678", "１３８１２３４５６７８", "+86 13812345678"]
)
def test_the_telephone_of_any_complainant_is_masked_in_every_complaint(spelled: str) -> None:
    texts = ["来电反映路灯不亮", f"路灯的事请找{spelled}问"]
    found = masked(texts, [{"contact": f"手机{PHONE}"}, {}])
    assert found[1].startswith("路灯的事请找")
    assert "5678" not in found[1]
    assert "５６７８" not in found[1]


def test_the_mail_of_any_complainant_is_masked_in_every_complaint() -> None:
    found = masked(["反映", "发到 Test.me@example.org 即可"], [{"邮箱": "test.me@example.org"}, {}])
    assert found[1] == f"发到 {MASK * 19} 即可"


def test_a_short_number_inside_a_longer_one_stays() -> None:
    texts = ["反映", "合同编号912345678，座机1234567"]
    found = masked(texts, [{"contact": "1234567"}, {}])
    assert found[1] == f"合同编号912345678，座机{MASK * 7}"


@pytest.mark.parametrize(
    "frame",
    [
        "我叫{}，住在河边。",
        "我叫{}家里有六口人。",
        "本人{}，反映道路失修。",
        "本人叫{}，反映道路失修。",
        "我是{}，反映道路失修。",
        "举报人{}，反映道路失修。",
        "实名举报人：{}。反映道路失修。",
        "反映人{}反映道路失修。",
        "投诉人：{}",
        "道路失修，请处理。\n{}\n2024年3月5日",
        "道路失修，请处理。此致敬礼！{}",
        "道路失修，请处理。{} 13900001111",
    ],
)
def test_a_complainant_of_the_case_who_names_himself_is_masked(frame: str) -> None:
    text = frame.format(NAME)
    found = masked(["反映噪声扰民", text], [{"complainant": NAME}, {}])
    assert found[1].replace(MASK, "") == frame.format("").replace("13900001111", "")


@pytest.mark.parametrize(
    "frame",
    [
        "我叫{}，住在河边。",
        "本人{}，反映道路失修。",
        "我是{}，反映道路失修。",
        "举报人{}，反映道路失修。",
        "道路失修，请处理。\n{}\n2024年3月5日",
        "道路失修，请处理。\n{}、李小红\n2024年3月5日",
        "道路失修，请处理。谢谢！{}",
    ],
)
def test_a_writer_whom_no_cell_names_is_masked_where_he_names_himself(frame: str) -> None:
    for name in (NAME, "刘建民", "欧阳长生", "李兵"):
        assert name not in masked([frame.format(name)], [{}])[0]


@pytest.mark.parametrize(
    "frame",
    [
        "被举报人{}，水利局局长。",
        "被举报人：{}，水利局局长。",
        "被反映人：{}",
        "举报{}，水利局局长，在公司持股。",
        "水利局局长{}在公司持股。",
        "我是{}的邻居，他在公司持股。",
        "本人{}的邻居，他在公司持股。",
        "我们要举报的人是：\n{}",
        "请查处水利局局长{}",
        "反映张大河和{}。",
    ],
)
def test_a_namesake_whom_a_complaint_is_about_stays(frame: str) -> None:
    text = frame.format(NAME)
    people = [{"complainant": NAME, "contact": PHONE}, {}]
    assert masked(["反映噪声扰民，夜里无法休息", text], people)[1] == text


def test_ordinary_openings_are_no_names() -> None:
    texts = ["我是高中生，反映食堂太贵。", "本人花近10万元。", "举报人匿名。请查处。\n谢谢"]
    assert masked(texts, [{}, {}, {}]) == texts


@given(
    st.lists(
        st.tuples(
            st.text("王小明测试甲乙。，我叫 1387\n", max_size=20),
            st.sampled_from(["", NAME, "测试甲"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_masking_again_changes_nothing_and_moves_nothing(rows: list[tuple[str, str]]) -> None:
    texts = [text for text, _ in rows]
    people: list[Mapping[str, str]] = [{"complainant": name} if name else {} for _, name in rows]
    once = masked(texts, people)
    for text, hidden in zip(texts, once, strict=True):
        assert all(b in (a, MASK) for a, b in zip(text, hidden, strict=True))
    for hidden, (_, name) in zip(once, rows, strict=True):
        assert not name or name not in hidden
