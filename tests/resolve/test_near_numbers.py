"""A number that fails its check is weak evidence: it may be a slip of a good one, and says less than that one."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from resolve.knowledge import load
from resolve.people import person_entities
from tests.resolve.test_identities import Row, agreement, case, number

Run = Callable[..., dict[str, pa.Table]]
NAME = {"name": "申屠云帆"}


def failing(*near: str, born: str | None = None) -> Row:
    """Return ID columns of a number that is a slip away from some good ones."""
    tokens = [f"N:{code}" for code in near]
    return {"person_id_status": "failing", "person_id_tokens": tokens, "person_id_born": born}


def matches(run: Run, rows: dict[str, list[Row]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run(rows)["identities"].to_pylist()
    return found


def bans(match: dict[str, Any], *fields: str) -> float:
    return float(sum(f["bans"] for f in match["fields"] if f["field"] in fields))


def probability(run: Run, rows: dict[str, list[Row]]) -> float:
    found = matches(run, rows)
    return found[0]["probability"] if found else 0.0


@pytest.mark.parametrize("ours", [True, False])
def test_a_slip_of_the_number_speaks_for_the_pair_from_either_side(run: Run, *, ours: bool) -> None:
    good, wrong = number("1"), failing("7", "1", "8")
    (match,) = matches(run, case(wrong if ours else good, NAME | (good if ours else wrong)))
    assert agreement(match)["id"] == "near_equal"
    assert match["level"] == "probable"
    (equal,) = matches(run, case(good, NAME | good))
    assert match["probability"] < equal["probability"]
    assert match["probability"] > probability(run, case({}, NAME))


def test_no_single_slip_speaks_against_the_pair(run: Run) -> None:
    (match,) = matches(run, case(number("1"), NAME | failing("7", "8")))
    assert agreement(match)["id"] == "near_differs"
    assert bans(match, "id") < 0


def test_a_failing_number_brings_nobody_together(run: Run) -> None:
    assert matches(run, case(number("1"), {"name": "林海生"} | failing("1"))) == []


def test_two_failing_numbers_say_nothing_of_each_other(run: Run) -> None:
    (match,) = matches(run, case(failing("7", "8"), NAME | failing("7", "8")))
    assert agreement(match)["id"] == "missing"
    assert match["probability"] == probability(run, case({}, NAME))


def test_two_good_numbers_that_differ_stay_two_persons(run: Run) -> None:
    rows = case(number("1"), NAME | number("2"), NAME | failing("1"))
    (match,) = matches(run, rows) or [{"probability": 0.0}]
    assert match["probability"] < 0.8


def test_an_exact_number_wins_against_a_slip_of_it(run: Run) -> None:
    equal, near = NAME | number("1"), NAME | {"uscc": "B"} | failing("1", "3")
    rows = case(number("1"), equal, near, {**NAME, "uscc": "C"} | number("3"))
    found = {m["uscc_list"][0]: m for m in matches(run, rows)}
    assert (
        found["A"]["level"] == "probable"
    )  # so small a register: its only other namesake weighs as well
    assert found.get("B", {"probability": 0.0})["probability"] < found["A"]["probability"]


def test_rows_of_one_name_whose_numbers_are_a_slip_apart_do_not_compete(run: Run) -> None:
    rows = case(number("1"), NAME | number("1"), NAME | {"uscc": "B"} | failing("1"))
    found = {m["uscc_list"][0]: m["level"] for m in matches(run, rows)}
    assert found == {"A": "identified", "B": "probable"}


def test_a_failing_number_makes_one_of_two_only_where_it_can_be_one_number() -> None:
    rows = pa.table({
        "k": [0, 1, 2, 3, 4, 5], "name": ["甲", "甲", "乙", "乙", "乙", "丙"], "masked": [False] * 6,
        "tokens": [["F:1"], [], ["F:2"], ["F:3"], [], []],
        "near": pa.array([None, ["N:1", "N:9"], None, None, ["N:2", "N:3"], ["N:1"]], pa.list_(pa.string())),
    })  # fmt: skip
    entity = person_entities(rows).tolist()
    assert entity[0] == entity[1]
    assert len({entity[n] for n in (0, 2, 3, 4, 5)}) == 5


def test_a_date_in_doubt_helps_a_little_and_identifies_nobody(run: Run) -> None:
    roster = {"born": "1970-05-04"}
    (doubtful,) = matches(run, case(roster, NAME | failing(born="1970-05-04")))
    (firm,) = matches(run, case(roster, NAME | number("1", born="1970-05-04")))
    assert agreement(doubtful)["born"] == "doubtful_agree"
    assert doubtful["level"] == "probable"
    assert probability(run, case(roster, NAME)) < doubtful["probability"] < firm["probability"]


def test_a_date_in_doubt_that_differs_clears_less_than_a_firm_one(run: Run) -> None:
    roster = {"born": "1970-05-04"}
    (doubtful,) = matches(run, case(roster, NAME | failing(born="1981-01-01")))
    (firm,) = matches(run, case(roster, NAME | number("1", born="1981-01-01")))
    assert agreement(doubtful)["born"] == "doubtful_differs"
    assert bans(firm, "born") < bans(doubtful, "born") < 0


def test_a_firm_date_goes_before_one_in_doubt(run: Run) -> None:
    rows = case({"born": "1970-05-04"} | failing(born="1981-01-01"), NAME | number("1"))
    (match,) = matches(run, rows)
    assert agreement(match)["born"] == "agree_day"


def test_what_birth_and_number_both_tell_counts_once(run: Run) -> None:
    told = []
    for born in (None, "1970-05-04"):
        row = NAME | failing("1", born=born)
        (match,) = matches(run, case(number("1") | {"born": "1970-05-04"}, row))
        told.append(bans(match, "id", "born"))
    assert told[1] <= max(told[0], load_date()) + 1e-6


def load_date() -> float:
    """Return the most that a date in doubt alone can say."""
    rule = load("weights")["born"]
    return float(math.log10(rule["doubtful_m"] / (1e-6 / 365.25)))
