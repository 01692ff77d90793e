"""The names of an area (本地名录): registered companies, units and persons, from the ingest stage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ingest.stage import Stage


@dataclass(frozen=True, slots=True)
class Area:
    """What the lexicon of an area is made of.

    The persons are known as strings only: a text's person is never resolved here.
    """

    companies: tuple[tuple[str, str], ...] = ()  # (uscc, registered name)
    units: tuple[str, ...] = ()  # unit names of the roster, buyers, agencies
    persons: tuple[str, ...] = ()  # names of officials and relatives


def read_area(ingest: Stage) -> Area:
    """Return the names of an area from the tables of the ingest stage, in a fixed order."""
    companies = ingest.read("companies").select(["uscc", "name"])
    rows = set(zip(*(companies[c].to_pylist() for c in ("uscc", "name")), strict=True))
    units = {
        *_distinct(ingest, "posts", "unit"),
        *_distinct(ingest, "awards", "buyer"),
        *_distinct(ingest, "acts", "agency"),
        *_distinct(ingest, "evaluations", "unit"),
    }
    persons = {
        *_distinct(ingest, "officials", "name"),
        *_distinct(ingest, "relatives", "name"),
        *_flat(ingest.read("officials")["former_names"]),
    }
    return Area(
        tuple(sorted((uscc, name) for uscc, name in rows if uscc and name)),
        tuple(sorted(units)),
        tuple(sorted(name for name in persons if 2 <= len(name) <= 4)),
    )


def _distinct(ingest: Stage, table: str, column: str) -> Iterable[str]:
    return _flat(pc.unique(ingest.read(table)[column]))


def _flat(column: pa.ChunkedArray) -> list[str]:
    values: list[object] = column.to_pylist()
    nested = [v for value in values for v in (value if isinstance(value, list) else [value])]
    return [v for v in nested if isinstance(v, str) and v]
