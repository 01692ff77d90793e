"""How long the graph arithmetic takes at a million companies, each task against a yardstick.

::

    python -m benchmarks.ownership                      1,000,000 companies, about 1.8 million stakes
    python -m benchmarks.ownership --companies 4000000 --interest 200000

The network is random but shaped like a register: companies of one to five holders, 9 % of the
holders are companies, mostly older ones, some rings, a few hubs, one stake in ten has ended. Seconds
are the best of three after compilation; the time of compiling (an empty cache) is given by itself.
The ratio is to building the scipy CSR matrix of the same stakes and finding its strong components in
the same process, so that a slow hour of the machine shows in both.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version

os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(
    prefix="qinqing-numba-"
)  # compile anew, and see how long

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from benchmarks.machine import machine_line
from graph.chains import chains
from graph.control import controlled, dominant
from graph.measures import ownership
from graph.ownership import integrated
from graph.snapshot import snapshot
from graph.stakes import Stakes
from graph.thresholds import load
from ingest.dates import DAY_MAX, day_number

DAY = date(2025, 6, 30)
LIMIT = 10.0


def area(companies: int, seed: int) -> Stakes:
    """Return a random area of so many companies and about 1.8 times as many stakes."""
    rng = np.random.default_rng(seed)
    count = rng.choice([1, 2, 3, 4, 5], size=companies, p=[0.5, 0.3, 0.12, 0.05, 0.03])
    company = np.repeat(np.arange(companies, dtype=np.int32), count)
    total, persons = len(company), int(1.3 * companies)
    natural = companies + rng.integers(0, persons, total)
    firm = rng.random(total) < 0.09
    # company holders are older than what they hold, but for one in ten whose own daughter holds it
    older = (rng.random(total) * company).astype(np.int64)
    older = np.where(rng.random(total) < 0.01, rng.integers(0, 20, total), older)
    holder = np.where(firm, older, natural).astype(np.int32)
    daughters = np.flatnonzero(firm & (rng.random(total) < 0.1))
    begin = np.cumsum(count) - count  # first stake in each company
    holder[begin[holder[daughters]]] = company[daughters]
    weight = rng.random(total) + 0.05
    sums = np.bincount(company, weight, minlength=companies)
    share = np.round(weight / sums[company], 4)
    share[rng.random(total) < 0.02] = np.nan
    start = rng.integers(day_number(date(2000, 1, 1)), day_number(DAY), total).astype(np.int32)
    ended = rng.random(total) < 0.1
    end = np.where(ended, start + rng.integers(30, 4000, total), DAY_MAX).astype(np.int32)
    order = np.lexsort((holder, company))  # as `graph.stakes.stakes` sorts them
    kinds = ["company"] * companies + ["person"] * persons
    return Stakes(
        companies=companies, persons=persons,
        ids=pa.array([f"{kind}:{i}" for i, kind in enumerate(kinds)]),
        holder=holder[order], company=company[order], share=share[order],
        from_lo=start[order], from_hi=start[order], to_lo=end[order], to_hi=end[order],
        rows=pa.table({name: pa.array(np.arange(total).astype(str)) for name in ("valid_from", "valid_to", "source")}),
    )  # fmt: skip


def seconds(task: Callable[[], object], times: int = 3) -> float:
    """Return the best time of a task."""
    best = float("inf")
    for _ in range(times):
        begin = time.perf_counter()
        task()
        best = min(best, time.perf_counter() - begin)
    return best


def main() -> None:
    """Build the area, time every task, print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--companies", type=int, default=1_000_000)
    parser.add_argument("--interest", type=int, default=50_000, help="persons of interest")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    thresholds, stakes = load(), area(args.companies, args.seed)
    rng = np.random.default_rng(args.seed)
    some = np.sort(rng.choice(stakes.persons, min(args.interest, stakes.persons), replace=False))
    interest = (some + stakes.companies).astype(np.int32)
    everyone = np.arange(stakes.companies, stakes.nodes, dtype=np.int32)

    small = area(2000, args.seed)
    few = np.arange(small.companies, small.nodes, dtype=np.int32)
    compiling = seconds(
        lambda: (ownership(small, few, DAY, thresholds), chains(small, few, thresholds)), 1
    )
    network, problems = snapshot(stakes, DAY, thresholds)
    shape = stakes.nodes, stakes.nodes
    live = ~np.isnan(stakes.share)
    coordinates = stakes.holder[live], stakes.company[live]
    yardstick = seconds(
        lambda: connected_components(csr_array((stakes.share[live], coordinates), shape), connection="strong")
    )  # fmt: skip
    tasks: dict[str, Callable[[], object]] = {
        "snapshot of a day, with rings solved": lambda: snapshot(stakes, DAY, thresholds),
        f"integrated ownership, {len(interest):,} persons": lambda: integrated(network, interest),
        f"integrated ownership, all {len(everyone):,} persons": lambda: integrated(network, everyone),
        f"control, all {len(everyone):,} persons": lambda: controlled(network, everyone, thresholds),
        "dominant blocks, all companies": lambda: dominant(network, thresholds),
        f"table ownership, {len(interest):,} persons": lambda: ownership(stakes, interest, DAY, thresholds),
        f"table chains, {len(interest):,} persons": lambda: chains(stakes, interest, thresholds),
    }  # fmt: skip
    print(f"{machine_line()}, numba {version('numba')}, numpy {version('numpy')}")
    rings = network.rings.size[network.rings.offset >= 0]
    print(
        f"{stakes.companies:,} companies, {len(stakes.holder):,} stakes, {len(network.out_company):,} count on the day, "
        f"{len(rings):,} rings (largest {rings.max(initial=0)}), {problems.num_rows:,} problems, seed {args.seed}"
    )
    print(
        f"compiling all loops once: {compiling:.1f} s; yardstick (scipy CSR and components): {yardstick:.2f} s\n"
    )
    print(f"| task | seconds | × yardstick | ≤ {LIMIT:.0f} s |\n| --- | ---: | ---: | --- |")
    for name, task in tasks.items():
        took = seconds(task)
        print(
            f"| {name} | {took:.2f} | {took / yardstick:.1f} | {'yes' if took <= LIMIT else 'NO'} |"
        )
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB")


if __name__ == "__main__":
    main()
