"""A life on one axis: half-open intervals, dates as exact as they are, nothing that becomes markup."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from desk.timeline import AXIS, MARGIN, NAMES, Item, Words, dated, draw, precision, span, told

WORDS = Words(
    "时间线", "起始不详", "至今", "基准日", {"year": "只知年份", "month": "只知年月", "day": ""}
)
AS_OF = "2025-06-30"


def picture(*items: Item) -> ET.Element:
    return ET.fromstring(draw(items, AS_OF, WORDS))


def boxes(*items: Item, style: str) -> list[tuple[float, float]]:
    """Return left and right of the bars of a class."""
    rects = picture(*items).iter("{http://www.w3.org/2000/svg}rect")
    found = [r for r in rects if r.get("class") == style]
    return [
        (float(r.get("x", "")), float(r.get("x", "")) + float(r.get("width", ""))) for r in found
    ]


@pytest.mark.parametrize(
    ("text", "first", "after", "exact"),
    [
        ("2018", date(2018, 1, 1), date(2019, 1, 1), "year"),
        ("2018-12", date(2018, 12, 1), date(2019, 1, 1), "month"),
        ("2020-02-29", date(2020, 2, 29), date(2020, 3, 1), "day"),
    ],
)
def test_a_date_is_as_long_as_it_is_unsure(text: str, first: date, after: date, exact: str) -> None:
    assert span(text) == (first, after)
    assert precision(text) == exact


@pytest.mark.parametrize("text", ["", "不详", "2018-13", "2019-02-30", "9999", "-5"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert span(text) is None
    assert draw([Item("任职", "post", "x", text)], AS_OF, WORDS) == ""


def test_what_ends_on_a_day_and_what_begins_on_it_meet_without_overlap() -> None:
    (first,) = boxes(Item("任职", "post", "甲", "2016-01-01", "2018-01-01"), Item("任职", "post", "乙", "2014-01-01", "2014-02-01"), style="sure")[1:]  # fmt: skip
    both = boxes(
        Item("任职", "post", "甲", "2016-01-01", "2018-01-01"),
        Item("任职", "post", "乙", "2018-01-01", "2020-01-01"),
        style="sure",
    )
    assert both[0][1] == pytest.approx(both[1][0], abs=0.2)
    assert first[0] < first[1]


def test_a_year_is_drawn_pale_over_its_whole_length_and_a_day_is_not() -> None:
    lasting = Item("持股", "stake", "甲", "2018", "2021-03")
    (pale_start, pale_end) = boxes(lasting, style="unsure")
    (sure,) = boxes(lasting, style="sure")
    assert pale_start[1] == pytest.approx(sure[0], abs=0.2)
    assert pale_end[0] == pytest.approx(sure[1], abs=0.2)
    assert pale_start[1] - pale_start[0] > 5 * (pale_end[1] - pale_end[0])
    assert boxes(Item("持股", "stake", "甲", "2018-01-01", "2021-03-01"), style="unsure") == []


def test_open_ends_run_to_the_day_of_the_run_and_carry_an_arrow() -> None:
    drawn = draw([Item("任职", "post", "甲", "2016-01-01")], AS_OF, WORDS)
    assert 'class="open"' in drawn
    assert 'class="unknown"' not in drawn
    ended = draw([Item("任职", "post", "甲", None, "2018-01-01")], AS_OF, WORDS)
    assert 'class="open"' not in ended
    assert 'class="unknown"' in ended
    (bar,) = boxes(Item("任职", "post", "甲", None, "2018-01-01"), style="sure")
    assert bar[0] == NAMES + MARGIN, "an unknown start begins at the left edge"


def test_everything_stays_on_the_axis() -> None:
    items = [Item("任职", "post", str(n), f"{1950 + n}", f"{1990 + n}-05") for n in range(60)]
    for style in ("sure", "unsure"):
        for left, right in boxes(*items, style=style):
            assert NAMES + MARGIN <= left <= right <= NAMES + MARGIN + AXIS + 2


def test_an_event_of_a_day_is_a_mark_and_one_of_a_year_a_band() -> None:
    assert 'class="event"' in draw(
        [Item("中标", "award", "甲", "2021-05-06", event=True)], AS_OF, WORDS
    )
    year = draw([Item("申报", "declared", "甲", "2021", event=True)], AS_OF, WORDS)
    assert 'class="event"' not in year
    assert 'class="unsure"' in year


def test_names_and_addresses_never_become_markup() -> None:
    bad = "\"><script>alert(1)</script>&'"
    item = Item(bad, "post", bad, "2016", href=f"/source/?file={bad}", where=bad)
    drawn = draw([item], AS_OF, WORDS)
    ET.fromstring(drawn)
    assert "<script" not in drawn
    assert "style=" not in drawn
    assert re.findall(r"\son\w+=", drawn) == []


def test_the_table_says_what_the_picture_shows() -> None:
    assert (
        told(Item("任职", "post", "甲", "2018", "2019-02-01"), WORDS)
        == "2018 – 2019-02-01（只知年份）"
    )
    assert told(Item("任职", "post", "甲", None, None), WORDS) == "起始不详 – 至今"
    assert told(Item("中标", "award", "甲", "2021-05", event=True), WORDS) == "2021-05（只知年月）"
    order = [Item("乙类", "post", "2", "2019"), Item("甲类", "post", "3", "2010"), Item("乙类", "post", "1", "2012")]  # fmt: skip
    assert [item.label for item in dated(order)] == ["1", "2", "3"], "a lane stays together"
