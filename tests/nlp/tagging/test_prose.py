"""Other words in unmarked text: the same kind and length, and never a mention's neighbour."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotation import parse
from nlp.pipeline import make_doc, rules_only
from nlp.segment import Segmenter, tags
from nlp.spans import candidates_of
from nlp.tagging.augment import Lists, Text, swapped
from nlp.tagging.prose import Prose, ordinary

LISTS = Lists(("江",), (1.0,), ("东山",), ("宏达",), ("万里",), ("天成",))
TEXT = "严重影响了居民的正常生活，请领导高度重视，尽快解决交通拥堵的问题。"


@pytest.fixture(scope="module")
def always() -> Prose:
    return Prose(1.0)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10**6))
def test_words_change_for_words_of_their_kind_and_length(seed: int) -> None:
    prose, old = Prose(1.0), Segmenter().cut(TEXT)
    fresh = prose.swap(TEXT, Random(seed), first=True, last=True)
    assert len(fresh) == len(TEXT)
    for word in old:
        other = fresh[word.start : word.end]
        assert other == word.text or tags()[other] == word.tag


def test_words_do_change(always: Prose) -> None:
    assert always.swap(TEXT, Random(1), first=True, last=True) != TEXT


def test_words_beside_a_mention_stay() -> None:
    raw, spans = parse("昨日上午领导约见[江某]PERSON同志谈话")
    (copy,) = swapped([Text(raw, tuple(spans))], LISTS, 1, 3, Prose(1.0))
    (span,) = copy.spans
    assert copy.text[: span.start].endswith("约见")
    assert copy.text[span.end :].startswith("同志")


def test_no_word_is_brought_in_that_a_rule_takes_for_a_mention() -> None:
    words = [w for kind in ordinary().values() for w in kind.words][:3000:10]
    rules, text = rules_only(), "。\n".join(words)
    doc = make_doc(rules, "x", "document", text)
    for _, component in rules.pipeline:
        doc = component(doc)
    assert candidates_of(doc) == []
