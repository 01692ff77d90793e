"""The registered companies (企业登记) as columns and keys: small enough for three million names.

Every name, present or former, is one row of integer columns; strings that many names share (trade
names, lines, places) are kept once. Keys lead from what a mention says to rows.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nlp.linking.company_names import has_trade, kinds, parse, sections
from nlp.linking.regions import Regions, national, padded
from nlp.linking.spelling import canonical

Ints = NDArray[np.int64]
Rows = NDArray[np.uint32]
#: A core of this many characters is abbreviated in speech (中建三局); so are groups, banks and names
#: that are made of words for lines of business alone (城投).
_LONG_CORE = 8
_COLUMNS = 11
_BACKGROUND = 20_000
#: Trade names up to this size are found though one character is wrong.
LONGEST_SLIPPED = 10


class Firm(NamedTuple):
    """A registered company as the register of an area gives it."""

    key: str  # USCC
    name: str
    region: str = ""  # GB/T 2260
    industry: str = ""  # GB/T 4754
    former: tuple[str, ...] = ()


class _Strings:
    """Strings that many rows share, by number."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {"": 0}

    def add(self, item: str) -> int:
        return self.numbers.setdefault(item, len(self.numbers))

    def sealed(self) -> list[str]:
        return list(self.numbers)


class Postings:
    """Rows by a 64-bit key, as two sorted arrays; a clash of keys is sorted out by the fields."""

    def __init__(self, keys: Ints, rows: Ints) -> None:
        order = np.argsort(keys, kind="stable")
        self.keys, self.rows = keys[order], rows[order].astype(np.uint32)

    def of(self, key: int) -> Rows:
        """Return the rows of a key."""
        left = np.searchsorted(self.keys, key, "left")
        right = np.searchsorted(self.keys, key, "right")
        return self.rows[left:right]


class Register:
    """Names of registered companies in columns.

    Parameters
    ----------
    firms : iterable of Firm
    regions : places that names may begin with; those of `national` where not given
    """

    def __init__(self, firms: Iterable[Firm], regions: Regions | None = None) -> None:
        self.regions = regions or national()
        self.keys: list[str] = []
        self.names: list[str] = []
        pools = [_Strings() for _ in range(5)]
        rows = [array("q") for _ in range(_COLUMNS)]
        for firm in firms:
            owner = len(self.keys)
            self.keys.append(firm.key)
            region = int(firm.region) if len(firm.region) == 6 and firm.region.isdigit() else 0
            for former, name in enumerate((firm.name, *firm.former)):
                self._row(rows, pools, (owner, former, region, firm.industry), name)
        columns = [np.asarray(column, dtype=np.int64) for column in rows]
        self.trade, self.line, self.form, self.place, self.branch = (
            column.astype(np.int32) for column in columns[:5]
        )
        self.owner, self.former = columns[5].astype(np.uint32), columns[6] > 0
        self.region, self.section = columns[7].astype(np.int32), columns[8].astype(np.int8)
        self.size = columns[9].astype(np.int16)
        self.trades, self.lines, self.forms, self.places, self.branches = (
            p.sealed() for p in pools
        )
        self.trade_numbers = pools[0].numbers
        self.sorted_trades = sorted(self.trades)
        every = np.arange(len(self.names))
        self.by_full = Postings(columns[10], every)
        self.by_trade = Postings(self.trade.astype(np.int64), every)
        self.by_slip = _slips(self.trades)
        self.by_character = self._characters()
        self._rates()

    def _row(
        self, rows: list[array[int]], pools: list[_Strings],
        facts: tuple[int, int, int, str], name: str,
    ) -> None:  # fmt: skip
        owner, former, region, industry = facts
        parts = parse(name, self.regions)
        full = canonical(name)
        strings = (parts.trade, parts.line, parts.form, parts.place, parts.branch)
        numbers = (pool.add(string) for pool, string in zip(pools, strings, strict=True))
        region = region or self._region(parts.place)
        section = ord(industry[0]) if industry else ord(section_of(parts.line) or "\0")
        values = (*numbers, owner, former, region, section, len(full), hash(full))
        for column, value in zip(rows, values, strict=True):
            column.append(value)
        self.names.append(name)

    def _region(self, place: str) -> int:
        codes, _ = self.regions.read(place)
        known = len(codes) == 1 and len(codes[0]) <= 6 and codes[0].isdigit()
        return int(padded(codes[0])) if known else 0

    def _characters(self) -> dict[str, Rows]:
        """Return rows of long names by character: those are called by a few of their characters."""
        found: dict[str, list[int]] = {}
        group = np.array(["集团" in f or "局" in f or kinds().get(f) == "bank" for f in self.forms])
        size = np.array([len(t) for t in self.trades])[self.trade]
        size = size + np.array([len(t) for t in self.lines])[self.line]
        pairs = self.trade.astype(np.int64) << 32 | self.line
        different, back = np.unique(pairs, return_inverse=True)
        cores = (self.trades[p >> 32] + self.lines[p & 0xFFFFFFFF] for p in different.tolist())
        worded = np.array([not has_trade(core) for core in cores], dtype=bool)
        long = (size >= _LONG_CORE) | group[self.form] | worded[back]
        for row in np.flatnonzero(long).tolist():
            for character in set(canonical(self.names[row])):
                found.setdefault(character, []).append(row)
        return {c: np.array(rows, dtype=np.uint32) for c, rows in sorted(found.items())}

    def _rates(self) -> None:
        """Count how often each trade name and each section occurs among present names."""
        present = ~self.former
        self.count = int(present.sum())
        self.trade_counts = np.bincount(self.trade[present], minlength=len(self.trades))
        self.section_counts = np.bincount(self.section[present], minlength=128)
        self.prefixes = {code // 100 for code in np.unique(self.region).tolist() if code}

    def commonness(self, trade: str) -> float:
        """Return the share of companies that bear a trade name, smoothed.

        A small register cannot tell how common a name is: it counts as if there were some 20,000
        companies more, none of which bears it.
        """
        number = self.trade_numbers.get(trade)
        bearers = int(self.trade_counts[number]) if number else 0
        return (bearers + 0.5) / (self.count + _BACKGROUND)

    def section_share(self, section: str) -> float:
        """Return the share of a GB/T 4754 section among the companies, smoothed."""
        known = int(self.section_counts[ord(section)]) if section else self.count
        return (known + 5) / (self.count + 100)

    def of_trade(self, trade: str) -> Rows:
        """Return the rows of a trade name."""
        number = self.trade_numbers.get(trade)
        return self.by_trade.of(number) if number else np.empty(0, dtype=np.uint32)

    def trades_from(self, beginning: str, most: int) -> list[str]:
        """Return trade names that begin with `beginning` and are longer, in order."""
        at = bisect_right(self.sorted_trades, beginning)
        found = self.sorted_trades[at : at + most]
        return [trade for trade in found if trade.startswith(beginning)]


def section_of(line: str) -> str:
    """Return the section letter (GB/T 4754) that a line of business speaks of, or nothing."""
    for size in range(len(line), 1, -1):
        if letter := sections().get(line[:size]) or sections().get(line[-size:]):
            return letter
    return ""


def slip_keys(trade: str) -> list[int]:
    """Return keys that two trade names share if one character of one of them is another one."""
    return [hash((trade[:i], i, trade[i + 1 :])) for i in range(len(trade))]


def _slips(trades: list[str]) -> Postings:
    pairs = [
        (key, n)
        for n, t in enumerate(trades)
        if 2 <= len(t) <= LONGEST_SLIPPED
        for key in slip_keys(t)
    ]
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Postings(table[:, 0], table[:, 1])
