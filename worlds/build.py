"""One world from one configuration: people, careers, companies, schemes, dealings, texts."""

from __future__ import annotations

from worlds.careers import Careers
from worlds.chance import Dice
from worlds.config import WorldConfig
from worlds.economy import Economy
from worlds.lookalikes import Honest
from worlds.names import Namer
from worlds.people import Population
from worlds.places import Area
from worlds.procurement import Dealings
from worlds.public import build_collectives, build_listed, build_state, group_places
from worlds.records import World
from worlds.schemes import Schemers
from worlds.texts import Writers
from worlds.truth import add_namesakes
from worlds.units import make_units


def build_world(config: WorldConfig) -> World:
    """Return the world of a configuration; every part draws from a stream of its own."""

    def dice(stream: str) -> Dice:
        return Dice(config.seed, stream)

    namer = Namer(dice("names"))
    area = Area(dice("places"), namer.surnames)
    population = Population(dice("people"), namer, area)
    economy = Economy(population, area, dice("economy"), config.today)
    groups = group_places(area, config.companies)
    units = make_units(area, [(name, place, (code,)) for name, place, code in groups])
    officials = Careers(population, area, units, dice("careers")).roster(
        config.officials, config.today, dice("kin")
    )
    economy.open_agents(max(2, config.companies // 700))
    state = build_state(economy, dice("state"), groups, config.companies)
    collectives = build_collectives(economy, dice("villages"), area, min(len(area.villages), config.companies // 200))
    listed = build_listed(economy, dice("listed"), area, max(2, config.companies // 2500))
    honest = round(config.officials * 0.42)
    schemes = round(config.officials * config.prevalence * 1.5)
    economy.populate(max(len(economy.companies), config.companies - honest - schemes))
    world = World(config, area, population, economy, units, officials, state, collectives, listed)
    Schemers(world, dice("schemes")).run()
    Honest(world, dice("honest")).run()
    economy.populate(config.companies)
    Dealings(world, dice("dealings")).run()
    add_namesakes(world)
    writers = Writers(world, dice("texts"), Namer(dice("senders")))
    writers.complaints(config.complaints)
    writers.documents(config.documents)
    return world
