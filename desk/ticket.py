"""The purpose ticket of a matching run (目的单, law.md DP-01): why, by whose approval, on whom.

It lies in the case folder as ``ticket.yaml`` and goes into the run report as it is. A run without
one is not refused in this version, but the report and the terminal say that it is missing.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.errors import InputError

FILE = "ticket.yaml"


class Period(BaseModel):
    """The days that the matter is about, both included (核查期间)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    first: date = Field(alias="from")
    last: date = Field(alias="to")


class Ticket(BaseModel):
    """A purpose ticket; every field is what a supervisor of the run would ask for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: str  # 目的
    legal_basis: str  # 法律依据
    matter_number: str  # 事项编号
    approver: str  # 批准人
    population: str  # 比对对象范围
    tables: list[str]  # 使用的数据表
    period: Period


def read_ticket(case: Path) -> Ticket | None:
    """Return the ticket of a case folder, or None where there is none.

    Raises
    ------
    InputError
        The file is there but is no complete ticket.
    """
    path = case / FILE
    if not path.is_file():
        return None
    try:
        return Ticket.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)
        )
        what = f"目的单不完整 · the purpose ticket is not complete: {wrong}"
        fix = "应有字段 it has the fields: " + ", ".join(Ticket.model_fields)
        raise InputError(what, fix, file=FILE) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        what = f"目的单无法读取 · the purpose ticket cannot be read: {error}"
        fix = "补全字段 fill in: " + ", ".join(Ticket.model_fields)
        raise InputError(what, fix, file=FILE) from error
