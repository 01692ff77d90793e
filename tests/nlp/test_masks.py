"""Every form of a masked name says what it says, and never more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.masks import Mask, compatible, parse

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5, blacklist_characters="某"), min_size=1, max_size=3)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("江某", Mask("person", "江")),
        ("杨某某", Mask("person", "杨")),
        ("李某甲", Mask("person", "李", mark="甲")),
        ("张某1", Mask("person", "张", mark="1")),
        ("欧阳某", Mask("person", "欧阳")),
        ("某甲", Mask("person", mark="甲", stand_in=True)),
        ("甲", Mask("person", mark="甲", stand_in=True)),
        ("A", Mask("person", mark="A", stand_in=True)),
        ("某", Mask("person", stand_in=True)),
        ("赵*平", Mask("person", "赵", ("赵", None, "平"))),
        ("周××", Mask("person", "周", ("周", None, None))),
        ("欧阳*华", Mask("person", "欧阳", ("欧", "阳", None, "华"))),
        ("江X", Mask("person", "江", ("江", None))),
        ("某公司", Mask("company", stand_in=True, form="公司")),
        ("某水泥公司", Mask("company", line="水泥", form="公司")),
        ("A公司", Mask("company", mark="A", stand_in=True, form="公司")),
        ("××公司", Mask("company", stand_in=True, form="公司")),
        ("东山某建材有限公司", Mask("company", head="东山", line="建材", form="有限公司")),
        ("某县财政局", Mask("unit", line="县财政", form="局")),
        ("A市", Mask("place", mark="A", stand_in=True, form="市")),
        ("K6县", Mask("place", mark="K6", stand_in=True, form="县")),
    ],
)  # fmt: skip
def test_each_form_is_parsed(text: str, mask: Mask) -> None:
    assert parse(text) == mask


@pytest.mark.parametrize(
    "text", ["江建华", "东山公司", "王局长", "上海市", "A股", "甲方", "老王", "宏达建材"]
)
def test_what_hides_nothing_is_no_mask(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "name", "fits"),
    [
        ("江某", "江建华", True),
        ("江某", "江", False),
        ("江某", "汪建华", False),
        ("欧阳某", "欧阳明", True),
        ("欧阳某", "欧明", False),
        ("赵*平", "赵志平", True),
        ("赵*平", "赵平", False),
        ("赵*平", "赵志强", False),
        ("周××", "周大明", True),
        ("周××", "周明", False),
        ("甲", "江建华", True),
        ("某水泥公司", "东山江海水泥有限公司", True),
        ("某水泥公司", "东山江海建材有限公司", False),
        ("某公司", "东山县财政局", False),
        ("东山某建材有限公司", "东山宏达建材有限公司", True),
        ("东山某建材有限公司", "西山宏达建材有限公司", False),
        ("某县财政局", "东山县财政局", True),
        ("某县财政局", "东山市财政局", False),
        ("某集体企业", "东山砖瓦厂", False),
        ("A市", "东山市", True),
    ],
)
def test_compatible_is_a_constraint(text: str, name: str, *, fits: bool) -> None:
    mask = parse(text)
    assert mask is not None
    assert compatible(mask, name) is fits


def test_the_length_is_known_only_where_each_sign_stands_for_a_character() -> None:
    lengths = {t: m.length for t in ("江某", "杨某某", "赵*平", "周××") if (m := parse(t))}
    assert lengths == {"江某": None, "杨某某": None, "赵*平": 3, "周××": 3}


@given(HAN.filter(lambda name: len(name) > 1))
def test_a_name_is_compatible_with_its_own_masks(name: str) -> None:
    # 某 replaces the given name; signs replace single characters.
    masked = parse(name[0] + "*" * (len(name) - 1))
    assert masked is not None
    assert compatible(masked, name)
    assert not compatible(masked, name + "甲")
    hidden = parse(name[0] + "某")
    assert hidden is not None
    assert compatible(hidden, name)


@given(st.text(max_size=12))
def test_any_text_is_parsed_or_refused_without_error(text: str) -> None:
    mask = parse(text)
    assert mask is None or mask.kind in ("person", "company", "unit", "place")
