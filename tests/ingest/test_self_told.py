"""What a writer tells of himself is masked, what he tells of the accused is not; a letter among the documents is known."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.complainants import without_writer
from ingest.resident_numbers import MASK
from ingest.self_told import forms, is_letter

if TYPE_CHECKING:
    from tests.ingest.conftest import Room

ROOT = Path(__file__).resolve().parents[2]
LETTER = (
    "举报信\n尊敬的领导：\n我叫李秀英，是东山镇柳河村村民，家住东山镇柳河村三组12号，电话13812345678，微信lixiuying88。"
    "我要举报东山县水利局局长测试甲在砂石公司持有股份。他住在碧水花园3栋，电话13900001111。我丈夫赵铁柱多次上访。\n"
    "举报人：李秀英\n"
)
SECRET = ("李秀英", "东山镇柳河村三组12号", "13812345678", "lixiuying88", "赵铁柱")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("反映某局。微信lixiuying88", "lixiuying88"),
        ("反映某局。微信号：lixiuying88。", "lixiuying88"),
        ("反映某局。QQ：100200300", "100200300"),
        ("反映某局。邮箱lxy@163.com", "lxy@163.com"),
        ("我的手机是138 1234 5678，请联系。", "138 1234 5678"),
        ("有事打13812345678。", "13812345678"),
        ("我丈夫赵铁柱在砂场干活。", "赵铁柱"),
        ("我丈夫赵柱在砂场干活。", "赵柱"),
        ("我的大儿子高明，今年上学。", "高明"),
        ("我父亲叫向国强，去年去世。", "向国强"),
        ("我家住东山镇柳河村三组12号，反映村里的事。", "东山镇柳河村三组12号"),
        ("我叫李秀英，家住东山镇柳河村三组12号反映村长占地。", "东山镇柳河村三组12号"),
        ("我是柳河村村民，住在柳河村三组。", "柳河村三组"),
        ("本人住东山县城关镇和平路18号3栋2单元501室。", "东山县城关镇和平路18号3栋2单元501室"),
        ("请查处。\n联系人：李秀英\n住址：柳河村三组", "柳河村三组"),
        ("请查处。\n联系人：李秀英\n住址：柳河村三组", "李秀英"),
        ("我叫李秀英，是柳河村妇女主任，家住柳河村三组。", "柳河村三组"),
        ("我向局长王某反映多次，家住柳河村三组。", "柳河村三组"),
    ],
)
def test_contacts_home_and_kin_of_the_writer_are_masked(text: str, told: str) -> None:
    found = without_writer(text)
    assert told not in found
    at = text.index(told)
    assert found[at : at + len(told)] == MASK * len(told)
    assert found[at + len(told) : at + len(told) + 2] == text[at + len(told) : at + len(told) + 2]


@pytest.mark.parametrize(
    "text",
    [
        "他住在碧水花园3栋2单元。",
        "局长王某家住碧水花园3栋2单元。",
        "举报局长测试甲，家住碧水花园3栋。",
        "我实名举报王大海，家住碧水花园3栋。",
        "我们村的村长王大海，家住柳河村三组。",
        "王大海家住碧水花园3栋。",
        "被举报人：王大海\n住址：碧水花园3栋",
        "被举报人王大海，电话13900001111。",
        "他的微信wanghai88，我有截图。",
        "局长的情妇住在和平路18号。",
        "住在柳河村的王大海霸占耕地。",
        "该公司地址在和平路18号。",
        "我丈夫向局长送过钱，我儿子高中毕业，我父亲常年生病，我父亲林地被占。",
        "抓住村长在柳河村的把柄，我母亲住院部三楼。",
        "局长的丈夫赵铁柱开公司，他妻子李红持股。",
    ],
)
def test_what_is_told_of_the_accused_stays(text: str) -> None:
    assert without_writer(text) == text


@given(st.text("我叫李秀英家住柳河村12号电话13，。微信x@.丈夫赵他局长\n", max_size=40))
def test_masking_moves_nothing_and_adds_nothing_the_second_time(text: str) -> None:
    once = without_writer(text)
    assert len(once) == len(text)
    assert all(b in (a, MASK) for a, b in zip(text, once, strict=True))


def test_the_cue_of_a_letter_is_that_of_the_text_mining() -> None:
    cues = yaml.safe_load((ROOT / "nlp/lexicons/cues.yaml").read_text(encoding="utf-8"))
    assert forms().letter.pattern == cues["letter"]


def test_a_letter_among_the_documents_does_not_reveal_its_writer(room: Room) -> None:
    room.put("文书/来件.txt", LETTER)
    room.put("文书/通知.txt", "关于任免的通知\n王大海任局长，联系电话13812345670。\n")
    stage = room.read()
    rows = {row["source_id"]: row["text"] for row in stage.read("documents").to_pylist()}
    letter = rows["文书/来件.txt"]
    assert len(letter) == len(LETTER)
    for secret in SECRET:
        assert secret not in letter
    for kept in ("测试甲", "碧水花园3栋", "13900001111"):
        assert kept in letter
    assert "13812345670" in rows["文书/通知.txt"]
    named = [
        row["file"]
        for row in stage.read("quality").to_pylist()
        if row["check"] == "letter_among_documents"
    ]
    assert named == ["文书/来件.txt"]
    written = room.everything_written().decode("utf-8", errors="ignore")
    assert not [secret for secret in SECRET if secret in written]


def test_an_answer_is_no_letter() -> None:
    assert is_letter(LETTER)
    assert not is_letter("关于信访事项的答复\n您反映的问题收悉，经查，测试甲未持有股份。")
