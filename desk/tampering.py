"""Result files that are not what the run report says of them (结果文件被改动): found by their digests.

The desk goes on showing what it read before; this says that, and which file, until a run is published anew.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from desk.results import REPORT
from desk.runlock import at_work
from ingest.stage import sha256_file

#: What the pages are made of; looked at on every page, by size and time of the file.
SHOWN = ("risk_list.parquet", "findings.parquet")


def tampered(out: Path, tables: tuple[str, ...] = ()) -> list[str]:
    """Return the result files that are missing or differ from the run report; none while a run is published.

    Parameters
    ----------
    tables : tuple of str
        Which files to look at; all that the report names where empty.
    """
    path = out / REPORT
    if not path.is_file():
        return []
    try:
        named = json.loads(path.read_text(encoding="utf-8"))["tables"]
        wrong = [
            name
            for name in tables or sorted(named)
            if name in named and _digest(out / name) != named[name]
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        wrong = [REPORT]
    return [] if wrong and at_work(out) else wrong


def _digest(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return ""
    return _read(path, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _read(path: Path, _modified: int, _changed: int, _size: int) -> str:
    return sha256_file(path)
