"""In whose name (名义持有人) an official hides an interest."""

from __future__ import annotations

from datetime import date

from worlds.careers import Official, Post
from worlds.chance import Dice, Weighted
from worlds.companies import Company, appoint
from worlds.households import Kin, cousin_word, sibling_word
from worlds.names import template
from worlds.people import Person
from worlds.records import World

#: Weak ties (science.md D7.4) and how often each is used; what they leave in papers is their life's.
_NOMINEES = (
    ("driver", 3.0), ("classmate", 3.0), ("co-villager", 3.0), ("secretary", 2.0), ("colleague", 1.0),
)  # fmt: skip
#: Years between nominee and official: youngest, oldest.
_GAPS = {"driver": (-15, 10), "secretary": (6, 20), "co-villager": (-8, 8), "colleague": (-8, 8)}
_DUTIES = {"driver": "驾驶员", "secretary": "文秘"}
DISTANT = ("in-law", "cousin")


def choose_holder(
    world: World, dice: Dice, official: Official, post: Post, when: tuple[str, date, str]
) -> tuple[Person, str]:
    """Return the holder of a tier on a day, and what the holder is to the official.

    The third of `when` is the precaution taken: with E1 a distant relative is looked for.
    """
    tier, day, evasion = when
    if tier == "O1":
        return official.person, "own"
    if tier in ("O2", "O3"):
        kin = _relative(world, dice, official, day, (tier == "O2", evasion == "E1"))
        return kin.person, kin.kinship
    if tier == "O5":
        grown = [p for p in dice.sample(world.economy.owners, 50) if p.age(day) >= 22]
        return dice.pick(grown), "briber"
    return nominee(world, dice, official, post)


def nominee(world: World, dice: Dice, official: Official, post: Post) -> tuple[Person, str]:
    """Bring in somebody whom the official trusts: the tie is of ordinary life."""
    person, latest = official.person, world.config.today.year - 30
    firm = _state_firm(world, official)
    kind = dice.draw(
        Weighted((kind, w) for kind, w in _NOMINEES if kind != "colleague" or firm is not None)
    )
    gap = dice.whole(*_GAPS[kind]) if kind in _GAPS else 0
    born = date(min(person.born.year + gap, latest), dice.whole(1, 12), dice.whole(1, 28))
    home = person.home
    if kind in ("driver", "secretary", "colleague"):
        home = None  # type: ignore[assignment]  # drawn like anybody's
    elif kind == "classmate":  # of the same county, not of the same village
        home = world.area.village(dice, person.home.district)
    made = world.population.person(
        "男" if dice.chance(0.8) else "女", born, place=person.place, home=home
    )
    if kind in _DUTIES:
        made.employer, made.duty = post.unit.name, _DUTIES[kind]
    elif kind == "colleague":
        assert firm is not None
        day = max(firm.founded, date(made.born.year + 24, 1, 1))
        appoint(firm, made, (dice.pick(("财务负责人", "联络员")),), day)
    return made, kind


def _state_firm(world: World, official: Official) -> Company | None:
    """Return a state firm in which the official served once."""
    names = {p.unit.name for p in official.posts if p.unit.level == "soe"}
    return next((c for c in world.state if c.name in names), None)


def _relative(
    world: World, dice: Dice, official: Official, day: date, wanted: tuple[bool, bool]
) -> Kin:
    declared, distant = wanted

    def able(kin: Kin) -> bool:
        tied = (kin.valid_from is None or kin.valid_from < day) and kin.valid_to is None
        near = distant and kin.degree not in DISTANT
        grown = 20 <= kin.person.age(day) <= 78
        return kin.declared is declared and tied and grown and not near

    found = [kin for kin in official.kin if able(kin)]
    if found:
        trust: dict[str, float] = template("beliefs")["trust"]
        return dice.draw(Weighted((kin, trust[kin.degree]) for kin in found))
    kind = "cousin" if distant else "sibling"
    other = world.population.relative(official.person, kind)
    word = cousin_word if distant else sibling_word
    kin = Kin(other, word(official.person, other), kind, declared)
    official.kin.append(kin)
    return kin
