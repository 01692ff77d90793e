"""Companies of the public hand: state groups (国有企业), village collectives (集体经济), listed firms."""

from __future__ import annotations

from datetime import date, timedelta

from worlds.chance import Dice
from worlds.companies import Body, Company, Holding, appoint
from worlds.economy import Economy
from worlds.places import Area, District

_GROUPS = (
    ("城市建设投资", "E4710"), ("交通投资", "E4812"), ("文化旅游投资", "L7291"),
    ("国有资产经营", "L7212"), ("水务", "N7721"), ("农业产业发展", "A0111"),
)  # fmt: skip
_CHILDREN = ("E4813", "K7020", "N7820", "L7212", "E5013", "G5430", "N7840", "K7010", "C3011")


def group_places(area: Area, size: int) -> list[tuple[str, District, str]]:
    """Return name, place and industry of the state groups of an area of `size` companies."""
    per_district = 1 if size < 5000 else 3
    found = []
    for place, count in [
        (area.city, 2 * per_district),
        *((d, per_district) for d in area.districts),
    ]:
        short = place.full
        found += [(f"{short}{w}集团有限公司", place, code) for w, code in _GROUPS[:count]]
    return found


def build_state(
    economy: Economy, dice: Dice, groups: list[tuple[str, District, str]], size: int
) -> list[Company]:
    """Found the state groups with their subsidiaries; officers are posted later."""
    made: list[Company] = []
    for name, place, industry in groups:
        day = date(dice.whole(2001, 2015), dice.whole(1, 12), dice.whole(1, 28))
        head = economy.found("state", industry, place, day, name=name, capital=50000)
        owner = Body(f"{place.full}人民政府国有资产监督管理委员会", "机关事业单位")
        head.holdings.append(Holding(owner, 100.0, day))
        head.tags.add("state")
        made.append(head)
        for _ in range(dice.whole(2, 3 if size < 5000 else 9)):
            made.append(_child(economy, dice, head))
    return made


def _child(economy: Economy, dice: Dice, parent: Company) -> Company:
    industry = dice.pick(_CHILDREN)
    word = dice.pick(economy.industries[industry].words)
    stem = parent.name.removesuffix("集团有限公司")
    name = f"{stem}{word}有限公司"
    if economy.names.taken[name]:
        name = (
            f"{stem}{dice.pick(('一', '二', '东', '西', '新'))}{dice.pick('盛达兴')}{word}有限公司"
        )
    economy.names.taken[name] += 1
    day = dice.day(parent.founded + timedelta(days=200), date(2022, 12, 31))
    whole = dice.chance(0.6)
    child = economy.found(
        "held" if whole else "state-held", industry, parent.place, day, name=name, capital=2000
    )
    share = 100.0 if whole else float(dice.pick((51, 60, 70)))
    child.holdings.append(Holding(parent, share, day))
    if not whole:
        partner = dice.pick(economy.groups) if economy.groups else None
        holder = partner or Body("粤岭海通投资有限公司", "企业法人")
        child.holdings.append(Holding(holder, 100 - share, day))
    child.tags.add("state")
    return child


def build_collectives(economy: Economy, dice: Dice, area: Area, count: int) -> list[Company]:
    """Found the share cooperatives (股份经济合作社) of villages."""
    made = []
    for village in dice.sample(area.villages, count):
        day = dice.day(date(2018, 1, 1), date(2021, 12, 31))
        company = economy.found(
            "collective", "A0111", village.district, day, capital=300,
            name=f"{village.full}股份经济合作社",
        )  # fmt: skip
        company.holdings.append(
            Holding(Body(f"{village.full}全体成员", "集体经济组织"), 100.0, day)
        )
        company.tags.add(f"village:{village.full}")
        made.append(company)
    return made


def build_listed(economy: Economy, dice: Dice, area: Area, count: int) -> list[Company]:
    """Found listed companies; their register shows the big holders only."""
    made = []
    for _ in range(count):
        day = dice.day(date(1999, 1, 1), date(2012, 12, 31))
        industry = dice.pick(("C3919", "C3489", "F5151", "C2669", "I6531"))
        word = dice.pick(economy.industries[industry].words)
        name = f"{area.city.name}{''.join(dice.sample('鸿盛瑞恒泰天源博', 2))}{word}股份有限公司"
        company = economy.found("listed", industry, area.district(), day, name=name, capital=30000)
        for share in (31.5, 12.4, 5.2):
            company.holdings.append(Holding(economy.population.adult(day, 35), share, day))
        company.holdings.append(Holding(Body("社会公众股", "其他"), 50.9, day))
        head = company.holdings[0].holder
        appoint(company, head, ("法定代表人", "董事长"), day)  # type: ignore[arg-type]  # an adult, put there above
        company.tags.add("listed")
        made.append(company)
    return made
