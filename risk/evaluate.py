"""Shapes, exclusions and weights, set-wise: from the prepared tables to the table of links.

The order is that of law.md B.8: every shape that is found is tried against every exemption of its
pattern, in the order of the pack, before anything is weighed or shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from risk.pack import Pack, Pattern
from risk.reconciliation import reconcile
from risk.tables import Con, run_sql


@dataclass(frozen=True, slots=True)
class Off:
    """A pattern that is switched off (停用), and the tables or columns that it lacks."""

    pattern: str
    missing: tuple[str, ...]


def switched_off(con: Con, pack: Pack) -> list[Off]:
    """Return the patterns whose tables or columns are not there (缺表停用)."""
    there = {row[0] for row in con.execute("SELECT name FROM present").fetchall()}
    off = []
    for pattern in pack.patterns.values():
        missing = tuple(sorted(set(needed(pattern)) - there))
        if missing:
            off.append(Off(pattern.id, missing))
    return off


def needed(pattern: Pattern) -> list[str]:
    """Return the tables and columns that a pattern needs, as ``table`` and ``table.column``."""
    return [
        n
        for table, columns in pattern.needs.items()
        for n in (table, *(f"{table}.{c}" for c in columns))
    ]


def evaluate(con: Con, pack: Pack) -> list[Off]:
    """Make `candidates`, `outcomes`, `weights_of` and `links`; return the patterns that are off."""
    off = switched_off(con, pack)
    idle = {entry.pattern for entry in off}
    for pattern in pack.patterns.values():
        if pattern.id not in idle:
            con.execute(
                f"INSERT INTO shapes BY NAME SELECT '{pattern.id}' AS pattern, q.* FROM ({pack.sql[pattern.id]}) q"
            )
    run_sql(con, "6_candidates")
    run_sql(con, "7_rules")
    _exclude(con, pack)
    run_sql(con, "8_weigh")
    reconcile(con)
    return off


def _exclude(con: Con, pack: Pack) -> None:
    """Try the exemptions in their order; each outcome is kept with its reason."""
    for place, exemption in enumerate(pack.order()):
        tried = [p.id for p in pack.patterns.values() if exemption.code in p.exemptions]
        con.execute(
            f"""INSERT INTO outcomes
            SELECT q.cid, '{exemption.code}', {place}, q.outcome, q.reason
            FROM ({pack.sql[exemption.code]}) q JOIN candidates c USING (cid)
            WHERE list_contains(?, c.pattern)""",
            [tried],
        )


def links(con: Con) -> pa.Table:
    """Return the links of all candidates in a fixed order, one row a candidate."""
    return con.sql("SELECT * FROM links ORDER BY cid").to_arrow_table()
