"""The folded text: slices of it are what folding a part would give."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.folded import LETTERS, Folded
from nlp.spans import Mention


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[Mention]]:
    text, mentions = "", []
    for plain, name, label in draw(st.lists(st.tuples(st.text("的，。", max_size=3), st.text("江某县", min_size=1, max_size=3), st.sampled_from(sorted(LETTERS))), max_size=5)):  # fmt: skip
        text += plain
        mentions.append(Mention(len(text), len(text) + len(name), name, label, 1.0, None))
        text += name
    return text + draw(st.text("的，。", max_size=3)), mentions


@given(texts())
def test_every_offset_outside_a_mention_has_its_place(case: tuple[str, list[Mention]]) -> None:
    text, mentions = case
    folded = Folded(text, mentions)
    for start in range(len(text) + 1):
        inside = any(m.start < start < m.end for m in mentions)
        assert (folded.at(start) == -1) == inside
        if not inside:
            rest, at = "", start
            for m in mentions:
                if m.start >= start:
                    rest, at = rest + text[at : m.start] + LETTERS[m.label], m.end
            assert folded.text[folded.at(start) :] == rest + text[at:]
