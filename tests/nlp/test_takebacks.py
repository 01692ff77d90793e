"""What words settle: takebacks, near misses, double negations, impostors; and what relations follow."""

from __future__ import annotations

import pytest
from spacy.language import Language

from nlp.events import Event, events_of
from nlp.pipeline import read
from nlp.relations import Relation, relations_of


def reading(nlp: Language, text: str, kind: str = "document") -> tuple[list[Event], list[Relation]]:
    ((_, doc),) = read(nlp, [("x", kind, text)])
    return events_of(doc), [r for r in relations_of(doc) if r.type in ("holds", "paid")]


def told(nlp: Language, text: str, kind: str = "document") -> set[tuple[str, str, str | None]]:
    return {(e.act, e.status, e.actor) for e in reading(nlp, text, kind)[0]}


HELD = "陶建军收受孙立新4万元"


@pytest.mark.parametrize(
    "text",
    [
        "陶建军差点入股宏达公司。",
        "陶建军想收下孙立新送的4万元，被妻子劝住。",
        "陶建军本打算入股宏达公司，后因资金不足作罢。",
        "陶建军试图收受孙立新所送4万元，未果。",
        f"如{HELD}，将受到纪律处分。",
        "只要陶建军收受礼金，一律严肃追究。",
        "组织提醒陶建军防止收受礼金。",
        "谈话人要求陶建军不要收受孙立新的礼金。",
    ],
)
def test_what_nearly_was_or_may_be_is_hypothetical_and_no_relation(
    bare: Language, text: str
) -> None:
    events, related = reading(bare, text)
    assert {event.status for event in events} == {"hypothetical"}
    assert not related


@pytest.mark.parametrize(
    "frame",
    ["据知情人士透露，{}。", "有消息称，{}。", "坊间盛传{}。", "据了解，{}。", "有网友爆料{}。", "圈内人都知道{}。", "第二种意见认为，{}构成受贿。"],
)  # fmt: skip
def test_what_is_passed_on_is_alleged_and_a_weak_relation(bare: Language, frame: str) -> None:
    events, related = reading(bare, frame.format(HELD))
    assert {event.status for event in events} == {"alleged"}
    sure = [r.probability for r in reading(bare, f"经查，{HELD}。")[1]]
    assert sure
    assert all(r.probability < min(sure) for r in related)


@pytest.mark.parametrize(
    "frame",
    [
        "举报{}的说法无事实依据。",
        "{}一事未得到证实。",
        "网传{}，系恶意诽谤。",
        "有人举报{}，县纪委为其澄清正名。",
        "有人诬告{}。",
        "{}，检察院决定不起诉。",
        "法院宣告{}一案无罪。",
        "{}的说法纯属造谣。",
        "没有证据表明{}。",
        "一审认定{}。二审法院认为，一审认定有误，予以纠正。",
    ],
)
def test_what_is_taken_back_is_negated_and_no_relation(bare: Language, frame: str) -> None:
    events, related = reading(bare, frame.format(HELD))
    assert {event.status for event in events} == {"negated"}
    assert not related


@pytest.mark.parametrize(
    ("text", "act", "actor"),
    [
        ("经查，陶建军没有申报其持有的宏达公司15%股份。", "hold", "陶建军"),
        ("经查，陶建军未如实报告收受孙立新4万元的问题。", "gift", "陶建军"),
        ("经查，陶建军未按规定上交收受的礼金4万元。", "gift", "陶建军"),
        ("陶建军没有拒绝孙立新送的4万元。", "gift", "陶建军"),
        ("陶建军并非没有收受孙立新4万元。", "gift", "陶建军"),
        ("不可否认的是，陶建军收受孙立新4万元。", "gift", "陶建军"),
        ("除收受孙立新4万元外，陶建军未收受他人财物。", "gift", "陶建军"),
        ("未发现陶建军在宏达公司持股，仅其表弟李强曾持股5%。", "hold", "李强"),
        ("陶建军持股的问题不属实，王海收受礼金2万元属实。", "gift", "王海"),
        ("经查，陶建军没有从宏达公司分红，但收受孙立新4万元。", "gift", "陶建军"),
        ("陶建军收受孙立新4万元，检察院决定对孙立新不起诉。", "gift", "陶建军"),
        ("经查，陶建军为避免收受孙立新4万元被发现，将钱存在他人处。", "gift", "陶建军"),
        ("经查，如2019年春节，陶建军收受孙立新4万元，将其用于购房。", "gift", "陶建军"),
        ("经查，陶建军几乎收受了所有老板送的礼金。", "gift", "陶建军"),
    ],
)
def test_a_negation_of_something_else_takes_no_finding_away(
    bare: Language, text: str, act: str, actor: str
) -> None:
    assert (act, "asserted", actor) in told(bare, text)


@pytest.mark.parametrize(
    "text",
    [
        "经查，陶建军未登记持有任何公司股份。",
        "陶建军非宏达公司股东。",
        "陶建军从来不收礼金。",
        "未发现陶建军、孙立新在宏达公司持有股份。",
    ],
)
def test_a_negation_stays_one(bare: Language, text: str) -> None:
    found = told(bare, text)
    assert {status for _, status, _ in found} == {"negated"}
    assert not reading(bare, text)[1]


def test_who_is_only_pretended_does_not_act(bare: Language) -> None:
    nobody = told(bare, "有人冒充县长梁勇，以帮助协调为名骗取企业主15万元。")
    assert "梁勇" not in {actor for _, _, actor in nobody}
    found = told(bare, "周海自称是副县长梁勇的外甥，收受吴大有5万元。")
    assert {actor for _, _, actor in found} == {"周海"}


def test_what_is_denied_and_proved_is_told_twice(bare: Language) -> None:
    text = "陶建军拒不承认收受孙立新4万元，但银行流水证实其收受。"
    events, related = reading(bare, text)
    rows = {(e.status, e.speaker, e.basis_of_knowledge) for e in events if e.act == "gift"}
    assert rows == {("denied", "陶建军", "statement"), ("asserted", "author", "document")}
    assert [r.type for r in related] == ["paid"]


def test_what_is_denied_and_later_admitted_is_alleged(bare: Language) -> None:
    assert told(bare, f"陶建军先否认后又承认{HELD[3:]}。") == {("gift", "alleged", "陶建军")}
    both = told(bare, "李某、王某分别否认和承认收受吴某2万元。")
    assert {status for _, status, _ in both} == {"alleged"}


def test_claim_and_answer_in_one_sentence_are_two_events(bare: Language) -> None:
    events, _ = reading(bare, "他们说“周局长收了5万”，可周局长说“我一分没拿”。", "complaint")
    assert {("alleged", "complainant"), ("denied", "周")} <= {(e.status, e.speaker) for e in events}


@pytest.mark.parametrize(
    "text",
    [
        "江某否认持有宏达公司20%股份。",
        "江某将吴某所送5万元当场退回。",
        "吴某送给江某5万元，江某当场拒收。",
    ],
)
def test_what_is_only_denied_or_returned_gives_no_relation(bare: Language, text: str) -> None:
    events, related = reading(bare, text)
    assert events
    assert not related


@pytest.mark.parametrize(
    "text",
    [
        "江某的妻子杨某某持有宏达公司20%股份，系代江某持有。",
        "杨某某替江某代持宏达公司20%股份。",
    ],
)
def test_who_holds_for_another_is_nominal(bare: Language, text: str) -> None:
    rows = {(r.arg1, r.arg2, r.arg3, r.flag) for r in reading(bare, text)[1]}
    assert rows == {
        ("江某", "宏达公司", "20%", "hidden"),
        ("杨某某", "宏达公司", "20%", "nominal"),
    }
