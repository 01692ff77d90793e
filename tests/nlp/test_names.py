"""The area's own names in a text: what resolves, and what must not."""

from __future__ import annotations

from spacy.language import Language

from nlp.linking.component import links_of
from nlp.pipeline import read
from nlp.spans import mentions_of


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


def test_the_text_as_a_whole_decides_what_a_short_name_means(local: Language) -> None:
    text = (
        "东江市瑞丰农业科技有限公司未登记。北河县鑫源商贸有限公司送货，鑫源商贸收款，某公司担保。"
    )
    ((_, doc),) = read(local, [("x", "document", text)])
    keys = {m.text: m.key for m in mentions_of(doc) if m.label == "COMPANY"}
    assert keys["北河县鑫源商贸有限公司"] == "91420600MA00000003"
    assert keys["鑫源商贸"] == "91420600MA00000003"  # two of them are registered, one is named here
    assert keys["某公司"] is None
    short = next(m for m in mentions_of(doc) if m.text == "鑫源商贸")
    link = links_of(doc)[short.start, short.end]
    assert {rival.key for rival in link.rivals} >= {"91420600MA00000002", "91420600MA00000003"}


def test_one_name_of_two_companies_stays_open_in_a_text(local: Language) -> None:
    ((_, doc),) = read(local, [("x", "document", "东江市同名物流有限公司中标。")])
    (mention,) = mentions_of(doc)
    assert mention.key is None
    rivals = links_of(doc)[mention.start, mention.end].rivals
    assert [rival.key for rival in rivals] == ["91420600MA00000006", "91420600MA00000007"]


def test_places_have_their_code(local: Language) -> None:
    ((_, doc),) = read(local, [("x", "document", "江某住在湖北省襄阳市樊城区。")])
    assert [m.key for m in mentions_of(doc) if m.label == "LOCATION"] == ["420606"]


def test_nothing_is_marked_inside_the_title_of_a_document(local: Language) -> None:
    ((_, doc),) = read(local, [("x", "document", "见《东江市财政局关于江建华任职的通知》。")])
    assert mentions_of(doc) == []


def test_two_masked_names_of_one_form_stay_without_a_key(local: Language) -> None:
    ((_, doc),) = read(local, [("x", "document", "杨某某与杨某某、赵*平、陈某兵均被通报。")])
    people = [(m.text, m.key) for m in mentions_of(doc) if m.label == "PERSON"]
    assert people == [("杨某某", None), ("杨某某", None), ("赵*平", None), ("陈某兵", None)]
