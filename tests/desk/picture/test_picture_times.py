"""What a day says of an edge, against the house's own arithmetic of dates."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desk.picture.times import day_of, on_day, spans
from ingest.dates import day_number, span

DATES = st.one_of(
    st.none(),
    st.dates(date(1950, 1, 1), date(2050, 1, 1)).flatmap(
        lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
    ),
)


@settings(deadline=None)
@given(st.lists(st.tuples(DATES, DATES), min_size=1, max_size=30))
def test_many_intervals_at_once_are_as_one_by_one(
    pairs: list[tuple[str | None, str | None]],
) -> None:
    columns = [pa.array([pair[n] for pair in pairs], pa.string()) for n in (0, 1)]
    found = list(zip(*(bound.tolist() for bound in spans(*columns)), strict=True))
    assert found == [tuple(span(*pair)) for pair in pairs]


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2017-01-04", "impossible"),
        ("2017-01-05", "certain"),
        ("2020-05-31", "certain"),
        ("2020-06-01", "possible"),
        ("2020-06-29", "possible"),
        ("2020-06-30", "impossible"),  # it ended on the 30th at the latest, exclusively
        ("2020-07-01", "impossible"),
    ],
)
def test_an_end_known_to_the_month_is_possible_within_it(day: str, answer: str) -> None:
    number = day_of(day)
    assert number is not None
    assert on_day(span("2017-01-05", "2020-06"), number) == answer


def test_only_a_whole_day_is_a_day() -> None:
    assert day_of("1970-01-02") == 1
    assert day_of("2024-02-29") == day_number(date(2024, 2, 28) + timedelta(days=1))
    assert [day_of(text) for text in ("2023-02-29", "2023", "", "x", "2023-1-1", "../../etc")] == [
        None
    ] * 6
