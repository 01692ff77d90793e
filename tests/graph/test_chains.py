"""Chains against a plain enumeration, and the answers that their intervals may give."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import prod

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.chains import chains
from graph.stakes import Stakes, stakes
from graph.thresholds import Thresholds, load
from ingest.dates import Span, overlap, span

T = load()
CON = duckdb.connect()
Row = tuple[str, str, float | None, str | None, str | None]
COLUMNS = ("holder", "uscc", "share", "valid_from", "valid_to", "source")
SCHEMA = pa.schema([(name, pa.float64() if name == "share" else pa.string()) for name in COLUMNS])
OPEN = (None, None)


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


def found(
    rows: list[Row], thresholds: Thresholds = T
) -> tuple[list[dict[str, object]], list[tuple[str, str]]]:
    every = stakes_of(rows)
    persons = np.arange(every.companies, every.companies + every.persons, dtype=np.int32)
    table, problems = chains(every, persons, thresholds)
    return table.to_pylist(), [(p["check"], p["subject"]) for p in problems.to_pylist()]


def joint(spans: list[Span]) -> tuple[int, int, int, int]:
    return (
        max(s.from_lo for s in spans), max(s.from_hi for s in spans),
        min(s.to_lo for s in spans), min(s.to_hi for s in spans),
    )  # fmt: skip


def enumerate_chains(rows: list[Row], most: int, least: float) -> dict[tuple[int, ...], bool]:
    """Every chain as the places of its rows, by recursion; whether it certainly shares a day."""
    answer: dict[tuple[int, ...], bool] = {}

    def walk(path: tuple[int, ...]) -> None:
        spans = [span(rows[i][3], rows[i][4]) for i in path]
        from_lo, from_hi, to_lo, to_hi = joint(spans)
        firms = [rows[i][1] for i in path]
        known = prod(s for i in path if (s := rows[i][2]) is not None)
        if from_lo >= to_hi or len(set(firms)) < len(firms) or known < least:
            return
        answer[path] = from_hi < to_lo or len(path) == 1
        if len(path) < most:
            for i, row in enumerate(rows):
                if row[0] == f"company:{firms[-1]}":
                    walk((*path, i))

    for i, row in enumerate(rows):
        if row[0].startswith("person:"):
            walk((i,))
    return answer


dates = st.one_of(
    st.none(),
    st.integers(2018, 2021).map(str),
    st.tuples(st.integers(2018, 2021), st.integers(1, 12)).map(lambda t: f"{t[0]}-{t[1]:02}"),
    st.dates(date(2018, 1, 1), date(2021, 12, 31)).map(str),
)
holders = st.sampled_from(["person:a", "person:b", *(f"company:{c}" for c in "ABCDE")])
networks = st.lists(
    st.tuples(
        holders,
        st.sampled_from("ABCDE"),
        st.sampled_from([None, 0.02, 0.3, 0.6, 1.0]),
        dates,
        dates,
    ),
    max_size=12,
    unique=True,
)


@settings(deadline=None, max_examples=60)  # the first call compiles
@given(networks)
def test_chains_are_those_of_a_plain_enumeration(rows: list[Row]) -> None:
    small = replace(T, chain_hops=4, chain_share_from=0.01)
    got, problems = found(rows, small)
    truth = enumerate_chains(rows, 4, 0.01)
    number = {f"h#{i}": i - 2 for i in range(2, len(rows) + 2)}
    paths = {
        tuple(number[hop["source"]] for hop in chain["path"]): chain["certain"]  # type: ignore[attr-defined]
        for chain in got
    }
    assert len(paths) == len(got)
    assert paths == truth
    assert problems == []


@settings(deadline=None, max_examples=60)  # the first call compiles
@given(networks, dates, dates)
def test_what_certainly_overlaps_a_chain_certainly_overlaps_all_its_hops_together(
    rows: list[Row], begin: str | None, end: str | None
) -> None:
    post = span(begin, end)
    for chain in found(rows)[0]:
        hops = [span(hop["valid_from"], hop["valid_to"]) for hop in chain["path"]]  # type: ignore[attr-defined]
        from_lo, from_hi, to_lo, to_hi = joint([*hops, post])
        answer = overlap(span(chain["valid_from"], chain["valid_to"]), post)  # type: ignore[arg-type]
        if answer == "certain":
            assert from_hi < to_lo
        if answer == "impossible":
            assert from_lo >= to_hi


def test_a_chain_tells_its_hops_its_share_and_its_interval() -> None:
    rows: list[Row] = [
        ("person:a", "A", 0.6, "2015-03-01", None),
        ("company:A", "B", 0.5, "2018", "2021-07"),
    ]
    got, _ = found(rows)
    assert [(c["uscc"], c["hops"], c["share"], c["valid_from"], c["valid_to"]) for c in got] == [
        ("A", 1, 0.6, "2015-03-01", None),
        ("B", 2, 0.3, "2018", "2021-07"),
    ]
    assert got[1]["path"] == [
        {"from": "person:a", "kind": "HOLDS", "to": "company:A", "share": 0.6, "label": None,
         "valid_from": "2015-03-01", "valid_to": None, "source": "h#2"},
        {"from": "company:A", "kind": "HOLDS", "to": "company:B", "share": 0.5, "label": None,
         "valid_from": "2018", "valid_to": "2021-07", "source": "h#3"},
    ]  # fmt: skip


def test_one_unknown_share_makes_the_chains_share_unknown_and_keeps_the_chain() -> None:
    got, _ = found([("person:a", "A", None, *OPEN), ("company:A", "B", 1.0, *OPEN)])
    assert [(c["uscc"], c["share"]) for c in got] == [("A", None), ("B", None)]


def test_six_hops_and_no_more() -> None:
    firms = "ABCDEFGH"
    rows: list[Row] = [("person:a", "A", 0.51, *OPEN)]
    rows += [(f"company:{a}", b, 0.51, *OPEN) for a, b in pairwise(firms)]
    got, _ = found(rows)
    assert [c["uscc"] for c in got] == list("ABCDEF")  # six majority stakes are never pruned


def test_a_ring_ends_when_a_company_would_come_twice() -> None:
    rows: list[Row] = [
        ("person:a", "A", 1.0, *OPEN),
        ("company:A", "B", 1.0, *OPEN),
        ("company:B", "A", 0.1, *OPEN),
    ]
    assert [c["uscc"] for c in found(rows)[0]] == ["A", "B"]


def test_a_hub_is_reached_not_passed_through_and_that_is_told() -> None:
    rows: list[Row] = [("person:a", "A", 0.5, *OPEN)]
    rows += [("company:A", firm, 0.5, *OPEN) for firm in "BCD"]
    assert found(rows, replace(T, chain_fan_out=3))[1] == []
    got, problems = found(rows, replace(T, chain_fan_out=2))
    assert [c["uscc"] for c in got] == ["A"]
    assert problems == [("fan_out", "company:A")]


@pytest.mark.parametrize(("limit", "told"), [(3, [("chain_limit", "person:a")]), (4, [])])
def test_over_the_limit_a_person_keeps_the_shorter_chains_and_that_is_told(
    limit: int, told: list[tuple[str, str]]
) -> None:
    rows: list[Row] = [("person:a", "A", 0.5, *OPEN), ("person:a", "D", 0.5, *OPEN)]
    rows += [("company:A", "B", 0.5, *OPEN), ("company:B", "C", 0.5, *OPEN)]
    got, problems = found(rows, replace(T, chains_per_person=limit))
    assert [c["uscc"] for c in got] == ["A", "D", "B", "C"][:limit]
    assert problems == told


def test_the_same_stake_told_by_two_sources_makes_one_chain() -> None:
    rows: list[Row] = [("person:a", "A", 0.5, "2019", None)] * 2
    assert [c["path"][0]["source"] for c in found(rows)[0]] == ["h#2"]  # type: ignore[index]
