"""Which official an allegation can mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

Run = Callable[..., dict[str, pa.Table]]
OFFICIALS = [
    {"official_id": "G1", "name": "张卫国"},
    {"official_id": "G2", "name": "张卫国"},
    {"official_id": "G3", "name": "李文静", "former_names": ["李文婧"]},
    {"official_id": "G4", "name": "李江"},
]
POSTS = [
    {"official_id": "G1", "unit": "东山县水利局", "title": "党组书记、局长"},
    {"official_id": "G2", "unit": "东山县教育局", "title": "副局长"},
    {"official_id": "G3", "unit": "东山县水利局", "title": "副局长"},
    {"official_id": "G4", "unit": "东山县教育局", "title": "局长"},
    {"official_id": "G4", "unit": "东山县水利局", "title": "科员"},
]


def meant(run: Run, actor: str | None, **more: Any) -> list[tuple[str, str]]:
    allegation = {
        "source_id": "X1", "span_start": 0, "span_end": 9, "actor": actor, "actor_redacted": False,
    } | more  # fmt: skip
    found = run({"officials": OFFICIALS, "posts": POSTS, "allegations": [allegation]})["accused"]
    for row in found.to_pylist():
        assert 0 < row["probability"] < 1
    return [(r["official_id"], r["basis"]) for r in found.to_pylist()]


def test_a_name_alone_means_nobody(run: Run) -> None:
    assert meant(run, "张卫国") == []


def test_name_and_unit_mean_the_one_who_served_there(run: Run) -> None:
    assert meant(run, "张卫国", unit="县水利局", post="局长") == [("G1", "name_unit_title")]
    assert meant(run, "张卫国", unit="东山县教育局") == [("G2", "name_unit")]


def test_a_unit_where_he_never_served_speaks_against_him(run: Run) -> None:
    assert meant(run, "李江", unit="东山县教育局", post="局长") == [("G4", "name_unit_title")]
    assert meant(run, "李文静", unit="东山县教育局", post="副局长") == []


def test_name_and_title_without_a_unit_are_weak(run: Run) -> None:
    assert meant(run, "张卫国", post="局长") == [("G1", "name_title")]


def test_a_former_name_counts(run: Run) -> None:
    assert meant(run, "李文婧", unit="县水利局") == [("G3", "name_unit")]


@pytest.mark.parametrize(
    ("actor", "post", "unit", "expected"),
    [
        ("张局长", None, "县水利局", ["G1"]),
        ("张局", None, "县水利局", ["G1"]),
        ("张", "局长", "县水利局", ["G1"]),
        ("李局长", None, "县水利局", []),  # 李文静 is a deputy, 李江 no leader there
        ("李副局长", None, "县水利局", ["G3"]),
        ("张局长", None, None, []),
        ("张", None, "县水利局", []),
    ],
)
def test_a_surname_with_a_title_needs_the_unit(
    run: Run, actor: str, post: str | None, unit: str | None, expected: list[str]
) -> None:
    assert [who for who, _ in meant(run, actor, post=post, unit=unit)] == expected


def test_redacted_actors_mean_nobody(run: Run) -> None:
    assert meant(run, "张某", unit="县水利局", post="局长") == []
    assert meant(run, "张卫国", unit="县水利局", actor_redacted=True) == []


def test_two_bearers_in_one_unit_share_the_chance(run: Run) -> None:
    posts = [p | {"unit": "东山县水利局", "title": "局长"} for p in POSTS[:2]]
    allegation = {
        "source_id": "X1", "span_start": 0, "span_end": 9, "actor": "张卫国",
        "actor_redacted": False, "unit": "东山县水利局", "post": "局长",
    }  # fmt: skip
    found = run({"officials": OFFICIALS, "posts": posts, "allegations": [allegation]})["accused"]
    assert [p < 0.5 for p in found["probability"].to_pylist()] == [True, True]
