"""The cheapest check: what it would bring, what it costs, and that used-up fields are not asked again."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.knowledge import load
from resolve.questions import ask
from resolve.schema import IDENTITIES

Row = dict[str, Any]
FIELDS = ("id", "born", "sex", "region", "phone", "address", "place", "family")


def match(probability: float, subject: str = "self", **agreements: str) -> Row:
    level = "identified" if probability >= 0.98 else "probable" if probability >= 0.8 else "hold"
    fields = [{"field": "name", "agreement": "agree", "bans": 4.0}]
    for name in FIELDS:
        told = agreements.get(name, "missing")
        fields.append(
            {"field": name, "agreement": told, "bans": 1.0 if told.startswith("agree") else 0.0}
        )
    return {
        "official_id": "G1", "subject": subject, "person_key": "k", "uscc_list": ["A"],
        "probability": probability, "level": level, "fields": fields, "expected_namesakes": 1.0,
    }  # fmt: skip


def asked(matches: list[Row], subject: Row | None = None, born: str | None = None) -> list[Row]:
    empty: Row = {"official_id": "G1", "subject": "self", "name": "申屠云帆", "born": None, "tokens": [],
             "phones": [], "address": None, "id_region": None, "kinship": None}  # fmt: skip
    subjects = pa.Table.from_pylist([empty | (subject or {})], schema=pa.schema([
        *((name, pa.string()) for name in ("official_id", "subject", "name", "born", "address",
                                           "id_region", "kinship")),
        ("tokens", pa.list_(pa.string())), ("phones", pa.list_(pa.string())),
    ]))  # fmt: skip
    persons = pa.table({"person_key": ["k"], "born": pa.array([born], pa.string())})
    found: list[Row] = ask(pa.Table.from_pylist(matches, IDENTITIES), subjects, persons).to_pylist()
    return found


def test_of_two_checks_that_settle_as_much_the_cheaper_one_is_asked() -> None:
    (with_born,) = asked([match(0.5)], born="1970-05-04")
    assert (with_born["field"], with_born["way"], with_born["cost"]) == ("born", "archive", 1.0)
    (with_number,) = asked([match(0.5)], {"tokens": ["F:1"], "born": "1970-05-04"})
    assert with_number["way"] == "filing"


def test_the_figures_are_those_of_bayes() -> None:
    (row,) = asked([match(0.6)], born="1970-05-04")
    rule = load("questions")["fields"]["born"]
    agree = 0.6 * rule["m"] + 0.4 * rule["u"]
    assert row["p_agree"] == pytest.approx(agree, abs=1e-6)
    against = 1.5 * (1 - rule["m"]) / (1 - rule["u"])
    assert row["if_not"] == pytest.approx(against / (1 + against), abs=1e-6)
    assert row["if_agree"] == pytest.approx(load("questions")["surest"])
    assert row["gain"] == pytest.approx(agree * 2 + (1 - agree) * 1, abs=1e-6)
    assert row["gain_per_cost"] == pytest.approx(row["gain"] / row["cost"], abs=1e-6)
    assert "0.60" in row["zh"]
    assert "0.60" in row["en"]
    assert "1.00" not in row["zh"] + row["en"], "certainty is never claimed by rounding"


def test_what_has_been_used_up_is_not_asked_again() -> None:
    for used in (
        {"born": "disagree"},
        {"id": "masked_conflict"},
        {"born": "agree_day", "id": "masked_equal"},
    ):
        (row,) = asked([match(0.5, **used)])
        assert row["field"] not in {{"born": "born", "id": "last_four"}[name] for name in used}


def test_a_known_year_leaves_the_day_to_be_asked_for_less() -> None:
    (fresh,) = asked([match(0.5)], born="1970-05-04")
    (year,) = asked([match(0.5, born="agree_year")], born="1970-05-04")
    assert year["field"] == "born"
    assert year["if_agree"] <= fresh["if_agree"]
    assert year["p_agree"] > fresh["p_agree"]


def test_identified_matches_raise_no_question_and_no_matches_none() -> None:
    assert asked([match(0.99)]) == []
    assert asked([]) == []


def test_a_letter_to_the_person_is_the_last_resort() -> None:
    every = {"born": "partial", "id": "masked_conflict", "family": "agree", "phone": "agree",
             "address": "agree", "region": "agree"}  # fmt: skip
    (row,) = asked([match(0.5, **every)])
    assert row["way"] == "letter"


@settings(max_examples=40, deadline=None)
@given(
    st.floats(0.2, 0.979),
    st.dictionaries(
        st.sampled_from(["born", "id", "family", "phone"]), st.sampled_from(["missing", "agree"])
    ),
)
def test_an_answer_moves_the_right_way_and_no_field_carries_beyond_its_level(
    probability: float, agreements: dict[str, str]
) -> None:
    for row in asked([match(round(probability, 6), **agreements)]):
        assert row["if_not"] <= row["probability"] <= row["if_agree"] <= load("questions")["surest"]
        assert row["gain"] > 0
        carries = load("questions")["fields"][row["field"]]["carries"]
        firm = {"id", "phone"} & {k for k, v in agreements.items() if v == "agree"}
        if carries != "identified" and not firm:
            assert row["if_agree"] < load("weights")["levels"]["identified"]
