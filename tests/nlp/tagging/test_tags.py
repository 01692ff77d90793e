"""Flat spans as tags and back."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotation import LABELS, Span
from nlp.tagging.tags import allowed, count, decode, edges, encode


@st.composite
def flat_spans(draw: st.DrawFn) -> tuple[list[Span], int]:
    spans, at = [], 0
    for gap, size, label in draw(
        st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5), st.sampled_from(LABELS)))
    ):
        spans.append(Span(at + gap, at + gap + size, label))
        at += gap + size
    return spans, at + draw(st.integers(0, 3))


@settings(deadline=None)
@given(flat_spans())
def test_spans_come_back_as_they_were(case: tuple[list[Span], int]) -> None:
    spans, length = case
    assert decode(encode(spans, length, LABELS), LABELS) == spans


@settings(deadline=None)
@given(flat_spans())
def test_the_tags_of_flat_spans_are_an_allowed_sequence(case: tuple[list[Span], int]) -> None:
    spans, length = case
    tags = encode(spans, length, LABELS)
    may = allowed(count(LABELS))
    assert all(may[s, t] for s, t in pairwise(tags))
    first, last = edges(count(LABELS))
    assert length == 0 or (first[tags[0]] and last[tags[-1]])


def test_what_is_forbidden() -> None:
    may, (first, last) = allowed(9), edges(9)
    begin, inside, end, single, other_inside = 1, 2, 3, 4, 6
    assert not may[0, inside]
    assert not may[begin, 0]
    assert not may[begin, other_inside]
    assert not may[begin, begin]
    assert not may[end, end]
    assert may[begin, end]
    assert may[end, begin]
    assert may[single, single]
    assert not first[end]
    assert not last[begin]
