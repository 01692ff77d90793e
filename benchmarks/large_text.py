"""One very long text read to its end: does the time grow with the length alone, and how much memory does it take.

::

    python -m benchmarks.large_text [1 3 10]

Texts of so many megabytes (UTF-8) are made of the development documents of the corpus, numbered and shuffled by a fixed seed, all as
one document. Prints characters a second of one core (processor time, the whole pipeline with links, no area) and the
peak of memory, each size in a process of its own; then the steps that took most.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.machine import machine_line
from nlp.gold import read_gold
from nlp.pipeline import build, make_doc

CORPUS = Path(__file__).resolve().parents[1] / "nlp" / "corpus"
SIZES = ("1", "3", "10")
SHOWN = 4


def long_text(megabytes: float) -> str:
    """Return the development documents, over and over in another order, each under a number of its own."""
    bodies = [gold.text for path in sorted(CORPUS.glob("*.txt")) for gold in read_gold(path)]
    order, size = random.Random(4711), 0
    parts: list[str] = []
    while size < megabytes * 1e6:
        for body in order.sample(bodies, len(bodies)):
            parts.append(f"第{len(parts) + 1}号材料\n{body}\n")
            size += len(parts[-1].encode())
            if size >= megabytes * 1e6:
                break
    return "".join(parts)


def measure(megabytes: str) -> None:
    """Read one text and print how long it took."""
    text = long_text(float(megabytes))
    nlp = build()
    list(nlp.pipe([make_doc(nlp, "warm", "document", long_text(0.01))]))
    seconds: dict[str, float] = {}
    began = at = time.process_time()
    doc = make_doc(nlp, "long", "document", text)
    for name, component in [("tokens", None), *nlp.pipeline]:
        doc = component(doc) if component is not None else doc
        seconds[name] = time.process_time() - at
        at = time.process_time()
    most = sorted(seconds, key=lambda name: -seconds[name])[:SHOWN]
    parts = ", ".join(f"{name.removeprefix('qinqing_')} {seconds[name]:.1f} s" for name in most)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{megabytes:>4} MB  {len(text):>9,} characters  {len(text) / (at - began):>7,.0f} a second"
        f"  peak {peak:.1f} GiB  ({parts})",
        flush=True,
    )


def main(arguments: list[str]) -> None:
    """Measure every size in a process of its own: memory is given back only at its end."""
    if arguments[:1] == ["--one"]:
        measure(arguments[1])
        return
    print(machine_line(), flush=True)
    for size in arguments or SIZES:
        subprocess.run([sys.executable, "-m", "benchmarks.large_text", "--one", size], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
