"""Masks as constraints: what they allow, and how many."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resolve.masked import candidates, compatible


@pytest.mark.parametrize(
    ("mask", "name", "fits"),
    [
        ("张某", "张伟", True),
        ("张某", "張偉", True),
        ("张某", "章伟", False),
        ("张某某", "张伟", True),
        ("李某甲", "李娜", True),
        ("赵*平", "赵小平", True),
        ("赵*平", "赵平", False),
        ("赵*平", "Zhao Xiaoping", True),
        ("赵*平", "Zhao Ping", False),
        ("*建国", "王建国", True),
        ("**国", "王国", False),
        ("陈某兵", "陈小兵", True),
        ("陈某兵", "陈小冰", False),
        ("欧阳某", "欧阳娜", True),
        ("欧阳某", "欧娜", False),
        ("欧某", "欧阳娜", False),
        ("萧某", "肖建华", True),
        ("于某", "於建国", False),
        ("买买提·某", "买买提·艾力", True),
        ("张局长", "张伟", True),
        ("某某", "张伟", True),
    ],
)
def test_what_a_mask_allows(mask: str, name: str, *, fits: bool) -> None:
    assert compatible(mask, name) == fits


def test_the_candidate_set_is_counted_by_distinct_names() -> None:
    names = ["赵小平", "赵小平", "赵平", "钱小平", "趙志平", "赵*平", "Zhao Ping"]
    assert candidates("赵*平", names) == ["赵小平", "趙志平"]
    assert candidates("某某", names) == ["赵小平", "赵平", "钱小平", "趙志平", "Zhao Ping"]


@given(st.sampled_from("王李赵钱孙"), st.text("伟明丽国华", min_size=1, max_size=2), st.data())
@settings(deadline=None)
def test_a_name_fits_every_mask_made_of_it(surname: str, given_name: str, data: st.DataObject) -> None:  # fmt: skip
    name = surname + given_name
    hide = data.draw(st.lists(st.booleans(), min_size=len(given_name), max_size=len(given_name)))
    mask = surname + "".join("*" if h else c for h, c in zip(hide, given_name, strict=True))
    assert not any(hide) or compatible(mask, name)
    assert compatible(surname + "某", name)
