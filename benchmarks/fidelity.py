"""Fidelity card (仿真度): does a simulated area look like the published figures? Failures stay on it.

::

    python -m benchmarks.fidelity                     area of the development seed → docs/fidelity.md
    python -m benchmarks.fidelity --preset poor --seed 1 --page /path/of/a/page.md

Each figure is measured on the world in memory, with a published target, its tolerance and its source
(science.md section 7.2, D7.7; `[P]` and `[M]` are its marks for proposals and for what was not checked).
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import networkx as nx
import numpy as np

from benchmarks.machine import machine_line
from worlds.build import build_world
from worlds.companies import Company
from worlds.config import preset
from worlds.households import DECLARED
from worlds.people import Person, surname_of
from worlds.procurement import THRESHOLDS
from worlds.records import World
from worlds.schemes import TIERS

PAGE = Path(__file__).parent.parent / "docs" / "fidelity.md"
#: Kinds of companies whose owners are natural persons.
_PRIVATE = ("sole", "llc", "individual", "joint", "partnership")


@dataclass(frozen=True, slots=True)
class Figure:
    """A marginal or a joint figure: how to measure it, what is published, how far off is fair."""

    name: str
    measure: Callable[[World], float]
    low: float
    high: float
    source: str


def collision(values: Iterable[object]) -> float:
    """Return the chance that two different members have the same value."""
    counts = Counter(values)
    size = counts.total()
    return sum(n * (n - 1) for n in counts.values()) / (size * (size - 1))


def _isonymy(world: World) -> float:
    return collision(surname_of(p.name) for p in world.population.people)


def _namesakes(world: World) -> float:
    return collision(p.name for p in world.population.people)


def _usual_names(world: World) -> float:
    born = [p for p in world.population.people if 1970 <= p.born.year < 1980]
    names = Counter(p.name.removeprefix(surname_of(p.name)) for p in born)
    return sum(n for _, n in names.most_common(100)) / len(born)


def _private(world: World) -> list[Company]:
    return [c for c in world.economy.companies if c.kind in _PRIVATE]


def people_of(company: Company) -> set[Person]:
    """Return everybody who holds or runs a company, or did."""
    held = {h.holder for h in company.holdings if isinstance(h.holder, Person)}
    return held | {r.person for r in company.roles}


def _founders(world: World) -> Counter[Person]:
    """Count the companies in which each person is the first owner."""
    first: Counter[Person] = Counter()
    for c in _private(world):
        owners = [h.holder for h in c.holdings if isinstance(h.holder, Person)]
        owners = owners or [r.person for r in c.roles]
        if owners:
            first[owners[0]] += 1
    return first


def _firms_per_founder(world: World) -> float:
    first = _founders(world)
    return first.total() / len(first)


def _serial(world: World) -> float:
    first = _founders(world)
    return sum(n for n in first.values() if n > 1) / first.total()


def _slots(world: World) -> float:
    return float(np.mean([len(people_of(c)) for c in _private(world)]))


def _family_firms(world: World) -> float:
    def related(company: Company) -> bool:
        names = Counter(surname_of(p.name) for p in people_of(company))
        return any(n > 1 for n in names.values())

    return sum(related(c) for c in _private(world)) / len(_private(world))


def tail_exponent(degrees: Iterable[int], start: int = 3) -> float:
    """Return the exponent of a power-law tail from `start` on (Clauset, Shalizi, Newman 2009, eq. 3.7)."""
    tail = np.array([d for d in degrees if d >= start], dtype=float)
    return float(1 + len(tail) / np.log(tail / (start - 0.5)).sum())


def _tail(world: World) -> float:
    return tail_exponent(Counter(p for c in _private(world) for p in people_of(c)).values())


def _largest_ring(world: World) -> float:
    graph = nx.DiGraph(
        (h.holder.uscc, c.uscc)
        for c in world.economy.companies
        for h in c.holdings
        if isinstance(h.holder, Company) and h.valid_to is None
    )
    return float(max((len(ring) for ring in nx.strongly_connected_components(graph)), default=0))


def _growth(world: World) -> float:
    def alive(year: int) -> int:
        return sum(
            c.founded.year <= year and (c.dissolved is None or c.dissolved.year > year)
            for c in _private(world)
        )

    return alive(2021) / alive(2012)


def _stolen(world: World) -> float:
    stolen = sum("stolen" in c.tags for c in world.economy.companies)
    stolen += sum(x.exemption == "E-09" for x in world.look_alikes)
    return stolen / len(world.economy.companies)


def _bunching(world: World) -> float:
    """Return what there is too much just below thresholds, among contracts near one."""
    near = below = above = 0
    for a in world.awards:
        for edge in THRESHOLDS:
            near += 0.75 * edge <= a.amount < 1.25 * edge
            below += 0.94 * edge <= a.amount < edge
            above += edge <= a.amount < 1.06 * edge
    return (below - above) / near


def _candour(world: World) -> float:
    """Return the largest gap between the share declared and the share of D7.1, by degree."""
    there: Counter[str] = Counter(k.degree for o in world.officials for k in o.kin)
    told: Counter[str] = Counter(k.degree for o in world.officials for k in o.kin if k.declared)
    wanted = DECLARED
    return max(abs(told[d] / n / wanted[d] - 1) for d, n in there.items() if n >= 100)


def _tiers(world: World) -> float:
    found = Counter(s.instead or s.tier for s in world.schemes)
    total = max(1, found.total())
    return max(abs(found[tier] / total - share) for tier, share in TIERS)


def _honest(world: World) -> float:
    return len(world.look_alikes) / max(1, len(world.schemes))


def _founding_age(world: World) -> float:
    return float(
        median(
            r.person.age(c.founded)
            for c in _private(world)
            for r in c.roles[:1]
            if r.valid_from == c.founded
        )
    )


def _copies(world: World) -> float:
    return sum(c.about == "duplicate" for c in world.complaints) / len(world.complaints)


def _single(world: World) -> float:
    open_ones = [a for a in world.awards if a.method == "公开招标"]
    return sum(a.bidders == 1 for a in open_ones) / len(open_ones)


FIGURES = (
    Figure("isonymy of surnames", _isonymy, 0.026 * 0.9, 0.040 * 1.1, "3.2: nation 0.026, county 0.040; ±10 %"),
    Figure("collision of full names λ", _namesakes, 5.6e-6 * 0.8, 1.45e-5 * 1.2, "3.2: 5.6e-6 to 1.45e-5; ±20 %"),
    Figure("top 100 given names, born 1970s", _usual_names, 0.134 * 0.8, 0.134 * 1.2, "3.2: 13.4 %; ±20 %"),
    Figure("firms per founder", _firms_per_founder, 1.18 * 0.9, 1.18 * 1.1, "3.1 [S75]: 20 M firms of 17 M founders; ±10 %"),
    Figure("firms of serial founders", _serial, 0.33 * 0.8, 0.33 * 1.2, "3.1 [S75]: about one third; ±20 %"),
    Figure("persons per firm", _slots, 2.2 * 0.9, 2.2 * 1.1, "3.2: 2.2 slots; ±10 %"),
    Figure("firms with two of one surname", _family_firms, 0.30 * 0.8, 0.30 * 1.2, "3.2: 30 %; ±20 %"),
    Figure("tail exponent, firms per person", _tail, 2.3, 2.7, "[P] 2.5; ±0.2; no published figure found"),
    Figure("largest ring of companies", _largest_ring, 2, 15, "1.1 [M]: about 15 nodes in 4 M firms"),
    Figure("private firms alive, 2021 / 2012", _growth, 4.1 * 0.8, 4.1 * 1.2, "6.1 [S103]: 10.9 M to 44.6 M; ±20 %"),
    Figure("age at founding, median", _founding_age, 30, 42, "[P] no published figure found"),
    Figure("firms with a stolen identity", _stolen, 0.0008 * 0.6, 0.0008 * 1.6, "7.1 [S46]: 0.08 %; −40 %, +60 %"),
    Figure("contracts pushed below a threshold", _bunching, 0.06, 0.16, "2.1 [S53]: 11 % of those near one; ±5 points"),
    Figure("open tenders with one bidder", _single, 0.01, 0.15, "[P] no Chinese figure found"),
    Figure("declared kin, largest gap by degree", _candour, 0.0, 0.10, "D7.1 [P]: .97 .95 .7 .5 .3 .05; ±10 %"),
    Figure("tier mix, largest gap", _tiers, 0.0, 0.03, "D7.4 [P]: 15/30/25/20/10; ±3 points"),
    Figure("honest look-alikes per scheme", _honest, 20, float("inf"), "D7.2: at least 20"),
    Figure("complaints that are copies", _copies, 0.03, 0.15, "[P] no published figure found"),
)  # fmt: skip

HEAD = """# Fidelity card

Written by `python -m benchmarks.fidelity`; do not edit. {machine}. Preset {preset}, seed {seed}.

What the simulated area is like beside published figures (science.md, by its section and source). A figure that fails stays here.

| figure | measured | wanted | | target and source |
| --- | --- | --- | --- | --- |
"""


def card(world: World) -> list[tuple[Figure, float, bool]]:
    """Return every figure with its value, and whether it is within its tolerance."""
    found = []
    for figure in FIGURES:
        value = figure.measure(world)
        found.append((figure, value, figure.low <= value <= figure.high))
    return found


def main() -> None:
    """Measure an area and write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", default="base")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--page", type=Path, default=PAGE)
    chosen = parser.parse_args()
    rows = card(build_world(preset(chosen.preset, chosen.seed)))
    text = HEAD.format(machine=machine_line(), preset=chosen.preset, seed=chosen.seed)
    for figure, value, good in rows:
        wanted = f"{figure.low:.3g} – {figure.high:.3g}"
        verdict = "ok" if good else "**fails**"
        text += f"| {figure.name} | {value:.3g} | {wanted} | {verdict} | {figure.source} |\n"
    passed = sum(good for *_, good in rows)
    text += f"\n{passed} of {len(rows)} figures are within their tolerance.\n"
    chosen.page.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
