"""One world from one configuration: people, careers, companies, schemes, dealings, texts."""

from __future__ import annotations

from worlds.careers import Careers
from worlds.chance import Dice
from worlds.complaints import Complainants
from worlds.config import WorldConfig
from worlds.documents import write_documents
from worlds.economy import Economy
from worlds.honest import live_honestly, staff
from worlds.inspectors import inspect
from worlds.names import Namer
from worlds.people import Population
from worlds.places import Area
from worlds.procurement import Dealings
from worlds.public import build_collectives, build_listed, build_state, group_places
from worlds.records import World
from worlds.schemes import scheme_away
from worlds.truth import add_namesakes
from worlds.units import make_units

#: Companies that a scheme may need.
ROOM = 5


def build_world(config: WorldConfig) -> World:
    """Return the world of a configuration; every part draws from a stream of its own."""

    def dice(stream: str) -> Dice:
        return Dice(config.seed, stream)

    namer = Namer(dice("names"), config.twins)
    area = Area(dice("places"), namer.surnames)
    population = Population(dice("people"), namer, area)
    economy = Economy(population, area, dice("economy"), config.today)
    groups = group_places(area, config.companies)
    units = make_units(area, [(name, place, (code,)) for name, place, code in groups])
    officials = Careers(population, area, units, dice("careers")).roster(
        config.officials, config.today, dice("kin"), 1 - 0.15 * config.shift
    )
    economy.open_agents(max(2, config.companies // 700))
    state = build_state(economy, dice("state"), groups, config.companies)
    collectives = build_collectives(
        economy, dice("villages"), area, min(len(area.villages), config.companies // 200)
    )
    listed = build_listed(economy, dice("listed"), area, max(2, config.companies // 2500))
    # Room for the firms of schemers, also where there are none: the null area is like the base one.
    schemes = round(config.officials * max(config.prevalence, 0.02)) * ROOM
    honest = round(config.officials * 0.55) + 25
    economy.populate(config.companies - honest - schemes)
    economy.hold_each_other(max(1, config.companies // 1500))
    world = World(config, area, population, economy, units, officials, state, collectives, listed)
    live_honestly(world, dice("honest"))
    staff(world, dice("staff"))
    economy.populate(config.companies - schemes)
    scheme_away(world, dice("schemes"))
    economy.populate(config.companies)
    Dealings(world, dice("dealings")).run()
    add_namesakes(world)
    senders = Complainants(world, dice("complaints"), Namer(dice("senders")))
    world.complaints = senders.write(config.complaints)
    world.dispositions = inspect(world, dice("inspectors"))
    world.documents = write_documents(world, dice("documents"), config.documents)
    return world
