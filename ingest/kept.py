"""What was read once is not read again (留存的表): typed tables of the last run, by all that made them.

A table is taken over where its files, its mapping, the masks of the case, the office key and the code of this room are
those of the run that made it: then reading it again would write the same bytes. Kept are the table (a second name of the
stage's own file, so it takes no room) and what became of its rows. Complaints are never kept, as they hold what is sealed.

Whatever lies in the folder may be thrown away; what is damaged is read anew.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ingest.stage import StageWriter, code_digest, sha256_file, sha256_text, swap_in

_TABLE, _NOTE = "table.parquet", "note.json"


class Kept:
    """The kept tables of a folder; without a folder nothing is kept and nothing found.

    Parameters
    ----------
    folder : Path or None
        One folder a table lies in it; made where it is missing, readable by its owner alone.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._code = [code_digest("ingest"), *map(version, ("qinqing", "pyarrow", "duckdb"))]
        if folder is not None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def key(self, *parts: Any) -> str:
        """Return the digest of what a table is made of (JSON values) and of the code that makes it."""
        return sha256_text(json.dumps([self._code, *parts], ensure_ascii=False, sort_keys=True))

    def note(self, name: str) -> dict[str, Any]:
        """Return what was noted beside a table, empty where there is none."""
        if self._folder is None:
            return {}
        try:
            noted = json.loads((self._folder / name / _NOTE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}

    def take(self, name: str, key: str, writer: StageWriter) -> dict[str, Any] | None:
        """Put a kept table into the running stage and return its note; None where it is not there whole."""
        note = self.note(name)
        if self._folder is None or note.get("key") != key:
            return None
        path = self._folder / name / _TABLE
        if not path.is_file() or sha256_file(path) != note["sha256"]:
            return None
        same_file(path, writer.folder / f"{name}.parquet")
        writer.tables[name] = note["rows"]
        return note

    def put(self, name: str, key: str, writer: StageWriter, note: Mapping[str, Any]) -> None:
        """Keep a table that the running stage has written, with a note of JSON values."""
        if self._folder is None:
            return
        path = writer.folder / f"{name}.parquet"
        facts = {**note, "key": key, "rows": writer.tables[name], "sha256": sha256_file(path)}
        fresh = self._folder / f".{name}.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        same_file(path, fresh / _TABLE)
        (fresh / _NOTE).write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        swap_in(fresh, self._folder / name)


def same_file(path: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system has no such thing."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
