"""The day arithmetic in SQL against `ingest.dates`, and areas and lines of work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.dates import Span, day_number, overlap, span
from risk.tables import run_sql

TODAY = day_number(date(2025, 6, 30))
STATES = {"impossible": 0, "possible": 1, "certain": 2}
PARTIAL = st.dates(date(1990, 1, 1), date(2030, 12, 31)).flatmap(
    lambda day: st.sampled_from([day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]])
)


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        run_sql(connection, "1_time")
        yield connection


def one(con: duckdb.DuckDBPyConnection, expression: str, *values: object) -> object:
    return con.execute(f"SELECT {expression}", list(values)).fetchall()[0][0]


def ours(start: str | None, stop: str | None) -> Span:
    """Return the span of ingest, of which an unknown start lies a day before the end at the latest."""
    whole = span(start, stop)
    if start is not None:
        return whole
    return whole._replace(from_hi=TODAY if stop is None else whole.to_lo - 1)


@given(start=st.none() | PARTIAL, stop=st.none() | PARTIAL)
def test_a_span_is_that_of_ingest_and_lasts_a_day_at_least(
    con: duckdb.DuckDBPyConnection, start: str | None, stop: str | None
) -> None:
    found = one(con, "span($1::VARCHAR, $2::VARCHAR, $3)", start, stop, TODAY)
    assert found == ours(start, stop)._asdict()


@settings(max_examples=60)
@given(ends=st.lists(st.none() | PARTIAL, min_size=4, max_size=4))
def test_an_overlap_has_the_three_answers_of_ingest(
    con: duckdb.DuckDBPyConnection, ends: list[str | None]
) -> None:
    expected = STATES[overlap(ours(ends[0], ends[1]), ours(ends[2], ends[3]))]
    found = one(
        con,
        "certainty(meet(span($1::VARCHAR, $2::VARCHAR, $5), span($3::VARCHAR, $4::VARCHAR, $5)))",
        *ends,
        TODAY,
    )
    assert found == expected


@given(start=PARTIAL, stop=st.none() | PARTIAL, day=st.dates(date(1990, 1, 1), date(2030, 12, 31)))
def test_an_event_lies_within_as_an_interval_of_one_day_does(
    con: duckdb.DuckDBPyConnection, start: str, stop: str | None, day: date
) -> None:
    number = day_number(day)
    interval = span(start, stop)
    one_day = interval._replace(from_lo=number, from_hi=number, to_lo=number + 1, to_hi=number + 1)
    expected = STATES[overlap(interval, one_day)]
    held = "span($1::VARCHAR, $2::VARCHAR, $3)"
    assert one(con, f"within({held}, $4::VARCHAR)", start, stop, TODAY, day.isoformat()) == expected
    assert one(con, f"on_day({held}, $4)", start, stop, TODAY, number) == expected


def test_an_event_of_unknown_date_is_possible_at_most(con: duckdb.DuckDBPyConnection) -> None:
    assert one(con, "within(span('2020-01-01', NULL, $1), NULL)", TODAY) == 1


@pytest.mark.parametrize(
    ("post", "company", "inside"),
    [
        ("420600", "420602", True), ("420000", "420602", True), ("420602", "420602", True),
        ("420602", "420600", False), ("420600", "420702", False), ("430000", "420602", False),
    ],
)  # fmt: skip
def test_a_city_contains_its_counties_and_not_the_reverse(
    con: duckdb.DuckDBPyConnection, post: str, company: str, *, inside: bool
) -> None:
    assert one(con, "starts_with($1::VARCHAR, area($2::VARCHAR))", company, post) is inside


@pytest.mark.parametrize(
    ("portfolio", "industry", "depth"),
    [("E", "E4822", 1), ("E48", "E4822", 3), ("E4822", "E4822", 5), ("E4822", "E48", 3),
     ("E47", "E4822", 0), ("F", "E4822", 0)],
)  # fmt: skip
def test_the_depth_of_a_line_is_what_both_codes_share(
    con: duckdb.DuckDBPyConnection, portfolio: str, industry: str, depth: int
) -> None:
    assert one(con, "line_depth($1::VARCHAR, $2::VARCHAR)", portfolio, industry) == depth
