"""Counts by unit, line and region: no person can be read out of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from ingest.schema import TABLES as INGEST
from ingest.stage import Stage
from nlp.schema import TABLES as NLP
from resolve.schema import TABLES as RESOLVE
from risk.areas import By, areas, hide

Row = dict[str, Any]
SCHEMAS = {"ingest": INGEST, "nlp": NLP, "resolve": RESOLVE}
GROUPS = st.lists(
    st.tuples(st.integers(1, 12), st.integers(0, 12), st.integers(0, 12)), min_size=0, max_size=9
)


def group(value: str, officials: int, shown: int, first: int) -> Row:
    return {"value": value, "officials": officials, "shown": shown, "tier_1": first}


@given(GROUPS, st.integers(2, 6))
def test_no_small_group_and_no_small_count_is_told(
    found: list[tuple[int, int, int]], k: int
) -> None:
    rows = [group(f"u{n}", o, min(s, o), min(f, s, o)) for n, (o, s, f) in enumerate(found)]
    told = hide(rows, {}, k)
    for row in told:
        assert row["officials"] >= k
        assert row["shown"] is None or row["shown"] == 0 or row["shown"] >= k
        assert row["tier_1"] is None or row["tier_1"] == 0 or row["tier_1"] >= k
    everybody = sum(r["officials"] for r in rows)
    missing = everybody - sum(r["officials"] for r in told)
    # whoever subtracts the told groups from the whole finds nobody, or everybody is hidden
    assert missing == 0 or not told or missing == everybody
    assert sum(r["groups"] for r in told) == len(rows) or not told


def test_the_rest_takes_the_smallest_group_rather_than_stand_alone() -> None:
    told = hide([group("a", 20, 6, 5), group("b", 8, 0, 0), group("c", 2, 2, 2)], {}, 5)
    assert [(r["value"], r["officials"]) for r in told] == [("a", 20), (None, 10)]
    assert told[1]["shown"] is None  # two of ten, told as "fewer than five"
    assert told[1]["small"]


def stages(root: Path, **tables: list[Row]) -> dict[str, Stage]:
    for room, schemas in SCHEMAS.items():
        (root / room).mkdir()
        for name, schema in schemas.items():
            rows = [{f.name: r.get(f.name) for f in schema} for r in tables.get(name, [])]
            pq.write_table(pa.Table.from_pylist(rows, schema), root / room / f"{name}.parquet")
    return {room: Stage(root / room, {"tables": {}}, reused=True) for room in SCHEMAS}


LISTED = {f"G{n:02d}": 1 + n % 2 for n in range(5)}


def area(root: Path) -> dict[str, Stage]:
    people = [f"G{n:02d}" for n in range(12)]
    return stages(
        root,
        officials=[{"official_id": o, "name": f"人{o}"} for o in people],
        posts=[
            {"official_id": o, "unit": "甲局" if n < 6 else "乙局", "region": "420602", "source": f"p#{n}",
             "portfolio": ["F51", "F5137"] if n < 6 else [], "valid_from": "2020"}
            for n, o in enumerate(people)
        ] + [{"official_id": "G00", "unit": "乙局", "valid_from": "2010", "valid_to": "2020", "source": "p#99"}],
        evaluations=[
            {"year": 2023, "unit": "甲局", "subject_kind": "单位", "votes": 100, "satisfied": 10},
            {"year": 2024, "unit": "甲局", "subject_kind": "单位", "votes": 100, "satisfied": 80},
        ],
        complaint_groups=[{"group_id": "q1", "complaint_ids": ["X1", "X2"]}, {"group_id": "q2", "complaint_ids": ["X3"]}],
        complaint_triage=[{"group_id": "q1", "category": "duty_slow"}, {"group_id": "q2", "category": "service"}],
        mentions=[{"source_id": x, "label": "GOV", "text": "甲局"} for x in ("X1", "X2", "X3")],
        unit_links=[{"name": "甲局", "unit": "甲局", "basis": "exact"}],
    )  # fmt: skip


def test_by_unit_with_evaluations_beside_and_complaints_for_the_cleared(tmp_path: Path) -> None:
    found = area(tmp_path)
    first, second = areas(found, "unit", LISTED)
    assert (first["value"], first["officials"], first["shown"], first["rate"]) == (
        "甲局",
        6,
        5,
        0.8333,
    )
    assert first["tier_1"] is None  # three of five: a small count
    assert (first["year"], first["satisfied"]) == (2024, 0.8)
    assert first["duty"] is None
    assert (second["value"], second["shown"]) == ("乙局", 0)
    # two copies of one letter are one voice; a service matter is none
    assert areas(found, "unit", LISTED, complaints=True)[0]["duty"] == 1


def test_by_line_and_region(tmp_path: Path) -> None:
    found = area(tmp_path)
    assert [(r["value"], r["officials"]) for r in areas(found, "line", LISTED)] == [
        ("F51", 6),
        ("不明", 6),
    ]
    assert [(r["value"], r["officials"]) for r in areas(found, "region", LISTED)] == [
        ("420602", 12)
    ]


def test_no_name_or_number_of_a_person_is_in_it(tmp_path: Path) -> None:
    found = area(tmp_path)
    text = str([areas(found, by, LISTED, k=1) for by in get_args(By)])
    assert "G0" not in text
    assert "人" not in text


def test_a_reader_sees_his_area_alone(tmp_path: Path) -> None:
    seen = {f"G{n:02d}" for n in range(6)}
    (only,) = areas(area(tmp_path), "unit", LISTED, seen=seen)
    assert (only["value"], only["officials"]) == ("甲局", 6)
