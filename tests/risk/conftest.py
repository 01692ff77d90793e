"""Small areas from YAML: a case names only what matters, everything else is filled in by `risk.trial`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from risk.pack import shipped
from risk.trial import Outcome, Tables, fill, tables_of

CASES = Path(__file__).parent / "cases"


def read_case(name: str) -> Tables:
    """Return the tables of a case file, its `base` first."""
    return tables_of(CASES / f"{name}.yaml")


#: What names a person, company, text or event inside a case; another case may use the same names.
OWN_NAMES = {
    "official_id", "uscc", "person", "person_key", "complaint_id", "source_id", "group_id",
    "complaint_ids", "holder_uscc", "phone", "address", "award_id", "act_id", "lead_id", "from", "to",
}  # fmt: skip


def apart(rows: Any, mark: str, name: str = "") -> Any:
    """Return rows in which everything that OWN_NAMES names is marked as this case's own."""
    if isinstance(rows, dict):
        return {key: apart(value, mark, key) for key, value in rows.items()}
    if isinstance(rows, list):
        return [apart(row, mark, name) for row in rows]
    if name not in OWN_NAMES or rows is None:
        return rows
    kind, colon, key = str(rows).partition(":")
    return f"{kind}:{mark}.{key}" if colon else f"{mark}.{rows}"


def join(cases: dict[str, Tables]) -> Tables:
    """Return one area in which every case stands apart under its mark."""
    joined: Tables = {}
    for mark, tables in cases.items():
        for name, rows in apart(tables, mark).items():
            joined.setdefault(name, []).extend(rows)
    return joined


@pytest.fixture
def area() -> Callable[[dict[str, Tables]], dict[str, pa.Table]]:
    """Make one area of several cases that stand apart."""
    return lambda cases: fill(join(cases))


@pytest.fixture
def case() -> Callable[[str], Tables]:
    """Read the tables of a case file by its name."""
    return read_case


@pytest.fixture
def judge() -> Callable[[Tables], Outcome]:
    """Judge the tables of a case with the shipped pack."""
    return lambda rows: Outcome(fill(rows), shipped())


@pytest.fixture
def judge_area() -> Callable[[dict[str, pa.Table]], Outcome]:
    """Judge full tables with the shipped pack."""
    return lambda tables: Outcome(tables, shipped())
