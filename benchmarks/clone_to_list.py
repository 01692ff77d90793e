"""How long from a fresh clone to a list, and the run alone: the README's first figures.

::

    python -m benchmarks.clone_to_list

Clones this repository's last commit into a temporary folder, runs ``make demo SERVE=no`` there with
an environment of its own, and then the run once more into an empty folder, warm.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.machine import machine_line

ROOT = Path(__file__).resolve().parent.parent


def timed(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Run a command in a folder and return its wall-clock seconds; a failure ends the benchmark."""
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, env=environment)
    return time.perf_counter() - began


def main() -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory() as temporary:
        clone = Path(temporary) / "qinqing"
        environment = {**os.environ, "QINQING_KEYS": str(Path(temporary) / "keys")}
        environment.pop("VIRTUAL_ENV", None)
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        whole = timed(["make", "demo", "SERVE=no"], clone, environment)
        run = [".venv/bin/qinqing", "run", "demo/world/case", "--out", "again"]
        again = timed([*run, "--as-of", "2025-06-30"], clone, environment)
        stages = json.loads((clone / "again" / "timings.json").read_text(encoding="utf-8"))
    print(machine_line())
    print(f"from clone to list: {whole:.0f} s (environment, simulated area, run)")
    print(f"the run alone: {again:.0f} s; by stage {stages['seconds']}")


if __name__ == "__main__":
    main()
