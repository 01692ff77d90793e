"""How well names are compared: persons, companies and masks, beside peers, on pairs with labels.

::

    python -m benchmarks.name_pairs [--errors] [--chances LISTED_EXECUTIVES.csv]

`name_pairs.csv` holds pairs written for this project; no name is meant to be a real person's. Labels, written before any engine saw the pairs:

same       the names say the same: another script or shape of a character, a dot, a blank, a title, a note, the order of pinyin
possible   the names may be one person's or company's: homophones, one character of similar shape, mixed surnames, pinyin against 汉字,
           initials, other names in notes, a mask or a title that allows it; a short name, a changed form
different  in the ordinary course two names. A branch and its parent are two registrations

The decision that is measured is same or possible against different: what a reader has to look at, and what not. Columns `first` and
`second` are two passes of labels by the same hand, the second on the shuffled pairs without the first labels; `label` is what was settled.
Rows whose number is divisible by 3 are held out: their errors were not looked at while the engine was made. Rows from 789 on were added
when the engine stood, labelled before it ran on them. Pairs, tables and engine have one author, and the hand-made tables (shapes, mixed
surnames, spellings of Hong Kong, lines of business) were written after the pairs: the figures say how consistent they are more than how
names look in the field; real registers must tell that.
``--errors`` lists the errors among the other rows. ``--chances`` measures how often two different real names agree by chance.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.machine import machine_line
from benchmarks.name_peers import peers
from resolve.company_match import POSSIBLE as COMPANY_POSSIBLE
from resolve.company_match import compare_companies
from resolve.key_table import key_table
from resolve.name_match import NameMatch, compare

_FILE = Path(__file__).with_name("name_pairs.csv")
KINDS = ("person", "company", "mask")


class Pair(NamedTuple):
    """A pair with its labels."""

    number: int
    kind: str
    a: str
    b: str
    label: str
    first: str
    second: str

    @property
    def held(self) -> bool:
        """Say whether the pair is held out."""
        return self.number % 3 == 0

    @property
    def together(self) -> bool:
        """Say whether the pair has to be looked at."""
        return self.label != "different"


class Score(NamedTuple):
    """Counts of a decision."""

    right: int
    wrong: int
    missed: int
    total: int

    @property
    def precision(self) -> float:
        """The share of what was put together that belongs together."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """The share of what belongs together that was put together."""
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)

    def __str__(self) -> str:
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}  errors {self.wrong + self.missed} of {self.total}"


def pairs() -> list[Pair]:
    """Return the pairs, numbered from 1."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        Pair(number, row["kind"], row["a"], row["b"], row["label"], row["first"], row["second"])
        for number, row in enumerate(rows, 1)
    ]


def score(given: Sequence[Pair], said: Sequence[bool]) -> Score:
    """Return the counts of a decision."""
    counts = Counter((pair.together, yes) for pair, yes in zip(given, said, strict=True))
    return Score(counts[True, True], counts[False, True], counts[True, False], len(given))


def ours(pair: Pair) -> NameMatch:
    """Return what the engine says of a pair."""
    return (compare_companies if pair.kind == "company" else compare)(pair.a, pair.b)


def together(pair: Pair) -> bool:
    """Say what the engine decides."""
    found = ours(pair)
    return found.kind in COMPANY_POSSIBLE if pair.kind == "company" else found.possible


def _engine(every: list[Pair]) -> None:
    for kind in KINDS:
        for held in (False, True):
            given = [p for p in every if p.kind == kind and p.held == held]
            found = score(given, [together(p) for p in given])
            print(f"  {kind:8} {'held out' if held else 'dev':8}  {found}")
    given = [p for p in every if p.kind != "mask"]
    exact = sum((ours(p).agreement >= 1) == (p.label == "same") for p in given if together(p) and p.together)  # fmt: skip
    count = sum(together(p) and p.together for p in given)
    print(f"  of the {count} pairs rightly put together, same and possible are told apart in {exact / count:.3f}")  # fmt: skip
    masks = [p for p in every if ours(p).kind in ("mask_compatible", "title_compatible")]
    print(f"  masks and titles: {len(masks)} compatible pairs, {sum(ours(p).bans > 0 for p in masks)} with evidence above 0")  # fmt: skip


def _best(given: list[Pair], scores: list[float]) -> float:
    """Return the threshold with the best F1, the highest of equals."""
    return max(sorted(set(scores), reverse=True), key=lambda t: score(given, [s >= t for s in scores]).f1)  # fmt: skip


def _peers(every: list[Pair]) -> None:
    for kind in KINDS:
        held = [p for p in every if p.kind == kind and p.held]
        print(f"    {kind:8} held out  {score(held, [True] * len(held))}  (everything together)")
    for name, scorer, usual in peers():
        print(f"  {name}")
        if scorer is None:
            continue
        for kind in KINDS:
            of_kind = [p for p in every if p.kind == kind]
            scores = dict(zip([p.number for p in of_kind], scorer([(p.a, p.b) for p in of_kind], kind), strict=True))  # fmt: skip
            dev, held = ([p for p in of_kind if p.held is h] for h in (False, True))
            least = _best(dev, [scores[p.number] for p in dev])
            for threshold, said in ((least, "best"), (usual, "usual")):
                found = score(held, [scores[p.number] >= threshold for p in held])
                print(f"    {kind:8} held out  {found}  ({said} threshold {threshold:.3f})")


def _list_errors(every: list[Pair]) -> None:
    for pair in every:
        if not pair.held and together(pair) != pair.together:
            print(f"    {pair.number} {pair.a} / {pair.b}: {pair.label}, engine {ours(pair).kind}")


def _chances(path: Path) -> None:
    """Print how often two different real names agree in each kind; only counts are shown."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        names = sorted({row["name"] for row in csv.DictReader(lines)})
    by_key = defaultdict(list)
    table = key_table(names).to_pydict()
    for name, key, wide in zip(table["name"], table["key"], table["wide"], strict=True):
        if not wide:
            by_key[key].append(name)
    meet = {
        (a, b) for group in by_key.values() for n, a in enumerate(group) for b in group[n + 1 :]
    }
    kinds: Callable[[tuple[str, str]], str] = lambda pair: compare(*pair).kind  # noqa: E731
    total = len(names) * (len(names) - 1) // 2
    print(f"{len(names):,} different names, {total:,} pairs, {len(meet):,} share a narrow key")
    for kind, count in sorted(Counter(map(kinds, meet)).items()):
        print(f"  {kind:12} {count:8,}  {count / total:.2e}")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--chances", type=Path)
    options = parser.parse_args()
    print(machine_line())
    if options.chances:
        _chances(options.chances)
        return
    every = pairs()
    agree = sum(p.first == p.second for p in every) / len(every)
    print(f"{len(every)} pairs; two passes of labels agree in {agree:.3f}")
    print("engine")
    _engine(every)
    if options.errors:
        _list_errors(every)
    print("peers, each with the threshold that suits it best on the dev pairs")
    _peers(every)


if __name__ == "__main__":
    main()
