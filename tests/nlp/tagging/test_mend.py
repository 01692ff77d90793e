"""What the model's spans are mended with: edges, forms, names that a rule alone knows."""

from __future__ import annotations

import numpy as np
import pytest
from spacy.language import Language

from nlp.pipeline import build
from nlp.resources import lexicon
from nlp.segment import Segmenter
from nlp.spans import Candidate, Mention, mentions_of
from nlp.tagging.mend import Mender
from nlp.tagging.model import Found

MENDER = Mender(lexicon("tagger")["mend"])


def mended(
    text: str, found: list[tuple[str, str]], proposed: list[tuple[str, str, str]] | None = None,
    quiet: float = 1.0, sure: float = 0.6,
) -> list[tuple[str, str]]:  # fmt: skip
    """Mend spans given by their first place in a text."""
    spans = [Found(text.index(t), text.index(t) + len(t), label, sure) for t, label in found]
    rules = [Candidate(text.index(t), text.index(t) + len(t), a, b) for t, a, b in proposed or ()]
    silent = np.full(len(text), quiet)
    result = MENDER.mend(text, Segmenter().cut(text), spans, rules, silent)
    return [(text[s.start : s.end], s.label) for s in result]


@pytest.mark.parametrize(
    ("text", "drawn", "label", "name"),
    [
        ("会同区委办调查", "会同区委办", "GOV", "区委办"),
        ("对鸿运园林送礼", "对鸿运园林", "COMPANY", "鸿运园林"),
        ("由恒通商贸公司承建", "由恒通商贸公司", "COMPANY", "恒通商贸公司"),
        ("与宏达公司签约", "与宏达公司", "COMPANY", "宏达公司"),
    ],
)
def test_a_word_that_opens_no_name_is_taken_off_its_front(
    text: str, drawn: str, label: str, name: str
) -> None:
    assert mended(text, [(drawn, label)]) == [(name, label)]
    assert mended(text, [(name, label)]) == [(name, label)]


def test_a_verb_goes_only_where_a_rule_begins_behind_it() -> None:
    text = "要求区金融办工作"
    assert mended(text, [("要求区金融办", "GOV")]) == [("要求区金融办", "GOV")]
    rule = [("区金融办", "GOV", "unit")]
    assert mended(text, [("要求区金融办", "GOV")], rule) == [("区金融办", "GOV")]


def test_a_person_drawn_into_a_unit_is_parted_from_it_if_named_again() -> None:
    text = "张伟系县财政局副局长，张伟出资。"
    span = [("张伟系县财政局", "GOV")]
    assert mended(text, span)[:2] == [("张伟", "PERSON"), ("县财政局", "GOV")]
    assert mended("张伟系县财政局副局长。", span) == span


def test_a_place_and_the_firm_behind_it_are_one_name() -> None:
    text = "江海市临汀区凯大装饰工程有限公司中标"
    apart = [("江海市临汀区", "LOCATION"), ("凯大装饰工程有限公司", "COMPANY")]
    assert mended(text, apart) == [("江海市临汀区凯大装饰工程有限公司", "COMPANY")]
    text = "江海市临汀区的凯大装饰工程有限公司"
    assert mended(text, apart) == apart


def test_english_and_pieces_of_numbers_are_no_mentions() -> None:
    text = "The list of the persons costs 1200 yuan, ABC公司 too"
    spans = [("The", "PERSON"), ("lis", "PERSON"), ("of", "PERSON"), ("200", "MONEY")]
    assert mended(text, spans) == []
    assert mended(text, [("ABC公司", "COMPANY")]) == [("ABC公司", "COMPANY")]


def test_what_a_rule_knows_by_its_form_is_kept_whole() -> None:
    text = "2003.05--2010.11任职，支付1,200,000.50元"
    rules = [("2003.05--2010.11", "DATE", "date"), ("1,200,000.50元", "MONEY", "money")]
    whole = [("2003.05--2010.11", "DATE"), ("1,200,000.50元", "MONEY")]
    assert mended(text, [("2003.05", "DATE"), ("000.50元", "MONEY")], rules) == whole


def test_a_rule_stands_where_the_model_doubts_and_falls_where_it_is_certain() -> None:
    text, rule = "在合肥召开", [("合肥", "LOCATION", "place")]
    assert mended(text, [], rule, quiet=0.5) == [("合肥", "LOCATION")]
    assert mended(text, [], rule, quiet=0.99) == []
    blocked = [*rule, ("在合肥召开", "NONE", "title")]
    assert mended(text, [], blocked, quiet=0.5) == []


def test_a_city_is_no_person_unless_the_model_is_sure() -> None:
    assert mended("在襄阳召开", [("襄阳", "PERSON")]) == [("襄阳", "LOCATION")]
    assert mended("在襄阳召开", [("襄阳", "PERSON")], sure=0.95) == [("襄阳", "PERSON")]


def test_committee_and_government_are_two() -> None:
    assert mended("向市委市政府报告", [("市委市政府", "GOV")]) == [
        ("市委", "GOV"),
        ("市政府", "GOV"),
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2012.03-2012.07任副县长。", ("2012.03-2012.07", "DATE")),
        ("2003.05--2010.11 任局长。", ("2003.05--2010.11", "DATE")),
        ("共支付1,200,000.50元。", ("1,200,000.50元", "MONEY")),
        ("江　卫　国的妻 弟在鸿运公司持股３０％。", ("江　卫　国", "PERSON")),
        ("江　卫　国的妻 弟在鸿运公司持股３０％。", ("妻 弟", "KINSHIP")),
        ("江　卫　国的妻 弟在鸿运公司持股３０％。", ("３０％", "SHARE")),
        ("江　卫　国的妻 弟在鸿运公司持股３０％。", ("鸿运公司", "COMPANY")),
    ],
)
def test_the_pipeline_reads_spaced_and_regular_text(
    bare: Language, text: str, wanted: tuple[str, str]
) -> None:
    assert wanted in [(m.text, m.label) for m in mentions_of(bare(text))]


def test_namesakes_are_every_time_persons(bare: Language) -> None:
    text = (
        "本文中张伟系县财政局副局长（1970年出生）；另一张伟系鸿运公司股东，1985年出生。"
        "鸿运公司张伟于2020年出资100万元，占股50%。县财政局张伟未在鸿运公司持股。"
    )
    found: list[Mention] = mentions_of(bare(text))
    assert [m.text for m in found if m.label == "PERSON"] == ["张伟"] * 4
    assert {m.text for m in found if m.label == "GOV"} == {"县财政局"}


def test_the_folder_and_the_pipeline_take_long_texts(bare: Language) -> None:
    import spacy

    from nlp.tagging.component import NAME, SHIPPED

    assert build().max_length == bare.max_length == 20_000_000
    assert spacy.load(SHIPPED.parent).max_length == 20_000_000
    assert NAME in bare.pipe_names
