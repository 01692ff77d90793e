"""One sentence for each act, speaker and basis; what is negated or heard never comes out as asserted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotation import parse
from nlp.events import Event, EventReader, Reason
from nlp.offices import offices
from nlp.resources import lexicon
from nlp.spans import Mention

READER = EventReader(lexicon("triggers"), lexicon("cues"))


def mentions_in(marked: str) -> tuple[str, list[Mention]]:
    text, spans = parse(marked)
    found = [Mention(s.start, s.end, text[s.start : s.end], s.label, 1.0, None) for s in spans]
    return text, found


def reasoned(marked: str, kind: str = "document") -> list[tuple[Event, Reason]]:
    text, mentions = mentions_in(marked)
    return READER.read(text, mentions, offices(text, mentions), kind)


def events(marked: str, kind: str = "document") -> list[Event]:
    return [event for event, _ in reasoned(marked, kind)]


@pytest.mark.parametrize(
    ("act", "marked"),
    [
        ("nominee", "经查，[江某]PERSON以[妻弟]KINSHIP[赵某]PERSON名义持有[东山砂石公司]COMPANY[30%]SHARE股份。"),
        ("hold", "经查，[江某]PERSON违规持有[东山砂石公司]COMPANY[30%]SHARE股份。"),
        ("run", "经查，[江某]PERSON违规经商办企业，开办[东山砂石公司]COMPANY。"),
        ("shares_gift", "经查，[江某]PERSON收受[吴某]PERSON所送[东山砂石公司]COMPANY[10%]SHARE干股。"),
        ("dividend", "经查，[江某]PERSON从[东山砂石公司]COMPANY分得红利[20万元]MONEY。"),
        ("gift", "经查，[江某]PERSON收受[吴某]PERSON所送现金[20万元]MONEY。"),
        ("hospitality", "经查，[江某]PERSON接受[东山砂石公司]COMPANY[经理]POST[吴某]PERSON宴请。"),
        ("favour", "经查，[江某]PERSON利用职务便利，为[东山砂石公司]COMPANY谋取利益。"),
        ("embezzle", "经查，[江某]PERSON贪污公款[20万元]MONEY。"),
        ("shield", "经查，[江某]PERSON充当[吴某]PERSON的保护伞。"),
        ("misconduct", "经查，[江某]PERSON玩忽职守，造成损失[20万元]MONEY。"),
    ],
)  # fmt: skip
def test_each_act_is_found_with_its_actor(act: str, marked: str) -> None:
    found = [event for event in events(marked) if event.act == act]
    assert [event.actor for event in found] == ["江某"]
    assert found[0].status == "asserted"


HELD = "[江某]PERSON持有[东山砂石公司]COMPANY[30%]SHARE股份"


@pytest.mark.parametrize(
    ("marked", "kind", "speaker"),
    [
        (f"经查，{HELD}。", "document", "author"),
        (f"{HELD}。", "complaint", "complainant"),
        (f"[钱某]PERSON称，{HELD}。", "document", "钱某"),
        ("[江某]PERSON否认持有[东山砂石公司]COMPANY股份。", "document", "江某"),
    ],
)
def test_each_speaker(marked: str, kind: str, speaker: str) -> None:
    assert speaker in {event.speaker for event in events(marked, kind)}


@pytest.mark.parametrize(
    ("marked", "kind", "basis"),
    [
        (f"经查，{HELD}。", "document", "finding"),
        (f"听说{HELD}。", "complaint", "hearsay"),
        ("[江某]PERSON否认持有[东山砂石公司]COMPANY股份。", "document", "statement"),
    ],
)
def test_each_rule_of_the_basis(marked: str, kind: str, basis: str) -> None:
    assert basis in {event.basis_of_knowledge for event in events(marked, kind)}


#: A fact, and the same fact with the verb negated.
FACTS = (
    ("{p}持有{c}[30%]SHARE股份", "{p}未持有{c}股份"),
    ("{p}收受{q}所送[5万元]MONEY", "{p}没有收受{q}所送财物"),
    ("{p}在{c}入股", "{p}没有在{c}入股"),
    ("{p}从{c}分得红利[5万元]MONEY", "{p}从未从{c}分得红利"),
    ("{p}挪用公款[5万元]MONEY", "{p}没有挪用公款"),
)
NAMES = st.sampled_from(("[江某]PERSON", "[江建华]PERSON", "[李某甲]PERSON", "[欧阳明]PERSON"))
OTHERS = st.sampled_from(("[吴某]PERSON", "[钱大有]PERSON"))
FIRMS = st.sampled_from(("[东山砂石公司]COMPANY", "[A公司]COMPANY", "[某水泥公司]COMPANY"))
FRAMES = ("{}。", "经查，{}。", "2019年以来，{}。", "调查中发现，{}。")


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(FACTS), NAMES, OTHERS, FIRMS, st.sampled_from(FRAMES))
def test_negating_a_sentence_changes_its_status(
    fact: tuple[str, str], p: str, q: str, c: str, frame: str
) -> None:
    told, negated = (frame.format(part.format(p=p, q=q, c=c)) for part in fact)
    # Without a word of finding a bare sentence may stay alleged: in doubt the weaker wins.
    assert {event.status for event in events(told)} & {"asserted", "alleged"}
    assert not {event.status for event in events(negated)} & {"asserted", "alleged"}


@settings(deadline=None, max_examples=100)
@given(
    st.sampled_from(FACTS), NAMES, OTHERS, FIRMS,
    st.sampled_from(("听说", "据说", "网传", "据传，", "有人说，", "群众反映，", "传言", "涉嫌：", "公诉机关指控，", "疑似", "举报称，")),
    st.sampled_from(("document", "complaint")),
)  # fmt: skip
def test_hearsay_is_never_asserted(
    fact: tuple[str, str], p: str, q: str, c: str, prefix: str, kind: str
) -> None:
    marked = f"{prefix}{fact[0].format(p=p, q=q, c=c)}。"
    assert "asserted" not in {event.status for event in events(marked, kind)}


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(FACTS), NAMES, OTHERS, FIRMS, st.sampled_from(("辩称没有此事：", "否认", "如果", "拟于明年让")))  # fmt: skip
def test_a_denial_or_a_plan_is_never_asserted(
    fact: tuple[str, str], p: str, q: str, c: str, prefix: str
) -> None:
    marked = f"{p}{prefix}{fact[0].format(p=p, q=q, c=c)}。"
    assert "asserted" not in {event.status for event in events(marked)}


def test_coordinated_givers_are_events_of_their_own() -> None:
    marked = "经查，[江某]PERSON收受[唐某甲]PERSON、[唐某乙]PERSON所送购物卡，价值分别为[4200元]MONEY和[3000元]MONEY。"  # fmt: skip
    found = {(e.counterpart, e.amount) for e in events(marked) if e.act == "gift"}
    assert {("唐某甲", "4200元"), ("唐某乙", "3000元")} <= found


def test_who_gives_is_the_other_side() -> None:
    (event,) = events("[吴某]PERSON送给[周某]PERSON[5万元]MONEY。")
    assert (event.actor, event.counterpart) == ("周某", "吴某")


def test_an_event_knows_whom_a_pronoun_meant() -> None:
    marked = "[江某]PERSON与[东山砂石公司]COMPANY往来密切。经查，他入股该公司。"
    found = [reason for event, reason in reasoned(marked) if event.act == "hold"]
    assert found
    assert ("该公司", "东山砂石公司") in found[0].antecedents


def test_the_same_bytes_for_the_same_text() -> None:
    marked = f"经查，{HELD}，收受[吴某]PERSON所送[20万元]MONEY。"
    assert events(marked) == events(marked)
