"""In whose name (名义持有人) an official hides an interest."""

from __future__ import annotations

from datetime import date

from worlds.careers import Official, Post
from worlds.chance import Dice, Weighted
from worlds.people import Kin, Person, sibling_word
from worlds.records import World

#: Whom people turn to first among their relatives.
_TRUST = {
    "spouse": 4.0,
    "child": 3.0,
    "child-in-law": 2.0,
    "sibling": 2.0,
    "parent": 1.0,
    "in-law": 1.2,
}


def choose_holder(
    world: World, dice: Dice, official: Official, post: Post, when: tuple[str, date]
) -> tuple[Person, str]:
    """Return the holder of a tier on a day, and what the holder is to the official."""
    tier, day = when
    if tier == "O1":
        return official.person, "own"
    if tier in ("O2", "O3"):
        kin = _relative(world, dice, official, day, declared=tier == "O2")
        return kin.person, kin.kinship
    if tier == "O5":
        grown = [p for p in dice.sample(world.economy.owners, 50) if p.age(day) >= 22]
        return dice.pick(grown), "briber"
    return _nominee(world, dice, official, post)


def _nominee(world: World, dice: Dice, official: Official, post: Post) -> tuple[Person, str]:
    person, latest = official.person, world.config.today.year - 30
    kind = dice.pick(("driver", "classmate", "co-villager"))
    gap = {"driver": dice.whole(-15, 10), "classmate": 0, "co-villager": dice.whole(-8, 8)}[kind]
    born = date(min(person.born.year + gap, latest), dice.whole(1, 12), dice.whole(1, 28))
    made = world.population.person(
        "男" if dice.chance(0.8) else "女", born, place=person.place,
        home=None if kind == "driver" else person.home,
    )  # fmt: skip
    made.employer = post.unit.name if kind == "driver" else ""
    return made, kind


def _relative(world: World, dice: Dice, official: Official, day: date, *, declared: bool) -> Kin:
    def able(kin: Kin) -> bool:
        tied = (kin.valid_from is None or kin.valid_from < day) and kin.valid_to is None
        return kin.declared is declared and tied and 20 <= kin.person.age(day) <= 78

    found = [kin for kin in official.kin if able(kin)]
    if found:
        return dice.draw(Weighted((kin, _TRUST[kin.degree]) for kin in found))
    other = world.population.relative(official.person, "sibling")
    kin = Kin(other, sibling_word(official.person, other), "sibling", declared)
    official.kin.append(kin)
    return kin
