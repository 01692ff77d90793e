"""How well position strings (职务) are taken apart: rank and region against 12,947 strings with codes.

::

    python -m benchmarks.positions

Measure: `texts/positions.jsonl` (MIT, DATA.md), halved by the CRC-32 of the string; even ones are for development, odd ones
are held out. The highest rank of a string's posts is compared with the row's; the province is told as context. The data set knows
nothing below 乡科级副职, gives firms ranks by size, maps staff upwards and keeps the codes of about 2012: such rows
are told apart. The weights of `nlp.ranks` were learned on the development half: only the held-out figures are to be
believed for new texts. A missing answer lowers the coverage, not the accuracy.
"""

from __future__ import annotations

import json
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.machine import machine_line
from nlp.linking.regions import national, padded
from nlp.positions import highest, positions, posts_of
from nlp.ranks import LEVELS, ranks

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "texts" / "positions.jsonl"
PARTS = ("development", "held out")


class Row(NamedTuple):
    """One position string with its level and the code of its place, six digits or nothing."""

    position: str
    level: int
    province: str
    code: str


class Outcome(NamedTuple):
    """A row, what was answered, and why no rank was where none was."""

    row: Row
    posts: int
    level: int | None
    region: str | None
    why_none: str


def read_rows(part: str) -> list[Row]:
    """Return the rows of a half."""
    rows = []
    with DATA.open(encoding="utf-8") as lines:
        for line in lines:
            item = json.loads(line)
            text = item["position"]
            if (zlib.crc32(text.encode()) % 2 == 0) == (part == PARTS[0]):
                code = (item["county"] or item["prefecture"] or item["province"])[:6]
                rows.append(Row(text, int(float(item["rank"])), item["province"][:2], code))
    return rows


def near(row: Row) -> Sequence[str]:
    """Return what the reader is told of a row besides its text: the province."""
    return (row.province,) if row.province else ()


def outcome(row: Row) -> Outcome:
    """Read one row."""
    found = positions(row.position, near(row))
    rank = highest(found)
    level = next((n for n, name in ranks().names.items() if name == rank), None)
    region = next((p.region for p in found if p.region), None)
    return Outcome(row, len(found), level, region, "" if rank else why_none(row))


def why_none(row: Row) -> str:
    """Say why a row got no rank: the reason of the post that came nearest to one."""
    order = (
        "unsure",
        "below 乡科级副职",
        "no rank to tell: firm, school, staff",
        "no place",
        "no post",
    )
    reasons = {"no post"}
    for _, title, _, chain, _ in posts_of(row.position, near(row)):
        counted = ranks().counted(chain, title)
        if not chain.place.kind:
            reasons.add("no place")
        elif ranks().without(chain, title) or counted is None:
            reasons.add("no rank to tell: firm, school, staff")
        else:
            reasons.add("below 乡科级副职" if counted > LEVELS[-1] else "unsure")
    return min(reasons, key=order.index)


def share(right: int, of: int) -> str:
    """Return a share with its count."""
    return f"{right / of:.3f} of {of}" if of else "none"


def report_ranks(name: str, outcomes: list[Outcome]) -> None:
    """Print accuracy and coverage of a set of rows."""
    given = [o for o in outcomes if o.level is not None]
    right = sum(o.level == o.row.level for o in given)
    close = sum(abs((o.level or 0) - o.row.level) <= 1 for o in given)
    print(
        f"  {name}: accuracy {share(right, len(given))}, coverage {share(len(given), len(outcomes))}, "
        f"within half a step {share(close, len(given))}"
    )


def report_levels(outcomes: list[Outcome]) -> None:
    """Print recall and precision per level, and the confusion of levels."""
    names = ranks().names
    cells = Counter((o.row.level, o.level) for o in outcomes)
    print("  level        rows  answered  right  precision | answered as " + " ".join(f"{n:>5}" for n in LEVELS) + "  none")  # fmt: skip
    for level in LEVELS:
        row = [cells[level, other] for other in (*LEVELS, None)]
        total, right = sum(row), cells[level, level]
        told = sum(cells[other, level] for other in LEVELS)
        answered = total - row[-1]
        print(
            f"  {level:>2} {names[level]} {total:>5} {answered:>8} "
            f"{right / answered if answered else 0:>7.3f} {right / told if told else 0:>9.3f}  |             "
            + " ".join(f"{n:>5}" for n in row)
        )


def report_regions(outcomes: list[Outcome]) -> None:
    """Print how often the first post's region is the row's."""
    named = [o for o in outcomes if o.row.code]
    given = [o for o in named if o.region]
    right = sum(o.region == o.row.code for o in given)
    print(
        f"  region: accuracy {share(right, len(given))}, coverage {share(len(given), len(named))}"
    )
    today = {padded(code) for code in national().names}
    current = [o for o in given if o.row.code in today]
    right = sum(o.region == o.row.code for o in current)
    nested = sum(_nested(o.region or "", o.row.code) for o in current)
    print(
        f"    rows whose code is still in use: {share(right, len(current))}; "
        f"equal or one inside the other: {share(nested, len(current))}"
    )


def _nested(one: str, other: str) -> bool:
    short, long = sorted((one.rstrip("0"), other.rstrip("0")), key=len)
    return long.startswith(short)


def report(part: str, rows: Iterable[Row]) -> None:
    """Print the figures of a half."""
    rows = list(rows)
    for row in rows[:100]:
        positions(row.position)  # tables and caches are read once
    began = time.perf_counter()
    for row in rows:
        positions(row.position, near(row))
    seconds = time.perf_counter() - began
    outcomes = [outcome(row) for row in rows]
    print(f"{part}: {len(rows)} strings, {len(rows) / seconds:,.0f} strings/s")
    report_ranks("highest rank", outcomes)
    report_ranks("one post", [o for o in outcomes if o.posts == 1])
    report_ranks("several posts", [o for o in outcomes if o.posts > 1])
    why = Counter(o.why_none for o in outcomes if o.level is None)
    print("  no rank: " + ", ".join(f"{reason} {n}" for reason, n in why.most_common()))
    report_levels(outcomes)
    report_regions(outcomes)


def main() -> None:
    """Print the figures of both halves."""
    if not DATA.is_file():
        print(f"skipped: {DATA} is not there (see shared/data/DATA.md)")
        return
    for part in PARTS:
        report(part, read_rows(part))
    print(machine_line())


if __name__ == "__main__":
    main()
