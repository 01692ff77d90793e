"""Each kind of word that stands for a name, and that nothing leaves its document."""

from __future__ import annotations

import pytest

from nlp.annotation import parse
from nlp.clauses import Layout
from nlp.coreference import Coreference
from nlp.offices import offices
from nlp.spans import Mention


def links(marked: str) -> Coreference:
    text, spans = parse(marked)
    mentions = [Mention(s.start, s.end, text[s.start : s.end], s.label, 1.0, None) for s in spans]
    return Coreference(Layout(text, mentions), offices(text, mentions))


def said(marked: str) -> list[tuple[str, str, str]]:
    return [(link.text, link.kind, link.antecedent.text) for link in links(marked).links]


@pytest.mark.parametrize(
    ("marked", "link"),
    [
        ("[江某]PERSON与[东山砂石公司]COMPANY往来。他入股该公司。", ("该公司", "company", "东山砂石公司")),
        ("[东山砖厂]COMPANY停产。[江某]PERSON收购了该厂。", ("该厂", "company", "东山砖厂")),
        ("[江某]PERSON在场。他入股[宏达公司]COMPANY。", ("他", "pronoun", "江某")),
        ("[江某]PERSON由其[妻子]KINSHIP出面。", ("其", "pronoun", "江某")),
        ("[江某]PERSON向[吴某]PERSON借钱。该人未还。", ("该人", "pronoun", "江某")),
        ("[海口县水利局]GOV发函。该局未答复。", ("该局", "unit", "海口县水利局")),
        ("[石桥村]LOCATION修路。该村未公示。", ("该村", "unit", "石桥村")),
        ("[江某]PERSON的[妻]KINSHIP[罗某]PERSON开店。[江某]PERSON借其[妻]KINSHIP账户收钱。", ("妻", "kin", "罗某")),
        ("[江某]PERSON与[吴某]PERSON见面。双方商定合伙。", ("双方", "both", "江某")),
        ("[江某]PERSON与[吴某]PERSON见面。二人商定合伙。", ("二人", "both", "吴某")),
        ("被告人[江某]PERSON到庭。被告人辩称没有收钱。", ("被告人", "role", "江某")),
        ("[江某]PERSON称，本人没有入股。", ("本人", "self", "江某")),
        ("[东山县宏达建筑有限公司]COMPANY（以下简称宏达公司）中标。[宏达公司]COMPANY施工。", ("宏达公司", "defined", "东山县宏达建筑有限公司")),
        ("[东山县宏达建筑有限公司]COMPANY（下称“东宏”）中标。[东宏]COMPANY施工。", ("东宏", "defined", "东山县宏达建筑有限公司")),
        ("[东山县宏达建筑有限公司]COMPANY中标。[宏达建筑]COMPANY施工。", ("宏达建筑", "short", "东山县宏达建筑有限公司")),
        ("[王志国]PERSON到任。[王]PERSON[局长]POST收了钱。", ("王", "title", "王志国")),
        ("[王志国]PERSON到任。[老王]PERSON收了钱。", ("老王", "title", "王志国")),
        ("[江某]PERSON到任。[江某]PERSON收了钱。", ("江某", "same", "江某")),
    ],
)  # fmt: skip
def test_each_kind_of_link(marked: str, link: tuple[str, str, str]) -> None:
    assert link in said(marked)


def test_a_surname_that_two_people_share_is_nobodys() -> None:
    marked = "[王志国]PERSON与[王建]PERSON到任。[王]PERSON[局长]POST收了钱。"
    assert not [link for link in said(marked) if link[1] == "title"]


def test_two_letters_of_one_surname_stay_two_people() -> None:
    found = links("[李某甲]PERSON与[李某乙]PERSON到场。[李某甲]PERSON离开。")
    assert found.name("李某甲") != found.name("李某乙")


def test_an_object_is_no_antecedent_of_a_pronoun() -> None:
    assert ("他", "pronoun", "江某") in said("[江某]PERSON向[吴某]PERSON借钱。他没有还。")


def test_nothing_stands_for_a_name_of_another_document() -> None:
    links("[江某]PERSON与[东山砂石公司]COMPANY往来。")
    assert said("他入股该公司。") == []


def test_a_company_pronoun_without_a_company_has_no_link() -> None:
    assert said("该公司已注销。") == []
