"""What every reader hands out: a file's header, and its cells as text with their rows (单元格)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow as pa

#: Rows handed on at a time.
BATCH = 1 << 17


class Torn(NamedTuple):
    """A row with more or fewer cells than the header."""

    row: int
    text: str


@dataclass(frozen=True, slots=True)
class Cells:
    """Some rows of a file: `rows` are their numbers, `columns` their text in the order of the header."""

    rows: pa.Array
    columns: list[pa.Array]
    torn: list[Torn] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TableFile:
    """An opened file of a source table: where it lies in the case, what it is, and its rows to come."""

    file: str
    format: str
    encoding: str
    header: list[str]
    batches: Iterator[Cells]
