"""Partial dates and three-valued overlap, against days counted one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import day_bounds, day_number, overlap, span

days = st.dates(date(2018, 1, 1), date(2021, 12, 31))
partial = st.builds(lambda d, n: d.isoformat()[:n], days, st.sampled_from([4, 7, 10]))
ends = st.one_of(st.none(), partial)


def meanings(cell: str) -> tuple[int, int]:
    first, after = day_bounds(cell)
    return day_number(first), day_number(after) - 1


@given(partial)
def test_a_partial_date_covers_exactly_the_days_that_begin_with_it(cell: str) -> None:
    first, after = day_bounds(cell)
    day, found = date(int(cell[:4]), 1, 1), []
    while day.year == int(cell[:4]):
        if day.isoformat().startswith(cell):
            found.append(day)
        day += timedelta(days=1)
    assert (found[0], found[-1]) == (first, after - timedelta(days=1))


@given(ends, ends, ends, ends)
def test_overlap_is_certain_or_impossible_only_where_every_meaning_says_so(
    a_from: str | None, a_to: str | None, b_from: str | None, b_to: str | None
) -> None:
    said = overlap(span(a_from, a_to), span(b_from, b_to))
    lo, hi = day_number(date(2000, 1, 1)), day_number(date(2040, 1, 1))
    outcomes = set()
    for af in meanings(a_from) if a_from else (lo,):
        for at in meanings(a_to) if a_to else (hi,):
            for bf in meanings(b_from) if b_from else (lo,):
                for bt in meanings(b_to) if b_to else (hi,):
                    outcomes.add(max(af, bf) < min(at, bt))
    if said == "certain" and a_from and b_from:
        assert outcomes == {True}
    if said == "impossible":
        assert outcomes == {False}


@pytest.mark.parametrize("cell", ["", "2021-3", "2021-02-30", "21"])
def test_what_is_no_partial_date_is_an_error(cell: str) -> None:
    with pytest.raises(
        ValueError, match=r"not an ISO date|day is out of range|month must be|must be in range"
    ):
        day_bounds(cell)
