"""Texts (信访举报、文书): written from what happened, or from what somebody believes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from worlds.careers import Official
from worlds.chance import Dice, Weighted
from worlds.companies import Company
from worlds.names import Namer, template
from worlds.people import surname_of
from worlds.records import Complaint, Document, World

_CHANNELS = Weighted([("12345", 50.0), ("12388", 14.0), ("来信", 10.0), ("来访", 6.0), ("网络", 16.0), ("巡察移交", 2.0), ("上级交办", 1.0), ("公告征集", 1.0)])  # fmt: skip
_KIN = {"配偶": ("妻子", "丈夫"), "儿子": ("儿子",), "女儿": ("女儿",), "弟": ("弟弟",), "兄": ("哥哥",), "姐": ("姐姐",), "妹": ("妹妹",), "配偶的兄弟姐妹": ("妻弟", "小舅子"), "岳父": ("岳父",), "父亲": ("父亲",), "母亲": ("母亲",), "女婿": ("女婿",), "儿媳": ("儿媳",), "侄甥": ("外甥",)}  # fmt: skip


class Writers:
    """Complainants and clerks of the area."""

    def __init__(self, world: World, dice: Dice, namer: Namer) -> None:
        self.world, self.dice, self.namer = world, dice, namer
        self.data: Any = template("texts")
        self.today = world.config.today
        self.firms = [c for c in world.economy.companies if c.trades and c.kind in ("llc", "sole")]

    def complaints(self, count: int) -> None:
        """Write complaints until there are `count`."""
        made: list[Complaint] = []
        for s in self.world.schemes:
            for _ in range(self.dice.pick((0, 1, 1, 2))):
                made.append(self._against(s.official, s.company, s.holder_kind, "scheme"))
        for x in self.dice.sample(self.world.look_alikes, count // 12):
            made.append(self._against(x.official, x.company, "", "mistake"))
        for _ in range(count // 10):
            made.append(self._against(self.dice.pick(self.world.officials), self.dice.pick(self.firms), "", "rumour"))
        for _ in range(count // 30):
            made.append(self._unnamed())
        for _ in range(count // 40):
            made.append(self._reply(self.dice.pick(self.world.officials)))
        for original in self.dice.sample(made, count // 14):
            made.append(self._again(original))
        made = made[: count - count // 3]
        while len(made) < count:
            made.append(self._service())
        self.world.complaints = made

    def _fill(self, text: str, **slots: str) -> str:
        for key, values in self.data["slots"].items():
            if f"{{{key}}}" in text and key not in slots:
                slots[key] = str(self.dice.pick(values))
        return text.format(**slots)

    def _sender(self) -> tuple[str, str]:
        """Return the name and contact of a complainant; six in ten are anonymous."""
        if self.dice.chance(0.6):
            return "", ""
        sex = self.dice.pick("男女")
        name = self.namer.surname() + self.namer.given(sex, self.dice.whole(1955, 2000))
        return name, f"1{self.dice.pick('3578')}{self.dice.digits(9)}"

    def _sign(self, text: str, name: str, contact: str) -> str:
        if name and self.dice.chance(0.35):
            return text + self._fill(self.dice.pick(self.data["signatures"]), name=name, contact=contact)
        return text

    def _received(self, first: date | None = None) -> date:
        low = max(first or date(2022, 1, 1), date(2022, 1, 1))
        return self.dice.day(low, self.today)

    def _called(self, o: Official, unit: str) -> str:
        """Return how people speak of an official: in full, by surname and post, masked."""
        name, post = o.person.name, o.last.title.split("、")[-1]
        surname = surname_of(name)
        return str(self.dice.pick((
            f"{unit}{post}{name}", f"{unit}{post}{name}", f"{unit}{name}", f"{unit}{surname}{post}",
            f"{unit}{post}{surname}某", f"{unit}{post}{surname}某{name[-1]}",
        )))  # fmt: skip

    def _short(self, company: Company) -> str:
        if self.dice.chance(0.6):
            return company.name
        name = company.name
        for end in ("有限公司", "专业合作社", "合伙企业（有限合伙）", "股份有限公司"):
            name = name.removesuffix(end)
        for place in (*(d.full for d in self.world.area.districts), self.world.area.city.name):
            name = name.removeprefix(place)
        return name + self.dice.pick(("", "公司")) if len(name) > 2 else company.name

    def _against(self, o: Official, company: Company | None, kind: str, about: str) -> Complaint:
        data = self.data["allegations"]
        post = o.last
        place = self.world.area.city.name
        unit = post.unit.name if self.dice.chance(0.6) else post.unit.name.removeprefix(place)
        firm = self._short(company) if company else "一家公司"
        word = self.dice.pick(_KIN.get(kind, ("亲戚",)))
        group = "kin" if kind in _KIN else "nominee" if kind in ("driver", "classmate", "co-villager", "briber") else self.dice.pick(("own", "kin", "favour"))
        sums = {"share": f"{self.dice.pick((10, 20, 30, 40, 51, 60))}%", "money": f"{self.dice.whole(3, 300)}万元"}
        text = self._fill(
            self.dice.pick(data[group]), who=self._called(o, unit), firm=firm, kin=word, unit=unit,
            year=f"{self.dice.whole(2017, 2024)}年", **sums,
        )  # fmt: skip
        sender, contact = self._sender()
        body = self._fill(self.dice.pick(self.data["openings"])) + text + self._fill(self.dice.pick(self.data["closings"]))
        title = self._fill(self.dice.pick(self.data["titles"]), firm=firm, unit=unit)
        channel = self.dice.draw(_CHANNELS)
        return Complaint(channel, self._received(), title, self._sign(body, sender, contact), sender, contact, about, o, company)

    def _again(self, original: Complaint) -> Complaint:
        """Return a copy of a complaint with small changes, from the same or another sender."""
        text = original.text
        for old, new in self.dice.sample(self.data["rewordings"], 2):
            text = text.replace(old, new)
        sender, contact = (original.complainant, original.contact) if self.dice.chance(0.5) else self._sender()
        if original.complainant and sender != original.complainant:
            sender, contact = original.complainant, original.contact
        day = min(self.today, original.received + timedelta(days=self.dice.whole(1, 90)))
        return Complaint(self.dice.draw(_CHANNELS), day, original.title, text, sender, contact, "duplicate", original.official, original.company)

    def _unnamed(self) -> Complaint:
        company = self.dice.pick(self.firms)
        text = self._fill(self.dice.pick(self.data["unnamed"]), firm=self._short(company), year=f"{self.dice.whole(2018, 2024)}年")
        sender, contact = self._sender()
        return Complaint(self.dice.draw(_CHANNELS), self._received(), "反映有关问题", self._sign(text, sender, contact), sender, contact, "rumour", None, company)

    def _reply(self, o: Official) -> Complaint:
        company = self.dice.pick(self.firms)
        text = self._fill(
            self.dice.pick(self.data["replies"]), name=o.person.name, unit=o.last.unit.name,
            post=o.last.title.split("、")[-1], firm=company.name, surname=surname_of(o.person.name),
        )  # fmt: skip
        return Complaint("巡察移交", self._received(), "有关反映的核查情况", text, "", "", "reply", o, company)

    def _service(self) -> Complaint:
        area = self.world.area
        village = self.dice.pick(area.villages)
        title, text = self.dice.pick(self.data["service"])
        slots = {"district": village.district.full, "town": village.town, "village": village.name, "road": self.dice.pick(area.roads), "estate": self.dice.pick(area.estates)}
        sender, contact = self._sender()
        body = self._fill(text, **slots)
        return Complaint(self.dice.draw(_CHANNELS), self._received(), self._fill(title, **slots), self._sign(body, sender, contact), sender, contact, "service")

    def documents(self, count: int) -> None:
        """Write the documents: notices, notes of visits, replies, calls for hints."""
        kinds = list(self.data["documents"])
        endings = ("txt", "md", "html", "docx")
        for n in range(count):
            kind = kinds[n % len(kinds)]
            form = self.dice.pick(self.data["documents"][kind])
            o, other = self.dice.pick(self.world.officials), self.dice.pick(self.world.officials)
            company = self.dice.pick(self.firms)
            day = self._received()
            slots = {
                "name": o.person.name, "unit": o.last.unit.name, "post": o.last.title,
                "other": other.person.name, "other_unit": other.last.unit.name, "other_post": other.last.title,
                "surname": surname_of(o.person.name), "firm": company.name,
                "head": (company.legal() or o.person).name, "date": f"{day.year}年{day.month}月{day.day}日",
                "year": f"{day.year}年", "number": str(self.dice.whole(1, 200)),
            }  # fmt: skip
            title = self._fill(form["title"], **slots)
            paragraphs = tuple(self._fill(p, **slots) for p in form["text"])
            self.world.documents.append(Document(f"{n + 1:03d}-{kind}", title, paragraphs, endings[(n // len(kinds) + n) % 4]))
