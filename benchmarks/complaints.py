"""How complaints are grouped and sorted: duplicates on made copies, triage with its calibration, what dress changes, speed.

::

    python -m benchmarks.complaints [--seed 20261122] [--dev] [--real FILE] [--many 50000]

Everything is read from the raw text by the shipped pipeline. Measured on the held-out documents of the domain corpus, from which
nobody made rules or weights; ``--dev`` measures the training part instead and tells nothing about new texts (triage has learnt
it). Copies are made by `complaint_variants` with the seed. ``--real`` groups a JSONL file of real messages (`text`) and prints counts only.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score

from benchmarks.complaint_variants import CHANGES, Text, texts
from benchmarks.machine import machine_line
from nlp.complaints.checkable import facts
from nlp.complaints.near_duplicates import group
from nlp.complaints.slots import Matter, matter
from nlp.complaints.triage import TASKS, decide, probabilities
from nlp.events import events_of
from nlp.gold import GoldDocument, read_gold
from nlp.pipeline import build, read
from nlp.spans import mentions_of

CORPUS = Path(__file__).resolve().parents[1] / "nlp" / "corpus"
Found = tuple[list[dict[str, Any]], list[dict[str, Any]]]
SAMPLES = 1000
#: Changes that leave what a complaint is about as it is.
DRESS = ("slips", "order", "forwarded", "worded", "spelled", "added")


def documents(folder: Path) -> list[GoldDocument]:
    """Return the complaints of a folder."""
    return [d for path in sorted(folder.glob("complaints_*.txt")) for d in read_gold(path)]


def found_in(bodies: Sequence[str]) -> list[Found]:
    """Return the mentions and events of texts as the pipeline reads them."""
    return [
        ([m._asdict() for m in mentions_of(doc)], [e._asdict() for e in events_of(doc)])
        for _, doc in read(build(), ((str(n), "complaint", text) for n, text in enumerate(bodies)))
    ]


def duplicates(gold: Sequence[GoldDocument], seed: int) -> None:
    """Print pair figures over copies and look-alikes, recall by kind of copy, and groups that hold two matters."""
    made = texts(gold, seed=seed)
    read_texts = found_in([item.text for item in made])
    matters = [matter(item.text, *found) for item, found in zip(made, read_texts, strict=True)]
    groups = group(matters)
    home = {i: n for n, members in enumerate(groups) for i in members}
    right, missed, kinds = 0, 0, {"found": Counter[str](), "all": Counter[str]()}
    for members in _by_matter(made).values():
        for a, b in combinations(members, 2):
            hit = home[a] == home[b]
            right, missed = right + hit, missed + (not hit)
            for kind in {made[a].made, made[b].made}:
                kinds["all"][kind] += 1
                kinds["found"][kind] += hit
    wrong, mixed, several = _over(made, groups)
    precision, recall = right / max(1, right + wrong), right / max(1, right + missed)
    print(f"\nnear duplicates: {len(gold)} complaints, {len(made)} texts, seed {seed}")
    print(f"  pairs P {precision:.4f} R {recall:.4f} F1 {2 * precision * recall / (precision + recall):.4f}  (goal 0.97)")  # fmt: skip
    print(f"  groups of two or more that hold two matters: {mixed} of {several} = {mixed / several:.2%}  (goal 1 %)")  # fmt: skip
    for kind, count in sorted(kinds["all"].items()):
        print(f"    {kind:24} recall {kinds['found'][kind] / count:.3f} of {count}")


def _by_matter(made: Sequence[Text]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for i, item in enumerate(made):
        if item.matter is not None:
            found[item.matter].append(i)
    return found


def _over(made: Sequence[Text], groups: Iterable[Sequence[int]]) -> tuple[int, int, int]:
    """Return wrong pairs, groups with two matters, and groups of two or more."""
    wrong = mixed = several = 0
    for members in groups:
        told = Counter(made[i].matter for i in members if made[i].matter is not None)
        if told.total() > 1:
            several, mixed = several + 1, mixed + (len(told) > 1)
            wrong += sum(x * y for x, y in combinations(told.values(), 2))
    return wrong, mixed, several


def triage(gold: Sequence[GoldDocument], found: Sequence[Found]) -> None:
    """Print macro-F1 with intervals, F1 a class, what stays unsorted, and the calibration, for each question."""
    given = [probabilities(d.text, *f) for d, f in zip(gold, found, strict=True)]
    for task in TASKS:
        truth = np.array([d.facts[task] for d in gold])
        best = np.array([max(sorted(g[task]), key=g[task].__getitem__) for g in given])
        sure = np.array([max(g[task].values()) for g in given])
        sorted_in = np.array([decide(task, g[task]).code is not None for g in given])
        low, high = _interval(truth, best)
        print(f"\ntriage, {task}: {len(gold)} complaints")
        print(f"  macro-F1 {_macro(truth, best):.3f} [{low:.3f} {high:.3f}]  accuracy {(truth == best).mean():.3f}")  # fmt: skip
        print(f"  sorted {sorted_in.mean():.1%}, of these right {(truth == best)[sorted_in].mean():.1%}; the rest is left to a person")  # fmt: skip
        for code in sorted(set(truth)):
            f1 = f1_score(truth == code, best == code, zero_division=0.0)
            print(f"    {code:20} F1 {f1:.3f} of {int((truth == code).sum())}")
        calibration(sure, truth == best)


def calibration(sure: Any, right: Any) -> None:
    """Print how often answers of a stated probability are right, and the expected calibration error."""
    error = 0.0
    print("    stated     texts  mean   right")
    for low in (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        high = {0.0: 0.3, 0.9: 1.01}.get(low, round(low + 0.1, 1))
        part = (sure >= low) & (sure < high)
        if part.any():
            error += part.mean() * abs(sure[part].mean() - right[part].mean())
            print(f"    {low:.1f}-{min(high, 1):.1f} {int(part.sum()):8}  {sure[part].mean():.3f}  {right[part].mean():.3f}")  # fmt: skip
    print(f"    expected calibration error {error:.3f}")


def _macro(truth: Any, best: Any) -> float:
    return float(f1_score(truth, best, average="macro", labels=sorted(set(truth)), zero_division=0.0))  # fmt: skip


def _interval(truth: Any, best: Any) -> tuple[float, float]:
    picks = np.random.default_rng(3).integers(0, len(truth), (SAMPLES, len(truth)))
    low, high = np.quantile([_macro(truth[p], best[p]) for p in picks], [0.025, 0.975])
    return float(low), float(high)


def dress(gold: Sequence[GoldDocument], found: Sequence[Found], seed: int) -> None:
    """Print how often a change of dress changes the category that is shown, and the number of checkable facts."""
    print(
        "\ndress: share of complaints whose shown category, or number of checkable facts, changes"
    )
    before = [_shown(d.text, f) for d, f in zip(gold, found, strict=True)]
    for name in DRESS:
        dice = random.Random(seed)
        changed = [CHANGES[name](d.text, dice) for d in gold]
        after = [_shown(t, f) for t, f in zip(changed, found_in(changed), strict=True)]
        pairs = list(zip(before, after, strict=True))
        other = sum(a[0] != b[0] for a, b in pairs)
        crossed = sum(None not in (a[0], b[0]) and a[0] != b[0] for a, b in pairs)
        counted = sum(a[1] != b[1] for a, b in pairs)
        print(f"    {name:12} category {other / len(gold):.1%} (to another category {crossed / len(gold):.1%}, else from or to unsorted)  facts {counted / len(gold):.1%}")  # fmt: skip


def _shown(text: str, found: Found) -> tuple[str | None, int]:
    return decide("category", probabilities(text, *found)["category"]).code, len(facts(text, *found))  # fmt: skip


def speed(gold: Sequence[GoldDocument], many: int, seed: int) -> None:
    """Print the seconds that the grouping of many texts takes: distinct matters, copies, and one form letter sent 5,000 times."""
    dice = random.Random(seed)
    pool = [s for d in gold for s in d.text.split("。") if len(s) > 8]
    form = "反映{}用亲戚的名字开公司，单位的工程都给了这家公司，去年的合同有386万元，大家敢怒不敢言，请上级派人来查一查账。"
    letters = [Matter(form.format(name), frozenset({(name, "PERSON")})) for name in _names(dice, 500)]  # fmt: skip
    items = [dice.choice(letters) for _ in range(many // 10)]
    while len(items) < many:
        body = "".join(dice.sample(pool, 8))
        items += [matter(CHANGES[name](body, dice), [], []) for name in dice.choices(("copy", "slips", "added"), k=dice.choice((1, 1, 1, 4)))]  # fmt: skip
    start = time.process_time()
    found = group(items[:many])
    size = statistics.mean(len(item.form) for item in items)
    print(f"\ngrouping {many:,} texts of {size:.0f} characters: {time.process_time() - start:.1f} processor seconds, {len(found):,} groups (goal: a minute)")  # fmt: skip


def _names(dice: random.Random, count: int) -> list[str]:
    return ["".join(dice.choice("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许") for _ in range(3)) for _ in range(count)]  # fmt: skip


def real(path: Path) -> None:
    """Print the counts of groups among real messages; no text is shown."""
    bodies = [json.loads(line)["text"] or "" for line in path.open(encoding="utf-8")]
    matters = [matter(t, *f) for t, f in zip(bodies, found_in(bodies), strict=True)]
    groups = [members for members in group(matters) if len(members) > 1]
    equal = sum(len({matters[i].form for i in members}) == 1 for members in groups)
    print(f"\nreal messages: {len(bodies)}, {len(groups)} groups of two or more with {sum(map(len, groups))} messages, {equal} groups of equal texts, largest {max(map(len, groups))}")  # fmt: skip


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(prog="benchmarks.complaints")
    parser.add_argument("--seed", type=int, default=20261122)
    parser.add_argument("--dev", action="store_true")
    parser.add_argument("--real", type=Path)
    parser.add_argument("--many", type=int, default=50_000)
    options = parser.parse_args()
    gold = documents(CORPUS if options.dev else CORPUS / "held_out")
    print(machine_line())
    print(
        f"{'development' if options.dev else 'held-out'} complaints of the domain corpus: {len(gold)}"
    )
    found = found_in([d.text for d in gold])
    duplicates(gold, options.seed)
    triage(gold, found)
    dress(gold, found, options.seed)
    speed(documents(CORPUS), options.many, options.seed)
    if options.real is not None:
        real(options.real)


if __name__ == "__main__":
    main()
