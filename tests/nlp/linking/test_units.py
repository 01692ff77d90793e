"""Units of the roster by short, former and full names; places to codes."""

from __future__ import annotations

import pytest

from nlp.linking.localities import local_regions
from nlp.linking.regions import national, padded, stem, towns, trimmed
from nlp.linking.units import Units, forms, split

ROSTER = Units(
    [
        "江海市财政局", "江海市东山区财政局", "江海市东山区市场监督管理局", "江海市临汀区市场监督管理局",
        "江海市石泉坪县自然资源和规划局", "江海市人力资源和社会保障局", "云江省人民政府国有资产监督管理委员会",
        "中国共产党江海市东山区纪律检查委员会", "江海市东山区新桥镇人民政府", "江海市临汀区双溪镇人民政府",
        "江海市东山区柳荫街道办事处", "中共江海市东山区委员会组织部", "江海市东山区人民政府", "江海市第一中学",
        "江海市公安局", "国家税务总局江海市东山区税务局", "江海市东山区新桥镇上屋村村民委员会",
        "江海市住房和城乡建设局", "中国共产党江海市石泉坪县委员会",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("mention", "near", "unit"),
    [
        ("江海市东山区财政局", (), "江海市东山区财政局"),
        ("区市监局", ("东山",), "江海市东山区市场监督管理局"),
        ("区市监局", (), None),  # two districts have one
        ("临汀区市监局", (), "江海市临汀区市场监督管理局"),
        ("县自规局", (), "江海市石泉坪县自然资源和规划局"),
        ("市人社局", (), "江海市人力资源和社会保障局"),
        ("省国资委", (), "云江省人民政府国有资产监督管理委员会"),
        ("新桥镇政府", (), "江海市东山区新桥镇人民政府"),
        ("镇人民政府", ("双溪",), "江海市临汀区双溪镇人民政府"),
        ("镇政府", (), None),
        ("区纪委", ("东山",), "中国共产党江海市东山区纪律检查委员会"),
        ("东山区纪委监委", (), "中国共产党江海市东山区纪律检查委员会"),
        ("东山区工商局", (), "江海市东山区市场监督管理局"),  # what it was called before 2018
        ("东山区国税局", (), "国家税务总局江海市东山区税务局"),
        ("区委组织部", (), "中共江海市东山区委员会组织部"),
        ("县委", (), "中国共产党江海市石泉坪县委员会"),
        ("市委", (), None),  # the roster has none
        ("柳荫街道办", (), "江海市东山区柳荫街道办事处"),
        ("江海市财政局预算股", (), "江海市财政局"),
        ("我市住建局", (), "江海市住房和城乡建设局"),
        ("江海一中", (), "江海市第一中学"),
        ("上屋村村委会", (), "江海市东山区新桥镇上屋村村民委员会"),
        ("某县财政局", ("东山",), None),
        ("A市财政局", (), None),
        ("北河县财政局", ("东山",), None),  # another place
        ("财政局", (), None),
        ("柳河镇财政所", ("东山",), None),
        ("江海市公安局交警大队", (), None),  # a unit of its own
        ("", (), None),
    ],
)
def test_what_a_mention_of_a_unit_resolves_to(
    mention: str, near: tuple[str, ...], unit: str | None
) -> None:
    assert ROSTER.link(mention, near).key == unit


def test_units_that_fit_alike_share_the_probability() -> None:
    link = ROSTER.link("区市监局")
    assert len(link.rivals) == 2
    assert link.rivals[0].probability == pytest.approx(link.rivals[1].probability)
    assert link.none + sum(r.probability for r in link.rivals) == pytest.approx(1)


def test_every_unit_of_a_roster_means_itself() -> None:
    assert [ROSTER.link(unit.name).key for unit in ROSTER.units] == [u.name for u in ROSTER.units]


def test_a_name_is_split_into_places_and_body() -> None:
    assert split("中国共产党江海市东山区委员会")[1:] == (("江海", "东山"), "区", "委员会")
    assert "住建局" in forms("住房和城乡建设局")
    assert forms("审计局") == ["审计局"]


@pytest.mark.parametrize(
    ("mention", "near", "code"),
    [
        ("湖北省", (), "420000"),
        ("湖北省襄阳市樊城区", (), "420606"),
        ("襄阳", (), "420600"),
        ("襄樊市", (), "420600"),  # renamed in 2010
        ("樊城", (), "420606"),
        ("鼓楼区", (), None),  # four of them
        ("鼓楼区", ("3201",), "320106"),
        ("湖北省南京市", (), None),
        ("某县", (), None),
        ("柳河路18号", (), None),
        ("", (), None),
    ],
)
def test_places_resolve_to_their_codes(
    mention: str, near: tuple[str, ...], code: str | None
) -> None:
    assert national().resolve(mention, near).key == code


def test_an_address_inside_a_place_has_no_code_but_shows_the_place() -> None:
    link = national().resolve("襄阳市樊城区柳河路18号")
    assert link.key is None
    assert link.rivals[0].key == "420606"


def test_towns_of_some_counties_resolve_too() -> None:
    code, name = next(item for item in towns(["420606"]) if item[1].endswith("镇"))
    assert len(code) == 9
    regions = national().and_also(towns(["420606"]))
    assert regions.resolve(f"襄阳市樊城区{name}").key == code


def test_codes_are_read_by_their_digits() -> None:
    assert [trimmed(c) for c in ("420000", "420600", "420606", "420606001")] == ["42", "4206", "420606", "420606001"]  # fmt: skip
    assert all(padded(trimmed(c)) == c for c in ("420000", "420600", "420606", "420606001"))
    assert stem("襄阳市") == "襄阳"
    assert stem("随县") == "随县"


def test_places_of_the_areas_own_tables_are_known() -> None:
    named = [("420602", f"云陂市东山区甲{i}公司") for i in "一二三四五六七八九十百千"]
    regions = local_regions(named)
    assert regions.resolve("云陂市东山区").key == "420602"
    assert "云陂" in regions.codes
