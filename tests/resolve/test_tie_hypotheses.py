"""Declared, confirmed and inferred ties side by side; who is judged different is inferred no more."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pytest

from resolve.judgements import Anchor, Judgement
from resolve.schema import TABLES
from resolve.tie_hypotheses import tie_hypotheses
from tests.resolve.kin_area import BROTHER, SPOUSE, WIFE, Area, Tables, area


def test_declared_confirmed_and_inferred_stay_apart() -> None:
    rows = area(
        relatives=[SPOUSE | {"source": "relatives.csv#2", "basis": "婚姻登记"},
                   {"official_id": "O1", "kinship": "弟", "name": "王守田", "basis": "本人报告"}],
        roles=[WIFE | {"uscc": "C8"}, BROTHER | {"name": "王守田", "uscc": "C9", "person_id_tokens": ["F:9"]}],
        identities=[("O1", "relatives.csv#2", "林知夏", 0.99), ("O1", "relatives.csv#3", "王守田", 0.99)],
    )  # fmt: skip
    made = Area(rows)
    keys = [f"key-{name}" for name in made.names]
    got = tie_hypotheses(
        (made.subjects, made.persons, made.identities), made.rows, made.case, made.named, keys
    )
    kinds = {row["name"]: row["basis"] for row in got.to_pylist()}
    assert kinds == {"林知夏": "confirmed", "王守田": "declared", "王守业": "inferred"}
    inferred = next(row for row in got.to_pylist() if row["basis"] == "inferred")
    assert inferred["sources"] == ["companies.csv#2", "officials.csv#2"]
    assert "同姓巧合" in inferred["alternatives"]
    assert got.schema.equals(TABLES["tie_hypotheses"])
    assert np.all(np.array([e["bans"] for e in inferred["evidence"]]) != 0)


def test_the_stage_writes_the_same_rows_in_any_order(
    run: Callable[[Tables], dict[str, pa.Table]],
) -> None:
    rows = area()
    one = run(rows)["tie_hypotheses"]
    sources = {
        name: [{"source": f"{name}.csv#{n}"} | r for n, r in enumerate(t, 2)]
        for name, t in rows.items()
    }
    other = run({name: list(reversed(table_)) for name, table_ in sources.items()})[
        "tie_hypotheses"
    ]
    assert one.num_rows == 1
    assert one.equals(other)


@pytest.mark.parametrize("whom", ["official", "wife"])
def test_who_was_judged_different_is_never_inferred_again(
    run: Callable[..., dict[str, pa.Table]], whom: str
) -> None:
    rows = area(relatives=[SPOUSE])
    brother = (Anchor("王守业", "C1"),)
    kinship = {"official": ("", "王守成"), "wife": ("妻子", "林知夏")}[whom]
    said = Judgement("1", "2025-01-01T00:00:00+00:00", "甲", "different", "O1", *kinship, person=brother,
                     reason="查过户籍")  # fmt: skip
    inferred = [row["name"] for row in run(rows)["tie_hypotheses"].to_pylist()]
    assert inferred == ["王守业"]
    assert run(rows, [said])["tie_hypotheses"].num_rows == 0
    back = Judgement(
        "2", "2025-01-02T00:00:00+00:00", "甲", "undone", reason="查错了人", undoes="1"
    )
    assert run(rows, [said, back])["tie_hypotheses"].num_rows == 1
    other = Judgement("1", said.made_at, "甲", "different", "O2", person=brother, reason="查过户籍")
    assert run(rows, [other])["tie_hypotheses"].num_rows == 1
