"""The record of checks (核查记录): what was drawn in which round, with what odds, and what it looked like then.

``checks.csv`` in the case folder. A lead that was cleared is never shown again, so what it looked
like has to be kept when it is drawn, or nothing could be learnt from clearings. Whoever checks is not
told whether a row came from the list or from the random slice.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from ingest.errors import InputError

FILE = "checks.csv"
_FIX = "恢复该文件的备份 · put the last copy of the file back"


class Check(BaseModel):
    """One lead to be checked, or an official without any (lead_id empty).

    Attributes
    ----------
    odds : how likely this official was to be drawn at all, 0-1
    slice_odds : how likely into the random slice; 0 for who came from the list
    p_identity … p_no_exemption : the links of the lead when it was drawn, 0-1
    bans : weight of each group of circumstances, log10
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    round: str = Field(min_length=1, max_length=60)
    drawn_on: date
    official_id: str = Field(min_length=1)
    lead_id: str = ""
    uscc: str = ""
    pattern: str = ""
    stratum: str = ""
    odds: float = Field(gt=0, le=1)
    slice_odds: float = Field(default=0.0, ge=0, le=1)
    tier: int = Field(default=0, ge=0, le=2)
    probability: float = Field(default=0.0, ge=0, le=1)
    p_identity: float = Field(default=0.0, ge=0, le=1)
    p_relation: float = Field(default=0.0, ge=0, le=1)
    p_benefit: float = Field(default=0.0, ge=0, le=1)
    p_overlap: float = Field(default=0.0, ge=0, le=1)
    p_no_exemption: float = Field(default=0.0, ge=0, le=1)
    bans: dict[str, float] = Field(default_factory=dict)

    @field_validator("bans", mode="before")
    @classmethod
    def _parsed(cls, value: object) -> object:
        return json.loads(value) if isinstance(value, str) else value


COLUMNS = tuple(Check.model_fields)


def read(case: Path) -> list[Check]:
    """Return all rows of a case's record, oldest first; none where there is no record.

    Raises
    ------
    InputError
        A row is not what was written: file, row and column are named.
    """
    path = case / FILE
    if not path.is_file():
        return []
    reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")), strict=True)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        what = "列名不对 · the columns are not those of the record"
        raise InputError(what, _FIX, file=FILE)
    found = []
    for number, row in enumerate(reader, 2):
        try:
            found.append(Check.model_validate(row))
        except (ValidationError, json.JSONDecodeError) as error:
            column = (
                str(error.errors()[0]["loc"][0]) if isinstance(error, ValidationError) else "bans"
            )
            what = f"内容不合格式 · does not fit its form: {error}"
            raise InputError(what, _FIX, file=FILE, row=number, column=column) from error
    return found


def append(case: Path, new: Iterable[Check]) -> None:
    """Add a round to the record; the file is replaced whole or not at all.

    Raises
    ------
    InputError
        The round is in the record already, or the record cannot be read.
    """
    rows, before = list(new), read(case)
    again = {row.round for row in rows} & {row.round for row in before}
    if again:
        what = f"这一轮已经抽取过 · this round has been drawn: {', '.join(sorted(again))}"
        raise InputError(what, "另起轮次名 · give the round another name", file=FILE)
    path = case / FILE
    temporary = path.with_name(f".{FILE}.new")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_cells(row) for row in [*before, *rows])
        out.flush()
        os.fsync(out.fileno())
    temporary.replace(path)


def _cells(row: Check) -> list[str]:
    content = row.model_dump(mode="json")
    content["bans"] = json.dumps(content["bans"], ensure_ascii=False, sort_keys=True)
    return [str(content[name]) for name in COLUMNS]
