"""Why rows are one person, and that splitting and merging undo each other to the byte."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resolve import ties
from resolve.clusters import Clustering, cluster, find_persons, person_keys
from resolve.components import components
from resolve.person_ties import merge, person_ties, split
from resolve.rows import person_rows

Make = Callable[..., pa.Table]
Row = dict[str, Any]

NAMES = ("吴晓明", "郑海波", "司徒慕白")
FREE = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def rows_of(ingested: Make, roles: list[Row]) -> pa.Table:
    return person_rows(ingested("holdings", []), ingested("roles", roles))


def register(ingested: Make, seed: int) -> pa.Table:
    """Return a small register in which many ties arise."""
    rng = random.Random(seed)
    roles = []
    for _ in range(rng.randint(4, 25)):
        row: Row = {"name": rng.choice(NAMES), "uscc": rng.choice("ABCDEF"), "role": "监事"}
        if rng.random() < 0.4:
            code = rng.choice("12")
            row |= {"person_id_status": "full", "person_id_tokens": [f"F:{code}", f"M1:{code}"]}
        elif rng.random() < 0.3:
            row |= {"person_id_status": "masked", "person_id_tokens": [f"M1:{rng.choice('12')}"]}
        roles.append(row)
    return rows_of(ingested, roles)


def companies(ingested: Make) -> pa.Table:
    return ingested("companies", [{"uscc": u, "name": u, "phone": "1"} for u in "AB"])


def bytes_of(rows: pa.Table, found: Clustering) -> bytes:
    """Return everything that is published about who is who, as bytes."""
    keys = person_keys(rows, found.person)
    sink = pa.BufferOutputStream()
    table = person_ties(rows, found, keys)
    with pa.ipc.new_stream(sink, table.schema) as out:
        out.write_table(table.combine_chunks())
    of_rows = sorted(zip(rows["source"].to_pylist(), (keys[k] for k in found.person), strict=True))
    return bytes(sink.getvalue()) + repr(of_rows).encode()


def test_a_tie_says_what_both_places_share(ingested: Make) -> None:
    roles = [{"name": n, "uscc": u, "role": "董事"} for n in NAMES[:2] for u in "AB"]
    rows = rows_of(ingested, roles)
    found = find_persons(rows, companies(ingested))
    table = person_ties(rows, found, person_keys(rows, found.person)).to_pylist()
    assert {(t["name"], t["kind"], t["shared"]) for t in table} == {
        ("吴晓明", "co_holder", "郑海波"),
        ("郑海波", "co_holder", "吴晓明"),
        ("吴晓明", "phone", "1"),
        ("郑海波", "phone", "1"),
    }
    for t in table:
        assert (t["a_uscc"], t["b_uscc"]) == ("A", "B")
        assert 0 < t["chance"] < 0.02


@FREE
@given(st.integers(0, 10**6))
def test_the_ties_alone_make_the_persons(ingested: Make, seed: int) -> None:
    rows = register(ingested, seed)
    found = find_persons(rows, companies(ingested))
    labels = components(found.ties.pairs(), found.places.size)[found.places.of_row]
    assert len({*zip(labels.tolist(), found.person.tolist(), strict=True)}) == len(
        {*labels.tolist()}
    )
    assert len({*labels.tolist()}) == len({*found.person.tolist()})


@FREE
@given(st.integers(0, 10**6), st.data())
def test_merging_then_splitting_restores_the_bytes(
    ingested: Make, seed: int, data: st.DataObject
) -> None:
    rows = register(ingested, seed)
    before = find_persons(rows, companies(ingested))
    pair = st.tuples(*[st.integers(0, rows.num_rows - 1)] * 2)
    pairs = np.array(data.draw(st.lists(pair, min_size=1, max_size=4)))
    merged = merge(before, pairs)
    name = rows["name"].to_pylist()
    for a, b in pairs.tolist():
        assert (merged.person[a] == merged.person[b]) == (name[a] == name[b])
    added = np.arange(len(before.ties.a), len(merged.ties.a))
    assert bytes_of(rows, split(merged, added)) == bytes_of(rows, before)


@FREE
@given(st.integers(0, 10**6), st.data())
def test_splitting_parts_and_putting_the_tie_back_restores_the_bytes(
    ingested: Make, seed: int, data: st.DataObject
) -> None:
    rows = register(ingested, seed)
    before = find_persons(rows, companies(ingested))
    if not len(before.ties.a):
        return
    gone = data.draw(st.integers(0, len(before.ties.a) - 1))
    parted = split(before, np.array([gone]))
    assert len(set(parted.person)) >= len(set(before.person))
    again = parted._replace(ties=before.ties)
    assert bytes_of(rows, split(again, np.empty(0, np.int64))) == bytes_of(rows, before)


@FREE
@given(st.integers(0, 10**6), st.data())
def test_judged_apart_is_apart_for_ever_and_taking_it_back_restores(
    ingested: Make, seed: int, data: st.DataObject
) -> None:
    rows, firms = register(ingested, seed), companies(ingested)
    pair = st.tuples(*[st.integers(0, rows.num_rows - 1)] * 2).filter(lambda p: p[0] != p[1])
    apart = np.array(data.draw(st.lists(pair, min_size=1, max_size=3)))
    together = np.array(data.draw(st.lists(pair, min_size=1, max_size=3)))
    judged = cluster(rows, firms, together=together, apart=apart)
    for a, b in apart.tolist():
        assert judged[a] != judged[b]
    name = rows["name"].to_pylist()
    free = cluster(rows, firms, together=together)
    for a, b in together.tolist():
        assert (free[a] == free[b]) == (name[a] == name[b])


def test_the_judged_two_part_and_nobody_else_does(ingested: Make) -> None:
    roles = [{"name": n, "uscc": u, "role": "董事"} for n in NAMES[:2] for u in "AB"]
    rows = rows_of(ingested, roles)
    name = rows["name"].to_pylist()
    two = [n for n, who in enumerate(name) if who == NAMES[0]]
    person = cluster(rows, companies(ingested), apart=np.array([two]))
    other = [k for k, who in zip(person.tolist(), name, strict=True) if who == NAMES[1]]
    assert person[two[0]] != person[two[1]]
    assert len(set(other)) == 1


def test_a_judgement_outweighs_numbers_that_differ(ingested: Make) -> None:
    number = {"person_id_status": "full"}
    roles = [
        {"name": NAMES[0], "uscc": "A", **number, "person_id_tokens": ["F:1"]},
        {"name": NAMES[0], "uscc": "B", **number, "person_id_tokens": ["F:2"]},
    ]
    rows = rows_of(ingested, roles)
    firms = ingested("companies", [])
    pair = np.array([[0, 1]])
    assert len(set(cluster(rows, firms))) == 2
    assert len(set(cluster(rows, firms, together=pair))) == 1
    assert len(set(cluster(rows, firms, together=pair, apart=pair))) == 2


def test_one_place_judged_to_be_two_is_two(ingested: Make) -> None:
    rows = rows_of(ingested, [{"name": NAMES[0], "uscc": "A", "role": r} for r in ("监事", "董事")])
    firms = ingested("companies", [])
    assert len(set(cluster(rows, firms))) == 1
    assert len(set(cluster(rows, firms, apart=np.array([[0, 1]])))) == 2


def test_kinds_have_names() -> None:
    assert ties.KINDS[ties.JUDGED] == "judged"
    assert len(set(ties.KINDS)) == len(ties.KINDS)


@pytest.mark.parametrize("tokens", [[["F:1"], ["F:2"]], [["F:9"], ["F:0"]]])
def test_nothing_published_depends_on_tokens(ingested: Make, tokens: list[list[str]]) -> None:
    def made(codes: list[list[str]]) -> bytes:
        roles = [
            {"name": n, "uscc": u, "person_id_status": "full", "person_id_tokens": codes[i]}
            for n in NAMES[:2]
            for i in (0, 1)
            for u in "AB"
        ]
        rows = rows_of(ingested, roles)
        return bytes_of(rows, find_persons(rows, companies(ingested)))

    assert made(tokens) == made([["F:5"], ["F:6"]])
