"""Firms by rule: what the candidates say before any model has seen them. All names are invented."""

from __future__ import annotations

import pytest
from spacy.language import Language

from nlp.pipeline import make_doc, rules_only
from nlp.spans import candidates_of


@pytest.fixture(scope="module")
def rules() -> Language:
    return rules_only()


def firms(rules: Language, text: str) -> set[str]:
    doc = make_doc(rules, "x", "document", text)
    for _, component in rules.pipeline:
        doc = component(doc)
    return {text[c.start : c.end] for c in candidates_of(doc) if c.label == "COMPANY"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("任中远银行新山分行（原新山银行）城北支行行长", {"中远银行新山分行", "新山银行", "城北支行"}),
        ("岚江众禾企业管理合伙企业（有限合伙）持股", {"岚江众禾企业管理合伙企业（有限合伙）"}),
        ("款项转至昌某纺织，张某建设房屋；收到某水泥公司来函", {"昌某纺织", "某水泥公司"}),
        ("乌河岭国有林场原场长", {"乌河岭国有林场"}),
        ("与海东（云门）实业有限公司签约", {"海东（云门）实业有限公司"}),
        ("工行、建行的对账单", {"工行", "建行"}),
    ],
)  # fmt: skip
def test_firms_are_proposed_whole(rules: Language, text: str, wanted: set[str]) -> None:
    assert wanted <= firms(rules, text)


@pytest.mark.parametrize(
    "text", ["找了四家建筑公司", "投标的三家企业", "银行行政人员", "小区物业不管", "该物业公司"]
)
def test_what_names_no_firm_is_not_proposed(rules: Language, text: str) -> None:
    assert firms(rules, text) == set()


@pytest.mark.parametrize("text", ["任远大银行（原东山银行）城北支行", "甲）东山商行", "（东山商行"])
def test_no_firm_is_cut_by_a_bracket(rules: Language, text: str) -> None:
    for name in firms(rules, text):
        assert name.count("（") == name.count("）")
