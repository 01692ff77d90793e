"""Undeclared relatives as hypotheses: each item of evidence, what explains it away, what it never does."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.kin_hypotheses import alternatives
from resolve.knowledge import load, surname_shares
from tests.resolve.kin_area import (
    BROTHER,
    CROWD,
    FIRM,
    HOME,
    HUB,
    KNOWN,
    MATE,
    OFFICIAL,
    SPOUSE,
    WIFE,
    Area,
    Tables,
    area,
    bans,
)

ITEMS = {
    "same telephone": (area(), "phone", 3.5),
    "telephone and home: capped together": (area(firm=HOME), "contact_cap", -2.5),
    "home alone": (area(firm=HOME | {"phone": None}), "address", 3.5),
    "spouse's telephone": (area(firm={"phone": "13600000002"}, relatives=[SPOUSE]), "phone", 3.5),
    "another surname": (
        area(person={"name": "孟守业"}, firm=HOME), "surname_differs", -0.3,
    ),
    "one county of twenty": (area(), "region", round(math.log10((38 + 50) / (1 + 5)), 6)),
    "another county": (area(person={"person_id_region": "420699"}), "region_differs", -0.3),
    "county not known": (area(person={"person_id_region": None}), "region", None),
    "one character of a generation": (area(), "generation", 0.3),
    "the same before 1960": (
        area(official={"born": "1955"}, person={"person_id_born": "1958-01-01"}), "generation", 0.7,
    ),
    "another character": (area(person={"name": "王海业"}), "generation", None),
    "a character two generations apart": (
        area(person={"person_id_born": "1999-01-01"}), "generation", None,
    ),
    "a character in another county": (
        area(person={"person_id_region": "420699"}), "generation", None,
    ),
    "birth not known": (area(person={"person_id_born": None}), "generation", None),
    "ages that nobody's kin have": (
        area(firm=HOME, person={"person_id_born": "1890-01-01"}), "age", -2.0,
    ),
    "ages not known": (area(official={"born": None, "person_id_born": None}), "age", None),
}  # fmt: skip


@pytest.mark.parametrize("name", ITEMS)
def test_each_item_weighs_what_its_source_says(name: str) -> None:
    rows, code, expected = ITEMS[name]
    who = next(r["name"] for r in rows["roles"])
    found = Area(rows).kin().get(("O1", who))
    weights = {e["code"]: e["bans"] for e in found["evidence"]} if found else {}
    assert weights.get(code) == expected


def test_a_surname_weighs_by_its_share_among_the_office_s_own_and_the_nation() -> None:
    smoothing, share = 500, surname_shares()["王"]
    expected = -math.log10((1 + smoothing * share) / (38 + smoothing)) - 0.2
    assert bans(area())["surname"] == pytest.approx(expected, abs=1e-6)


def test_a_company_beside_the_declared_wife_with_her_surname_and_the_pair_pattern() -> None:
    other = BROTHER | {"name": "林远山", "uscc": "C1", "person_id_born": "1973-01-01"}
    rows: Tables = {
        "officials": [OFFICIAL], "relatives": [SPOUSE | {"source": "relatives.csv#2"}],
        "companies": [FIRM], "roles": [WIFE, other, *CROWD],
        "identities": [("O1", "relatives.csv#2", "林知夏", 0.99)],
    }  # fmt: skip
    found = Area(rows).kin()["O1", "林远山"]
    weights = {item["code"]: item["bans"] for item in found["evidence"]}
    assert found["via"] == "relatives.csv#2"
    assert weights["company_of_relative"] == 2.0
    assert weights["spouses"] == 1.0
    assert found["probability"] < 0.5  # never shown: sharing a company is no kinship
    clerk = rows | {"roles": [WIFE, other | {"role": "联络员"}, *CROWD]}
    assert ("O1", "林远山") not in Area(clerk).kin()
    unsure = rows | {"identities": [("O1", "relatives.csv#2", "林知夏", 0.6)]}
    assert ("O1", "林远山") not in Area(unsure).kin()


def test_the_telephone_of_the_wife_s_company_ties_her_namesakes_in_surname_only() -> None:
    second = {"uscc": "C2", "name": "示例乙有限公司", "phone": FIRM["phone"]}
    people = [
        BROTHER | {"name": "林远山", "uscc": "C2", "person_id_tokens": ["F:a"]},
        BROTHER | {"name": "孟远山", "uscc": "C2", "person_id_tokens": ["F:b"]},
    ]
    rows: Tables = {
        "officials": [OFFICIAL],
        "relatives": [SPOUSE | {"source": "relatives.csv#2"} | KNOWN],
        "companies": [FIRM, second], "roles": [WIFE, *people, *CROWD],
        "identities": [("O1", "relatives.csv#2", "林知夏", 0.99)],
    }  # fmt: skip
    found = Area(rows).kin()
    assert {item["code"] for item in found["O1", "林远山"]["evidence"]} >= {"contact_of_company"}
    weights = {e["code"] for e in found.get(("O1", "孟远山"), {"evidence": []})["evidence"]}
    assert "contact_of_company" not in weights


EXPLAINED = {
    "an agency's telephone, by its many companies": area(companies=HUB),
    "an agent's telephone, by two companies": area(firm={"filing_agent": "示例代办"}, companies=HUB[:1]),
    "a mass registration address": area(
        official={"address": "示例市集群注册区1号"}, firm={"address": "示例市集群注册区1号", "phone": None}
    ),
    "the unit's own telephone": area(
        firm={"name": "示例市供水集团"}, posts=[{"official_id": "O1", "unit": "示例市供水集团"}]
    ),
    "a telephone that three officials give": area(
        officials=[MATE | {"official_id": f"P{n}", "phone": OFFICIAL["phone"]} for n in range(2)]
    ),
    "a namesake of a declared relative is in it": area(relatives=[SPOUSE], roles=[WIFE]),
    "he bears a declared relative's name": area(relatives=[SPOUSE | {"name": "王守业"}]),
    "he is known as a declared relative": area(
        relatives=[SPOUSE | {"source": "relatives.csv#2"}],
        identities=[("O1", "relatives.csv#2", "王守业", 0.25)],
    ),
    "he is a colleague of the unit": area(
        officials=[MATE | {"name": "王守业"}],
        posts=[{"official_id": o, "unit": "示例局"} for o in ("O1", "O2")],
        identities=[("O2", "self", "王守业", 0.99)],
    ),
    "a name that hides itself": area(person={"name": "王某某"}),
    "a company of many": area(
        roles=[BROTHER | {"name": f"孟{c}{c}", "person_id_tokens": [f"F:{c}"]} for c in "甲乙丙丁戊己庚辛"]
    ),
    "only the surname and the county": area(firm={"phone": None}),
    "the divorced wife's telephone": area(
        firm={"phone": "13600000002"}, relatives=[SPOUSE | {"valid_to": "2015-01-01"}]
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPLAINED)
def test_what_is_explained_is_no_candidate(name: str) -> None:
    who = EXPLAINED[name]["roles"][0]["name"]
    assert ("O1", who) in Area(area(person={"name": "王守业"})).kin() or who == "王某某"
    assert ("O1", who) not in Area(EXPLAINED[name]).kin()


def test_a_telephone_that_the_official_s_own_part_explains_does_not_count() -> None:
    own = BROTHER | {"name": "王守成", "role": "监事", "person_id_tokens": ["F:o1"]}
    weights = bans(area(roles=[own], identities=[("O1", "self", "王守成", 0.99)]))
    assert "phone" not in weights
    assert weights["company_of_relative"] == 2.0


def test_a_surname_alone_stays_below_even_odds_however_rare_and_small_the_area() -> None:
    rule = load("kin_evidence")
    prior = math.log10(rule["prior"]["kin"] / rule["prior"]["least_adults"])
    assert prior + rule["surname"]["high"] - rule["surname"]["clustering"] < 0


def test_those_whom_one_telephone_can_mean_share_one_probability() -> None:
    second = BROTHER | {"name": "王守田", "role": "监事", "person_id_tokens": ["F:k2"]}
    alone = Area(area()).kin()["O1", "王守业"]["probability"]
    both = Area(area(roles=[second])).kin()
    one, two = (both["O1", name]["probability"] for name in ("王守业", "王守田"))
    assert one == two < alone
    assert one + two <= 1


def test_a_telephone_without_a_surname_is_a_contact_and_no_kin() -> None:
    found = Area(area(person={"name": "孟守业"})).kin()["O1", "孟守业"]
    apart = Area(area(person={"name": "孟守业", "person_id_region": None})).kin()
    assert apart["O1", "孟守业"]["probability"] < 0.5
    assert found["tie"] == "contact"
    assert found["probability"] < Area(area()).kin()["O1", "王守业"]["probability"]
    home = Area(area(firm=HOME | {"phone": None}, person={"name": "孟守业"})).kin()["O1", "孟守业"]
    assert home["tie"] == "household"


def test_the_county_is_learned_from_the_native_place_where_officials_agree() -> None:
    own = {"person_id_region": None, "native_place": "东山县"}
    others = [
        MATE | {"official_id": f"P{n}", "phone": None, "native_place": "东山县"} for n in range(3)
    ]
    assert "region" not in bans(area(official=own))
    assert "region" in bans(area(official=own, officials=others))
    mixed = [row | {"person_id_region": f"42060{n}"} for n, row in enumerate(others)]
    assert "region" not in bans(area(official=own, officials=mixed))


MISSING = ("sex", "born", "person_id_region", "person_id_born", "native_place", "address", "name")
BLANK = ("person_id_tokens", "person_id_born", "person_id_sex", "person_id_region", "role")


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(MISSING)), st.sets(st.sampled_from(BLANK)))
def test_missing_fields_never_stop_it_and_never_weigh(official: set[str], person: set[str]) -> None:
    lacking = dict.fromkeys(official - {"name"}, None)
    full = Area(area()).kin()["O1", "王守业"]
    found = Area(area(official=lacking, person=dict.fromkeys(person, None))).kin()
    hypothesis = found.get(("O1", "王守业"), {"probability": 0.0, "evidence": []})
    # everything that is known here speaks for the tie, so what is missing can only take away
    assert hypothesis["probability"] <= full["probability"]
    codes = {item["code"] for item in hypothesis["evidence"]}
    assert codes <= {item["code"] for item in full["evidence"]}


def test_every_item_of_evidence_for_a_tie_has_an_innocent_explanation() -> None:
    for code in ("surname", "generation", "region", "phone", "address", "company_of_relative",
                 "contact_of_company", "spouses", "document_name", "company_in_document", "post"):  # fmt: skip
        assert alternatives([code])
    assert alternatives(["prior", "surname", "surname"]) == ["同姓巧合"]
