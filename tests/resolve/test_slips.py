"""Names spelled otherwise: candidates only where something else tells persons apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., dict[str, Any]]
Row = dict[str, Any]

GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超斌鹏丽霞"
CROWD = [f"{a}{b}{c}" for a in "王李张刘陈杨赵黄周吴" for b in GIVEN for c in ("", "华")]


def case(official: Row, role: Row, companies: list[Row] | None = None) -> dict[str, list[Row]]:
    crowd = [
        {
            "name": name, "uscc": f"Z{n // 2}", "role": "监事", "source": f"crowd.csv#{n + 2}",
            "person_id_status": "full", "person_id_tokens": [f"F:z{n}"],
            "person_id_born": f"{1950 + n % 40}-06-{1 + n % 28:02d}",
        }
        for n, name in enumerate(CROWD)
    ]  # fmt: skip
    mine = {"uscc": "A", "role": "监事", "source": "roles.csv#2"} | role
    return {
        "officials": [{"official_id": "G1"} | official],
        "roles": [mine, *crowd],
        "companies": companies or [],
    }


def register(name: str, born: str = "1970-05-04", **more: Any) -> Row:
    return {
        "name": name, "person_id_status": "full", "person_id_tokens": ["F:1"],
        "person_id_born": born,
    } | more  # fmt: skip


def matches(run: Run, rows: dict[str, list[Row]]) -> list[Row]:
    found: list[Row] = run(rows)["identities"].to_pylist()
    return found


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("申屠云帆", "申屠云凡"), ("尉迟己明", "尉迟已明"), ("阿依古丽·买买提", "阿依古丽")],
)
def test_a_misspelt_name_with_the_day_of_birth_is_found_and_never_sure(
    run: Run, ours: str, theirs: str
) -> None:
    (match,) = matches(run, case({"name": ours, "born": "1970-05-04"}, register(theirs)))
    (same,) = matches(run, case({"name": ours, "born": "1970-05-04"}, register(ours)))
    assert match["level"] in ("probable", "hold")
    assert match["probability"] < same["probability"]
    assert {f["field"]: f["agreement"] for f in match["fields"]}["name"] == "partial"


@pytest.mark.parametrize("born", [None, "1970", "1970-05", "1970-05-05"])
def test_without_the_day_a_misspelt_name_is_nobody(run: Run, born: str | None) -> None:
    assert matches(run, case({"name": "申屠云帆", "born": born}, register("申屠云凡"))) == []


def test_brothers_of_one_generation_are_not_one_person(run: Run) -> None:
    """They share a day of birth as twins, the family's telephone, two of three characters."""
    firm = [{"uscc": "A", "name": "甲公司", "phone": "13900000000"}]
    official = {"name": "申屠建国", "born": "1970-05-04", "phone": "13900000000"}
    assert matches(run, case(official, register("申屠建军"), firm)) == []


def test_a_telephone_brings_a_misspelt_name_and_an_agencys_does_not(run: Run) -> None:
    official = {"name": "申屠云帆", "phone": "13900000000", "address": "东山县幸福路1号"}
    role = {"name": "申屠云凡"}

    def firms(codes: str) -> list[Row]:
        contact = {"phone": "13900000000", "address": "东山县幸福路1号"}
        return [{"uscc": c, "name": f"{c}公司"} | contact for c in codes]

    (match,) = matches(run, case(official, role, firms("A")))
    assert match["level"] in ("probable", "hold")
    assert matches(run, case(official, role, firms("ABCDEFGH"))) == []


def test_a_common_neighbourhood_weighs_less(run: Run) -> None:
    day = {"born": "1970-05-04"}
    rare = matches(run, case({"name": "申屠云帆"} | day, register("申屠云凡")))
    common = matches(run, case({"name": "王伟"} | day, register("王炜")))
    assert not common or common[0]["probability"] < rare[0]["probability"]


def test_a_masked_name_is_never_a_misspelt_one(run: Run) -> None:
    day = {"born": "1970-05-04"}
    assert matches(run, case({"name": "申屠云某"} | day, register("申屠云帆"))) == []
    assert matches(run, case({"name": "申屠云帆"} | day, register("申屠云*"))) == []


def test_two_different_numbers_stay_two_persons(run: Run) -> None:
    number = {"person_id_status": "full", "person_id_tokens": ["F:2"]}
    official = {"name": "申屠云帆", "born": "1970-05-04"} | number
    assert matches(run, case(official, register("申屠云凡"))) == []
