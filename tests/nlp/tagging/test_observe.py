"""What the model sees of a text."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.annotation import LABELS
from nlp.segment import Segmenter
from nlp.spans import Candidate
from nlp.tagging.learn import lexicon_of
from nlp.tagging.observe import Observer, bounds, column_names
from nlp.tagging.views import DENSE, MASKS, PLACED, characters, fill_spans

WORDS = lexicon_of({"town": ["海口县"]})
SEGMENTER = Segmenter()


@settings(deadline=None)
@given(st.text("甲乙。\n", max_size=40), st.integers(0, 60))
def test_paragraphs_cover_a_text_without_gap(text: str, times: int) -> None:
    long = text * times
    cuts = bounds(long).tolist()
    assert cuts[0] == 0
    assert cuts[-1] == len(long)
    assert cuts == sorted(set(cuts))
    assert all(b - a <= 1000 for a, b in itertools.pairwise(cuts))
    ends = [i + 1 for i, c in enumerate(long) if c == "\n"]
    assert set(ends) <= set(cuts)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_any_text_has_a_row_a_character_and_every_column(text: str) -> None:
    columns, _ = column_names(["town"], rules=True)
    seen = Observer(WORDS.gazetteer(), rules=True).see(text, SEGMENTER.cut(text))
    assert seen.cells.shape == (len(text), len(columns))


def test_full_width_and_half_width_digits_look_alike() -> None:
    assert characters("２０Ａ").tolist() == characters("37A").tolist()
    assert characters("二〇").tolist() != characters("三〇").tolist()


def test_words_their_neighbours_and_places_are_told() -> None:
    text = "收受现金"
    cells = Observer(WORDS.gazetteer(), rules=False).see(text, SEGMENTER.cut(text)).cells
    seg, word, before, after = (
        cells[:, DENSE.index(n)] for n in ("seg", "word", "before", "after")
    )
    assert seg[0] != seg[1]
    assert word[0] == word[1] == before[2]
    assert after[0] == word[2]


def test_what_the_rules_propose_has_its_columns() -> None:
    text = "海口县水利局"
    found = [
        Candidate(0, 3, "LOCATION", "place"),
        Candidate(0, 6, "GOV", "unit"),
        Candidate(3, 6, "NONE", "title"),
    ]
    columns, _ = column_names(["town"], rules=True)
    cells = Observer(WORDS.gazetteer(), rules=True).see(text, SEGMENTER.cut(text), found).cells
    view = {name: cells[:, i].tolist() for i, name in enumerate(columns)}
    gov = 4 * LABELS.index("GOV")
    assert view["rule"] == [gov + 1, *[gov + 2] * 4, gov + 3]
    assert view["rule_location"] == [1, 2, 4, 0, 0, 0]
    assert view["rule_gov"] == [1, 2, 2, 2, 2, 4]
    assert view["rule_person"] == [0] * 6
    assert np.count_nonzero(view["list_town"]) == 3


def test_places_and_masks_of_single_characters() -> None:
    cells = np.zeros((3, 2), np.int64)
    fill_spans(cells, np.array([(0, 1, 2, 0, PLACED), (1, 1, 2, 0, MASKS), (1, 0, 3, 0, MASKS)]))
    assert cells.T.tolist() == [[0, 4, 0], [1, 10, 4]]
