"""变更记录 cells in the forms in which registers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.changes import Party, item_role, parse_cell, topic

HOLDERS: dict[str, list[tuple[str, float | None, float | None]]] = {
    "张三；出资比例40%": [("张三", 0.4, None)],
    "张三:40%;李四:60%": [("张三", 0.4, None), ("李四", 0.6, None)],
    "张三40%，李四60%": [("张三", 0.4, None), ("李四", 0.6, None)],
    "张三（40%）、李四（60%）": [("张三", 0.4, None), ("李四", 0.6, None)],
    "张三出资比例40%": [("张三", 0.4, None)],
    "1、张三 出资40万元；2、李四 出资60万元": [("张三", None, 40), ("李四", None, 60)],
    "【张三】认缴40.5万元，占40.5%\n【李四】认缴59.5万元，占59.5%": [("张三", 0.405, 40.5), ("李四", 0.595, 59.5)],
    "股东名称:张三,出资额:2,000,000元,出资比例:40%;股东名称:甲县某某（北京）科技有限公司,出资额:300万,出资比例:60%": [
        ("张三", 0.4, 200), ("甲县某某（北京）科技有限公司", 0.6, 300),
    ],
    "股东:张三,出资额:40万元,比例:40%": [("张三", 0.4, 40)],
    "姓名：张三  出资额：40万元  出资比例：40%": [("张三", 0.4, 40)],
    "姓名：张三；证件号码：4206021975******34；出资比例：100": [("张三", 1.0, None)],
    "张三  认缴出资额（万元）:40  持股比例(%):40": [("张三", 0.4, 40)],
    "企业名称: 甲乙建材有限公司; 出资额: 200; 百分比: 20%": [("甲乙建材有限公司", 0.2, 200)],
    "张三|自然人股东|100万|50%": [("张三", 0.5, 100)],
    "股东:张三 出资时间:2021-03-05 出资方式:货币 认缴:100万元": [("张三", None, 100)],
    "某某股权投资合伙企业（有限合伙） 51% [新增]": [("某某股权投资合伙企业（有限合伙）", 0.51, None)],
    "John Smith 30% ; 张三70%": [("John Smith", 0.3, None), ("张三", 0.7, None)],
    "张三、李四、王五": [("张三", None, None), ("李四", None, None), ("王五", None, None)],
    "无": [],
    "": [],
}  # fmt: skip


@pytest.mark.parametrize("cell", HOLDERS)
def test_holders_are_read_with_what_the_cell_says_of_them(cell: str) -> None:
    found = [(p.name, p.share, p.subscribed) for p in parse_cell(cell)]
    assert found == HOLDERS[cell]


def test_the_number_of_a_holder_goes_with_him() -> None:
    found = parse_cell("张三，420602197503051236，认缴300万元；李四，4206021975******34，占5%")
    assert [(p.name, p.number) for p in found] == [
        ("张三", "420602197503051236"),
        ("李四", "4206021975******34"),
    ]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("张三:执行董事;李四:监事", {"张三": ("执行董事",), "李四": ("监事",)}),
        ("执行董事:张三；监事:李四", {"张三": ("执行董事",), "李四": ("监事",)}),
        (
            "张三（执行董事兼总经理）；李四（监事）",
            {"张三": ("执行董事", "经理"), "李四": ("监事",)},
        ),
        ("执行董事兼经理：张三", {"张三": ("执行董事", "经理")}),
        ("姓名:张三,职务:执行董事;姓名:李四,职务:监事", {"张三": ("执行董事",), "李四": ("监事",)}),
        ("董事 张三 监事 王五", {"张三": ("董事",), "王五": ("监事",)}),
        ("张三 董事 李四 监事", {"张三": ("董事",), "李四": ("监事",)}),
        ("张三*执行董事,李四 监事", {"张三": ("执行董事",), "李四": ("监事",)}),
        ("张三", {"张三": ("法定代表人",)}),
    ],
)
def test_roles_are_read_with_their_holders(cell: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert {p.name: p.roles for p in parse_cell(cell, "法定代表人")} == expected


@pytest.mark.parametrize(
    ("item", "about", "role"),
    [
        ("投资人(股权)变更", "holders", None),
        ("股东变更", "holders", None),
        ("投资人变更（包括出资额、出资方式、出资日期、投资人名称等）", "holders", None),
        ("法定代表人变更", "roles", "法定代表人"),
        ("监事变更", "roles", "监事"),
        ("总经理变更", "roles", "经理"),
        ("高级管理人员备案（董事、监事、经理等）", "roles", None),
        ("执行事务合伙人变更", "roles", "执行事务合伙人"),
        ("注册资本变更", None, None),
        ("住所变更", None, None),
        ("经营范围变更", None, None),
        ("股权出质", None, None),
    ],
)
def test_the_item_says_what_a_change_is_about(
    item: str, about: str | None, role: str | None
) -> None:
    assert topic(item) == about
    assert about != "roles" or item_role(item) == role


names = st.text("赵钱孙冯陈褚卫蒋沈韩杨", min_size=2, max_size=4)
FORMS = (
    "{0}；出资比例{1}%",
    "{0}:{1}%",
    "股东:{0},比例:{1}%",
    "{0}（{1}%）",
    "姓名：{0}  出资比例：{1}%",
    "【{0}】占{1}%",
)


@given(
    st.lists(
        st.tuples(names, st.integers(1, 100)),
        min_size=1,
        max_size=5,
        unique_by=lambda pair: pair[0],
    ),
    st.sampled_from(FORMS),
)
def test_what_a_register_writes_is_read_back(parties: list[tuple[str, int]], form: str) -> None:
    cell = "\n".join(form.format(name, share) for name, share in parties)
    assert parse_cell(cell) == [Party(name, share=share / 100) for name, share in parties]


@given(st.text(max_size=60))
def test_no_cell_breaks_the_reader(cell: str) -> None:
    for party in parse_cell(cell):
        assert party.share is None or 0 <= party.share <= 1
        assert 2 <= len(party.name) <= 60
