from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from nlp.segment import Segmenter


def test_words_join_to_the_text_and_carry_their_offsets() -> None:
    text = "江 某\t在2021年\r\n到\u3000东山县。"
    words = Segmenter().cut(text)
    assert "".join(w.text for w in words) == text
    assert all(text[w.start : w.end] == w.text for w in words)


def test_a_name_of_the_area_is_one_word() -> None:
    name = "佘赛花花"
    assert name not in [w.text for w in Segmenter().cut(f"由{name}负责")]
    assert name in [w.text for w in Segmenter([name]).cut(f"由{name}负责")]


def test_nothing_is_printed_and_no_cache_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    Segmenter(["江建华"]).cut("江建华在东山县")
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")
