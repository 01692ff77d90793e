"""The synthetic table of given-name characters (人名用字) and what it expects of a given name.

It stands in where an office's own persons say nothing yet. `resolve.name_table` makes it.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from resolve.knowledge import load

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SEXES = ("男", "女")


class Table(NamedTuple):
    """Shares among given-name characters by cell; a cell is a sex and a cohort: 男1940, 男1950."""

    code: dict[str, int]
    share: Floats  # (characters + 1, cells); the last row is for any character that is not listed
    single: Floats  # (cells,), share of names of one character
    starts: Ints  # first year of each cohort


@cache
def table() -> Table:
    """Return the table of the data file."""
    text = files("resolve").joinpath("data/given_names.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
    values = {row[0]: np.array(row[1:], float) / 1e5 for row in rows[1:]}
    single, rest = values.pop("-1"), values.pop("*")
    share = np.vstack([*values.values(), rest])
    starts = np.array(load("given_characters")["cohorts"], np.int64)
    return Table({c: n for n, c in enumerate(values)}, share, single, starts)


def characters(givens: list[str]) -> Ints:
    """Return the rows of `Table.share` of each name's characters, -1 beyond its end."""
    known = table()
    width = max([1, *map(len, givens)])
    letters = np.array(givens, f"U{width}").view(np.uint32).reshape(len(givens), width)
    used, code = np.unique(letters, return_inverse=True)
    of_letter = np.array(
        [-1 if not u else known.code.get(chr(u), len(known.code)) for u in used.tolist()], np.int64
    )
    return of_letter[code].reshape(letters.shape)


def expected(givens: list[str]) -> Floats:
    """Return the probability of each given name in the whole population, all cells alike.

    Names that are longer than two characters, or empty, are as rare as the rarest of two.
    """
    known = table()
    code = characters(givens)
    length = (code >= 0).sum(axis=1)
    first = known.share[code[:, 0]]
    second = known.share[code[:, 1]] if code.shape[1] > 1 else first
    one = (first * known.single).mean(axis=1)
    two = (first * second * (1 - known.single)).mean(axis=1)
    rarest = float((known.share[-1] ** 2 * (1 - known.single)).mean())
    result: Floats = np.select([length == 1, length == 2], [one, two], rarest)
    return result


def cohorts(born: list[str]) -> Ints:
    """Return the number of the cohort of each date of birth (ISO, may be partial); -1: unknown."""
    years = np.array([int(b[:4]) if b[:4].isdigit() and len(b) >= 4 else 0 for b in born], np.int64)
    found = np.maximum(np.searchsorted(table().starts, years, side="right") - 1, 0)
    result: Ints = np.where(years > 0, found, -1)
    return result
