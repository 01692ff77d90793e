"""Long and odd texts: the work grows with the text, nothing fails, nothing is lost."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.clauses import sentences
from nlp.event_model import Panel, Scores
from nlp.events import EventReader
from nlp.gram_table import View
from nlp.offices import offices
from nlp.relations import relations
from nlp.resources import lexicon
from nlp.spans import Mention

READER = EventReader(lexicon("triggers"), lexicon("cues"))
UNIT = "江某收受吴某所送5万元，东山公司由其妻罗某持有30%股份"
PARTS = (("江某", "PERSON"), ("吴某", "PERSON"), ("5万元", "MONEY"), ("东山公司", "COMPANY"), ("妻", "KINSHIP"), ("罗某", "PERSON"), ("30%", "SHARE"))  # fmt: skip


def long_text(times: int, mark: str) -> tuple[str, list[Mention]]:
    text, found = "", []
    for n in range(times):
        at = 0
        for word, label in PARTS:
            at = UNIT.index(word, at)
            start = n * (len(UNIT) + len(mark)) + at
            found.append(Mention(start, start + len(word), word, label, 1.0, None))
            at += len(word)
    text = mark.join([UNIT] * times)
    return text, found


def work(times: int, mark: str) -> int:
    """Return how many features the deciders looked up while a text was read."""
    text, mentions = long_text(times, mark)
    looked_up = 0
    scores = Panel.scores

    def counted(self: Panel, views: Sequence[View]) -> list[Scores]:
        nonlocal looked_up
        for view in views:
            looked_up += len(view.words) + sum(len(bundle.features()) for bundle in view.bundles)
            looked_up += sum(len(run.text) * len(run.frame.parts) for run in view.runs)
        return scores(self, views)

    with patch.object(Panel, "scores", counted):
        found = READER.read(text, mentions, offices(text, mentions), "document")
    relations(text, mentions, (), [event for event, _ in found])
    return looked_up


@pytest.mark.parametrize(
    ("mark", "times"),
    [
        ("。", 16),
        ("\n", 16),
        # Without full stops the work grows until a sentence is cut (about 25 units), then no more.
        pytest.param("，", 50, marks=pytest.mark.slow),
    ],
)
def test_twice_the_text_is_twice_the_work(mark: str, times: int) -> None:
    once = work(times, mark)
    assert 0 < once <= work(2 * times, mark) <= 2.4 * once


def test_eight_times_the_text_is_less_than_sixteen_times_the_work() -> None:
    once = work(12, "\n")
    assert 0 < once <= work(96, "\n") < 16 * once


@given(st.text(st.sampled_from("甲乙，。；、！？!?\n：（）“” "), max_size=3000))
def test_sentences_cover_the_text_once_and_are_short(text: str) -> None:
    found = sentences(text)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(s.end - s.start <= 700 for s in found)
    kept = "".join(text[s.start : s.end] for s in found)
    assert kept.replace("甲", "").count("乙") == text.count("乙")


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(["江某", "收受", "5万元", "否认", "持有", "，", "。", "其", "该公司", "？", "\n", "宴请", "、", "股份", "听说"]), max_size=40))  # fmt: skip
def test_any_order_of_words_is_read_without_error(words: list[str]) -> None:
    text, mentions = "", []
    labels = {"江某": "PERSON", "5万元": "MONEY"}
    for word in words:
        if word in labels:
            mentions.append(
                Mention(len(text), len(text) + len(word), word, labels[word], 1.0, None)
            )
        text += word
    for event, _ in READER.read(text, mentions, offices(text, mentions), "complaint"):
        assert 0 <= event.span_start <= event.span_end <= len(text)
        assert event.actor is None or event.actor in text
        assert event.amount is None or event.amount in text
