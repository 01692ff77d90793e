"""The real texts beside the project: read whole in a sample, and the article pinned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spacy.language import Language

from nlp.events import events_of
from nlp.offices import offices_of
from nlp.pipeline import read
from nlp.spans import mentions_of

TEXTS = Path(__file__).resolve().parents[2].parent / "shared/data/texts"
pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.skipif(not TEXTS.is_dir(), reason="the real data is not beside the project"),
]


@pytest.mark.parametrize(
    ("file", "column", "kind", "step"),
    [
        ("citizen_messages.jsonl", "text", "complaint", 60),
        ("discipline_news.jsonl", "text", "document", 10),
        ("judgments.jsonl", "text", "document", 30),
        ("positions.jsonl", "position", "document", 200),
    ],
)
def test_a_sample_of_every_file_is_read_and_spans_hold(
    bare: Language, file: str, column: str, kind: str, step: int
) -> None:
    lines = (TEXTS / file).read_text(encoding="utf-8").splitlines()[::step]
    texts = [(str(i), kind, str(json.loads(line)[column])) for i, line in enumerate(lines)]
    found = 0
    for (_, _, text), (_, doc) in zip(texts, read(bare, texts), strict=True):
        found += len(mentions_of(doc))
        assert all(text[m.start : m.end] == m.text for m in mentions_of(doc))
        for event in events_of(doc):
            assert 0 <= event.span_start < event.span_end <= len(text)
            assert kind == "document" or event.status != "asserted"
    assert found > len(texts)


def test_the_article_gives_its_units_companies_persons_and_numbers(bare: Language) -> None:
    text = (TEXTS / "policy_article.txt").read_text(encoding="utf-8")
    ((_, doc),) = read(bare, [("article", "document", text)])
    found: dict[str, set[str]] = {}
    for mention in mentions_of(doc):
        found.setdefault(mention.label, set()).add(mention.text)
    assert found["GOV"] >= {
        "中共湖北省委", "中共湖北省委办公厅", "省委改革办", "省委财经办", "襄阳市襄城区纪委监委",
        "区粮食局", "区政府办", "区委组织部", "襄阳市襄城区委", "区委办", "区金融办",
    }  # fmt: skip
    assert found["COMPANY"] >= {
        "常州锂源", "高德红外", "雅本化学", "江苏龙蟠", "航鹏化动", "三沃薄膜", "三沃航天新材料",
        "龙蟠科技", "龙蟠集团", "某公司新能源事业部",
    }  # fmt: skip
    assert found["MONEY"] == {"400亿元", "39.16亿元", "3.41亿元", "19亿元"}
    assert found["DATE"] == {"2021年", "2022年", "今年", "2022-08-20"}
    assert found["PHONE"] == {"12345", "12388"}
    assert {"江某", "杨某"} <= found["PERSON"]
    assert {"常委", "书记", "监委主任", "局长", "股长"} <= found["POST"]
    assert {"襄城区", "襄阳"} <= found["LOCATION"]
    offices = {
        (o.person.text, o.post.text, o.unit.text if o.unit else None) for o in offices_of(doc)
    }
    assert ("江某", "局长", "区粮食局") in offices
    acts = {(e.actor, e.unit, e.act) for e in events_of(doc)}
    assert ("江某", "区粮食局", "misconduct") in acts
    assert ("杨某", "某公司新能源事业部", "misconduct") in acts
