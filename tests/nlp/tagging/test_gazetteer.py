"""Words by class: what is found against a search with plain strings."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.tagging.gazetteer import Gazetteer, compile_words
from nlp.tagging.views import characters

word = st.text("甲乙丙丁", min_size=2, max_size=5)


@settings(max_examples=60, deadline=None)
@given(st.text("甲乙丙丁。", max_size=20), st.sets(word, max_size=4), st.sets(word, max_size=4))
def test_words_are_found_where_they_stand(text: str, one: set[str], other: set[str]) -> None:
    names, bits = compile_words({"one": one, "other": other})
    columns = Gazetteer(names, bits, 2).columns(characters(text))
    for column, words in enumerate((one, other)):
        begins = {i for i in range(len(text)) for w in words if text.startswith(w, i)}
        ends = {i + len(w) - 1 for i in begins for w in words if text.startswith(w, i)}
        inside = {
            k for i in begins for w in words if text.startswith(w, i)
            for k in range(i + 1, i + len(w) - 1)
        }  # fmt: skip
        found = columns[:, column]
        assert set(np.flatnonzero(found & 7).tolist()) == begins
        assert set(np.flatnonzero(found & 56).tolist()) == ends
        assert set(np.flatnonzero(found & 64).tolist()) == inside


def test_no_words_at_all() -> None:
    names, bits = compile_words({"none": []})
    assert not Gazetteer(names, bits, 1).columns(characters("甲乙丙")).any()


def test_a_word_of_two_lists_has_both_bits() -> None:
    _, bits = compile_words({"one": ["甲乙"], "other": ["甲乙", "丙丁"]})
    assert sorted(bits.tolist()) == [2, 3]
