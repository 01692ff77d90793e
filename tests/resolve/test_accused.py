"""Which official an allegation can mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from nlp.schema import ALLEGATIONS
from resolve.accused import accused
from resolve.units import link_units

Make = Callable[..., pa.Table]
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


def find(
    ingested: Make, actor: str | None, posts: list[dict[str, Any]], **more: Any
) -> list[dict[str, Any]]:
    """Return the rows of one allegation."""
    allegation = {
        "source_id": "X1", "span_start": 0, "span_end": 9, "actor": actor, "actor_redacted": False,
    } | more  # fmt: skip
    allegations = pa.Table.from_pylist(
        [{name: allegation.get(name) for name in ALLEGATIONS.names}], schema=ALLEGATIONS
    )
    links = link_units([p["unit"] for p in posts], [], [more.get("unit")])
    found = accused(allegations, ingested("officials", OFFICIALS), ingested("posts", posts), links)
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def meant(ingested: Make, actor: str | None, **more: Any) -> list[tuple[str, str]]:
    rows = find(ingested, actor, POSTS, **more)
    assert all(0 < row["probability"] < 1 for row in rows)
    return [(row["official_id"], row["basis"]) for row in rows]


def test_a_name_alone_means_nobody(ingested: Make) -> None:
    assert meant(ingested, "张卫国") == []


def test_name_and_unit_mean_the_one_who_served_there(ingested: Make) -> None:
    assert meant(ingested, "张卫国", unit="县水利局", post="局长") == [("G1", "name_unit_title")]
    assert meant(ingested, "张卫国", unit="东山县教育局") == [("G2", "name_unit")]


def test_another_title_in_his_unit_makes_it_less_likely(ingested: Make) -> None:
    (same,), (other,) = (
        find(ingested, "张卫国", POSTS, unit="县水利局", post=post) for post in ("局长", "会计")
    )
    assert other["basis"] == "name_unit_other_title"
    assert other["probability"] < same["probability"]


def test_a_unit_where_he_never_served_speaks_against_him(ingested: Make) -> None:
    assert meant(ingested, "李江", unit="东山县教育局", post="局长") == [("G4", "name_unit_title")]
    assert meant(ingested, "李文静", unit="东山县教育局", post="副局长") == []


def test_name_and_title_without_a_unit_are_weak(ingested: Make) -> None:
    assert meant(ingested, "张卫国", post="局长") == [("G1", "name_title")]


@pytest.mark.parametrize("unit", ["西河县水利局", "水管处", "西河县"])
def test_a_named_unit_that_is_not_known_means_nobody(ingested: Make, unit: str) -> None:
    assert meant(ingested, "张卫国", post="局长") == [("G1", "name_title")]
    assert meant(ingested, "张卫国", post="局长", unit=unit) == []


def test_a_former_name_counts(ingested: Make) -> None:
    assert meant(ingested, "李文婧", unit="县水利局") == [("G3", "name_unit")]


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
    ingested: Make, actor: str, post: str | None, unit: str | None, expected: list[str]
) -> None:
    assert [who for who, _ in meant(ingested, actor, post=post, unit=unit)] == expected


def test_redacted_actors_mean_nobody(ingested: Make) -> None:
    assert meant(ingested, "张某", unit="县水利局", post="局长") == []
    assert meant(ingested, "张卫国", unit="县水利局", actor_redacted=True) == []


def test_two_bearers_in_one_unit_share_the_chance(ingested: Make) -> None:
    posts = [p | {"unit": "东山县水利局", "title": "局长"} for p in POSTS[:2]]
    rows = find(ingested, "张卫国", posts, unit="东山县水利局", post="局长")
    assert [row["probability"] < 0.5 for row in rows] == [True, True]


def dated(ingested: Make, actor: str, **more: Any) -> list[tuple[str, str]]:
    """As `meant`, G1 and then G2 having led the same office."""
    posts = [
        {"official_id": "G1", "unit": "东山县水利局", "title": "局长", "valid_to": "2016-06-01"},
        {"official_id": "G2", "unit": "东山县水利局", "title": "局长", "valid_from": "2016-06-01"},
    ]
    rows = find(ingested, actor, posts, unit="县水利局", **more)
    return [(row["official_id"], row["basis"]) for row in rows]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2015年", ["G1"]),
        ("2016年5月31日", ["G1"]),
        ("2016年6月1日", ["G2"]),
        ("2018年3月至2020年", ["G2"]),
        ("2015年至2017年", ["G1", "G2"]),
        ("2016年", ["G1", "G2"]),
        ("前年", ["G1", "G2"]),
        (None, ["G1", "G2"]),
    ],
)
def test_a_dated_event_means_who_held_the_post_then(
    ingested: Make, day: str | None, expected: list[str]
) -> None:
    full = dated(ingested, "张卫国", post="局长", date=day)
    assert full == [(who, "name_unit_title") for who in expected]
    short = dated(ingested, "张局长", date=day)
    assert short == [(who, "surname_title_unit") for who in expected if len(expected) == 1]


def test_a_former_chief_is_meant_by_the_post_that_he_had(ingested: Make) -> None:
    assert dated(ingested, "张卫国", post="原局长", date="2015年") == [("G1", "name_unit_title")]
    later = dated(ingested, "张卫国", post="原局长", date="2019年")
    assert ("G1", "name_unit_title") in later
