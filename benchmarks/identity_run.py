"""Run the stage `resolve` on prepared tables in a process of its own: seconds, peak memory, steps.

    python -m benchmarks.identity_run <folder> [--profile <file>]

`benchmarks.identity` calls it, so that the memory measured is the matching's, not the world's.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import time
from datetime import date
from pathlib import Path

from ingest.stage import StageStore, StageWriter, open_stage
from resolve.stage import resolve


def main() -> None:
    """Resolve ``<folder>/ingest`` and ``<folder>/nlp`` into ``<folder>/resolve``; print one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--profile", type=Path)
    options = parser.parse_args()
    ingest, nlp = open_stage(options.folder / "ingest"), open_stage(options.folder / "nlp")
    if ingest is None or nlp is None:
        parser.error(f"{options.folder}: no finished stages ingest and nlp")
    before = peak_memory()
    start, cpu = time.perf_counter(), time.process_time()
    steps: list[tuple[float, str]] = []

    def tell(done: float, what: str) -> None:
        del done
        steps.append((time.perf_counter() - start, what))

    def produce(writer: StageWriter) -> None:
        resolve(ingest, nlp, writer, as_of=date(2025, 6, 30), progress=tell)

    def run() -> None:
        StageStore(options.folder).run("resolve", produce, inputs={}, params={}, rooms=())

    if options.profile:
        profile = cProfile.Profile()
        profile.runcall(run)
        profile.dump_stats(options.profile)
    else:
        run()
    peak = peak_memory()
    print(json.dumps({
        "seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu,
        "peak_gib": peak / 2**20, "before_gib": before / 2**20, "steps": steps,
    }, ensure_ascii=False))  # fmt: skip


def peak_memory() -> int:
    """Return the peak memory of this process in KiB.

    Not `ru_maxrss`, which a child inherits from the process that started it.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


if __name__ == "__main__":
    main()
