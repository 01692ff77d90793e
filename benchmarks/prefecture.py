"""A whole prefecture through the main command: seconds of each stage, peak memory, growth with size.

::

    python -m benchmarks.prefecture [--shares 0.0625,0.25,1] [--seed 71] [--again]

A simulated area of 30,000 officials with their relatives and 400,000 companies (``worlds.config`` ``prefecture``), and the
same at the given shares of its size, is written and run as a user runs it, in a process of its own. ``--again`` also runs
the largest a second time after one row was added to the register: what the next night costs. Goal of the first
run: 4 minutes and 8 GiB on 2 cores.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__" and sys.path[0] == str(Path(__file__).resolve().parent):
    # Run as a script, this file would hide the package that has its name.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import json
import os
import resource
import subprocess
import tempfile
import time
from dataclasses import replace
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.machine import machine_line
from worlds.config import preset
from worlds.write import write_world

STAGES = ("ingest", "nlp", "resolve", "graph", "risk", "project", "publish")
COUNTED = {
    "officials": "ingest", "relatives": "ingest", "companies": "ingest", "shareholdings": "ingest",
    "personnel": "ingest", "awards": "ingest", "complaints": "ingest", "documents": "ingest",
    "findings": "risk", "risk_list": "risk",
}  # fmt: skip


class Cost(NamedTuple):
    """Wall clock and processor seconds, peak memory in GiB, seconds of each stage, rows."""

    wall: float
    cpu: float
    peak: float
    stages: dict[str, float]
    rows: dict[str, int]


def write(folder: Path, share: float, seed: int) -> float:
    """Write an area of a share of the size and return how long that took."""
    whole = preset("prefecture", seed)
    sizes = {
        name: max(least, round(getattr(whole, name) * share))
        for name, least in (("officials", 50), ("companies", 300), ("complaints", 20), ("documents", 5))
    }  # fmt: skip
    began = time.perf_counter()
    write_world(folder, replace(whole, **sizes), progress=lambda *_: None)
    return time.perf_counter() - began


def run(case: Path, folder: Path) -> Cost:
    """Run the main command on a case and return what it cost."""
    out = folder / "out"
    command = [
        sys.executable, "-m", "desk.cli", "run", str(case), "--out", str(out), "--keys", str(folder / "keys"),
        "--as-of", "2025-06-30",
    ]  # fmt: skip
    began = time.perf_counter()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - began
    if process.returncode:
        sys.exit(f"the run failed with {process.returncode}:\n{said[-4000:]}")
    seconds = json.loads((out / "timings.json").read_text(encoding="utf-8"))["seconds"]
    rows = {
        table: pq.read_metadata(out / "stages" / stage / f"{table}.parquet").num_rows
        for table, stage in COUNTED.items()
    }
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20, seconds, rows)


def tell(name: str, cost: Cost) -> None:
    """Print one run."""
    steps = "  ".join(f"{stage} {cost.stages.get(stage, 0.0):.1f}" for stage in STAGES)
    print(f"{name}: {cost.wall:.1f} s ({cost.cpu:.1f} s CPU), peak {cost.peak:.2f} GiB")
    print(f"    {steps}")
    print("    " + "  ".join(f"{table} {n:,}" for table, n in cost.rows.items()), flush=True)


def add_a_row(case: Path) -> None:
    """Add a stake of a stranger to the register: the same holder once more, in another company."""
    path = case / "股东出资.parquet"
    table = pq.read_table(path)
    first, last = table.slice(0, 1), table.slice(len(table) - 1, 1)
    company = table.column_names[0]
    row = first.set_column(0, company, last.column(0))
    pq.write_table(pa.concat_tables([table, row]), path)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shares", default="0.0625,0.25,1")
    parser.add_argument("--seed", type=int, default=71)
    parser.add_argument("--again", action="store_true")
    given = parser.parse_args()
    print(machine_line(), f"load {os.getloadavg()[0]:.1f}", flush=True)
    costs: dict[float, Cost] = {}
    for share in map(float, given.shares.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            seconds = write(root, share, given.seed)
            print(f"written in {seconds:.1f} s")
            costs[share] = run(root / "case", root)
            tell(f"share {share:g}", costs[share])
            if given.again and share == max(map(float, given.shares.split(","))):
                add_a_row(root / "case")
                tell("one more row, the next night", run(root / "case", root))
    small, large = min(costs), max(costs)
    if large > small:
        grown = costs[large].cpu / costs[small].cpu
        print(f"{large / small:g} times the size: {grown:.1f} times the processor time")
    print(
        f"peak of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB"
    )


if __name__ == "__main__":
    main()
