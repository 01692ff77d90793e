"""Blocking keys: what can be one person's name shares a key; no name is without one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.blocking import WIDE, keys
from resolve.key_table import key_table
from resolve.name_match import compare
from resolve.name_parts import read
from resolve.readings import sounds
from resolve.variants import shapes

SURNAMES = ["王", "李", "张", "刘", "陈", "单", "解", "仇", "曾", "肖", "萧", "付", "傅", "欧阳", "诸葛", "尉迟", "於", "于", "余", "佘", "买", "甯"]  # fmt: skip
GIVEN = "伟玮建国军华娜丽莉未末己已乐行晟成茜峰峯详祥堃坤青清卓桌文学雪"
han = st.builds(str.__add__, st.sampled_from(SURNAMES), st.text(GIVEN, min_size=1, max_size=2))
PARTS = ["买买提", "艾力", "阿卜杜拉", "阿不都拉", "古丽", "古力", "吐尔逊", "吐尔逊江"]
dotted = st.lists(st.sampled_from(PARTS), min_size=1, max_size=3).flatmap(
    lambda parts: st.sampled_from(["·".join(parts), "".join(parts), parts[0]])
)
SYLLABLES = ["Wang", "Zhang", "Shan", "Dan", "Xiong", "Wei", "Jian", "Guo", "guo", "Lü", "Lv", "Lu", "Cheung", "Chien", "Kwok", "Ouyang", "J.", "J.G.", "Zhāng", "Na"]  # fmt: skip
latin = st.builds(
    lambda pieces, by: by.join(pieces),
    st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=3),
    st.sampled_from([" ", "-", ""]),
)
masks = st.builds(str.__add__, st.sampled_from(SURNAMES), st.sampled_from(["某", "某某", "某甲", "*", "**", "*国", "局长", "总"]))  # fmt: skip
noted = st.builds("{}（曾用名{}）".format, han, han)
every = st.one_of(han, dotted, latin, masks, noted, st.sampled_from(["*建国", "**华", "老王", "小李"]))  # fmt: skip


@st.composite
def near(draw: st.DrawFn) -> tuple[str, str]:
    """Two names one of which is the other with one or two changes that may leave it the same."""
    name = draw(han)
    other = list(name)
    at = draw(st.integers(0, len(name) - 1))
    options = [*shapes().get(name[at], ()), *GIVEN, ""]
    other[at] = draw(st.sampled_from(options))
    if draw(st.booleans()):
        other[-2:] = reversed(other[-2:])
    return name, "".join(other) or name


def meet(a: str, b: str) -> None:
    one, other = read(a), read(b)
    hidden = {one.script, other.script} <= {"mask", "bare"}
    hidden |= any(name.mask is not None and name.mask.stand_in for name in (one, other))
    hidden |= "*" in (a[0], b[0]) and "J." in a + b  # initials against a hidden surname
    found = compare(a, b)
    if found.possible and not hidden:  # two masks are nothing to look for together
        assert set(keys(a)) & set(keys(b)), (a, b, found.kind)


@given(every, every)
@settings(max_examples=500, deadline=None)
def test_what_may_be_one_name_shares_a_key(a: str, b: str) -> None:
    meet(a, b)


@given(near())
@settings(max_examples=400, deadline=None)
def test_a_changed_name_that_may_be_the_same_shares_a_key(pair: tuple[str, str]) -> None:
    meet(*pair)


def test_every_reading_of_a_name_meets_it() -> None:
    for name in ("单雄", "解丽华", "仇健", "查敏", "曾毅", "尉迟明", "区少华", "吕强", "欧阳娜"):
        surname, given_name = read(name).surname, read(name).given
        for way in sounds(surname, given_name):
            written = f"{''.join(way[: len(surname)])} {''.join(way[len(surname) :])}".title()
            assert compare(name, written).kind == "romanised", (name, written)
            assert set(keys(name)) & set(keys(written))


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2, max_size=2))
@settings(max_examples=400, deadline=None)
def test_no_name_of_two_characters_is_without_a_key(name: str) -> None:
    hidden = read(name).mask is not None and read(name).mask.stand_in  # type: ignore[union-attr]
    assert hidden or any(key[0] not in WIDE for key in keys(name)) or "某" in name


@given(st.text(min_size=2, max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_text_has_keys_or_says_nothing(name: str) -> None:
    found = read(name)
    assert keys(name) or found.script in ("empty", "mask")


@given(st.lists(st.one_of(every, st.text(GIVEN + "王李张张刘老某局总", min_size=2, max_size=3)), max_size=20))  # fmt: skip
@settings(max_examples=200, deadline=None)
def test_a_column_has_the_keys_of_its_names(names: list[str]) -> None:
    found: dict[str, set[str]] = {}
    for row in key_table(names).to_pylist():
        found.setdefault(row["name"], set()).add(row["key"])
        assert row["wide"] == (row["key"][0] in WIDE)
    assert found == {name: set(keys(name)) for name in names if keys(name)}


def test_the_order_of_a_column_changes_nothing_but_the_order() -> None:
    names = ["王建国", "张伟", "欧阳娜", "Zhang Wei", "买买提·艾力", "张某"]
    mixed = names[:]
    random.Random(3).shuffle(mixed)
    one, other = (sorted(map(tuple, (r.values() for r in key_table(n).to_pylist()))) for n in (names, mixed))  # fmt: skip
    assert one == other


@pytest.mark.parametrize("name", ["某某", "甲", ""])
def test_what_says_nothing_has_no_key(name: str) -> None:
    assert keys(name) == ()
