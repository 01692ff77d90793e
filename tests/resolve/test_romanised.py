"""Names in Latin letters: every usual order and spelling."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.romanised import MOST, readings, syllables


def ways(name: str) -> set[str]:
    return {" ".join(way.sounds) for way in readings(name)}


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("Zhang Wei", "zhang wei"),
        ("Wei ZHANG", "zhang wei"),
        ("zhangwei", "zhang wei"),
        ("Zhang, Jianguo", "zhang jian guo"),
        ("Jian-guo Zhang", "zhang jian guo"),
        ("Lü Qiang", "lv qiang"),
        ("Lyu Qiang", "lv qiang"),
        ("Lv Qiang", "lv qiang"),
        ("LU QIANG", "lv qiang"),
        ("Xi'an Ping", "xi an ping"),
        ("Chang Chien-kuo", "zhang jian guo"),
        ("Tsai Ying-chieh", "cai ying jie"),
        ("Cheung Kin Kwok", "zhang jian guo"),
        ("Au Yeung Na", "ou yang na"),
        ("NG KWOK KEUNG", "wu guo qiang"),
        ("Mr. Zhang Wei", "zhang wei"),
        ("MAIMAITI·AILI", "mai mai ti ai li"),
    ],
)
def test_spellings_can_be_read(name: str, way: str) -> None:
    assert way in ways(name)


def test_written_orders_are_kept_where_they_are_plain() -> None:
    assert ways("Zhang, Wei") == {"zhang wei"}
    assert ways("Jianguo ZHANG") == {"zhang jian guo"}


def test_no_vowel_begins_a_syllable_inside_a_word() -> None:
    assert ways("Xian Ping") & {"xian ping"}
    assert "xi an ping" not in ways("Xian Ping")


def test_tones_and_initials_are_kept() -> None:
    assert {way.tones for way in readings("Zhāng Wěi")} == {(1, 3), (3, 1)}
    assert {(way.sounds, way.initials) for way in readings("J. G. Zhang")} == {(("zhang",), "jg")}


def test_a_foreign_name_has_no_reading() -> None:
    assert readings("John Smith") == ()


@given(
    st.lists(st.sampled_from(sorted(s for s in syllables() if len(s) > 1)), min_size=2, max_size=3)
)
@settings(deadline=None)
def test_every_name_of_pinyin_can_be_read_back(said: list[str]) -> None:
    name = " ".join(said).title()
    assert " ".join(said) in ways(name)


@given(st.text("abcdefghijklmnopqrstuvwxyz '-.ZLÜü", max_size=24))
@settings(deadline=None, max_examples=200)
def test_the_number_of_readings_is_bounded(name: str) -> None:
    assert len(readings(name)) <= MOST
