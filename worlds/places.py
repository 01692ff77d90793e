"""Places (地点): districts, towns and villages of the area, and addresses in them."""

from __future__ import annotations

from dataclasses import dataclass

from worlds.chance import Dice, Weighted
from worlds.names import template


@dataclass(frozen=True, slots=True)
class District:
    """A county-level division, with the full name that addresses begin with."""

    code: str  # GB/T 2260
    name: str
    full: str
    towns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Village:
    """A village or neighbourhood; some of its people share a surname (isonymy)."""

    name: str
    town: str
    district: District
    surname: str | None = None

    @property
    def full(self) -> str:
        """The name with its district and town."""
        return f"{self.district.full}{self.town}{self.name}"


class Area:
    """The simulated city with its districts, and a few places outside."""

    def __init__(self, dice: Dice, surnames: Weighted[str]) -> None:
        data = template("places")
        self.dice = dice
        self.province: dict[str, str] = data["province"]
        self.city = District(data["city"]["code"], data["city"]["name"], data["city"]["name"])
        self.districts = [
            District(d["code"], d["name"], self.city.name + d["name"], tuple(d["towns"]))
            for d in data["districts"]
        ]
        self._weighted = Weighted(
            zip(self.districts, (d["weight"] for d in data["districts"]), strict=True)
        )
        self.outside = [District(o["code"], o["name"], o["name"]) for o in data["outside"]]
        self.birthplaces: list[str] = data["birthplaces"]
        self.roads: list[str] = data["roads"]
        self.estates: list[str] = data["estates"]
        self.villages = [
            Village(f"{name}村", town, d, dice.draw(surnames) if dice.chance(0.5) else None)
            for d in self.districts
            for town in d.towns
            for name in dice.sample(data["villages"], 6)
        ]
        self._by_district = {
            d.code: [v for v in self.villages if v.district is d] for d in self.districts
        }

    def district(self) -> District:
        """Return a district by its number of inhabitants."""
        return self.dice.draw(self._weighted)

    def village(self, dice: Dice, district: District) -> Village:
        """Return a village of a district of the area."""
        return dice.pick(self._by_district[district.code])

    def address(self, dice: Dice, place: District) -> str:
        """Return a business address."""
        town = dice.pick(place.towns) if place.towns and dice.chance(0.6) else ""
        return f"{place.full}{town}{dice.pick(self.roads)}{dice.whole(1, 399)}号" + (
            f"{dice.whole(1, 20)}栋{dice.whole(1, 28)}0{dice.whole(1, 8)}室"
            if dice.chance(0.5)
            else ""
        )

    def home(self, dice: Dice, place: District) -> str:
        """Return a home address."""
        return (
            f"{place.full}{dice.pick(self.roads)}{dice.whole(1, 300)}号{dice.pick(self.estates)}"
            f"{dice.whole(1, 22)}栋{dice.whole(1, 3)}单元{dice.whole(1, 30)}0{dice.whole(1, 4)}室"
        )
