"""When an event of a text happened."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ingest.dates import DAY_MAX, EPOCH
from resolve.event_dates import event_span


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2015年", "2015-01-01", "2016-01-01"),
        ("2015年3月", "2015-03-01", "2015-04-01"),
        ("二〇一五年十二月三日", "2015-12-03", "2015-12-04"),
        ("2015-03-04", "2015-03-04", "2015-03-05"),
        ("２０１５年底", "2015-01-01", "2016-01-01"),
        ("2018年3月至2020年", "2018-03-01", "2021-01-01"),
        ("2018年—2019年期间", "2018-01-01", "2020-01-01"),
    ],
)
def test_days_of_an_event(text: str, first: str, after: str) -> None:
    found = event_span(text)
    assert found is not None
    assert EPOCH + timedelta(days=found.from_lo) == date.fromisoformat(first)
    assert EPOCH + timedelta(days=found.to_hi) == date.fromisoformat(after)


@pytest.mark.parametrize("text", ["2019年以来", "2019年至今", "2019年5月后"])
def test_what_goes_on_has_no_end(text: str) -> None:
    found = event_span(text)
    assert found is not None
    assert found.to_hi == DAY_MAX


@pytest.mark.parametrize(
    "text",
    ["", "去年", "2019年以前", "2015年春节前", "2015年13月", "2015年2月30日", "13900001234",
     "2015年、2018年", "2020年至2018年", "2012年、2013年和2014年"],
)  # fmt: skip
def test_what_cannot_be_told_says_nothing(text: str) -> None:
    assert event_span(text) is None
