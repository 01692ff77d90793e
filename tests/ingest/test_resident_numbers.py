"""Resident numbers in running text never leave ingest, and no offset moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.resident_numbers import MASK, hide, hide_all

if TYPE_CHECKING:
    from tests.ingest.conftest import Room

FULL, FAILING, OLD = "420602197503051236", "420602197503051237", "420602750305123"
SPELLED = (
    FULL, FAILING, OLD, "42060219750305123X", "42060219750305123x", "420602 19750305 1236",
    "420602-19750305-1236", "４２０６０２１９７５０３０５１２３６", "420602　750305　123",
)  # fmt: skip


@pytest.mark.parametrize("number", SPELLED)
@pytest.mark.parametrize("frame", ["身份证号{}，住某村", "ID{}", "（{}）", "{}"])
def test_a_number_is_masked_in_every_spelling(number: str, frame: str) -> None:
    assert hide(frame.format(number)) == frame.format(MASK * len(number))


@pytest.mark.parametrize(
    "text",
    [
        "信用代码91420600MA4900001X",
        "合同金额4206021975元，电话13800000000",
        "6222420602197503051236",  # part of a longer number
        "420602199913051236",  # no such month
        "二〇二一年第12号",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert hide(text) == text


@given(st.lists(st.one_of(st.none(), st.text("测试12 ", max_size=8), st.just(f"甲{FULL}乙"))))
def test_a_column_is_masked_cell_by_cell(texts: list[str | None]) -> None:
    expected = [None if text is None else hide(text) for text in texts]
    column = pa.array(texts, pa.string())
    assert hide_all(column).to_pylist() == expected
    assert hide_all(pa.chunked_array([column, column])).to_pylist() == expected * 2


def test_no_number_leaves_ingest_in_a_text(room: Room) -> None:
    for number, name in ((FULL, "甲"), (OLD, "乙")):
        room.put(f"文书/{name}.txt", f"关于{number}的通报\n测试甲（{number}）任职。")
    room.put("信访举报.csv", f"编号,标题,正文\nC1,查{FULL},测试甲身份证{FULL}，旧号{OLD}。\n")
    room.put("行政行为.csv", f"文书编号,机关,内容\nA1,某局,对测试甲（{FULL}、{OLD}）处罚\n")
    stage = room.read()
    assert stage.read("complaints")["text"].to_pylist() == [
        f"测试甲身份证{MASK * 18}，旧号{MASK * 15}。"
    ]
    assert stage.read("acts")["text"].to_pylist() == [f"对测试甲（{MASK * 18}、{MASK * 15}）处罚"]
    assert [len(text) for text in stage.read("documents")["text"].to_pylist()] == [44, 50]
    written = room.everything_written().decode("utf-8", errors="ignore")
    assert FULL not in written
    assert OLD not in written
