"""How well mentions of companies and units find what they mean, and what the lexicon costs.

::

    python -m benchmarks.linking [--companies 20000] [--large 3000000] [--mentions 6000] [--automata]

Registers and mentions are invented (`benchmarks.registers`) with seeds that no weight was fitted on.
Mentions are drawn evenly over the register, three in ten mean a firm that is not in it. "First" is the share of mentions of registered firms whose likeliest reading is right;
some are beyond anybody (two firms of one short name in one place), and count as wrong. "Linked" mentions
reach the threshold; "right" is the share of those that are right. ``--automata`` compares the libraries
for the lexicon of all names, each in a process of its own (daachorse and ahocorasick-rs where installed).
Times are processor seconds of one core.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

from benchmarks.machine import machine_line
from benchmarks.registers import LIST, Mention, Population, mentions
from nlp.automaton import Automaton
from nlp.linking.companies import Companies
from nlp.linking.link import Link
from nlp.linking.regions import national
from nlp.linking.register import Register
from nlp.linking.units import Units

#: Never used for fitting (those are 100 to 199).
SEEDS, LARGE_SEED = (20261, 20262, 20263), 20264
AREAS = (("4211", "4212"), ("3701", "3702", "3705"), ("6103", "6104"))
HUBEI_AND_MORE = tuple(f"{p}{c:02d}" for p in (42, 43, 41) for c in range(1, 18))


def memory() -> float:
    """Return the resident memory of this process in GiB."""
    with Path("/proc/self/statm").open(encoding="ascii") as file:
        return int(file.read().split()[1]) * 4096 / 2**30


def report(told: list[Mention], links: list[Link]) -> None:
    """Print the figures by style of mention, and the calibration."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    bins: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for mention, link in zip(told, links, strict=True):
        best = link.rivals[0].key if link.rivals and link.probability > link.none else None
        for style in (mention.style if mention.key else "unregistered", "all registered" if mention.key else "", "all"):  # fmt: skip
            counts[style]["n"] += 1
            counts[style]["first"] += best == mention.key
            counts[style]["linked"] += link.key is not None
            counts[style]["right"] += link.key is not None and link.key == mention.key
        if link.rivals:
            slot = bins[min(9, int(link.probability * 10))]
            slot[0] += 1
            slot[1] += link.probability
            slot[2] += link.rivals[0].key == mention.key
    for style in sorted(filter(None, counts)):
        c = counts[style]
        right = f"{c['right'] / c['linked']:.4f}" if c["linked"] else "-"
        print(f"  {style:14} n {c['n']:6} first {c['first'] / c['n']:.4f} linked {c['linked'] / c['n']:.4f} right of linked {right}")  # fmt: skip
    none = counts["unregistered"]
    print(f"  none for unregistered: {1 - none['linked'] / none['n']:.4f} at the threshold, {none['first'] / none['n']:.4f} as the likeliest")  # fmt: skip
    print("  calibration (said, true, n):", " ".join(f"{p / n:.2f}/{t / n:.2f}/{n:.0f}" for _, (n, p, t) in sorted(bins.items())))  # fmt: skip


def companies(size: int, count: int, seed: int, prefectures: tuple[str, ...]) -> None:
    """Print the figures of one register."""
    before, began = memory(), time.process_time()
    population = Population(seed, prefectures)
    firms = list(population.register(size))
    print(f"register of {size:,} companies, {len(population.counties)} counties, seed {seed}: drawn in {time.process_time() - began:.0f} s, {memory() - before:.2f} GiB")  # fmt: skip
    before, began = memory(), time.process_time()
    linker = Companies(Register(firms))
    print(f"  index: {time.process_time() - began:.1f} s, {memory() - before:.2f} GiB, {len(linker.register.trades):,} trade names")  # fmt: skip
    told = mentions(population, firms, count, 0.3)
    began = time.process_time()
    links = [linker.link(mention.text, mention.context) for mention in told]
    print(f"  {len(told) / (time.process_time() - began):,.0f} mentions a second")
    report(told, links)


def lexicon(size: int) -> None:
    """Print what the automaton of all names of a register costs."""
    names = sorted({firm.name for firm in Population(LARGE_SEED, HUBEI_AND_MORE).register(size)})
    before, began = memory(), time.process_time()
    automaton = Automaton((name, "COMPANY") for name in names)
    print(f"lexicon of {len(automaton):,} names: {time.process_time() - began:.1f} s, {memory() - before:.2f} GiB")  # fmt: skip
    rng = random.Random(LARGE_SEED)
    filler = "经查其在担任该局局长期间多次与有关单位签订合同并收受财物"
    text = "".join(filler[: rng.randrange(5, 28)] + (rng.choice(names) if rng.random() < 0.3 else "") for _ in range(100_000))  # fmt: skip
    began = time.process_time()
    found = len(automaton.longest(text))
    spent = time.process_time() - began
    print(f"  {found:,} names in {len(text):,} characters: {len(text) / spent:,.0f} characters/s")


_BUREAUS = ["财政局", "教育局", "公安局", "民政局", "司法局", "水利局", "审计局", "统计局", "林业局", "商务局", "人力资源和社会保障局", "自然资源和规划局", "住房和城乡建设局", "交通运输局", "农业农村局", "市场监督管理局", "卫生健康局", "应急管理局", "城市管理执法局", "文化和旅游局", "发展和改革局", "生态环境局", "医疗保障局", "退役军人事务局", "行政审批局"]  # fmt: skip
_CALLED = {
    "人力资源和社会保障局": "人社局", "自然资源和规划局": "自规局 资规局 国土局", "住房和城乡建设局": "住建局", "交通运输局": "交通局", "农业农村局": "农业局",
    "市场监督管理局": "市监局 市场监管局 工商局", "卫生健康局": "卫健局 卫计局", "应急管理局": "应急局 安监局", "城市管理执法局": "城管局", "文化和旅游局": "文旅局",
    "发展和改革局": "发改局", "生态环境局": "环保局", "医疗保障局": "医保局", "退役军人事务局": "退役军人局", "行政审批局": "审批局",
}  # fmt: skip


def units(seed: int, count: int) -> None:
    """Print how well units are found in a roster of two prefectures; a third one's are not in it."""
    rng, names = random.Random(seed), national().names
    counties = {p: sorted(c for c in names if len(c) == 6 and c[:4] == p) for p in ("4211", "4212", "3605")}  # fmt: skip
    roster = [names[p] + bureau for p in ("4211", "4212") for bureau in _BUREAUS]
    roster += [names[p] + names[c] + bureau for p in ("4211", "4212") for c in counties[p] for bureau in _BUREAUS]  # fmt: skip
    linker = Units(roster)
    tally: Counter[str] = Counter()
    for _ in range(count):
        prefecture = rng.choice(("4211", "4212", "4211", "4212", "3605"))
        county = rng.choice(counties[prefecture])
        bureau = rng.choice(_BUREAUS)
        called = rng.choice(_CALLED.get(bureau, bureau).split()) if rng.random() < 0.6 else bureau
        place, full = names[county], names[prefecture] + names[county]
        head = rng.choice((full, place, place, place[-1], ""))
        near = (place.removesuffix(place[-1]),) if rng.random() < 0.8 else ()
        meant = full + bureau if prefecture != "3605" else None
        link = linker.link(head + called, near)
        kind = "in" if meant else "out"
        tally[kind] += 1
        tally[f"{kind} linked"] += link.key is not None
        tally["right"] += link.key is not None and link.key == meant
        told = meant and (len(head) > 1 or near)
        tally["told"] += bool(told)
        tally["told right"] += bool(told) and link.key == meant
    linked = tally["in linked"] + tally["out linked"]
    print(f"units, roster of {len(roster)}, seed {seed}: {tally['in']} mentions of its units, {tally['in linked'] / tally['in']:.4f} linked; {tally['told right'] / tally['told']:.4f} right where the mention or its text names the place; right of linked {tally['right'] / linked:.4f}; none for {1 - tally['out linked'] / tally['out']:.4f} of {tally['out']} units outside")  # fmt: skip


_COMPARED = """
import random, resource, sys, time
from benchmarks.registers import Population
from benchmarks.linking import HUBEI_AND_MORE, LARGE_SEED, memory
kind, size = sys.argv[1], int(sys.argv[2])
names = sorted({firm.name for firm in Population(LARGE_SEED, HUBEI_AND_MORE).register(size)})
text = "".join(random.Random(1).choices(names, k=20_000)) + "经查其在担任该局局长期间多次与有关单位签订合同" * 50_000
before, began = memory(), time.process_time()
if kind == "pyahocorasick":
    import ahocorasick
    found = ahocorasick.Automaton(ahocorasick.STORE_INTS)
    for i, name in enumerate(names):
        found.add_word(name, i)
    found.make_automaton()
    search = lambda: sum(1 for _ in found.iter_long(text))
elif kind == "daachorse":
    import daachorse
    found = daachorse.CharwiseDoubleArrayAhoCorasick(names, daachorse.MATCH_KIND_LEFTMOST_LONGEST)
    search = lambda: len(found.find(text))
else:
    import ahocorasick_rs
    found = ahocorasick_rs.AhoCorasick(names, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)
    search = lambda: len(found.find_matches_as_indexes(text))
built, held = time.process_time() - began, memory() - before
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
began = time.process_time(); hits = search(); spent = time.process_time() - began
print(f"  {kind}: {built:.1f} s, holds {held:.2f} GiB, peak of the process {peak:.2f} GiB, {hits:,} hits, {len(text) / spent:,.0f} characters/s")
"""


def automata(size: int) -> None:
    """Print memory and speed of three libraries, each in its own process."""
    for kind in ("pyahocorasick", "daachorse", "ahocorasick-rs"):
        run = [sys.executable, "-c", _COMPARED, kind, str(size)]
        done = subprocess.run(run, capture_output=True, text=True, check=False)
        print(done.stdout.rstrip() or f"  {kind}: {done.stderr.strip().splitlines()[-1]}")


def main() -> None:
    """Print all figures."""
    options = argparse.ArgumentParser(description="linking of companies and units")
    options.add_argument("--companies", type=int, default=20_000)
    options.add_argument("--large", type=int, default=3_000_000)
    options.add_argument("--mentions", type=int, default=6000)
    options.add_argument("--automata", action="store_true")
    given = options.parse_args()
    print(machine_line())
    print("trade names:", "with the shared list of real short names" if LIST.exists() else "invented only")  # fmt: skip
    for seed, prefectures in zip(SEEDS, AREAS, strict=True):
        companies(given.companies, given.mentions, seed, prefectures)
    for seed in SEEDS:
        units(seed, given.mentions)
    if given.large:
        lexicon(given.large)
        companies(given.large, given.mentions // 2, LARGE_SEED, HUBEI_AND_MORE)
    if given.automata:
        automata(given.large)
    print(f"peak of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB")  # fmt: skip


if __name__ == "__main__":
    main()
