"""One area of the quality benchmark: written, run as its users run it, measured, and kept.

A result is kept by area, mode and version of the code, so that a long benchmark that was stopped goes
on where it was. Sources that are left out (ablation) are taken out of the case folder before the run.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality_baselines import baselines, features, fitted
from benchmarks.quality_truth import attributes, guilty, leads, look_alikes, report_of
from desk.pipeline import RunOptions, run_case
from ingest.schema import SOURCES
from worlds.config import WorldConfig, preset
from worlds.write import LAYOUT, write_world

AS_OF = date(2025, 6, 30)
ROOMS = ("ingest", "nlp", "resolve", "graph", "risk", "desk", "worlds", "benchmarks")
_CODE = (".py", ".sql", ".yaml", ".csv")
#: How many names of a baseline are kept.
KEPT = 1500


@dataclass(frozen=True, slots=True)
class Area:
    """A simulated area to be run: seed, preset, mode, sizes, what is left out of its case folder."""

    seed: int
    preset: str = "base"
    mode: str = "A"  # A with ID numbers, P with names only
    officials: int = 2000
    without: str = ""  # a source table, or 文书
    evasion: str = ""  # everybody takes this one precaution

    def config(self) -> WorldConfig:
        """Return the configuration of the area; sizes keep the proportions of the default one."""
        base = preset(self.preset, self.seed)
        share = self.officials / 2000
        config = replace(
            base, officials=self.officials, companies=round(20000 * share),
            complaints=round(1500 * share), names_only=self.mode == "P",
        )  # fmt: skip
        if self.evasion:
            config = replace(config, evading=1.0, evasions=(self.evasion,))
        return config

    @property
    def name(self) -> str:
        """A short name for folders and lines."""
        rest = [f"-{self.without}" if self.without else "", self.evasion]
        parts = [self.preset, str(self.seed), self.mode, str(self.officials), *filter(None, rest)]
        return "_".join(parts)


def version(root: Path) -> str:
    """Return a digest of all code and data that a result hangs on."""
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _files(root: Path) -> Iterator[Path]:
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            held_out = "held_out" in path.relative_to(root).parts
            mine = room != "benchmarks" or path.name.startswith("quality_")
            if path.suffix in _CODE and mine and not held_out:
                yield path


def measure(area: Area, cache: Path, root: Path, weights: list[float] | None) -> dict[str, Any]:
    """Return the result of an area: kept from before, or written, run and measured now."""
    kept = cache / "results" / version(root) / f"{area.name}.json"
    if kept.is_file():
        found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return found
    started = time.monotonic()
    world = run_area(area, cache)
    result = result_of(area, world, weights) | {"seconds": round(time.monotonic() - started)}
    shutil.rmtree(world)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    return result


def run_area(area: Area, cache: Path) -> Path:
    """Write an area and run it; return its folder."""
    return run_world(cache / "areas" / area.name, area.config(), area.without)


def run_world(world: Path, config: WorldConfig, without: str = "") -> Path:
    """Write the area of a configuration, run it as users do, and return its folder."""
    write_world(world, config)
    if without:
        leave_out(world / "case", without)
    run_case(
        world / "case",
        world / "run",
        as_of=AS_OF,
        options=RunOptions(keys=world.parent / "keys"),
        progress=lambda *_: None,
    )
    return world


def leave_out(case: Path, source: str) -> None:
    """Take a source out of a case folder; KeyError for one that no case folder has."""
    if source == "文书":
        shutil.rmtree(case / "文书")
    elif source == "companies":
        shutil.rmtree(case / SOURCES["companies"].zh)
    else:
        (case / LAYOUT[source][0]).unlink()
    if source == "declarations":
        (case / "mapping.yaml").unlink()


def result_of(area: Area, world: Path, weights: list[float] | None) -> dict[str, Any]:
    """Return everything that the report needs of a finished run, as JSON values."""
    run = world / "run"
    ingest = run / "stages" / "ingest"
    truth = guilty(world)
    found = leads(run)
    report = report_of(run)
    flagged = {lead.official_id: lead.tier for lead in found if lead.official_id not in truth}
    rows = attributes(run)
    innocent = [row for row in rows if row["official_id"] not in truth]
    groups: dict[str, dict[str, list[int]]] = {}
    for row in innocent:
        for name, value in row.items():
            if name != "official_id":
                cell = groups.setdefault(name, {}).setdefault(str(value), [0, 0])
                cell[0] += row["official_id"] in flagged
                cell[1] += 1
    exemptions = {
        code: [sum(o in flagged for o in who - set(truth)), len(who - set(truth))]
        for code, who in sorted(look_alikes(world).items())
    }
    named = baselines(ingest, weights)
    return {
        "area": asdict(area), "officials": len(rows),
        "guilty": {o: asdict(g) for o, g in sorted(truth.items())},
        "leads": [asdict(lead) for lead in found],
        "false": flagged, "groups": groups, "exemptions": exemptions,
        "flooded_tier_1": sum(
            flagged.get(o) == 1 for o in look_alikes(world).get("flooded", set())
        ),
        "stability": report.get("stability"),
        "baselines": {name: listed[:KEPT] for name, listed in named.items()},
        "baselines_false": {name: len(set(listed) - set(truth)) for name, listed in named.items()},
    }  # fmt: skip


def fit(cache: Path, officials: int) -> list[float]:
    """Return the weights of B4, fitted on the truth of the development area (seed 1)."""
    world = run_area(Area(1, officials=officials), cache)
    names, matrix = features(world / "run" / "stages" / "ingest")
    right = guilty(world)
    return fitted(matrix, np.array([name in right for name in names]))


def shipped_weights() -> list[float] | None:
    """Return the weights of B4 as they were fitted last (`quality_b4.json`)."""
    path = Path(__file__).with_name("quality_b4.json")
    if not path.is_file():
        return None
    weights: list[float] = json.loads(path.read_text(encoding="utf-8"))["weights"]
    return weights
