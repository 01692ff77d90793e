from __future__ import annotations

import pytest

from nlp.dates import find_dates


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("2021年3月5日发文", ["2021年3月5日"]),
        ("2009年下半年起，2012年初", ["2009年下半年", "2012年初"]),
        ("2011年至2018年任职", ["2011年至2018年"]),
        ("2011至2018年任职", ["2011至2018年"]),
        ("1998.03—2003.06在职", ["1998.03—2003.06"]),
        ("2018年6月至今", ["2018年6月"]),
        ("07年3月入股", ["07年3月"]),
        ("今年以来，去年底，前年", ["今年", "去年底", "前年"]),
        ("二〇一九年五月", ["二〇一九年五月"]),
        ("腊月初三晚间", ["腊月初三"]),
        ("12月开工", ["12月"]),
        ("同年8月", ["同年8月"]),
        ("2021/3/5 与 2021-03-05", ["2021/3/5", "2021-03-05"]),
        ("２０２１年", ["２０２１年"]),
        ("15日上午", ["15日"]),
    ],
)
def test_calendar_expressions_are_found_whole(text: str, dates: list[str]) -> None:
    assert [text[c.start : c.end] for c in find_dates(text)] == dates


@pytest.mark.parametrize(
    "text",
    ["历时三年", "2个月后", "近年来", "第三届", "三个月", "两年后", "版本2.0.21", "春节", "年末"],
)
def test_durations_offsets_and_vague_words_are_no_dates(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize("text", ["2003.05--2010.11", "2012.03-2012.07", "1998.03—2003.06"])
def test_months_with_points_and_a_dash_are_one_date(text: str) -> None:
    for whole in (f"{text} 任局长", f"（{text}任局长）"):
        assert [whole[c.start : c.end] for c in find_dates(whole)] == [text]
