"""What must never come out as asserted, and how the slots are filled."""

from __future__ import annotations

import pytest
from spacy.language import Language

from nlp.events import Event, events_of
from nlp.pipeline import read
from nlp.relations import relations_of

FACT = "江某持有东山砂石公司30%股份。"


def events(nlp: Language, text: str, kind: str = "document") -> list[Event]:
    ((_, doc),) = read(nlp, [("x", kind, text)])
    return events_of(doc)


def test_a_plain_statement_of_a_notice_is_asserted_and_of_a_complaint_alleged(
    bare: Language,
) -> None:
    assert [e.status for e in events(bare, FACT)] == ["asserted"]
    assert [e.status for e in events(bare, FACT, "complaint")] == ["alleged"]
    assert [e.status for e in events(bare, "举报信\n" + FACT)] == ["alleged"]


@pytest.mark.parametrize(
    ("frame", "status"),
    [
        ("江某辩称其没有{}", "denied"),
        ("江某否认{}", "denied"),
        ("辩护人提出，江某不应认定为{}", "denied"),
        ("经查，未发现江某{}", "negated"),
        ("江某并未{}", "negated"),
        ("没有证据证明江某{}", "negated"),
        ("江某拒绝以任何方式{}", "negated"),
        ("反映江某{}，经核查不属实", "negated"),
        ("如果江某{}", "hypothetical"),
        ("江某打算{}", "hypothetical"),
        ("双方约定，由江某{}", "hypothetical"),
        ("江某是不是{}？", "unknown"),
        ("难道江某{}？", "unknown"),
        ("据说江某{}", "alleged"),
        ("群众反映江某{}", "alleged"),
        ("江某涉嫌{}", "alleged"),
        ("公诉机关指控，江某{}", "alleged"),
        ("网传江某{}", "alleged"),
        ("证人钱某称，江某{}", "alleged"),
    ],
)
@pytest.mark.parametrize("act", ["持有东山砂石公司30%股份", "收受东山砂石公司经理吴某20万元"])
def test_denied_negated_planned_asked_or_heard_is_never_asserted(
    bare: Language, frame: str, status: str, act: str
) -> None:
    text = frame.format(act) + ("" if "？" in frame else "。")
    found = events(bare, text)
    assert found
    assert {e.status for e in found} == {status}


@pytest.mark.parametrize(
    "frame",
    [
        "有人说江某{}，经了解并无此事。",
        "有人说江某{}。经查，均不属实。",
        "我不相信江某{}。",
        "大家都不信江某会{}。",
        "我举报过江某{}，后来才知道是误会，特此撤回。",
        "我曾反映江某{}。我搞错了人。",
        "网上说江某{}，纯属谣言。",
        "江某{}。邻里之间本有矛盾。现申请撤回对他的举报。",
    ],
)
@pytest.mark.parametrize("act", ["在东山砂石公司持股", "收受东山砂石公司经理吴某20万元"])
def test_what_is_refuted_disbelieved_or_withdrawn_is_negated(
    bare: Language, frame: str, act: str
) -> None:
    found = events(bare, frame.format(act), "complaint")
    assert found
    assert {e.status for e in found} == {"negated"}


@pytest.mark.parametrize(
    "frame",
    [
        "江某{}，这不是谣言。",
        "不得不相信江某{}。",
        "江某{}，还逼我撤回举报。",
        "江某{}，却谎称没有此事。",
        "我不信任村委会。江某{}。",
        "我绝不撤回举报。江某{}。",
        "我不相信举报会石沉大海，江某{}。",
    ],
)
def test_a_complaint_that_its_writer_stands_by_stays_alleged(bare: Language, frame: str) -> None:
    found = events(bare, frame.format("在东山砂石公司持股"), "complaint")
    assert found
    assert {e.status for e in found} == {"alleged"}


def test_a_charge_stays_alleged_until_the_court_finds_it(bare: Language) -> None:
    text = (
        "公诉机关指控：\n2015年，被告人江某收受吴某5万元。\n2016年，江某收受钱某3万元。\n"
        "经审理查明：\n2015年，被告人江某收受吴某5万元。"
    )
    assert [(e.counterpart, e.status) for e in events(bare, text)] == [
        ("吴某", "alleged"),
        ("钱某", "alleged"),
        ("吴某", "asserted"),
    ]


def test_the_company_slot_follows_the_short_form_within_the_document(local: Language) -> None:
    text = "江建华与东江市宏达建筑工程有限公司往来密切。2020年，江建华入股该公司。"
    (event,) = events(local, text)
    assert (event.counterpart, event.uscc) == ("东江市宏达建筑工程有限公司", "91420600MA00000001")
    assert (event.date, event.actor_redacted) == ("2020年", False)


def test_an_unresolved_company_has_no_uscc(local: Language) -> None:
    (event,) = events(local, "江建华入股某水泥公司。")
    assert (event.counterpart, event.uscc) == ("某水泥公司", None)


def test_a_word_inside_a_name_is_no_act(bare: Language) -> None:
    assert events(bare, "江某任东山县文化旅游投资集团有限公司经理。") == []


def test_relations_hold_what_the_text_states(bare: Language) -> None:
    text = (
        "2019年，江某利用任海口县水利局局长的便利，帮助A公司中标，收受A公司经理吴某20万元，"
        "并由其妻子持有A公司10%股份。"
    )
    ((_, doc),) = read(bare, [("x", "document", text)])
    rows = {r[2:7] for r in relations_of(doc)}
    assert ("office", "江某", "局长", "海口县水利局", None) in rows
    assert ("office", "吴某", "经理", "A公司", None) in rows
    assert ("paid", "吴某", "江某", "20万元", None) in rows
    assert ("holds", "江某", "A公司", "10%", "hidden") in rows


def test_a_family_tie_and_an_award_are_relations(bare: Language) -> None:
    text = "江某的妻子罗某在场。云溪区水利局公告，长河水电建筑有限公司以1,286.5万元中标。"
    ((_, doc),) = read(bare, [("x", "document", text)])
    rows = {r[2:6] for r in relations_of(doc)}
    assert ("kin", "江某", "罗某", "妻子") in rows
    assert ("award", "云溪区水利局", "长河水电建筑有限公司", "1,286.5万元") in rows


def test_what_an_authority_negates_is_no_relation(bare: Language) -> None:
    ((_, doc),) = read(bare, [("x", "document", "经查，江某未持有东山砂石公司30%股份。")])
    assert [e.status for e in events_of(doc)] == ["negated"]
    assert relations_of(doc) == []
