"""Invented registers and what people call the firms in them: for fitting and measuring `nlp.linking`.

Places are those of GB/T 2260. Trade names follow Zipf's law over lucky characters and, where the list of
the shared data is present, over real short names (no firm is meant: place, line and form are drawn
anew). A seventh of the lines of business is not in the product's lexicon. Firms outside the register are
drawn from the same population, so the same names occur inside and outside.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from nlp.linking.company_names import parse
from nlp.linking.context import Context
from nlp.linking.regions import national, stem
from nlp.linking.register import Firm

LIST = Path(__file__).resolve().parents[2] / "shared/data/lists/company_short_names.txt"
_LUCKY = "鑫宏达鸿盛瑞恒泰信兴隆华宇金鼎天源博创新智云海江荣顺嘉和美诚永昌远腾飞旺福安康悦星辉明德润丰凯越正大众合联中汇聚力方圆百捷锐思铭轩逸尚品优卓启晨光朗峰岳川禾沃绿森林泽浩淼洋溢彩益佳利通发万亿庆祥龙凤祺"
_LINES = {
    "E": "建筑工程 建设工程 建筑 建设 市政工程 装饰工程 建筑劳务 水利工程 路桥工程 消防工程 机电安装 土石方工程 建筑装饰工程 防水保温工程 钢结构工程",
    "F": "商贸 贸易 工贸 建材 实业 百货 农资 汽车销售 办公设备 电子商务 医药 供应链管理 家电 化妆品 五金机电 矿产品 茶叶 母婴用品 宠物用品 通讯器材",
    "I": "科技 网络科技 信息技术 软件 智能科技 数据 物联网科技 信息科技 系统工程 区块链科技",
    "L": "广告 人力资源 劳务派遣 商务咨询 企业管理 财务咨询 保安服务 机械租赁 旅游开发 会展服务 招标代理 农机租赁 汽车租赁",
    "A": "农业科技 农业发展 生态农业 种植 养殖 苗木 水产养殖 茶叶 果业 小龙虾养殖 黑山羊养殖",
    "C": "食品 机械制造 塑业 化工 纺织 服饰 家具 新型建材 电子 包装 印务 水泥制品 木业 金属制品 灯饰 阀门 保温材料",
    "K": "房地产开发 置业 物业管理 物业服务 地产 房地产经纪", "G": "物流 运输 货运代理 快递 仓储 汽车运输 渣土运输",
    "H": "餐饮管理 餐饮 酒店管理", "M": "工程咨询 建筑设计 测绘 检测技术 工程监理 造价咨询 勘察设计 规划设计", "N": "环保科技 园林绿化 环保工程 绿化 园林景观 保洁服务 环卫",
    "R": "文化传媒 文化传播 影视文化 体育文化 健身服务", "P": "教育科技 教育咨询 职业培训", "Q": "医疗科技 健康管理 养老服务", "J": "投资 投资管理 融资担保 资产管理", "O": "家政服务 汽车维修 美容 婚庆服务",
}  # fmt: skip
_WEIGHTS = {"E": 14, "F": 24, "I": 9, "L": 12, "A": 8, "C": 12, "K": 5, "G": 5, "H": 3, "M": 4, "N": 4, "R": 4, "P": 2, "Q": 2, "J": 2, "O": 3}  # fmt: skip
_INDIVIDUAL = {"F": "经营部 商行 超市 批发部 门市部 商店 烟酒店 建材店 五金店 便利店", "H": "餐馆 饭店 酒楼 火锅店 小吃店 农家乐 面馆", "O": "汽修厂 理发店 美容店 维修部 洗车行", "C": "加工厂 砖厂 家具厂 食品厂 石料厂 加工店", "G": "货运部 车行"}  # fmt: skip
_STATE = (
    "城市建设投资集团有限公司", "交通投资集团有限公司", "文化旅游发展集团有限公司", "国有资产经营有限公司", "农业发展投资集团有限公司", "水务集团有限公司", "公共交通集团有限公司", "城市建设投资开发有限公司",
    "第一建筑工程集团有限公司", "第二建筑工程有限公司", "市政建设集团有限公司", "水利水电建筑工程有限公司", "农村商业银行股份有限公司", "粮食储备有限公司", "高新技术产业投资有限公司", "产业投资发展集团有限公司", "交通建设投资开发有限公司",
)  # fmt: skip
_NATIONAL = ("中国建筑第三工程局有限公司", "中国建筑第五工程局有限公司", "中国铁路工程第十一工程局集团有限公司", "中国建设银行股份有限公司", "中国农业银行股份有限公司", "中国水利水电第八工程局有限公司", "中国交通建设第二航务工程局有限公司", "中国移动通信集团有限公司")  # fmt: skip
_SHORT_STATE = {"城市建设投资": "城投", "交通投资": "交投", "文化旅游发展": "文旅", "国有资产经营": "国资", "农业发展投资": "农发", "公共交通": "公交", "第一建筑工程": "一建", "第二建筑工程": "二建", "水利水电建筑工程": "水电建", "农村商业银行": "农商行", "产业投资发展": "产投", "交通建设投资": "交建投"}  # fmt: skip
_SHORT_NATIONAL = {"中国建筑第三工程局有限公司": "中建三局", "中国建筑第五工程局有限公司": "中建五局", "中国铁路工程第十一工程局集团有限公司": "中铁十一局", "中国建设银行股份有限公司": "建设银行", "中国农业银行股份有限公司": "农业银行", "中国水利水电第八工程局有限公司": "水电八局", "中国交通建设第二航务工程局有限公司": "中交二航局", "中国移动通信集团有限公司": "中国移动"}  # fmt: skip
_SOUNDS = ("宏鸿洪红", "达大", "鑫新欣心", "盛胜", "源元园圆原", "恒衡", "泰太", "信兴", "华花", "宇雨羽", "金今锦", "天添", "博伯", "成诚城", "永勇", "昌长", "远园", "德得", "润闰", "丰峰锋", "凯恺", "正政", "和合禾", "联连", "中忠", "方芳", "明名铭", "兴星", "建健", "工公", "顺舜", "旺望", "佳嘉家", "亿益易", "祥翔", "龙隆")  # fmt: skip
_CLOSE = (
    "达远",
    "鑫金",
    "盛威",
    "天大",
    "永水",
    "丰半",
    "正止",
    "力方",
    "通道",
    "科料",
    "材村",
    "贸贺",
    "建健",
    "设没",
    "程呈",
    "商商",
)
_TRADITIONAL = str.maketrans(
    "达华兴业发东汇联万丰龙凤马鸿宝贸农业电车长庆荣顺网广务设",
    "達華興業發東匯聯萬豐龍鳳馬鴻寶貿農業電車長慶榮順網廣務設",
)
_CUES = {"E": "工程", "F": "销售", "I": "系统", "L": "租赁", "A": "种植", "C": "工厂", "K": "楼盘", "G": "运输", "H": "餐饮", "M": "设计", "N": "绿化", "R": "文化", "P": "培训", "Q": "养老", "J": "贷款", "O": "维修"}  # fmt: skip


_SPLIT = {letter: items.split() for letter, items in _LINES.items()}
_EVERY_LINE = sorted({w for items in _SPLIT.values() for w in items}, key=lambda w: (-len(w), w))
_FORMS = ("集团有限公司", "股份有限公司", "有限责任公司", "有限公司", "专业合作社", *sorted({w for g in _INDIVIDUAL.values() for w in g.split()}, key=lambda w: (-len(w), w)))  # fmt: skip


class Mention(NamedTuple):
    """What a text says, where, and which company is meant (None: one outside the register)."""

    text: str
    context: Context
    key: str | None
    style: str


class Population:
    """Names drawn with one seed over the counties of some prefectures."""

    def __init__(self, seed: int, prefectures: Sequence[str]) -> None:
        self.rng = random.Random(seed)
        table = national()
        self.names = table.names
        self.prefectures = [p for p in prefectures if p in table.names]
        self.counties = sorted(c for c in table.names if len(c) == 6 and c[:4] in self.prefectures)
        away = self.rng.sample(sorted(c for c in table.names if len(c) == 6), 200)
        self.away = [c for c in away if c[:4] in table.names and c[:4] not in self.prefectures]
        self.trades = self._trades()
        self.cumulative = list(accumulate(1 / (rank + 8) ** 0.85 for rank in range(len(self.trades))))  # fmt: skip
        self.letters = list(_WEIGHTS)
        self.letter_weights = list(accumulate(_WEIGHTS.values()))
        self.surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"

    def _trades(self) -> list[str]:
        rng = self.rng
        lucky = ["".join(rng.sample(_LUCKY[:70], 2)) for _ in range(2500)]
        other = ["".join(rng.sample(_LUCKY, rng.choice((2, 2, 3)))) for _ in range(60_000)]
        if LIST.exists():
            lines = LIST.read_text(encoding="utf-8-sig").split()
            real = [x for x in lines if 2 <= len(x) <= 4 and all("一" <= c <= "鿿" for c in x)]
            other = [*rng.sample(real, min(len(real), 140_000)), *other[:20_000]]
        rng.shuffle(other)
        return list(dict.fromkeys([*lucky, *other]))

    def trade(self) -> str:
        """Return a trade name; few are borne by many firms, many by one."""
        return self.rng.choices(self.trades, cum_weights=self.cumulative)[0]

    def firm(self, number: int, counties: Sequence[str] = ()) -> Firm:
        """Return a firm with its seat, line and, for one in twelve, a former name."""
        rng = self.rng
        county = rng.choice(counties or self.counties)
        letter = rng.choices(self.letters, cum_weights=self.letter_weights)[0]
        name = self.name(county, letter)
        former = (self.name(county, letter),) if rng.random() < 0.08 else ()
        industry = letter if rng.random() < 0.9 else ""
        return Firm(f"{number:018d}", name, county, industry, former)

    def name(self, county: str, letter: str) -> str:
        """Return a registered name of a firm of a county and a section."""
        rng = self.rng
        draw = rng.random()
        place = self.place(county)
        if draw < 0.012:
            return self.names[county[:4] if rng.random() < 0.5 else county] + rng.choice(_STATE)
        if draw < 0.20 and letter in _INDIVIDUAL:
            trade = self.trade() if rng.random() < 0.8 else rng.choice(("老", "小", "阿")) + rng.choice(self.surnames)  # fmt: skip
            return self.names[county] + trade + rng.choice(_INDIVIDUAL[letter].split())
        trade, line = self.trade(), rng.choice(_SPLIT[letter])
        if letter == "A" and draw < 0.6:
            return f"{self.names[county]}{trade}{line}专业合作社"
        form = rng.choices(("有限公司", "有限责任公司", "股份有限公司", "集团有限公司"), (90, 7, 2, 1))[0]  # fmt: skip
        if draw > 0.96 and len(place) <= 5:
            return f"{trade}{line}（{stem(place)}）{form}"
        if draw > 0.945:
            return f"{place}{trade}{line}{form}{stem(self.names[county])}分公司"
        return f"{place}{trade}{line}{form}"

    def place(self, county: str) -> str:
        """Return the place with which a name begins."""
        city, province = self.names[county[:4]], self.names[county[:2]]
        draw = self.rng.random()
        if draw < 0.52:
            return city if draw < 0.38 else stem(city)
        if draw < 0.84:
            return self.names[county] if draw < 0.72 else city + self.names[county]
        return (province if draw < 0.90 else stem(province)) if draw < 0.96 else ""

    def register(self, size: int) -> Iterator[Firm]:
        """Yield firms; the first ones are state groups with well-known abbreviations."""
        for number, name in enumerate(_NATIONAL):
            yield Firm(f"{number:018d}", name, self.counties[0], "")
        taken: set[str] = set()
        for number in range(len(_NATIONAL), size):
            firm = self.firm(number)
            while firm.name in taken:
                firm = self.firm(number)
            if firm.name.endswith(_STATE):
                taken.add(firm.name)  # there is one city investment group of a place
            yield firm

    def mention(self, firm: Firm, *, registered: bool) -> Mention:
        """Return how a text may speak of a firm, with the context of that text."""
        style, text = self.call(firm)
        rng = self.rng
        near = self.near(firm)
        cues = set()
        if firm.industry and rng.random() < 0.5:
            cues.add(firm.industry[0])
        if rng.random() < 0.25:
            cues.add(rng.choice(self.letters))
        short = style not in _WHOLE and rng.random() < 0.35
        named = frozenset({firm.key}) if registered and short else frozenset[str]()
        strangers = frozenset({parse(firm.name).trade}) if short and not registered else frozenset[str]()  # fmt: skip
        context = Context(near, frozenset(cues), named, strangers)
        return Mention(text, context, firm.key if registered else None, style)

    def near(self, firm: Firm) -> tuple[str, ...]:
        """Return the places that a text about a firm speaks of: mostly its own, at times others."""
        rng, draw = self.rng, self.rng.random()
        if draw < 0.15:
            return ()
        if draw < 0.25:
            return (rng.choice(self.counties),)
        own = firm.region if rng.random() < 0.65 else firm.region[:4]
        return (own, rng.choice(self.counties)) if rng.random() < 0.3 else (own,)

    def branch(self, firm: Firm) -> Mention:
        """Return a mention of a branch that is not registered, of a firm that is."""
        county = stem(self.names[self.rng.choice(self.counties)])
        kind = self.rng.choice(("分公司", "办事处", "项目部", "营业部"))
        return Mention(f"{firm.name}{county}{kind}", Context(self.near(firm)), None, "full")

    def call(self, firm: Firm) -> tuple[str, str]:
        """Return the style of a mention and the mention."""
        rng = self.rng
        name, place, trade, line, form = firm.name, *split(firm.name, self, firm.region)
        if short := _SHORT_NATIONAL.get(name):
            return ("abbreviation", short) if rng.random() < 0.7 else ("full", name)
        for long, brief in _SHORT_STATE.items():
            if long in name and rng.random() < 0.7:
                head = name[: name.index(long)]
                return "abbreviation", (head if rng.random() < 0.5 else stem(head)) + brief + rng.choice(("", "集团", "公司"))  # fmt: skip
        style = rng.choices(_STYLES, _STYLE_WEIGHTS)[0]
        if style == "former":
            return (style, firm.former[0]) if firm.former else ("full", name)
        if style == "width":
            return style, name.replace("（", "(").replace("）", ")").translate(_TRADITIONAL)
        if style == "slip":
            return style, self.slip(name)
        if "分公司" in name or not trade or len(trade) < 2 or style == "full":
            return "full", name
        return style, self.shortened(style, (place, trade, line, form), firm)

    def shortened(self, style: str, parts: tuple[str, str, str, str], firm: Firm) -> str:
        """Return a short form of a name in its parts."""
        _, trade, line, form = parts
        rng = self.rng
        company = form.endswith("公司")
        tail = "公司" if company else form[-1:] if form[-1:] in "厂店" else form
        if style == "no_place":
            return trade + line + form
        if style == "line":
            few = line[:2] if len(line) > 2 and rng.random() < 0.4 else line
            return trade + (few or form) + (tail if few and rng.random() < 0.4 else "")
        if style == "generic":
            return trade + tail
        where = stem(self.names[firm.region[: rng.choice((4, 6))]])
        return where + trade + (line or form if rng.random() < 0.6 else tail)

    def slip(self, name: str) -> str:
        """Return a name with one slip of the pen."""
        rng = self.rng
        for i in rng.sample(range(len(name)), len(name)):
            groups = [g for g in (*_SOUNDS, *_CLOSE) if name[i] in g and len(set(g)) > 1]
            if groups:
                other = rng.choice([c for c in rng.choice(groups) if c != name[i]])
                return name[:i] + other + name[i + 1 :]
        i = rng.randrange(2, len(name) - 2)
        return name[:i] + name[i + 1 :]


_STYLES = ("full", "no_place", "line", "generic", "placed", "former", "width", "slip")
_STYLE_WEIGHTS = (38, 10, 17, 7, 10, 4, 6, 8)
_FEW = 300_000
_WHOLE = frozenset(("full", "former", "width", "slip"))


def split(name: str, population: Population, county: str) -> tuple[str, str, str, str]:
    """Return place, trade name, line and form as they were put together, not as the product parses."""
    names = population.names
    rest, place = name, ""
    heads = (names[county[:4]] + names[county], names[county[:4]], names[county], names[county[:2]])
    for head in (*heads, stem(names[county[:4]]), stem(names[county[:2]])):
        if rest.startswith(head):
            place, rest = head, rest[len(head) :]
            break
    rest = rest.split("（")[0] + rest.split("）")[-1] if "）" in rest else rest
    form = next((f for f in _FORMS if rest.endswith(f)), "")
    rest = rest[: len(rest) - len(form)]
    line = next((w for w in _EVERY_LINE if rest.endswith(w)), "")
    return place, rest[: len(rest) - len(line)], line, form


def mentions(
    population: Population, firms: Sequence[Firm], count: int, outside: float
) -> list[Mention]:
    """Return mentions of registered firms, and a share of firms outside the register.

    Of the latter two thirds are of the register's own places, the others from elsewhere. One mention in
    twenty is of a state group or a bank, as news are. One text in ten also names another registered firm, one in thirty a firm of the same trade name.
    """
    rng = population.rng
    found: list[Mention] = []
    names = (
        {n for firm in firms for n in (firm.name, *firm.former)} if len(firms) <= _FEW else set()
    )
    state = [firm for firm in firms if any(word in firm.name for word in (*_SHORT_STATE, *_SHORT_NATIONAL))]  # fmt: skip
    namesakes: dict[str, list[str]] = {}
    for firm in firms if len(firms) <= _FEW else ():
        namesakes.setdefault(parse(firm.name).trade, []).append(firm.key)
    while len(found) < count:
        registered = rng.random() >= outside
        if not registered and rng.random() < 0.04:
            found.append(population.branch(rng.choice(firms)))
            continue
        away = () if rng.random() < 0.65 else population.away
        known = state if state and rng.random() < 0.05 else firms
        firm = rng.choice(known) if registered else population.firm(-1, away)
        if not registered and firm.name in names:
            continue
        mention = population.mention(firm, registered=registered)
        others = {rng.choice(firms).key} if rng.random() < 0.1 else set()
        if rng.random() < 0.03:
            others.add(rng.choice(namesakes.get(parse(firm.name).trade, [firms[0].key])))
        context = mention.context._replace(named=mention.context.named | others)
        found.append(mention._replace(context=context))
    return found
