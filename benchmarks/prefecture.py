"""A whole prefecture through the main command: seconds of each stage, peak memory, growth with size.

::

    python -m benchmarks.prefecture [--shares 0.0625,0.25,1] [--seed 71] [--again]

A simulated area of 30,000 officials with their relatives and 400,000 companies (``worlds.config`` ``prefecture``), and the
same at the given shares of its size, is written and run as a user runs it, in a process of its own. ``--again`` also runs
the largest again after a small change, three times: what the next night costs. Goal of the first run: 4 minutes and
8 GiB on 2 cores. What was measured stands in ``docs/scale.md``.
"""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__" and sys.path[0] == str(Path(__file__).resolve().parent):
    # Run as a script, this file would hide the package that has its name.
    sys.path[0] = str(Path(__file__).resolve().parents[1])

import argparse
import json
import math
import os
import resource
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.machine import machine_line
from worlds.config import preset
from worlds.write import write_world

STAGES = ("ingest", "nlp", "resolve", "graph", "risk", "project", "publish", "compare")
COUNTED = {
    "officials": "ingest", "relatives": "ingest", "companies": "ingest", "shareholdings": "ingest",
    "personnel": "ingest", "awards": "ingest", "complaints": "ingest", "documents": "ingest",
    "findings": "risk", "risk_list": "risk",
}  # fmt: skip


class Step(NamedTuple):
    """Seconds on the clock, processor seconds and peak memory in GiB of one stage."""

    wall: float
    cpu: float
    peak: float


class Cost(NamedTuple):
    """The same of a whole run with its child processes, then of each stage; rows of its tables."""

    whole: Step
    stages: dict[str, Step]
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
    """Run the nightly job on a case and return what it cost.

    Its log has a line at the end of each stage; what the process has used by then is read from the
    kernel, and its peak memory is set back for the next stage.
    """
    out = folder / "out"
    command = [
        sys.executable, "-m", "desk.cli", "score", str(case), "--out", str(out), "--keys", str(folder / "keys"),
        "--as-of", "2025-06-30",
    ]  # fmt: skip
    began = time.perf_counter()
    stages: dict[str, Step] = {}
    said: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:  # fmt: skip
        assert process.stdout is not None
        before = Step(began, 0.0, 0.0)
        together: list[float] = []
        threading.Thread(target=watch, args=(process.pid, together), daemon=True).start()
        for line in process.stdout:
            said.append(line)
            if line.startswith("{") and (told := json.loads(line))["event"] == "stage":
                now = used(process.pid)
                wall, cpu, peak = stages.get(told["stage"], Step(0.0, 0.0, 0.0))
                wall, cpu = wall + now.wall - before.wall, cpu + now.cpu - before.cpu
                stages[told["stage"]] = Step(wall, cpu, max(peak, now.peak))
                before = now
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"the run failed with {process.returncode}:\n{''.join(said)[-4000:]}")
    ended, cpu = time.perf_counter(), usage.ru_utime + usage.ru_stime
    stages["compare"] = Step(ended - before.wall, cpu - before.cpu, usage.ru_maxrss / 2**20)
    rows = {
        table: pq.read_metadata(out / "stages" / stage / f"{table}.parquet").num_rows
        for table, stage in COUNTED.items()
    }
    peak = max(together + [step.peak for step in stages.values()])
    return Cost(Step(ended - began, cpu, peak), stages, rows)


def used(process: int) -> Step:
    """Return the clock, what a process and its ended children have used, and its peak since the last call."""
    place = Path("/proc") / str(process)
    ticks = (place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:15]
    (line,) = (x for x in (place / "status").read_text().splitlines() if x.startswith("VmHWM"))
    (place / "clear_refs").write_text("5")  # the peak counts from here
    cpu = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return Step(time.perf_counter(), cpu, int(line.split()[1]) / 2**20)


def watch(process: int, seen: list[float]) -> None:
    """Note twice a second how much memory a process and its children have together, until it ends."""
    place = Path("/proc") / str(process)
    while place.exists():
        with suppress(OSError):  # a child that has ended meanwhile
            below = [int(x) for f in place.glob("task/*/children") for x in f.read_text().split()]
            seen.append(sum(memory(each) for each in [process, *below]))
        time.sleep(0.5)


def memory(process: int) -> float:
    """Return the GiB that a process has in memory."""
    pages = int((Path("/proc") / str(process) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**30


def tell(name: str, cost: Cost) -> None:
    """Print one run."""
    wall, cpu, peak = cost.whole
    print(f"{name}: {wall:.1f} s ({cpu:.1f} s CPU), peak {peak:.2f} GiB, load {os.getloadavg()[0]:.1f}")  # fmt: skip
    for stage in STAGES:
        step = cost.stages.get(stage, Step(0.0, 0.0, 0.0))
        print(f"    {stage:8} {step.wall:7.1f} s {step.cpu:7.1f} s CPU {step.peak:6.2f} GiB")
    print("    " + "  ".join(f"{table} {n:,}" for table, n in cost.rows.items()), flush=True)


def add_a_row(case: Path) -> None:
    """Add a stake of a stranger to the register: the same holder once more, in another company."""
    path = case / "股东出资.parquet"
    table = pq.read_table(path)
    first, last = table.slice(0, 1), table.slice(len(table) - 1, 1)
    company = table.column_names[0]
    row = first.set_column(0, company, last.column(0))
    pq.write_table(pa.concat_tables([table, row]), path)


def tell_growth(small: Cost, large: Cost, times: float) -> None:
    """Print by what power of the size the processor time of each stage grows; 1 is in step with it."""
    steps = [(name, small.stages.get(name), large.stages.get(name)) for name in STAGES]
    power = {
        name: math.log(b.cpu / a.cpu, times) for name, a, b in steps if a and b and min(a.cpu, b.cpu) > 0
    }  # fmt: skip
    power["whole"] = math.log(large.whole.cpu / small.whole.cpu, times)
    print(f"{times:g} times the size: " + "  ".join(f"{n} {p:.2f}" for n, p in power.items()))


def drop_a_disposition(case: Path) -> None:
    """Take the last decision on an earlier lead away: a paper, no row of the registers."""
    path = case / "处置结果.csv"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))


#: The nights after the first, one after the other on the same folder: what has changed in the case.
NIGHTS: dict[str, Callable[[Path], None]] = {
    "one more row in the register, the next night": add_a_row,
    "one disposition less": drop_a_disposition,
    "nothing new": lambda _: None,
}


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
                for name, change in NIGHTS.items():
                    change(root / "case")
                    tell(name, run(root / "case", root))
    small, large = min(costs), max(costs)
    if large > small:
        tell_growth(costs[small], costs[large], large / small)
    print(
        f"peak of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB"
    )


if __name__ == "__main__":
    main()
