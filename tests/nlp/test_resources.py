"""Many words as one pattern, against the plain list of them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from nlp.resources import alternation

WORDS = st.lists(st.text("ab-]^", min_size=1, max_size=5), max_size=8)


@given(WORDS, st.text("ab-]^", max_size=20), st.sampled_from(["", "b", "(?!a)", "$"]))
def test_it_finds_what_the_list_of_words_finds_the_longest_first(
    items: list[str], text: str, behind: str
) -> None:
    plain = "|".join(re.escape(item) for item in sorted(items, key=lambda w: (-len(w), w)))
    for before in ("", "a"):
        wanted = [m.span() for m in re.finditer(f"{before}(?:{plain}){behind}", text)]
        shared = f"{before}(?:{alternation(items)}){behind}"
        assert [m.span() for m in re.finditer(shared, text)] == wanted
