"""Registers as whole numbers: each quick way against the plain one that it stands for."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve import appearances
from resolve.candidates import person_tokens, unopposed
from resolve.clusters import find_persons, person_keys
from resolve.components import alike, firsts, numbered
from resolve.pairs import register_persons
from resolve.places import ranked
from resolve.rows import person_rows
from resolve.sql import query

Make = Callable[..., pa.Table]
Numbers = list[int]
#: Close together, far apart, and what only a hash can tell.
VALUES = st.one_of(st.integers(0, 5), st.integers(-3, 10**6), st.integers(-(10**15), 10**15))


@settings(deadline=None)
@given(st.lists(VALUES))
def test_numbers_follow_the_first_appearance(values: Numbers) -> None:
    known = list(dict.fromkeys(values))
    codes = numbered(np.array(values, np.int64))
    assert codes.tolist() == [known.index(value) for value in values]
    assert firsts(codes).tolist() == [values.index(value) for value in known]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3))))
def test_each_entry_finds_the_first_that_is_its_equal(pairs: list[tuple[int, int]]) -> None:
    group, value = np.array(pairs, np.int64).reshape(-1, 2).T
    assert alike(group, value).tolist() == [pairs.index(pair) for pair in pairs]


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.sampled_from(["", "A", "张伟", "张", "10", "9"]))))
def test_ranks_put_nulls_last(values: list[str | None]) -> None:
    ranks, known = ranked(pa.chunked_array([pa.array(values, pa.string())]))
    order = sorted({value for value in values if value is not None}, key=str.encode)
    assert known.to_pylist() == order
    assert ranks.tolist() == [len(order) if v is None else order.index(v) for v in values]


def register(seed: int) -> list[dict[str, Any]]:
    draw = random.Random(seed)
    rows = []
    for n in range(80):
        number = draw.choice(["F:1", "F:2", "M9:1", "M9:2", None])
        status = "failing" if draw.random() < 0.1 else "full" if number else None
        rows.append({
            "name": draw.choice(["张伟", "张 伟", "張偉", "李娜", "王某"]), "uscc": draw.choice("ABC"),
            "role": draw.choice(["董事", "监事", None]), "person_id_status": status,
            "person_id_tokens": [f"N:{n}"] if status == "failing" else [number] if number else [],
            "person_id_born": draw.choice(["1970", "1970-01-02", "1971-03", "", None]),
            "person_id_sex": draw.choice(["男", "女", None]),
            "valid_from": draw.choice(["2010", "2011-05-06", "", None]),
            "valid_to": draw.choice(["", "2019-01-01", None]),
            "source": f"roles.csv#{draw.randrange(60)}",
        })  # fmt: skip
    return rows


def same(found: pa.Table, wanted: pa.Table) -> bool:
    return bool(found.cast(wanted.schema).combine_chunks().to_pydict() == wanted.to_pydict())


def of_random_registers(ingested: Make) -> list[tuple[pa.Table, Any, pa.Table]]:
    made = []
    for seed in range(6):
        held = [{"holder_name": r["name"], **{k: r[k] for k in ("uscc", "valid_from", "source")}}
                for r in register(seed + 50)[:30]]  # fmt: skip
        rows = person_rows(ingested("holdings", held), ingested("roles", register(seed)))
        person = find_persons(rows, ingested("companies", [])).person
        keys = pa.array(person_keys(rows, person), pa.string())
        made.append((rows.append_column("k", pa.array(person)), person, keys))
    return made


def test_the_tables_of_the_registers_are_what_sql_makes_of_them(ingested: Make) -> None:
    for rows, person, keys in of_random_registers(ingested):
        named = pa.table({"k": np.arange(len(keys)), "person_key": keys})
        persons = query(
            """
            SELECT person_key, min(raw) AS name, list_sort(list_distinct(list(uscc))) AS uscc_list,
                   count(*) AS sources
            FROM rows JOIN named USING (k) GROUP BY person_key ORDER BY person_key
            """,
            rows=rows,
            named=named,
        )
        assert same(appearances.register_persons(rows, person, keys), persons)
        every = query(
            """
            SELECT DISTINCT person_key, "table", source, uscc, raw AS name, role
            FROM rows JOIN named USING (k) ORDER BY ALL
            """,
            rows=rows,
            named=named,
        )
        found = appearances.appearances(rows, person, keys).select(every.column_names)
        assert same(found, every)


def test_what_is_known_of_persons_is_what_sql_makes_of_their_rows(ingested: Make) -> None:
    for rows, _, _ in of_random_registers(ingested):
        wanted = query(
            """
            SELECT k, any_value(name) AS name, bool_or(masked) AS masked,
                   max_by(born, (length(born), born)) AS born, max(sex) AS sex,
                   max(region) AS region, min(valid_from) FILTER (valid_from <> '') AS first_seen,
                   max(valid_from) FILTER (valid_from <> '') AS last_start,
                   CASE WHEN min(doubtful_born) = max(doubtful_born) THEN min(doubtful_born) END
                       AS doubtful_born
            FROM rows GROUP BY k ORDER BY k
            """,
            rows=rows,
        )
        assert same(register_persons(rows), wanted)


def test_rows_are_sorted_and_texts_that_fail_the_check_stand_apart(ingested: Make) -> None:
    for rows, _, _ in of_random_registers(ingested):
        order = query(
            """
            SELECT * FROM rows
            ORDER BY name, uscc, "table", role, valid_from, valid_to, source, raw, k
            """,
            rows=rows.select(["name", "uscc", "table", "role", "valid_from", "valid_to",
                              "source", "raw", "k"]),
        )  # fmt: skip
        assert same(rows.select(order.column_names), order)
        for row in rows.to_pylist():
            assert not (row["tokens"] and (row["near"] or row["doubtful_born"]))
            assert row["born"] != ""
            assert row["doubtful_born"] != ""
            assert row["near"] is None or row["near"][0].startswith("N:")


def test_pairs_of_two_full_numbers_that_differ_go_unless_somebody_has_judged() -> None:
    subjects = pa.table({
        "s": [0, 1, 2], "tokens": [["F:a", "M1:x"], ["F:b"], []], "near": [None, None, ["N:c"]],
    })  # fmt: skip
    rows = pa.table({"k": [0, 1, 2, 2], "tokens": [["F:a"], ["F:c", "M1:x"], [], ["M1:x"]]})
    ids = person_tokens(rows, subjects)
    told = sorted(zip(*(ids[key].to_pylist() for key in ("k", "kind", "token")), strict=True))
    assert told == [(0, "F", "F:a"), (1, "F", "F:c"), (1, "M1", "M1:x"), (2, "M1", "M1:x")]
    pairs = pa.table({"s": [0, 0, 0, 1, 1, 2], "k": [0, 1, 2, 0, 2, 1]})
    nobody = pairs.slice(0, 0)
    kept = unopposed(pairs, subjects, ids, nobody).to_pydict()
    assert kept == {"s": [0, 0, 1, 2], "k": [0, 2, 2, 1]}
    judged = pa.table({"s": [1], "k": [0]})
    kept = unopposed(pairs, subjects, ids, judged).to_pydict()
    assert kept == {"s": [0, 0, 1, 1, 2], "k": [0, 2, 0, 2, 1]}
