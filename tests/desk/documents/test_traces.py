"""The scan for traces of a complaint: what it finds, and what registers may say."""

from __future__ import annotations

import pytest

from desk.documents.kinds import channel_words
from desk.documents.traces import Complaint, Known, traces

LETTER = (
    "反映江某：其妻宋某在东山路桥公司持股，该公司多次承揽江某所在单位的工程，每次都是他打招呼以后才中标，"
    "电话0712-5551234。知情人马小川可以作证，宋河持有东山路桥有限公司40%。"
)
COMPLAINT = Complaint("X-1024", "2024-03-05", LETTER, frozenset({"马小川", "宋河", "江海"}))
KNOWN = Known(
    phrases=frozenset({"江海", "东山路桥有限公司"}),
    texts=("宋河持有东山路桥有限公司40%（股东出资.csv 第 2 行）",),
    names=frozenset({"江海", "宋河"}),
    dates=frozenset(),
)


def found(*texts: str, known: Known = KNOWN) -> list[tuple[str, str]]:
    """Return what is found as the document's own words and the reason."""
    passages = traces(texts, [COMPLAINT], known, channel_words())
    return [(texts[p.paragraph][p.start : p.end], p.why) for p in passages]


def reasons(*texts: str, known: Known = KNOWN) -> set[str]:
    return {why for _, why in found(*texts, known=known)}


@pytest.mark.parametrize(
    "text",
    [
        "请说明该公司多次承揽江某所在单位的工程一事。",
        "請說明該公司多次承攬江某所在單位的工程一事。",  # traditional characters
        "请说明该 公 司，多次-承揽“江某”所在单位的工程一事。",  # blanks and marks between
        "请说明该\u200b公司\u200b多次\u200b承揽\u200b江某所在单位的工程。",  # nothing to see between
    ],
)
def test_wording_is_found_however_it_is_set(text: str) -> None:
    assert "wording" in reasons(text)


def test_wording_cut_into_short_paragraphs_is_found_in_each() -> None:
    pieces = ("1．该公司多次承", "2．揽江某所在", "3．单位的工程", "4．每次都是他", "5．打招呼以后")
    assert reasons(*pieces) == {"paraphrase"}


def test_a_close_paraphrase_is_found() -> None:
    text = "该公司曾多次承揽了江某其所在单位之工程，每次都是由他打招呼以后，才能中标。"
    assert "paraphrase" in reasons(text)


def test_a_name_is_found_unless_a_register_holds_it() -> None:
    assert found("请向马小川、宋河、江海了解情况。") == [("马小川", "name")]


@pytest.mark.parametrize("text", ["编号X-1024", "见 x-1024 号", "（X-1024）"])
def test_the_number_of_a_complaint_is_found(text: str) -> None:
    assert reasons(text) == {"number"}
    assert reasons(text.replace("1024", "10245")) == set()


@pytest.mark.parametrize(
    "day", ["2024-03-05", "2024年3月5日", "2024.3.5", "二〇二四年三月五日", "２０２４年３月５日"]
)
def test_the_day_of_receipt_is_found_unless_it_is_the_documents_own(day: str) -> None:
    assert reasons(f"于{day}收到材料") == {"received"}
    own = Known(dates=frozenset({"2024-03-05"}))
    assert reasons(f"于{day}收到材料", known=own) == set()
    assert reasons("于2024年3月6日收到材料") == set()


def test_a_telephone_number_is_found_in_any_grouping() -> None:
    assert "contact" in reasons("联系电话 0712 555 1234")
    assert reasons("联系电话 0712 555 9999") == set()


def test_words_that_tell_of_a_channel_are_found_but_not_in_the_name_of_a_rule() -> None:
    assert reasons("据群众举报") == {"channel"}
    assert reasons("依据《纪检监察机关处理检举控告工作规则》") == set()


@pytest.mark.parametrize(
    "text",
    [
        "宋河持有东山路桥有限公司40%（股东出资.csv 第 2 行），请说明。",
        "江海同志：请就东山路桥有限公司的登记情况作出说明。",
        "请贵单位完善工程招标、合同变更和回避报备的制度，一个月内书面回复整改情况。",
        "",
    ],
)
def test_what_registers_say_and_ordinary_official_prose_pass(text: str) -> None:
    assert found(text) == []


def test_what_a_register_says_does_not_cover_the_rest_of_the_sentence() -> None:
    text = "宋河持有东山路桥有限公司40%，该公司多次承揽江某所在单位的工程。"
    assert ("该公司多次承揽江某所在单位的工程", "wording") in found(text)


def test_without_complaints_nothing_is_found() -> None:
    assert traces(["该公司多次承揽江某所在单位的工程"], [], KNOWN) == []
