"""What was read once is not read again (文本缓存): results by a digest of the text, kept between runs.

The key of a text is made of everything that its reading depends on: the code and weights of this room, the kind of
source, the text itself, and the area's names that stand in it. So a new company in the register costs only the texts that
name it. Links to the register are not kept: they depend on all its names and are cheap.

Whatever is in the file may be thrown away; a file that cannot be read is.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import zstandard

_SCHEMA = "CREATE TABLE IF NOT EXISTS texts (key BLOB PRIMARY KEY, value BLOB NOT NULL, run INTEGER NOT NULL) WITHOUT ROWID"
Record = dict[str, list[list[Any]]]


def text_key(code: str, kind: str, text: str, names: Iterable[tuple[str, ...]]) -> bytes:
    """Return the key of a text.

    Parameters
    ----------
    code : digest of the code and weights that read it
    names : the area's names that stand in the text, with what they are, in any order
    """
    parts = json.dumps([code, kind, text, sorted(set(names))])
    return hashlib.sha256(parts.encode()).digest()


class TextCache:
    """Results of texts in one file; safe against being killed, safe to delete."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        (last,) = connection.execute("SELECT coalesce(max(run), 0) FROM texts").fetchone()
        self._run = last + 1
        self._pack, self._unpack = zstandard.ZstdCompressor(), zstandard.ZstdDecompressor()

    def get(self, key: bytes) -> Record | None:
        """Return what is kept for a key and mark it as used; None where nothing is."""
        row = self._connection.execute("SELECT value FROM texts WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        self._connection.execute("UPDATE texts SET run = ? WHERE key = ?", (self._run, key))
        record: Record = json.loads(self._unpack.decompress(row[0]))
        return record

    def put(self, key: bytes, record: Record) -> None:
        """Keep what a text was read as."""
        value = self._pack.compress(json.dumps(record, ensure_ascii=False).encode())
        row = (key, value, self._run)
        self._connection.execute("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", row)

    def commit(self) -> None:
        """Make sure that what was put so far outlives this process."""
        self._connection.commit()

    def forget_unused(self) -> int:
        """Remove what this run did not ask for: texts that are gone, old code. Return how many."""
        gone = self._connection.execute("DELETE FROM texts WHERE run < ?", (self._run,)).rowcount
        self._connection.commit()
        return gone


@contextmanager
def open_cache(path: Path) -> Iterator[TextCache]:
    """Open the cache file at `path`, a new one where there is none or where it cannot be read.

    The file holds what complaints say: it is made readable by its owner alone.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        connection = _connect(path)
    except sqlite3.DatabaseError:
        path.unlink()
        connection = _connect(path)
    try:
        yield TextCache(connection)
        connection.commit()
    finally:
        connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, isolation_level="DEFERRED")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(_SCHEMA)
        connection.commit()
    except BaseException:
        connection.close()
        raise
    return connection
