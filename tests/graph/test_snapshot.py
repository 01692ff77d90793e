"""What counts on a day: imprecise dates, repeated statements, refused companies."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.measures import ownership
from graph.snapshot import counts_on
from graph.stakes import Stakes, stakes
from graph.thresholds import load
from ingest.dates import span

T = load()
CON = duckdb.connect()
Row = tuple[str, str, float | None, str | None, str | None]
COLUMNS = ("holder", "uscc", "share", "valid_from", "valid_to", "source")
SCHEMA = pa.schema([(name, pa.float64() if name == "share" else pa.string()) for name in COLUMNS])


def stakes_of(rows: list[Row]) -> Stakes:
    holdings = pa.Table.from_pylist(
        [dict(zip(COLUMNS, (*row, f"h#{i}"), strict=True)) for i, row in enumerate(rows, 2)],
        schema=SCHEMA,
    )
    firms = {row[1] for row in rows} | {
        row[0].removeprefix("company:") for row in rows if row[0].startswith("company:")
    }
    known = pa.table({"uscc": pa.array(sorted(firms), pa.string())})
    CON.register("linked_holdings", holdings)
    CON.register("known_companies", known)
    return stakes(CON)


def owned(rows: list[Row], day: date) -> tuple[dict[tuple[str, str], float], list[tuple[str, str]]]:
    every = stakes_of(rows)
    persons = np.arange(every.companies, every.companies + every.persons, dtype=np.int32)
    table, problems = ownership(every, persons, day, T)
    own = {(row["person_key"], row["uscc"]): row["own"] for row in table.to_pylist()}
    return own, [(row["check"], row["subject"]) for row in problems.to_pylist()]


dates = st.one_of(
    st.none(),
    st.integers(2015, 2023).map(str),
    st.tuples(st.integers(2015, 2023), st.integers(1, 12)).map(lambda t: f"{t[0]}-{t[1]:02}"),
    st.dates(date(2015, 1, 1), date(2023, 12, 31)).map(str),
)


@settings(deadline=None, max_examples=60)  # the first call compiles
@given(st.lists(st.tuples(dates, dates), min_size=1, max_size=8))
def test_a_stakes_days_are_those_of_the_contracts_date_arithmetic(
    ends: list[tuple[str | None, str | None]],
) -> None:
    every = stakes_of([("person:a", "A", 0.1, begin, end) for begin, end in ends])
    got = zip(every.from_lo, every.from_hi, every.to_lo, every.to_hi, strict=True)
    assert sorted(tuple(map(int, bounds)) for bounds in got) == sorted(
        tuple(span(begin, end)) for begin, end in set(ends)
    )


@settings(deadline=None, max_examples=60)  # the first call compiles
@given(
    st.lists(dates.filter(bool), min_size=1, max_size=4),
    st.dates(date(2014, 6, 1), date(2024, 6, 1)),
)
def test_of_stakes_that_follow_each_other_exactly_one_counts_on_every_day(
    changes: list[str], day: date
) -> None:
    changes = sorted(changes, key=lambda text: (text + "-01-01")[:10])
    ends = [None, *changes, None]
    rows: list[Row] = [
        (f"person:{i}", "A", 1.0, begin, end) for i, (begin, end) in enumerate(pairwise(ends))
    ]
    assert counts_on(stakes_of(rows), day).sum() == 1


@pytest.mark.parametrize(
    ("begin", "end", "counts"),
    [
        ("2020-05-01", None, True), ("2020-05-02", None, False), (None, "2020-05-01", False),
        (None, "2020-05-02", True), ("2020", None, True), ("2020-05", None, True), (None, "2020", False),
        (None, "2020-05", False), ("2020-06", None, False), ("2021", None, False), (None, "2021", True),
    ],
)  # fmt: skip
def test_imprecise_dates_are_read_at_their_first_day(
    begin: str | None,
    end: str | None,
    counts: bool,  # noqa: FBT001 - a parameter of the table above
) -> None:
    every = stakes_of([("person:a", "A", 0.5, begin, end)])
    assert counts_on(every, date(2020, 5, 1)).tolist() == [counts]


def test_a_stake_told_twice_counts_once_and_the_latest_statement_wins() -> None:
    rows: list[Row] = [
        ("person:a", "A", 0.3, "2015", None), ("person:a", "A", 0.3, "2015", None),
        ("person:a", "A", 0.6, "2019-02-01", None),
        ("person:b", "A", 0.4, None, None), ("person:b", "A", 0.4, "2015", None),
    ]  # fmt: skip
    assert owned(rows, date(2018, 1, 1)) == ({("a", "A"): 0.3, ("b", "A"): 0.4}, [])
    assert owned(rows, date(2020, 1, 1)) == ({("a", "A"): 0.6, ("b", "A"): 0.4}, [])


def test_two_shares_of_one_day_are_reported_and_the_larger_counts() -> None:
    rows: list[Row] = [("person:a", "A", 0.3, "2015", None), ("person:a", "A", 0.2, "2015", None)]
    assert owned(rows, date(2018, 1, 1)) == ({("a", "A"): 0.3}, [("share_conflict", "company:A")])


def test_shares_of_more_than_all_are_refused_for_that_company_only() -> None:
    rows: list[Row] = [
        ("person:a", "A", 0.7, None, None), ("person:b", "A", 0.31, None, None),
        ("company:A", "B", 0.5, None, None), ("person:a", "B", 0.5, None, None),
        ("person:a", "C", 0.7, None, None), ("person:b", "C", 0.305, None, None),
    ]  # fmt: skip
    own, problems = owned(rows, date(2020, 1, 1))
    assert problems == [("share_sum", "company:A")]
    assert own == {("a", "B"): 0.5, ("a", "C"): 0.7, ("b", "C"): 0.305}


def test_a_closed_circle_is_reported_for_each_of_its_companies() -> None:
    rows: list[Row] = [("company:A", "B", 1.0, None, None), ("company:B", "A", 1.0, None, None)]
    own, problems = owned([*rows, ("person:a", "C", 1.0, None, None)], date(2020, 1, 1))
    assert own == {("a", "C"): 1.0}
    assert problems == [("closed_circle", "company:A"), ("closed_circle", "company:B")]


def test_an_unknown_share_adds_nothing() -> None:
    rows: list[Row] = [("person:a", "A", None, None, None), ("company:A", "B", 1.0, None, None)]
    assert owned(rows, date(2020, 1, 1)) == ({}, [])


def test_holders_that_are_neither_person_nor_company_count_as_rivals() -> None:
    rows: list[Row] = [
        ("person:a", "A", 0.4, None, None),
        ("holder:A:某管理局", "A", 0.6, None, None),
    ]
    every = stakes_of(rows)
    table, _ = ownership(every, np.array([every.companies], np.int32), date(2020, 1, 1), T)
    assert table.to_pylist() == [
        {"person_key": "a", "uscc": "A", "own": 0.4, "control": False, "bo25": True,
         "dominant": False, "as_of": "2020-01-01"}
    ]  # fmt: skip
