"""Undeclared relatives as hypotheses: each item of evidence, what explains it away, what it never does."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.schema import TABLES as INGEST
from nlp.schema import TABLES as NLP
from resolve.household import explained
from resolve.kin_hypotheses import alternatives, infer_kin
from resolve.knowledge import load, surname_shares
from resolve.pairs import register_persons
from resolve.rows import person_rows
from resolve.schema import TABLES
from resolve.stage import _numbered
from resolve.subjects import find_subjects
from resolve.tie_hypotheses import tie_hypotheses
from resolve.weak_ties import NAMED, document_kin, find_named, infer_weak, named_in_documents
from tests.resolve.conftest import Row, table

Hypothesis = tuple[str, str]  # official, name in the register
#: Rows of tables; `identities` are (official, subject, register name, probability).
Tables = dict[str, Any]
OFFICIAL: Row = {
    "official_id": "O1", "name": "王守成", "sex": "男", "born": "1968-03-02", "phone": "13900000001",
    "address": "示例市东区和平里3号2栋501室", "person_id_status": "full", "person_id_region": "420602",
    "person_id_tokens": ["F:o1"], "person_id_born": "1968-03-02", "person_id_sex": "男",
}  # fmt: skip
FIRM: Row = {
    "uscc": "C1",
    "name": "示例甲有限公司",
    "phone": "13711110000",
    "address": "示例市西区1号",
}
BROTHER: Row = {
    "uscc": "C1", "name": "王守业", "role": "法定代表人", "person_id_status": "full",
    "person_id_tokens": ["F:k1"], "person_id_born": "1972-05-05", "person_id_sex": "男",
    "person_id_region": "420602",
}  # fmt: skip
#: So many others that the county of the two is one of 20, as the ID numbers of the register say.
CROWD: list[Row] = [
    {
        "uscc": f"X{n}", "name": f"吴{'甲乙丙丁戊己庚辛壬癸'[n % 10]}{'春夏秋冬'[n // 10]}", "role": "监事",
        "person_id_status": "full", "person_id_tokens": [f"F:x{n}"], "person_id_region": "420699",
    }
    for n in range(37)
]  # fmt: skip


def make(name: str, rows: list[Row]) -> pa.Table:
    numbered = [{"source": f"{name}.csv#{n}"} | row for n, row in enumerate(rows, 2)]
    return table(INGEST[name], numbered)


class Area:
    """Tables of ingest as the hypotheses see them; every name in the register is one person."""

    def __init__(self, rows: Tables) -> None:
        names = ("companies", "officials", "relatives", "posts", "holdings", "roles")
        self.case = {name: make(name, rows.get(name, [])) for name in names}
        self.rows = person_rows(self.case["holdings"], self.case["roles"])
        people = sorted(set(self.rows["name"].to_pylist()))
        k = [people.index(name) for name in self.rows["name"].to_pylist()]
        self.rows = self.rows.append_column("k", pa.array(k, pa.int64()))
        self.names = people
        self.persons = register_persons(self.rows)
        found = find_subjects(self.case["officials"], self.case["relatives"])
        self.subjects = _numbered(found, self.case["posts"])
        known = [(o, s, people.index(name), p) for o, s, name, p in rows.get("identities", [])]
        columns = [[row[n] for row in known] for n in range(4)]
        types = (pa.string(), pa.string(), pa.int64(), pa.float64())
        self.identities = pa.table({
            name: pa.array(list(column), kind)
            for name, column, kind in zip(
                ("official_id", "subject", "k", "probability"), columns, types, strict=True
            )
        })  # fmt: skip
        self.named = pa.Table.from_pylist(rows.get("named", []), schema=NAMED)

    def kin(self) -> dict[Hypothesis, Row]:
        found = find_named(self.named, self.rows, self.persons)
        got = infer_kin(
            self.subjects, self.identities, self.rows, self.persons, self.case, document_kin(found)
        )
        return {(row["official_id"], self.names[row["k"]]): row for row in got.to_pylist()}

    def weak(self) -> dict[tuple[str, str, str], Row]:
        found = find_named(self.named, self.rows, self.persons)
        known = explained(self.subjects, self.identities, self.persons, self.case["posts"])
        got = infer_weak(
            found, known, self.subjects, self.identities, self.persons, self.case["posts"]
        )
        return {
            (row["official_id"], self.names[row["k"]], row["tie"]): row for row in got.to_pylist()
        }


def area(
    official: Row | None = None, firm: Row | None = None, person: Row | None = None, **more: Any
) -> Tables:
    """The official, a company with his telephone, a brother in it; then what a test changes."""
    tables: Tables = {
        "officials": [OFFICIAL | (official or {})],
        "companies": [FIRM | {"phone": OFFICIAL["phone"]} | (firm or {})],
        "roles": [BROTHER | (person or {}), *CROWD],
    }
    for name, rows in more.items():
        tables[name] = [*tables.get(name, []), *rows]
    return tables


def bans(rows: Tables, who: Hypothesis = ("O1", "王守业")) -> dict[str, float]:
    evidence = Area(rows).kin()[who]["evidence"]
    return {item["code"]: item["bans"] for item in evidence}


HOME = {"address": "示例市 东区和平里3号2栋501室"}
SPOUSE: Row = {"official_id": "O1", "kinship": "妻子", "name": "林知夏", "phone": "13600000002"}
KNOWN: Row = {"person_id_status": "full", "person_id_tokens": ["F:w"], "person_id_region": "420602"}
WIFE: Row = BROTHER | {
    "name": "林知夏", "role": "监事", "person_id_tokens": ["F:w"], "person_id_sex": "女",
    "person_id_born": "1970-01-01",
}  # fmt: skip
#: What an area has, and the item of evidence that comes of it (None: none does).
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


HUB = [{"uscc": f"H{n}", "name": f"示例{n}", "phone": OFFICIAL["phone"]} for n in range(5)]
MATE: Row = OFFICIAL | {"official_id": "O2", "name": "孟同事", "phone": "13900000009",
                        "person_id_tokens": ["F:o2"], "address": None}  # fmt: skip
#: What explains a contact: it weighs nothing then, and without it there is no candidate.
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


def statement(**change: Any) -> Row:
    row = {"official_id": "O1", "tie": "kin", "word": "弟弟", "name": "王守业", "sure": 0.95,
           "uscc_list": [], "source": "文书/1.txt"}  # fmt: skip
    return row | change


def test_a_document_that_names_a_brother_stays_a_hold_until_it_names_his_company() -> None:
    apart = area(firm={"phone": None}, named=[statement()])
    found = Area(apart).kin()["O1", "王守业"]
    assert 0.2 <= found["probability"] <= 0.79
    assert "surname" not in {item["code"] for item in found["evidence"]}  # the name says it already
    near = area(firm={"phone": None}, named=[statement(uscc_list=["C1"])])
    assert Area(near).kin()["O1", "王守业"]["probability"] > found["probability"]


def test_a_son_who_is_older_than_his_father_is_somebody_else() -> None:
    older = {"person_id_born": "1960-01-01"}
    assert bans(area(firm=HOME, named=[statement(word="儿子")], person=older))["age"] == -2.0
    assert "age" not in bans(area(firm=HOME, named=[statement(word="哥哥")], person=older))


def test_a_driver_named_by_a_document_and_never_more_than_a_hold_by_name() -> None:
    driver = statement(tie="nominee_driver", word="司机")
    found = Area(area(firm={"phone": None}, named=[driver])).weak()
    named = found["O1", "王守业", "nominee_driver"]
    assert named["probability"] <= 0.79
    with_firm = driver | {"uscc_list": ["C1"]}
    sure = Area(area(firm={"phone": None}, named=[with_firm])).weak()[
        "O1", "王守业", "nominee_driver"
    ]
    assert sure["probability"] >= named["probability"]
    assert "company_in_document" in {item["code"] for item in sure["evidence"]}


def test_a_fellow_villager_of_the_county_is_likelier_than_one_of_another() -> None:
    said = statement(tie="fellow_villager", word="同村", sure=0.8)
    here = Area(area(firm={"phone": None}, named=[said])).weak()
    away = Area(
        area(firm={"phone": None}, named=[said], person={"person_id_region": "420699"})
    ).weak()
    key = ("O1", "王守业", "fellow_villager")
    weights = [{e["code"]: e["bans"] for e in found[key]["evidence"]} for found in (here, away)]
    assert weights[0]["region"] > 0 > weights[1]["region_differs"]


DRIVER = MATE | {"name": "孟开车", "phone": None}
POSTS = [
    {
        "official_id": "O1",
        "unit": "示例局",
        "title": "局长",
        "is_leading": True,
        "valid_from": "2015",
    },
    {
        "official_id": "O2",
        "unit": "示例局",
        "title": "驾驶员",
        "is_leading": False,
        "valid_from": "2016",
    },
]


def posted(posts: list[Row]) -> dict[tuple[str, str, str], Row]:
    wheel = BROTHER | {"name": "孟开车", "uscc": "C2", "person_id_tokens": ["F:o2"]}
    rows = area(
        officials=[DRIVER], posts=posts, roles=[wheel], identities=[("O2", "self", "孟开车", 0.99)]
    )
    return Area(rows).weak()


def test_a_driver_beside_the_leading_member_of_his_unit_and_time() -> None:
    assert posted(POSTS)["O1", "孟开车", "nominee_driver"]["probability"] == 0.95
    leaders = [{**POSTS[0], "official_id": f"L{n}"} for n in range(3)]
    assert posted([*POSTS, *leaders])["O1", "孟开车", "nominee_driver"]["probability"] == 0.2475
    assert not posted([POSTS[0] | {"valid_to": "2016"}, POSTS[1]])
    assert not posted([POSTS[0], POSTS[1] | {"title": "秘书科科长"}])
    assert not posted([POSTS[0] | {"is_leading": False}, POSTS[1]])


TEXT = "示例局局长王守成的司机孟开车常年在示例甲有限公司任职。"
WORDS = ("示例局", "GOV"), ("王守成", "PERSON"), ("孟开车", "PERSON"), ("示例甲有限公司", "COMPANY")


def read(text: str, source: str = "文书/1.txt", kind: str = "文书/1.txt") -> list[Row]:
    mentions = [
        {"source_id": source, "start": text.index(word), "end": text.index(word) + len(word),
         "text": word, "label": label}
        for word, label in WORDS if word in text
    ]  # fmt: skip
    case = {
        "officials": make("officials", [OFFICIAL]), "companies": make("companies", [FIRM]),
        "posts": make("posts", [{"official_id": "O1", "unit": "示例局", "title": "局长"}]),
    }  # fmt: skip

    nlp = {
        "mentions": table(NLP["mentions"], mentions),
        "relations": NLP["relations"].empty_table(),
    }
    documents = table(INGEST["documents"], [{"source_id": kind, "text": text}])
    units = TABLES["unit_links"].empty_table()
    return named_in_documents(documents, nlp, case, units).to_pylist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "示例局：孟开车系王守成的司机，入股示例甲有限公司。",
        "示例局王守成的司机：孟开车，示例甲有限公司。",
    ],
)
def test_a_document_names_the_driver_of_an_official_of_the_unit(text: str) -> None:
    (row,) = read(text)
    assert (row["official_id"], row["name"], row["tie"]) == ("O1", "孟开车", "nominee_driver")
    assert row["uscc_list"] == ["C1"]


@pytest.mark.parametrize(
    "text",
    [
        "王守成的司机孟开车。",
        "示例局王守成与孟开车谈话。",
        "示例局王守成的秘书长孟开车。",
        "示例局的司机孟开车。",
    ],
)
def test_a_name_without_the_unit_or_without_the_word_names_nobody(text: str) -> None:
    assert read(text) == []


def test_a_complaint_makes_no_tie() -> None:
    assert read(TEXT, source="X001", kind="文书/2.txt") == []


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
