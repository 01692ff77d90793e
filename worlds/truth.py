"""The truth of a world, beside the case folder: schemes, look-alikes, who stands behind every row."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from worlds.companies import Company
from worlds.formats import delimited, put
from worlds.forms import iso
from worlds.people import Person
from worlds.records import LookAlike, World
from worlds.scene import SUBJECTS
from worlds.tables import lead_id
from worlds.units import Unit

_Bearers = dict[str, list[tuple[int, Company]]]  # name → person numbers, with a firm of each


def _bearers(world: World) -> _Bearers:
    found: _Bearers = {}
    for c in world.economy.companies:
        people = [h.holder for h in c.holdings if isinstance(h.holder, Person)]
        for p in dict.fromkeys([*people, *(r.person for r in c.roles)]):
            found.setdefault(p.name, []).append((p.number, c))
    return found


def add_namesakes(world: World) -> None:
    """Note whose name strangers bear in the registers (E-15): officials, and their close relatives.

    A relative counts where the stranger's firm is in the official's area and line of business.
    """
    bearers = _bearers(world)
    for o in world.officials:
        if "scheme" in o.tags:
            continue
        others = [c for n, c in bearers.get(o.person.name, ()) if n != o.person.number]
        if others:
            world.look_alikes.append(LookAlike(o, "namesake", "E-15", others[0]))
        close = [k.person for k in o.kin if k.declared and k.degree in SUBJECTS]
        for person in close:
            near = [
                c for n, c in bearers.get(person.name, ())
                if n != person.number and _in_scope(c, o.last.unit)
            ]  # fmt: skip
            if near:
                world.look_alikes.append(LookAlike(o, "namesake_kin", "E-15", near[0]))


def _in_scope(company: Company, unit: Unit) -> bool:
    area = unit.region.rstrip("0")
    return company.place.code.startswith(area) and company.industry.startswith(unit.line or ("~",))


def write_truth(folder: Path, world: World, persons: list[tuple[str, str, str]], dirt: Any) -> None:
    """Write the tables of truth into a folder."""
    put(folder / "schemes.csv", delimited(_schemes(world)))
    put(folder / "look_alikes.csv", delimited(_look_alikes(world)))
    put(folder / "inspections.csv", delimited(_inspections(world)))
    senders = {(c.complainant, c.contact) for c in world.complaints if c.complainant}
    put(
        folder / "complainants.csv",
        delimited([["complainant", "contact"], *map(list, sorted(senders))]),
    )
    table = pa.table(
        {name: [row[i] for row in persons] for i, name in enumerate(("source", "name", "person"))}
    )
    pq.write_table(table, folder / "persons.parquet", compression="zstd")
    put(
        folder / "world.json",
        json.dumps(_summary(world, dirt), ensure_ascii=False, indent=1).encode(),
    )


def _schemes(world: World) -> list[list[str]]:
    header = ["official_id", "typology", "observability", "uscc", "holder_kind", "valid_from", "valid_to",
              "official_name", "holder_name", "person", "company", "vehicle", "through", "unit", "note", "kind", "evasions", "instead"]  # fmt: skip
    return [header] + [
        [
            s.official.official_id, s.typology, s.tier, s.company.uscc, s.holder_kind, iso(s.valid_from),
            iso(s.valid_to), s.official.person.name, s.holder.name, s.holder.key, s.company.name,
            s.vehicle, ";".join(c.uscc for c in through(s.company, s.holder)), s.post.unit.name, s.note,
            s.kind, ";".join(s.evasions), s.instead,
        ] for s in world.schemes
    ]  # fmt: skip


def through(company: Company, holder: Person, below: tuple[str, ...] = ()) -> list[Company]:
    """Return the companies by way of which a person holds a company; rings of companies end."""
    found: list[Company] = []
    seen = (*below, company.uscc)
    for h in company.holdings:
        if isinstance(h.holder, Company) and h.holder.uscc not in seen:
            above = through(h.holder, holder, seen)
            if above or any(x.holder is holder for x in h.holder.holdings):
                found += [h.holder, *above]
    return found


def _inspections(world: World) -> list[list[str]]:
    header = ["lead_id", "official_id", "uscc", "outcome", "truth"]
    return [header] + [
        [lead_id(d, n), d.official.official_id, d.company.uscc, d.outcome, d.truth]
        for n, d in enumerate(world.dispositions)
    ]


def _look_alikes(world: World) -> list[list[str]]:
    header = ["official_id", "kind", "exemption", "uscc", "official_name", "company"]
    return [header] + [
        [
            x.official.official_id, x.kind, x.exemption, x.company.uscc if x.company else "",
            x.official.person.name, x.company.name if x.company else "",
        ] for x in world.look_alikes
    ]  # fmt: skip


def _summary(world: World, dirt: Any) -> dict[str, Any]:
    config = asdict(world.config) | {"today": world.config.today.isoformat()}
    return {
        "config": config,
        "as_of": world.config.today.isoformat(),
        "counts": {
            "officials": len(world.officials), "companies": len(world.economy.companies),
            "persons": len(world.population.people), "complaints": len(world.complaints),
            "documents": len(world.documents), "awards": len(world.awards), "acts": len(world.acts),
            "schemes": len(world.schemes), "look_alikes": len(world.look_alikes),
        },
        "schemes_by_tier": dict(sorted(Counter(s.tier for s in world.schemes).items())),
        "schemes_by_kind": dict(sorted(Counter(s.kind for s in world.schemes).items())),
        "evasions": dict(sorted(Counter(e for s in world.schemes for e in s.evasions).items())),
        "schemes_by_typology": dict(sorted(Counter(s.typology for s in world.schemes).items())),
        "look_alikes_by_kind": dict(sorted(Counter(x.kind for x in world.look_alikes).items())),
        "complaints_by_origin": dict(sorted(Counter(c.about for c in world.complaints).items())),
        "dirt": dirt,
    }  # fmt: skip
