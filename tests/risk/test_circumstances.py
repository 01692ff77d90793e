"""Circumstances: a contract in two exports counts once, a supplier of everybody says nothing, favours come first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Tables = dict[str, list[dict[str, Any]]]


def award(number: int, **more: Any) -> dict[str, Any]:
    return {
        "award_id": f"W{number}", "buyer": "东山县水利局", "uscc": "C1", "title": f"渠道维修{number}",
        "method": "公开招标", "bidders": 5, "amount": 100 + number, "date": f"2021-0{number % 9 + 1}-01", **more,
    }  # fmt: skip


def items(outcome: Any, pattern: str, name: str) -> dict[str, float]:
    query = """SELECT item, bans FROM weights_of JOIN candidates USING (cid)
               WHERE pattern = ? AND starts_with(official_id, ?)"""
    return dict(outcome.con.execute(query, [pattern, name]).fetchall())


@pytest.fixture
def weighed(
    case: Callable[[str], Any], area: Callable[[Any], Any], judge_area: Callable[[Any], Any]
) -> Callable[[str, str, dict[str, Tables]], dict[str, dict[str, float]]]:
    """Judge variants of a case in one area; return variant → the bans of one pattern."""

    def judge(name: str, pattern: str, variants: dict[str, Tables]) -> dict[str, dict[str, float]]:
        tables = {mark: {**case(name), **change} for mark, change in variants.items()}
        outcome = judge_area(area(tables))
        return {mark: items(outcome, pattern, f"{mark}.") for mark in variants}

    return judge


def test_a_contract_in_two_exports_counts_once(weighed: Callable[..., Any]) -> None:
    closed = {"method": "单一来源", "bidders": 1}
    one, two = award(1, **closed), award(2, **closed)
    found = weighed("p08_own_unit_award", "P-08", {
        "one": {"awards": [one]},
        "same row": {"awards": [one, one]},
        "other number": {"awards": [one, {**one, "award_id": "X-1"}]},
        "other spelling": {"awards": [one, {**one, "title": "渠道维修（一）"}]},
        "two": {"awards": [one, two]},
    })  # fmt: skip
    for copy in ("same row", "other number", "other spelling"):
        assert found[copy] == found["one"], copy
    assert found["one"]["single_source"] == pytest.approx(0.1)
    assert found["two"]["single_source"] == pytest.approx(0.2)


def test_the_contract_of_a_supplier_of_everybody_weighs_nothing(
    weighed: Callable[..., Any],
) -> None:
    def sold(buyers: int) -> Tables:
        others = [award(n, award_id=f"V{n}", buyer=f"别县第{n}局") for n in range(1, buyers)]
        return {"awards": [award(1), *others]}

    found = weighed("p07_spouse_in_scope", "P-07", {f"{n}": sold(n) for n in (1, 3, 7, 15, 40)})
    bans = [row.get("award_own_unit", 0.0) for row in found.values()]
    assert bans[0] == bans[1] == pytest.approx(0.6), "few buyers: in full"
    assert 0.1 < bans[2] < 0.5
    assert bans[3:] == [0.0, 0.0]


def test_a_favour_counts_only_before_the_entry_and_only_if_it_is_one(
    weighed: Callable[..., Any],
) -> None:
    def granted(**more: Any) -> Tables:
        act = {"act_id": "F1", "agency": "东山县水利局", "uscc": "C1", "kind": "财政补贴",
               "amount": 200, "date": "2020-03-01"}  # fmt: skip
        return {"acts": [{**act, **more}]}

    found = weighed("p24_revolving_door", "P-24", {
        "before": granted(),
        "without": {"acts": []},
        "permit": granted(kind="行政许可"),
        "another unit": granted(agency="东山县教育局"),
        "undated": granted(date=None),
        "long ago": granted(date="2015-06-01"),
    })  # fmt: skip
    assert found["before"]["favour_then_hire"] == pytest.approx(0.6)
    for mark in ("without", "permit", "another unit", "undated", "long ago"):
        assert "favour_then_hire" not in found[mark], mark


def test_who_was_there_before_the_favour_was_not_hired_for_it(
    weighed: Callable[..., Any],
) -> None:
    grant = {
        "act_id": "F1",
        "agency": "东山县水利局",
        "uscc": "C1",
        "kind": "土地出让",
        "date": "2020-03-01",
    }
    stake = {"uscc": "C1", "holder_name": "林知夏", "person": "p1", "share": 1.0}
    found = weighed("p07_spouse_in_scope", "P-07", {
        "after": {"acts": [grant], "holdings": [{**stake, "valid_from": "2021-05-01"}]},
        "before": {"acts": [grant], "holdings": [{**stake, "valid_from": "2019-05-01"}]},
        "unknown": {"acts": [grant], "holdings": [stake]},
    })  # fmt: skip
    assert "favour_then_hire" in found["after"]
    assert "favour_then_hire" not in found["before"]
    assert "favour_then_hire" not in found["unknown"]


def test_mutual_favours_weigh_on_the_pattern_beside_and_never_twice(
    case: Callable[[str], Any], judge: Callable[[Any], Any]
) -> None:
    outcome = judge(case("p12_swap"))
    found = {
        pattern: {item for item, _ in rows}
        for pattern, rows in (
            (p, outcome.con.execute(
                "SELECT item, bans FROM weights_of JOIN candidates USING (cid) WHERE pattern = ?", [p]
            ).fetchall())
            for p in ("P-07", "P-08", "P-12")
        )
    }  # fmt: skip
    assert "mutual_favours" not in found["P-12"], "the pattern itself is the swap"
    swaps = outcome.con.execute("""SELECT count(*) FROM circumstances c JOIN candidates k USING (cid)
                                   WHERE item = 'mutual_favours' AND k.pattern = 'P-12'""").fetchall()
    assert swaps == [(0,)]
