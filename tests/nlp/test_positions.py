"""Position strings taken apart: unit, title, rank, leading member, place, former."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.organs import organs
from nlp.positions import Position, highest, position, positions
from nlp.ranks import ranks, read_weights

#: Invented offices: a line for the string, then one for each post: unit | title | 现 or 原 | rank | leading or not | region.
#: A dash: cannot be told.
TABLE = """
枣阳市水利局副局长
    枣阳市水利局 | 副局长 | 现 | 乡科级副职 | 领导 | 420683
枣阳市水利局原副局长
    枣阳市水利局 | 副局长 | 原 | 乡科级副职 | 领导 | 420683
枣阳市财政局党组书记、局长
    枣阳市财政局 | 党组书记 | 现 | 乡科级正职 | 领导 | 420683
    枣阳市财政局 | 局长 | 现 | 乡科级正职 | 领导 | 420683
枣阳市纪委书记
    枣阳市纪委 | 书记 | 现 | 县处级副职 | 领导 | 420683
枣阳市委常委、宣传部部长
    枣阳市委 | 常委 | 现 | 县处级副职 | 领导 | 420683
    宣传部 | 部长 | 现 | 乡科级正职 | 领导 | 420683
枣阳市委常委、副市长
    枣阳市委 | 常委 | 现 | 县处级副职 | 领导 | 420683
    枣阳市 | 副市长 | 现 | 县处级副职 | 领导 | 420683
枣阳市副市长兼公安局局长
    枣阳市 | 副市长 | 现 | 县处级副职 | 领导 | 420683
    公安局 | 局长 | 现 | 乡科级正职 | 领导 | 420683
枣阳市人大常委会副主任
    枣阳市人大常委会 | 副主任 | 现 | 县处级副职 | 领导 | 420683
枣阳市政协副主席
    枣阳市政协 | 副主席 | 现 | 县处级副职 | 领导 | 420683
枣阳市政府办公室主任
    枣阳市政府办公室 | 主任 | 现 | 乡科级正职 | 领导 | 420683
枣阳市委组织部副部长
    枣阳市委组织部 | 副部长 | 现 | 乡科级副职 | 领导 | 420683
枣阳市环城街道党工委书记
    枣阳市环城街道 | 党工委书记 | 现 | 乡科级正职 | 领导 | 420683
枣阳市吴店镇镇长
    枣阳市吴店镇 | 镇长 | 现 | 乡科级正职 | 领导 | 420683
枣阳市吴店镇党委副书记、镇长
    枣阳市吴店镇 | 党委副书记 | 现 | 乡科级副职 | 领导 | 420683
    枣阳市吴店镇 | 镇长 | 现 | 乡科级正职 | 领导 | 420683
枣阳市吴店镇财政所所长
    枣阳市吴店镇财政所 | 所长 | 现 | - | - | 420683
枣阳市吴店镇东湾村党支部书记
    枣阳市吴店镇东湾村 | 党支部书记 | 现 | - | - | 420683
枣阳市水利局河道管理处主任
    枣阳市水利局河道管理处 | 主任 | 现 | - | 非 | 420683
枣阳市财政局预算股股长
    枣阳市财政局预算股 | 股长 | 现 | 科员 | 非 | 420683
枣阳市公安局刑侦大队大队长
    枣阳市公安局刑侦大队 | 大队长 | 现 | - | 非 | 420683
枣阳市人民法院院长
    枣阳市人民法院 | 院长 | 现 | 县处级副职 | 领导 | 420683
枣阳市人民检察院副检察长
    枣阳市人民检察院 | 副检察长 | 现 | - | 领导 | 420683
枣阳市农业局三级调研员
    枣阳市农业局 | 三级调研员 | 现 | 县处级副职 | 非 | 420683
枣阳市农业局四级主任科员
    枣阳市农业局 | 四级主任科员 | 现 | 乡科级副职 | 非 | 420683
枣阳市农业局正科级干部
    枣阳市农业局 | 正科级干部 | 现 | 乡科级正职 | 非 | 420683
枣阳市农业局科员
    枣阳市农业局 | 科员 | 现 | 科员 | 非 | 420683
枣阳市第一中学校长
    枣阳市第一中学 | 校长 | 现 | 乡科级正职 | - | 420683
枣阳市城建投资有限公司董事长
    枣阳市城建投资有限公司 | 董事长 | 现 | - | - | 420683
枣阳市国税局局长
    枣阳市国税局 | 局长 | 现 | 乡科级正职 | 领导 | 420683
枣阳市供销社主任
    枣阳市供销社 | 主任 | 现 | 乡科级正职 | 领导 | 420683
枣阳市总工会主席
    枣阳市总工会 | 主席 | 现 | 乡科级正职 | 领导 | 420683
襄阳市市长
    襄阳市 | 市长 | 现 | 厅局级正职 | 领导 | 420600
襄阳市委书记
    襄阳市委 | 书记 | 现 | 厅局级正职 | 领导 | 420600
襄阳市财政局局长
    襄阳市财政局 | 局长 | 现 | 县处级正职 | 领导 | 420600
襄阳市财政局副局长
    襄阳市财政局 | 副局长 | 现 | 县处级副职 | 领导 | 420600
襄阳市财政局预算科科长
    襄阳市财政局预算科 | 科长 | 现 | 乡科级正职 | 非 | 420600
襄阳市财政局预算科副科长
    襄阳市财政局预算科 | 副科长 | 现 | 乡科级副职 | 非 | 420600
襄阳市公安局交警支队支队长
    襄阳市公安局交警支队 | 支队长 | 现 | 乡科级正职 | 非 | 420600
襄阳市财政局局长兼襄阳江海投资有限公司董事长
    襄阳市财政局 | 局长 | 现 | 县处级正职 | 领导 | 420600
    襄阳江海投资有限公司 | 董事长 | 现 | - | - | 420600
襄阳市水务局原党组成员、总工程师
    襄阳市水务局 | 党组成员 | 原 | - | 领导 | 420600
    襄阳市水务局 | 总工程师 | 原 | - | 领导 | 420600
襄阳市襄州区副区长
    襄阳市襄州区 | 副区长 | 现 | 县处级副职 | 领导 | 420607
襄阳市襄城区住建局局长
    襄阳市襄城区住建局 | 局长 | 现 | 乡科级正职 | 领导 | 420602
湖北省委常委、秘书长
    湖北省委 | 常委 | 现 | 省部级副职 | 领导 | 420000
    湖北省委 | 秘书长 | 现 | - | 领导 | 420000
湖北省副省长
    湖北省 | 副省长 | 现 | 省部级副职 | 领导 | 420000
湖北省水利厅厅长
    湖北省水利厅 | 厅长 | 现 | 厅局级正职 | 领导 | 420000
湖北省水利厅副厅长
    湖北省水利厅 | 副厅长 | 现 | 厅局级副职 | 领导 | 420000
湖北省水利厅二级巡视员
    湖北省水利厅 | 二级巡视员 | 现 | 厅局级副职 | 非 | 420000
湖北省水利厅规划处处长
    湖北省水利厅规划处 | 处长 | 现 | 县处级正职 | 非 | 420000
武汉市市长
    武汉市 | 市长 | 现 | 省部级副职 | 领导 | 420100
武汉市江汉区区长
    武汉市江汉区 | 区长 | 现 | 厅局级副职 | 领导 | 420103
海淀区水务局局长
    海淀区水务局 | 局长 | 现 | 县处级正职 | 领导 | 110108
海淀区副区长
    海淀区 | 副区长 | 现 | 厅局级副职 | 领导 | 110108
北京市海淀区中关村街道办事处主任
    北京市海淀区中关村街道办事处 | 主任 | 现 | 县处级正职 | 领导 | 110108
上海市浦东新区副区长
    上海市浦东新区 | 副区长 | 现 | 厅局级副职 | 领导 | 310115
水利部部长
    水利部 | 部长 | 现 | 省部级正职 | 领导 | -
国家统计局局长
    国家统计局 | 局长 | 现 | - | 领导 | -
最高人民法院院长
    最高人民法院 | 院长 | 现 | - | 领导 | -
时任谷城县县长
    谷城县 | 县长 | 原 | 县处级正职 | 领导 | 420625
谷城县原县委书记
    谷城县县委 | 书记 | 原 | 县处级正职 | 领导 | 420625
谷城县委原常委、原统战部部长
    谷城县委 | 常委 | 原 | 县处级副职 | 领导 | 420625
    统战部 | 部长 | 原 | 乡科级正职 | 领导 | 420625
原阳县水利局局长
    原阳县水利局 | 局长 | 现 | 乡科级正职 | 领导 | 410725
唐县县委书记
    唐县县委 | 书记 | 现 | 县处级正职 | 领导 | 130627
五原县副县长
    五原县 | 副县长 | 现 | 县处级副职 | 领导 | 150821
谷城县水利局局长、谷城县财政局原局长
    谷城县水利局 | 局长 | 现 | 乡科级正职 | 领导 | 420625
    谷城县财政局 | 局长 | 原 | 乡科级正职 | 领导 | 420625
谷城县水利局副局长（副县级）
    谷城县水利局 | 副局长 | 现 | 县处级副职 | 领导 | 420625
谷城县水利局办公室主任、副局长
    谷城县水利局办公室 | 主任 | 现 | - | 非 | 420625
    谷城县水利局 | 副局长 | 现 | 乡科级副职 | 领导 | 420625
谷城县水利局长
    谷城县 | 水利局长 | 现 | 乡科级正职 | 领导 | 420625
谷城县财政局局长、党委副书记
    谷城县财政局 | 局长 | 现 | 乡科级正职 | 领导 | 420625
    谷城县财政局 | 党委副书记 | 现 | 乡科级副职 | 领导 | 420625
谷城县发改局党组书记和局长
    谷城县发改局 | 党组书记 | 现 | 乡科级正职 | 领导 | 420625
    谷城县发改局 | 局长 | 现 | 乡科级正职 | 领导 | 420625
谷城县教育体育局（科技局）局长
    谷城县教育体育局（科技局） | 局长 | 现 | 乡科级正职 | 领导 | 420625
谷城县农业农村局畜牧股股长兼动物防疫站站长
    谷城县农业农村局畜牧股 | 股长 | 现 | 科员 | 非 | 420625
    动物防疫站 | 站长 | 现 | - | - | 420625
谷城县卫健局党委委员、县人民医院院长
    谷城县卫健局 | 党委委员 | 现 | - | 领导 | 420625
    县人民医院 | 院长 | 现 | 乡科级正职 | - | 420625
县财政局局长
    县财政局 | 局长 | 现 | 乡科级正职 | 领导 | -
市教育局局长
    市教育局 | 局长 | 现 | - | - | -
水利局副局长
    水利局 | 副局长 | 现 | - | - | -
鼓楼区教育局副局长
    鼓楼区教育局 | 副局长 | 现 | - | - | -
江海公司总经理
    江海公司 | 总经理 | 现 | - | - | -
某局副处级干部
    某局 | 副处级干部 | 现 | 县处级副职 | 非 | -
芷江县水利局副局长
    芷江县水利局 | 副局长 | 现 | 乡科级副职 | 领导 | 431228
西双版纳州副州长
    西双版纳州 | 副州长 | 现 | 厅局级副职 | 领导 | 532800
人大代表
    - | 人大代表 | 现 | - | 非 | -
谷城县公安局经侦大队大队长、政治教导员
    谷城县公安局经侦大队 | 大队长 | 现 | - | 非 | 420625
    谷城县公安局经侦大队 | 政治教导员 | 现 | - | 非 | 420625
谷城县委办公室主任、县接待办主任
    谷城县委办公室 | 主任 | 现 | 乡科级正职 | 领导 | 420625
    县接待办 | 主任 | 现 | 乡科级正职 | 领导 | 420625
谷城县政协常委、县水利局局长
    谷城县政协 | 常委 | 现 | - | - | 420625
    县水利局 | 局长 | 现 | 乡科级正职 | 领导 | 420625
谷城县委委员、石花镇党委书记
    谷城县委 | 委员 | 现 | - | - | 420625
    石花镇 | 党委书记 | 现 | 乡科级正职 | 领导 | 420625
谷城县人民政府副县长
    谷城县人民政府 | 副县长 | 现 | 县处级副职 | 领导 | 420625
襄阳市中级人民法院院长
    襄阳市中级人民法院 | 院长 | 现 | 厅局级副职 | 领导 | 420600
江苏省南京市玄武区区长
    江苏省南京市玄武区 | 区长 | 现 | 厅局级副职 | 领导 | 320102"""
_LEADING = {"领导": True, "非": False, "-": None}


def cases() -> list[tuple[str, list[Position]]]:
    """Return the strings of the table with their posts."""
    found: list[tuple[str, list[Position]]] = []
    for line in TABLE.strip().splitlines():
        if not line.startswith(" "):
            found.append((line, []))
            continue
        unit, title, former, rank, leading, region = (cell.strip() for cell in line.split("|"))
        post = Position(
            None if unit == "-" else unit,
            title,
            former == "原",
            None if rank == "-" else rank,
            _LEADING[leading],
            None if region == "-" else region,
        )
        found[-1][1].append(post)
    return found


def test_the_table_is_as_large_as_it_should_be() -> None:
    assert len(cases()) >= 60


@pytest.mark.parametrize(("text", "posts"), cases(), ids=[text for text, _ in cases()])
def test_position_strings(text: str, posts: list[Position]) -> None:
    assert positions(text) == posts


@pytest.mark.parametrize(
    ("text", "near", "rank", "region"),
    [
        ("县财政局局长", ("420625",), "乡科级正职", "420625"),
        ("市教育局局长", ("420683",), "乡科级正职", "420683"),  # a county-level city
        ("市教育局局长", ("4206",), "县处级正职", "420600"),
        ("区水利局局长", ("420602",), "乡科级正职", "420602"),
        ("区水利局局长", ("110108",), "县处级正职", "110108"),
        ("鼓楼区副区长", ("3203",), "县处级副职", "320302"),
        ("鼓楼区副区长", ("3201",), "县处级正职", "320106"),
        ("鼓楼区副区长", (), None, None),
        ("柳河镇镇长", ("420625",), "乡科级正职", "420625"),
    ],
)
def test_places_near_by_tell_what_a_name_means(
    text: str, near: tuple[str, ...], rank: str | None, region: str | None
) -> None:
    [post] = positions(text, near)
    assert (post.rank, post.region) == (rank, region)


@pytest.mark.parametrize(
    ("unit", "title", "told"),
    [
        ("谷城县水利局", "副局长", ("乡科级副职", True)),
        ("谷城县", "水利局长", ("乡科级正职", True)),
        ("谷城县水利局", "办公室主任", (None, False)),
        ("襄阳市财政局", "预算科科长", ("乡科级正职", False)),
        ("", "三级调研员", ("县处级副职", False)),
        ("", "局长", (None, None)),
        ("襄阳宏达建筑有限公司", "总经理", (None, None)),
    ],
)
def test_a_post_of_an_office_relation(
    unit: str, title: str, told: tuple[str | None, bool | None]
) -> None:
    post = position(unit, title)
    assert (post.unit, post.title) == (unit or None, title)
    assert (post.rank, post.leading) == told


def test_an_office_relation_says_the_same_as_the_string() -> None:
    for _, posts in cases():
        if len(posts) == 1 and posts[0].unit and not posts[0].former and posts[0].region:
            [post] = posts
            assert position(post.unit or "", post.title)._replace(rank=None) == post._replace(
                rank=None
            )


def test_the_highest_rank_of_several_posts() -> None:
    assert highest(positions("谷城县副县长、县水利局局长")) == "县处级副职"
    assert highest(positions("襄阳宏达建筑有限公司经理")) is None
    assert highest([]) is None


def test_a_deputy_is_half_a_step_below_the_head() -> None:
    order = ranks().order
    for place in ("谷城县", "襄阳市", "湖北省"):
        for unit, head in (("财政局", "局长"), ("发改委", "主任")):
            [first], [second] = (
                positions(f"{place}{unit}{head}"),
                positions(f"{place}{unit}副{head}"),
            )
            if first.rank and second.rank:
                assert order.index(second.rank) == order.index(first.rank) + 1


def test_units_are_taken_apart() -> None:
    chain = organs().read("谷城县公安局经侦大队一中队")
    assert chain.place.kind == "county"
    assert chain.organs == ("公安局", "经侦大队", "一中队")
    assert organs().read("谷城县人大常委会").of_place
    assert organs().read("谷城县委办公室").organs == ("委办公室",)


def test_weights_have_one_column_for_each_level() -> None:
    weights = read_weights(["# a note", "feature,3,4", "bias,1.0,-1.0", '"a,b",0,2'])
    assert weights.table == {"bias": (1.0, -1.0), "a,b": (0.0, 2.0)}
    assert all(len(row) == 8 for row in ranks().weights.table.values())
    chances = ranks().weights.probabilities(["bias", "never seen"])
    assert sum(chances) == pytest.approx(1.0)


_WORDS = st.sampled_from(
    ["谷城县", "市", "区", "水利局", "委", "原", "时任", "兼", "和", "、", "，", "（", ")", "副", "局长", "书记", "主任", "镇", "公司", "科", "长", "正科级", "中共", "A", " ", "党组成员", "街道办"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_WORDS, max_size=14).map("".join)))
def test_any_string_can_be_read(text: str) -> None:
    found = positions(text)
    assert found == positions(text)
    for post in found:
        assert post.title in text
        assert post.rank is None or post.rank in ranks().order
        assert post.region is None or len(post.region) in (6, 9)


@given(st.text(max_size=12), st.text(max_size=6))
def test_any_office_relation_can_be_read(unit: str, title: str) -> None:
    post = position(unit, title)
    assert (post.unit or "", post.title) == (unit, title)


_FULL = [text for text, posts in cases() if all(p.region for p in posts)]


@given(st.sampled_from(_FULL), st.sampled_from(_FULL))
def test_two_strings_with_places_keep_their_posts_when_joined(one: str, other: str) -> None:
    joined, apart = positions(f"{one}；{other}"), [*positions(one), *positions(other)]
    # a post beside another one may be ranked otherwise; all else stays
    assert [p._replace(rank=None) for p in joined] == [p._replace(rank=None) for p in apart]


@given(st.sampled_from(_FULL))
def test_a_string_said_before_a_titleless_end_keeps_its_posts(text: str) -> None:
    assert positions(f"{text}，等等") == positions(text)


@pytest.mark.shared_data
def test_real_position_strings_are_read() -> None:
    from benchmarks.positions import DATA, near, outcome, read_rows

    if not DATA.is_file():
        pytest.skip(f"{DATA} is not there")
    outcomes = [outcome(row) for row in read_rows("development")[:600]]
    given_ = [o for o in outcomes if o.level is not None]
    assert near(outcomes[0].row)
    assert len(given_) > 0.6 * len(outcomes)
    assert sum(o.level == o.row.level for o in given_) > 0.85 * len(given_)


@pytest.mark.parametrize(("text", "near", "region"), [
    ("东山县人大常委会副主任", (), None),
    ("东山县人大常委会副主任", ("3506",), "350626"),
    ("福建省东山县人大常委会副主任", (), "350626"),
    ("枣阳市财政局局长", (), "420683"),
])  # fmt: skip
def test_a_place_with_namesakes_has_no_code_without_a_sign_of_where(
    text: str, near: tuple[str, ...], region: str | None
) -> None:
    assert positions(text, near)[0].region == region


@pytest.mark.parametrize("text", ["市中级人民法院副院长", "副市长", "省纪委秘书长"])
def test_what_cannot_be_told_has_no_rank(text: str) -> None:
    assert positions(text)[0].rank is None
