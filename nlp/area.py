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
    #: (region, industry) of each of the companies, in their order; empty where not known.
    seats: tuple[tuple[str, str], ...] = ()
    former_names: tuple[tuple[str, str], ...] = ()  # (uscc, name before a change of name)
    unit_regions: tuple[tuple[str, str], ...] = ()  # (unit, region) of the posts


def read_area(ingest: Stage) -> Area:
    """Return the names of an area from the tables of the ingest stage, in a fixed order."""
    companies = _companies(ingest)
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
    posts = _rows(ingest, "posts", "unit", "region")
    return Area(
        companies=tuple(row[:2] for row in companies),
        units=tuple(sorted(units)),
        persons=tuple(sorted(name for name in persons if 2 <= len(name) <= 4)),
        seats=tuple(row[2:] for row in companies),
        former_names=_former_names(ingest),
        unit_regions=tuple(sorted({(unit, code) for unit, code in posts if unit and code})),
    )


def _companies(ingest: Stage) -> list[tuple[str, str, str, str]]:
    """Return (uscc, name, region, industry) of every company; of several rows with one name the first."""
    rows = _rows(ingest, "companies", "uscc", "name", "region", "industry")
    found: dict[tuple[str, str], tuple[str, str, str, str]] = {}
    for uscc, name, region, industry in sorted(rows, key=lambda row: tuple(map(str, row))):
        if uscc and name:
            found.setdefault((uscc, name), (uscc, name, region or "", industry or ""))
    return sorted(found.values())


def _former_names(ingest: Stage) -> tuple[tuple[str, str], ...]:
    """Return (uscc, former name) of the changes of a company's name (变更前名称)."""
    rows = _rows(ingest, "changes", "uscc", "item", "before")
    found = {
        (uscc, before) for uscc, item, before in rows if uscc and before and "名称" in (item or "")
    }
    return tuple(sorted(found))


def _rows(ingest: Stage, table: str, *columns: str) -> Iterable[tuple[str | None, ...]]:
    data = ingest.read(table).select(list(columns))
    return zip(*(data[column].to_pylist() for column in columns), strict=True)


def _distinct(ingest: Stage, table: str, column: str) -> Iterable[str]:
    return _flat(pc.unique(ingest.read(table)[column]))


def _flat(column: pa.ChunkedArray) -> list[str]:
    values: list[object] = column.to_pylist()
    nested = [v for value in values for v in (value if isinstance(value, list) else [value])]
    return [v for v in nested if isinstance(v, str) and v]
