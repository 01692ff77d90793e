from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.segment import Segmenter

PERSONS = ("江建华", "文明", "余大海", "欧阳赛花")
PIECES = st.sampled_from(
    (*PERSONS, "由", "精神文明建设", "县财政局", "的", "大海", "，", "负责", "江")
)


def test_words_join_to_the_text_and_carry_their_offsets() -> None:
    text = "江 某\t在2021年\r\n到\u3000东山县。"
    words = Segmenter().cut(text)
    assert "".join(w.text for w in words) == text
    assert all(text[w.start : w.end] == w.text for w in words)


def test_a_name_of_the_area_is_one_word() -> None:
    name = "佘赛花花"
    assert name not in [w.text for w in Segmenter().cut(f"由{name}负责")]
    assert name in [w.text for w in Segmenter([name]).cut(f"由{name}负责")]


@pytest.mark.parametrize(
    ("text", "name", "whole"),
    [
        ("副县长江建华到会", "江建华", True),
        ("精神文明建设", "神文", False),
        ("国王国家庭", "王国家", False),
    ],
)
def test_a_name_never_cuts_a_word_of_the_dictionary_nor_a_longer_name(
    text: str, name: str, *, whole: bool
) -> None:
    assert (name in [w.text for w in Segmenter([name]).cut(text)]) == whole


@given(st.lists(PIECES, max_size=12).map("".join))
def test_words_depend_on_the_names_that_stand_in_the_text_alone(text: str) -> None:
    words = Segmenter(PERSONS).cut(text)
    assert "".join(w.text for w in words) == text
    assert words == Segmenter([name for name in PERSONS if name in text]).cut(text)


def test_nothing_is_printed_and_no_cache_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    Segmenter(["江建华"]).cut("江建华在东山县")
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
