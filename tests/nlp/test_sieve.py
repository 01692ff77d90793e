"""Cues of a sieve, against the patterns alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.openings import openings
from nlp.resources import lexicon
from nlp.sieve import Sieve

LETTERS = "甲乙丙。\n"
TEXTS = st.text(st.sampled_from(LETTERS + "丁\U00020bb7"), max_size=24)
ATOMS = st.sampled_from(
    [
        "甲",
        "乙",
        "丙",
        "[甲乙]",
        "[^甲]",
        ".",
        r"\s",
        "甲乙",
        "\U00020bb7",
        "(?<!甲)",
        "(?=乙)",
        "(?!丙)",
        "^",
        "$",
    ]
)
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("{}{}".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["?", "*", "+", "{2}", "{0,2}?"])),
        st.builds("({})".format, inner),
    ),
    max_leaves=6,
)


@settings(deadline=None, max_examples=300)
@given(st.lists(PATTERNS, min_size=1, max_size=4), TEXTS, st.integers(0, 24), st.integers(0, 24))
def test_a_cue_finds_what_its_pattern_finds(
    patterns: list[str], text: str, one: int, two: int
) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    sieve = Sieve()
    cues = [sieve.cue(pattern) for pattern in patterns]
    for pattern, cue in zip(patterns, cues, strict=True):
        alone = re.compile(pattern)
        spans = [m.span() for m in alone.finditer(text, start, end)]
        nonempty = alone.match("") is None and all(a < b for a, b in spans)
        found = [m.span() for m in cue.finditer(text, start, end)]
        assert [s for s in found if s[0] < s[1]] == [s for s in spans if s[0] < s[1]]
        if nonempty:
            first = cue.search(text, start, end)
            assert (first.span() if first else None) == (spans[0] if spans else None)
            assert cue.may(text, start, end) or not spans
            whole = [m.span() for m in alone.finditer(text)]
            if all(a < b for a, b in whole):
                assert [m.span() for m in cue.every(text)] == whole


def _patterns(data: Any) -> Iterator[str]:
    if isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _patterns(part)
    elif isinstance(data, str) and "(?:" in data and "{act}" not in data:
        yield data


@pytest.mark.parametrize("name", ["cues", "triggers", "coreference"])
def test_nearly_every_pattern_of_the_lexicons_is_understood(name: str) -> None:
    found = [openings(re.compile(pattern)) for pattern in _patterns(lexicon(name))]
    assert len(found) > 5
    assert sum("" in heads for heads in found) <= len(found) // 5


def test_beginnings_are_one_or_two_characters_of_the_match() -> None:
    assert openings(re.compile("(?<!不)(?:收受|收[钱礼]|送)x?")) == {
        "收受",
        "收钱",
        "收礼",
        "送",
        "送x",
    }
    assert openings(re.compile("(?:甲)?乙+")) == {"甲乙", "乙", "乙乙"}
    assert openings(re.compile("[^甲]乙")) == {""}
    assert openings(re.compile("甲[^乙]")) == {"甲"}


def test_a_sieve_says_when_it_is_full() -> None:
    sieve = Sieve()
    for _ in range(63):
        sieve.cue("甲")
    with pytest.raises(ValueError, match="63 patterns"):
        sieve.marks("甲")
