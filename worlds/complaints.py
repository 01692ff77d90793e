"""Complaints (信访举报): what people saw, heard, mistook, copied, or just want repaired."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from worlds.careers import Official, Post
from worlds.chance import Dice, Weighted
from worlds.companies import Company
from worlds.names import Namer, template
from worlds.people import surname_of
from worlds.records import Complaint, LookAlike, Scheme, World

_CHANNELS = Weighted([("12345", 50.0), ("12388", 14.0), ("来信", 10.0), ("来访", 6.0), ("网络", 16.0), ("巡察移交", 2.0), ("上级交办", 1.0), ("公告征集", 1.0)])  # fmt: skip
_FIRST_DAY = date(2022, 1, 1)
_GROUPS = {"T1": "own", "T5": "own", "T4": "left", "T2": "kin", "T3": "nominee"}
_TRADE_ENDS = ("有限公司", "专业合作社", "合伙企业（有限合伙）", "股份有限公司")


def fill(text: str, dice: Dice, slots: dict[str, Sequence[Any]], **known: str) -> str:
    """Fill the slots of a sentence: what is known first, the rest by chance."""
    while "{" in text:
        for key, values in slots.items():
            if f"{{{key}}}" in text and key not in known:
                text = text.replace(f"{{{key}}}", str(dice.pick(values)), 1)
        for key, value in known.items():
            text = text.replace(f"{{{key}}}", value)
    return text


class Complainants:
    """The people of the area who write, call or come."""

    def __init__(self, world: World, dice: Dice, namer: Namer) -> None:
        self.world, self.dice, self.namer = world, dice, namer
        self.data: Any = template("complaints")
        self.service: Any = template("service")
        self.firms = [c for c in world.economy.companies if c.trades and c.kind in ("llc", "sole")]

    def write(self, count: int) -> list[Complaint]:
        """Return `count` complaints; two thirds or more are ordinary matters."""
        made = [
            self._witness(s)
            for s in self.world.schemes
            for _ in range(self.dice.pick((0, 1, 1, 2)))
        ]
        made += [
            self._against(x.official, x.official.last, x.company, "", "mistake")
            for x in self.dice.sample(self.world.look_alikes, count // 14)
        ]
        made += [self._rumour() for _ in range(count // 12)]
        made += [self._unnamed() for _ in range(count // 40)]
        made += [self._reply() for _ in range(count // 40)]
        made += [self._again(c) for c in self.dice.sample(made, count // 18)]
        for _ in range(self.world.config.floods):
            made += self._flood(count // 100)
        made = made[: count - count // 2]
        return made + [self._matter() for _ in range(count - len(made))]

    def _fill(self, text: str, **known: str) -> str:
        return fill(text, self.dice, self.data["slots"], **known)

    def _sender(self) -> tuple[str, str]:
        """Return the name and contact of a complainant; six in ten are anonymous."""
        if self.dice.chance(0.6):
            return "", ""
        sex = self.dice.pick("男女")
        name = self.namer.surname() + self.namer.given(sex, self.dice.whole(1955, 2000))
        return name, f"1{self.dice.pick('3578')}{self.dice.digits(9)}"

    def _day(self, first: date = _FIRST_DAY) -> date:
        return self.dice.day(max(first, _FIRST_DAY), self.world.config.today)

    def _file(
        self, title: str, body: str, about: str, official: Official | None = None,
        company: Company | None = None,
    ) -> Complaint:  # fmt: skip
        """Give a text a sender, who may sign it or say the name at its beginning."""
        sender, contact = self._sender()
        if sender and self.dice.chance(0.3):
            line = self.dice.pick(self.data["signatures"])
            body += line.format(name=sender, contact=contact)
        elif sender and self.dice.chance(0.15):
            place = self.dice.pick(self.world.area.villages)
            line = self.dice.pick(self.data["own_name_openings"])
            body = line.format(name=sender, place=f"{place.town}{place.name}") + body
        channel = self.dice.draw(_CHANNELS)
        day = self._day()
        return Complaint(channel, day, title, body, sender, contact, about, official, company)

    def _called(self, official: Official, post: Post, unit: str) -> str:
        """Return how people speak of an official: in full, by surname and post, with 某."""
        name, title = official.person.name, post.title.split("、")[-1]
        surname = surname_of(name)
        return self.dice.pick((
            f"{unit}{title}{name}", f"{unit}{title}{name}", f"{unit}{name}", f"{unit}{surname}{title}",
            f"{unit}{title}{surname}某", f"{unit}{title}{surname}某{name[-1]}", f"{unit}原{title}{name}",
        ))  # fmt: skip

    def _short(self, company: Company) -> str:
        """Return a company's name in full, or as people say it."""
        if self.dice.chance(0.6):
            return company.name
        name = company.name
        for end in _TRADE_ENDS:
            name = name.removesuffix(end)
        for place in (*(d.full for d in self.world.area.districts), self.world.area.city.name):
            name = name.removeprefix(place)
        return name + self.dice.pick(("", "公司")) if len(name) > 2 else company.name

    def _witness(self, scheme: Scheme) -> Complaint:
        """Write of a scheme what can be seen of it from outside."""
        group = _GROUPS[scheme.typology]
        if group == "own" and scheme.vehicle in ("chain", "partnership"):
            group = "nominee"
        return self._against(
            scheme.official, scheme.post, scheme.company, scheme.holder_kind, "scheme", group=group,
            year=f"{max(scheme.valid_from.year, 2015)}年",
        )  # fmt: skip

    def _against(
        self, official: Official, post: Post, company: Company | None, kind: str, about: str,
        **known: str,
    ) -> Complaint:  # fmt: skip
        dice, data = self.dice, self.data
        group = known.pop("group", "") or dice.pick(("own", "kin", "kin", "nominee", "favour"))
        city = self.world.area.city.name
        unit = post.unit.name if dice.chance(0.6) else post.unit.name.removeprefix(city)
        company = company or dice.pick(self.firms)
        word = data["nominees"].get(kind) or dice.pick(
            data["kin"].get(kind, ("亲戚", "弟弟", "妻子"))
        )
        slots = {
            "who": self._called(official, post, unit), "firm": self._short(company), "kin": word,
            "unit": unit, "year": f"{dice.whole(2017, 2024)}年",
            "share": f"{dice.pick((10, 20, 30, 40, 51, 60))}%", "money": f"{dice.whole(3, 300)}万元",
        } | known  # fmt: skip
        lines = [data["openings"], data["allegations"][group], data["basis"], data["closings"]]
        text = "".join(self._fill(dice.pick(line), **slots) for line in lines)
        return self._file(
            self._fill(dice.pick(data["titles"]), **slots), text, about, official, company
        )

    def _rumour(self) -> Complaint:
        official = self.dice.pick(self.world.officials)
        return self._against(official, official.last, None, "", "rumour")

    def _unnamed(self) -> Complaint:
        company = self.dice.pick(self.firms)
        year = f"{self.dice.whole(2018, 2024)}年"
        text = self._fill(
            self.dice.pick(self.data["unnamed"]), firm=self._short(company), year=year
        )
        return self._file("反映有关问题", text, "rumour", None, company)

    def _reply(self) -> Complaint:
        official, company = self.dice.pick(self.world.officials), self.dice.pick(self.firms)
        text = self.dice.pick(self.data["replies"]).format(
            name=official.person.name, unit=official.last.unit.name, firm=company.name,
            post=official.last.title.split("、")[-1], surname=surname_of(official.person.name),
        )  # fmt: skip
        title = "有关反映的核查情况"
        return Complaint("巡察移交", self._day(), title, text, "", "", "reply", official, company)

    def _again(self, original: Complaint) -> Complaint:
        """Return a later copy with small changes, as one voice comes through several channels."""
        text, name = original.text, original.complainant
        for old, new in self.dice.sample(self.data["rewordings"], 2):
            if old not in name and new not in name:
                text = text.replace(old, new)
        day = original.received + timedelta(days=self.dice.whole(1, 90))
        return Complaint(
            self.dice.draw(_CHANNELS), min(day, self.world.config.today), original.title, text, name,
            original.contact, "duplicate", original.official, original.company,
        )  # fmt: skip

    def _flood(self, count: int) -> list[Complaint]:
        """Return many copies of one false complaint against an honest person (science.md 7.3, E14)."""
        honest = self.dice.pick([x for x in self.world.look_alikes if x.company is not None])
        flooded = LookAlike(honest.official, "flooded", "", honest.company)
        self.world.look_alikes.append(flooded)
        first = self._against(honest.official, honest.official.last, honest.company, "", "mistake")
        return [first, *(self._again(first) for _ in range(count))]

    def _matter(self) -> Complaint:
        """Write of an ordinary matter of daily life."""
        dice, service = self.dice, self.service
        village = dice.pick(self.world.area.villages)
        title, text = dice.pick(service["topics"])
        known = {
            "district": village.district.full, "town": village.town, "village": village.name,
            "road": dice.pick(self.world.area.roads), "estate": dice.pick(self.world.area.estates),
            "landmark": dice.pick(service["landmarks"]),
        }  # fmt: skip
        parts = (text, dice.pick(service["effects"]), dice.pick(service["requests"]))
        body = "".join(self._fill(part, **known) for part in parts)
        return self._file(self._fill(title, **known), body, "service")
