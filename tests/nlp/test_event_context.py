"""What stands around an act, and acts told by who stands where."""

from __future__ import annotations

import pytest

from nlp.clauses import Clause
from nlp.event_context import of_context
from nlp.events import EventReader
from nlp.offices import offices
from nlp.resources import lexicon
from nlp.spans import Mention
from nlp.triggers import Triggers

LABELS = {"江某": "PERSON", "妹夫": "KINSHIP", "东山砂石公司": "COMPANY", "经理": "POST", "县水利局": "GOV", "局长": "POST", "20万元": "MONEY"}  # fmt: skip


def marked(text: str) -> list[Mention]:
    found = [
        Mention(at, at + len(name), name, label, 1.0, None)
        for name, label in LABELS.items()
        if (at := text.find(name)) >= 0
    ]
    return sorted(found)


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("江某退休后到东山砂石公司任经理", "run"),
        ("东山砂石公司的老板是江某", "run"),
        ("村口路面由东山砂石公司承建", "favour"),
        ("江某从公司账上取出20万元借给妹夫", "embezzle"),
    ],
)
def test_shapes_find_acts_that_no_single_word_carries(text: str, act: str) -> None:
    triggers = Triggers(lexicon("triggers"))
    found = triggers.find(text, Clause(0, len(text)), marked(text))
    assert act in {t.act for t in found}
    assert all(0 <= t.start < t.end <= len(text) for t in found)


def test_a_shape_lies_where_its_words_lie_in_the_raw_text() -> None:
    triggers = Triggers({"run": {"covers": [], "patterns": ["无此字"], "shapes": ["到Ｃ任Ｏ"]}})
    text = "江某退休后到东山砂石公司任经理，"
    (found,) = triggers.find(text, Clause(0, len(text) - 1), marked(text))
    assert text[found.start : found.end] == "到东山砂石公司任经理"
    assert not found.strong


def test_context_counts_what_was_told_and_sees_who_is_in_office() -> None:
    reader = EventReader(lexicon("triggers"), lexicon("cues"))
    text = "县水利局局长江某收受20万元。江某又收受20万元。"
    mentions = marked(text)
    document = reader.document(text, mentions, offices(text, mentions), "document")
    rows = []
    for passage in reader.passages(document):
        for act, row in zip(
            passage.acts, of_context(document, passage.acts, passage.told), strict=True
        ):
            if act.trigger.act == "gift":
                rows.append(row)
    assert "told=gift:0" in rows[0]
    assert "told=gift:1" in rows[-1]
    assert "pub=True" in rows[0]
