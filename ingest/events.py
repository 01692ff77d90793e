"""变更记录 rows become events: somebody stood there before a day, or after it (变更事件)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ingest.changes import Party, both, item_role, parse_cell, topic
from ingest.columns import hide_numbers
from ingest.schema import QUALITY, Column

_S, _F, _B = pa.string(), pa.float64(), pa.bool_()
#: One row says of one name (and role) whether it stood there before and after a day, and with what.
EVENT = pa.schema([
    ("uscc", _S), ("name", _S), ("role", _S), ("date", _S), ("source", _S), ("number", _S),
    ("before", _B), ("before_share", _F), ("before_subscribed", _F), ("before_paid", _F),
    ("after", _B), ("after_share", _F), ("after_subscribed", _F), ("after_paid", _F),
])  # fmt: skip
#: The column that an ID number in a change cell is converted as.
NUMBER = Column("number", "证件号", "id")
_ROWS = 1 << 16


@dataclass(slots=True)
class Events:
    """What the changes of a case say, holders (role null) and roles together."""

    tables: list[pa.Table] = field(default_factory=list)
    unread: list[dict[str, Any]] = field(default_factory=list)

    def take(self, changes: pa.Table) -> pa.Table:
        """Read the events of some typed rows of 变更记录; return the rows with ID numbers hidden."""
        topics = {item: topic(item) for item in pc.unique(changes["item"]).to_pylist()}
        telling = pa.array([item for item, about in topics.items() if about], pa.string())
        told = changes.filter(pc.is_in(changes["item"], telling))
        for part in told.to_batches(max_chunksize=_ROWS):
            rows = [event for row in part.to_pylist() for event in self._events(row)]
            self.tables.append(pa.Table.from_pylist(rows, schema=EVENT))
        for name in ("before", "after"):
            index = changes.schema.get_field_index(name)
            changes = changes.set_column(index, name, hide_numbers(changes[name]))
        return changes

    def table(self) -> pa.Table:
        """Return all events."""
        return pa.concat_tables([EVENT.empty_table(), *self.tables])

    def quality(self) -> pa.Table:
        """Return the rows of which no name could be read."""
        return pa.Table.from_pylist(self.unread, schema=QUALITY)

    def _events(self, row: dict[str, Any]) -> Iterator[dict[str, Any]]:
        about = topic(row["item"])
        role = item_role(row["item"]) if about == "roles" else None
        before, after = (parse_cell(row[side] or "", role) for side in ("before", "after"))
        found = False
        for earlier, later in both(before, after):
            for event in _of_one(earlier, later, with_roles=about == "roles"):
                found = True
                yield {"uscc": row["uscc"], "date": row["date"], "source": row["source"], **event}
        if not found and (row["before"] or row["after"]):
            file, _, number = row["source"].rpartition("#")
            detail = "变更前后读不出姓名或名称 no name could be read before or after"
            self.unread.append({
                "check": "change_unread", "file": file, "row": int(number), "column": "变更后", "detail": detail,
            })  # fmt: skip


def _of_one(
    before: Party | None, after: Party | None, *, with_roles: bool
) -> Iterator[dict[str, Any]]:
    party = after or before
    assert party is not None
    number = (after.number if after else "") or (before.number if before else "")
    base: dict[str, Any] = {"name": party.name, "number": number}
    if not with_roles:
        yield base | _side("before", before) | _side("after", after)
        return
    earlier, later = (before.roles if before else ()), (after.roles if after else ())
    for role in dict.fromkeys([*earlier, *later]):
        yield base | {"role": role, "before": role in earlier, "after": role in later}


def _side(name: str, party: Party | None) -> dict[str, Any]:
    if party is None:
        return {name: False}
    return {
        name: True, f"{name}_share": party.share, f"{name}_subscribed": party.subscribed,
        f"{name}_paid": party.paid_in,
    }  # fmt: skip


def hidden_numbers(cells: pa.Array) -> pa.Array:
    """Return the masked numbers that stand in change cells: their masks belong to the case's masks."""
    found = pc.extract_regex(cells, r"(?P<n>[1-9][0-9]{2}[0-9*＊]{3,14}[*＊][0-9*＊]*[0-9Xx]?)")
    return pc.drop_null(pc.struct_field(found, "n"))
