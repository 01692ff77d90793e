"""The matches of an official as a finished run publishes them (身份匹配): rows of the table `identities`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desk.official_rows import rows_in

Row = dict[str, Any]
FILE = "identities.parquet"
QUESTIONS = Path("stages") / "resolve" / "questions.parquet"


def identities_of(out: Path, official_id: str) -> list[Row]:
    """Return the matches of one official and his relatives; none where the run has no such table."""
    return rows_in(out / FILE, official_id)


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
    for asked in rows_in(out / QUESTIONS, row["official_id"]):
        if (asked["subject"], asked["person_key"]) == (row["subject"], row["person_key"]):
            return asked["zh"], asked["en"]
    return None
