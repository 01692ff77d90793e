"""Declared against registered (申报与登记对账): a table for the dossier, and what complaints allege beside it.

The machine sets side by side what the form says and what the register says on the form's cut-off day.
Whether a silence was an oversight (漏报) or concealment (隐瞒不报) it never decides: the facts that point
either way stand in two lists. What complaints allege is in tables of their own, for those cleared.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import pyarrow as pa
import yaml
from pydantic import BaseModel, ConfigDict

from risk.entries import Words
from risk.schema import ALLEGED, COMPANY_COMPLAINTS, RECONCILIATION
from risk.tables import Con, put, run_sql

#: Table → its schema and the columns that order it.
_TABLES = {
    "reconciliation": (RECONCILIATION, "official_id, as_of, kin, uscc, subject, outcome"),
    "alleged": (ALLEGED, "official_id, uscc"),
    "company_complaints": (COMPANY_COMPLAINTS, "voices DESC, uscc"),
}


class ReconciliationWords(BaseModel):
    """What each outcome and each fact says, in both languages."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    outcomes: dict[str, Words]
    toward_oversight: dict[str, Words]
    toward_concealment: dict[str, Words]
    source: str


@cache
def words() -> ReconciliationWords:
    """Return the words of ``reconciliation.yaml``."""
    text = files("risk").joinpath("reconciliation.yaml").read_text(encoding="utf-8")
    return ReconciliationWords.model_validate(yaml.safe_load(text))


def reconcile(con: Con) -> None:
    """Make the tables of this module in the DuckDB, and `reconciled_words` with what a row says."""
    told = words()
    lists = {
        "outcome": told.outcomes,
        "oversight": told.toward_oversight,
        "concealment": told.toward_concealment,
    }
    rows = [(part, code, w.zh) for part, found in lists.items() for code, w in found.items()]
    names = ("part", "code", "zh")
    put(con, "reconciled_words", pa.table({n: [r[i] for r in rows] for i, n in enumerate(names)}))
    run_sql(con, "10_reconciliation")


def reconciled(con: Con) -> dict[str, pa.Table]:
    """Return the tables `reconciliation`, `alleged` and `company_complaints`, in a fixed order.

    The last two exist only because complaints do; no official stands in `company_complaints` (P-30).
    """
    found = {}
    for name, (schema, order) in _TABLES.items():
        columns = ", ".join(schema.names)
        rows = con.sql(f"SELECT {columns} FROM {name} ORDER BY {order}").to_arrow_table()
        found[name] = rows.cast(schema)
    return found
