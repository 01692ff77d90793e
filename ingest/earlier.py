"""Which tables of an earlier run stand as they are, and what became of their rows (沿用的表)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pyarrow as pa

from ingest.kept import Kept
from ingest.layout import Layout
from ingest.mapping import Mapping
from ingest.masks import masks_in
from ingest.schema import QUALITY, QUARANTINE, SOURCES
from ingest.stage import StageWriter, sha256_file
from ingest.tables import Account

#: Read anew in every run: a complaint is sealed, and what 变更记录 tells goes further than its table.
_NEVER = ("complaints", "changes")
#: Consolidated table → the source tables that it is made of.
MADE_OF = {
    "holdings": ("shareholdings", "changes"),
    "roles": ("companies", "personnel", "changes"),
}


class Earlier:
    """What is kept of a case, found by all that it was made of.

    Parameters
    ----------
    key_id : str
        Names the office key, on which the tokens of ID numbers depend.
    """

    def __init__(self, kept: Kept, layout: Layout, mapping: Mapping, key_id: str) -> None:
        self._kept, self._layout, self._mapping, self._key_id = kept, layout, mapping, key_id
        self._files = {
            name: kept.key(
                mapping.table(name).model_dump(mode="json"),
                [(file, sha256_file(layout.case / file)) for file in layout.tables[name]],
            )
            for name in SOURCES
        }

    @cached_property
    def _masks(self) -> dict[str, list[int]]:
        """The mask signatures of each table, from the note where its files are those of the note."""
        known = {
            name: note["masks"]
            for name, files in self._files.items()
            if (note := self._kept.note(name)).get("files") == files
        }
        return masks_in(self._layout, self._mapping, known)

    def masks(self) -> frozenset[int]:
        """Return the mask signatures of the case."""
        return frozenset(mask for masks in self._masks.values() for mask in masks)

    def take(self, name: str, writer: StageWriter) -> Account | None:
        """Put a source table of an earlier run into the stage and return its account; None where it must be read."""
        note = None if name in _NEVER else self._kept.take(name, self._key(name), writer)
        if note is None:
            return None
        return Account(
            files=note["accounts"],
            quarantine=[pa.Table.from_pylist(note["quarantine"], schema=QUARANTINE)],
            quality=[pa.Table.from_pylist(note["quality"], schema=QUALITY)],
            unknown=[(file, header) for file, header in note["unknown"]],
        )

    def put(self, name: str, writer: StageWriter, account: Account) -> None:
        """Keep a source table that was read."""
        if name in _NEVER:
            return
        note = {
            "files": self._files[name],
            "masks": self._masks.get(name, []),
            "accounts": account.files,
            "quarantine": [row for table in account.quarantine for row in table.to_pylist()],
            "quality": [row for table in account.quality for row in table.to_pylist()],
            "unknown": account.unknown,
        }
        self._kept.put(name, self._key(name), writer, note)

    def take_made(self, name: str, writer: StageWriter) -> list[dict[str, Any]] | None:
        """Put a consolidated table of an earlier run into the stage and return its doubts; or None."""
        note = self._kept.take(name, self._key(*MADE_OF[name]), writer)
        return None if note is None else note["doubts"]

    def put_made(self, name: str, writer: StageWriter, doubts: list[dict[str, Any]]) -> None:
        """Keep a consolidated table."""
        self._kept.put(name, self._key(*MADE_OF[name]), writer, {"doubts": doubts})

    def _key(self, *names: str) -> str:
        made_of = [(name, self._files[name]) for name in names]
        return self._kept.key(made_of, sorted(self.masks()), self._key_id)
