"""The matches of an official as a finished run publishes them (身份匹配): rows of the table `identities`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

Row = dict[str, Any]
FILE = "identities.parquet"
QUESTIONS = Path("stages") / "resolve" / "questions.parquet"


def identities_of(out: Path, official_id: str) -> list[Row]:
    """Return the matches of one official and his relatives; none where the run has no such table."""
    path = out / FILE
    if not path.is_file():
        return []
    rows: list[Row] = pq.read_table(path, filters=[("official_id", "=", official_id)]).to_pylist()
    return rows


def rivals_of(row: Row, rows: list[Row]) -> list[Row]:
    """Return the other rows of the same subject."""
    who = (row["official_id"], row["subject"])
    return [
        other
        for other in rows
        if (other["official_id"], other["subject"]) == who
        and other["person_key"] != row["person_key"]
    ]


def question_of(out: Path, row: Row) -> tuple[str, str] | None:
    """Return the cheapest check that could settle a match, zh and en; None where the run has none."""
    path = out / QUESTIONS
    if not path.is_file():
        return None
    wanted = [(name, "=", row[name]) for name in ("official_id", "subject", "person_key")]
    found = pq.read_table(path, filters=wanted).to_pylist()
    return (found[0]["zh"], found[0]["en"]) if found else None
