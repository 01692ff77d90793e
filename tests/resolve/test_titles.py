"""What stands around a name."""

from __future__ import annotations

import pytest

from resolve.titles import strip


@pytest.mark.parametrize(
    ("raw", "name", "bare"),
    [
        ("张局", "张", True),
        ("张局长", "张", True),
        ("老张", "张", True),
        ("小李", "李", True),
        ("张总", "张", True),
        ("王书记", "王", True),
        ("司马局长", "司马", True),
        ("高校长", "高", True),
        ("张伟局长", "张伟", False),
        ("原局长张伟", "张伟", False),
        ("副镇长王建国", "王建国", False),
        ("王建国 书记", "王建国", False),
        ("张伟（女）", "张伟", False),
        ("张伟(身份证:4206****1234)", "张伟", False),
        ("李某（女）", "李某", False),
        ("张伟", "张伟", False),
        ("王科", "王科", False),
        ("Zhang Wei", "Zhang Wei", False),
    ],
)
def test_titles_and_notes_are_cut_off(raw: str, name: str, *, bare: bool) -> None:
    found = strip(raw)
    assert (found.name, found.bare) == (name, bare)


@pytest.mark.parametrize(
    ("raw", "former"),
    [
        ("张三（曾用名李四）", ("李四",)),
        ("张三（曾用名：李四、王五）", ("李四",)),
        ("王芳，曾用名王秀英", ("王秀英",)),
        ("王芳（王秀英）", ("王秀英",)),
        ("王芳（党员）", ()),
        ("刘洋（绰号老六）", ()),
        ("王芳（王老师）", ()),
    ],
)
def test_other_names_in_notes_are_kept(raw: str, former: tuple[str, ...]) -> None:
    assert strip(raw).former == former


def test_the_sex_in_a_note_is_kept() -> None:
    assert strip("李某（女）").sex == "女"
