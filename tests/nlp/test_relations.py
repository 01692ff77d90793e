"""Each way in which a text states a relation."""

from __future__ import annotations

import pytest

from nlp.annotation import parse
from nlp.events import EventReader
from nlp.offices import offices
from nlp.relations import relations
from nlp.resources import lexicon
from nlp.spans import Mention

READER = EventReader(lexicon("triggers"), lexicon("cues"))


def rows(marked: str) -> set[tuple[str | None, ...]]:
    text, spans = parse(marked)
    mentions = [Mention(s.start, s.end, text[s.start : s.end], s.label, 1.0, None) for s in spans]
    held = offices(text, mentions)
    events = [event for event, _ in READER.read(text, mentions, held, "document")]
    return {relation[2:7] for relation in relations(text, mentions, held, events)}


@pytest.mark.parametrize(
    ("marked", "row"),
    [
        ("[海口县水利局]GOV[局长]POST[江某]PERSON到会。", ("office", "江某", "局长", "海口县水利局", None)),
        ("[江某]PERSON任[海口县水利局]GOV[党组书记]POST、[局长]POST。", ("office", "江某", "局长", "海口县水利局", None)),
        ("[海口县水利局]GOV通报。[局长]POST[江某]PERSON到会。", ("office", "江某", "局长", "海口县水利局", None)),
        ("[江某]PERSON，男。\n[2011年]DATE起任[海口县水利局]GOV[科员]POST。", ("office", "江某", "科员", "海口县水利局", None)),
        ("[江某]PERSON的[海口县水利局]GOV[局长]POST职务被免去。", ("office", "江某", "局长", "海口县水利局", None)),
        ("[东山公司]COMPANY登记。[法定代表人]POST由[江某]PERSON变更为[吴某]PERSON。", ("office", "吴某", "法定代表人", "东山公司", None)),
        ("[江某]PERSON的[妻子]KINSHIP[罗某]PERSON在场。", ("kin", "江某", "罗某", "妻子", None)),
        ("[罗某]PERSON系[江某]PERSON[妻子]KINSHIP。", ("kin", "江某", "罗某", "妻子", None)),
        ("[江某]PERSON到场，其[弟]KINSHIP[江大]PERSON同行。", ("kin", "江某", "江大", "弟", None)),
        ("[周某]PERSON与[吴某]PERSON为[夫妻]KINSHIP。", ("kin", "周某", "吴某", "夫妻", None)),
        ("[周某]PERSON、[吴某]PERSON各占[东山公司]COMPANY股份[15%]SHARE、[25%]SHARE。", ("holds", "吴某", "东山公司", "25%", "own")),
        ("[东山公司]COMPANY股东：[周某]PERSON（[60%]SHARE）、[吴某]PERSON（[40%]SHARE）。", ("holds", "周某", "东山公司", "60%", "own")),
        ("[东山公司]COMPANY[经营者]POST：[周某]PERSON。", ("holds", "周某", "东山公司", None, "own")),
        ("经查，[江某]PERSON收受[吴某]PERSON所送[5万元]MONEY。", ("paid", "吴某", "江某", "5万元", None)),
        ("[云溪区水利局]GOV公告，[长河公司]COMPANY以[1,286.5万元]MONEY中标。", ("award", "云溪区水利局", "长河公司", "1,286.5万元", None)),
        ("采购人：[云溪区水利局]GOV\n成交供应商：[长河公司]COMPANY\n成交金额：[12万元]MONEY", ("award", "云溪区水利局", "长河公司", "12万元", None)),
    ],
)  # fmt: skip
def test_each_form_of_a_relation(marked: str, row: tuple[str | None, ...]) -> None:
    assert row in rows(marked)


@pytest.mark.parametrize(
    "marked",
    [
        "经查，[江某]PERSON未持有[东山公司]COMPANY[30%]SHARE股份。",
        "[江某]PERSON拟收受[吴某]PERSON[5万元]MONEY，未成。",
        "[东山公司]COMPANY未中标，预算[5万元]MONEY。",
    ],
)
def test_what_is_negated_or_planned_is_no_relation(marked: str) -> None:
    assert {row[0] for row in rows(marked)} <= {"office", "kin"}
