"""One spelling for one name; masks, holders without a type, surnames."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.names import company_name, is_masked, is_person, one_slip, person_name, split
from resolve.variants import fold


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("張偉", "张伟"),
        (" 张　伟 ", "张伟"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("裵勗", "裴勖"),
        ("於文傑", "於文杰"),
        ("劉乾", "刘乾"),
        (None, ""),
    ],
)
def test_spellings_of_a_person_meet(raw: str | None, canonical: str) -> None:
    assert person_name(raw) == canonical


@pytest.mark.parametrize(
    "raw",
    [
        "江海（东山）建材有限公司",
        "江海(东山) 建材有限公司",
        "江海〔东山〕建材有限公司",
        "江海(東山)建材有限公司",
    ],
)
def test_spellings_of_a_company_meet(raw: str) -> None:
    assert company_name(raw) == "江海(东山)建材有限公司"


@settings(deadline=None)  # OpenCC's dictionaries are read at the first call
@given(st.text(max_size=12))
def test_a_canonical_name_stays_as_it_is(raw: str) -> None:
    assert person_name(person_name(raw)) == person_name(raw)


@pytest.mark.parametrize(("a", "b"), [("於建国", "于建国"), ("刘乾", "刘干"), ("凃明", "涂明")])
def test_surnames_and_characters_of_their_own_are_not_folded_into_others(a: str, b: str) -> None:
    assert person_name(a) != person_name(b)


@settings(deadline=None)
@given(st.text("王于於裵裴乾干張伟昇升杰傑", min_size=2, max_size=4))
def test_persons_are_folded_as_the_name_engine_folds_them(name: str) -> None:
    assert person_name(name) == fold(name)


def test_homophones_and_slips_stay_different_names() -> None:
    assert person_name("张伟") != person_name("张玮")


@pytest.mark.parametrize(
    "name", ["张某", "杨某某", "李*", "王×明", "赵x", "刘●●", "张●", "王╳", "张", ""]
)
def test_hidden_characters_are_seen(name: str) -> None:
    assert is_masked(person_name(name))


@pytest.mark.parametrize(
    "name", ["张伟", "欧阳清源", "买买提·艾力", "买买提●艾力", "John Smith", "John Smith Jr."]
)
def test_whole_names_are_not_taken_for_masked(name: str) -> None:
    assert not is_masked(person_name(name))


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("张伟", ("张", "伟")),
        ("欧阳清", ("欧阳", "清")),
        ("欧阳", ("欧", "阳")),
        ("买买提·艾力", ("买买提", "艾力")),
    ],
)
def test_surnames_are_cut_off(name: str, parts: tuple[str, str]) -> None:
    assert split(name) == parts


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("张伟", True),
        ("江海建材", False),
        ("张家店", False),
        ("东山县水利局", False),
        ("王委", False),
    ],
)
def test_only_plain_names_are_read_as_persons(name: str, *, person: bool) -> None:
    assert is_person(name) == person


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        ("张伟明", "张玮明", True),
        ("张伟", "张伟明", True),
        ("张伟明", "李国强", False),
        ("张伟", "张伟", False),
    ],
)
def test_one_character_is_a_slip(a: str, b: str, *, near: bool) -> None:
    assert one_slip(a, b) == near
