"""Companies and units of the area: what resolves, and what must not."""

from __future__ import annotations

import pytest
from spacy.language import Language

from nlp.company_names import parse
from nlp.pipeline import read
from nlp.short_names import CompanyIndex
from nlp.spans import mentions_of

INDEX = CompanyIndex(
    [
        ("U1", "东江市宏达建筑工程有限公司"),
        ("U2", "东江市鑫源商贸有限公司"),
        ("U3", "北河县鑫源商贸有限公司"),
        ("U4", "东江瑞丰农业科技有限公司"),
        ("U5", "东江市恒通（集团）股份有限公司"),
        ("U6", "东江市同名物流有限公司"),
        ("U7", "东江市同名物流有限公司"),
    ]
)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("东江市宏达建筑工程有限公司", ("东江市", "宏达", "建筑工程", "有限公司")),
        ("宏达建筑", ("", "宏达", "建筑", "")),
        ("瑞丰农业科技（东江）有限公司", ("东江", "瑞丰", "农业科技", "有限公司")),
        ("龙腾集团", ("", "龙腾", "", "集团")),
    ],
)
def test_a_company_name_has_place_trade_name_line_and_form(
    name: str, parts: tuple[str, ...]
) -> None:
    assert tuple(parse(name)) == parts


@pytest.mark.parametrize(
    ("mention", "uscc"),
    [
        ("东江市宏达建筑工程有限公司", "U1"),
        ("宏达建筑", "U1"),
        ("宏达公司", "U1"),
        ("东江市恒通(集团)股份有限公司", "U5"),
        ("鑫源商贸", None),  # two of them
        ("北河县鑫源商贸", "U3"),
        ("东江市鑫源商贸公司", "U2"),
        ("宏达物流", None),  # another line of business
        ("东江市同名物流有限公司", None),  # one name, two companies
        ("未登记实业有限公司", None),
        ("某公司", None),
        ("公司", None),
    ],
)
def test_a_mention_resolves_only_where_one_company_can_be_meant(
    mention: str, uscc: str | None
) -> None:
    assert INDEX.resolve(mention) == uscc


def test_persons_are_never_resolved_and_units_only_to_the_roster(local: Language) -> None:
    text = "江某和江建华从东江市财政局到宏达建筑，又到柳河镇财政所、南城区住房和城乡建设局。"
    ((_, doc),) = read(local, [("x", "document", text)])
    keys = {m.text: (m.label, m.key) for m in mentions_of(doc)}
    assert keys["江某"] == ("PERSON", None)
    assert keys["江建华"] == ("PERSON", None)
    assert keys["东江市财政局"] == ("GOV", "东江市财政局")
    assert keys["宏达建筑"] == ("COMPANY", "91420600MA00000001")
    assert keys["南城区住房和城乡建设局"] == ("GOV", "东江市南城区住房和城乡建设局")
    assert keys["柳河镇财政所"] == ("GOV", None)


def test_nothing_is_marked_inside_the_title_of_a_document(local: Language) -> None:
    ((_, doc),) = read(local, [("x", "document", "见《东江市财政局关于江建华任职的通知》。")])
    assert mentions_of(doc) == []


def test_two_masked_names_of_one_form_stay_without_a_key(local: Language) -> None:
    ((_, doc),) = read(local, [("x", "document", "杨某某与杨某某、赵*平、陈某兵均被通报。")])
    people = [(m.text, m.key) for m in mentions_of(doc) if m.label == "PERSON"]
    assert people == [("杨某某", None), ("杨某某", None), ("赵*平", None), ("陈某兵", None)]
