"""Drivers, secretaries, classmates: whom documents and the roster name, and what never names anybody."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.schema import TABLES as INGEST
from nlp.schema import TABLES as NLP
from resolve.schema import TABLES
from resolve.weak_ties import named_in_documents
from tests.resolve.conftest import Row, table
from tests.resolve.kin_area import BROTHER, FIRM, HOME, MATE, OFFICIAL, Area, area, bans, make


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
