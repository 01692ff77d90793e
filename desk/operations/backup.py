"""A backup of all that people wrote into the desk (备份): database, keys, head of the audit, templates.

The run's results are not in it: they are made again from the case folder; the digest of the run report
says which they were. The database is copied as it is at one moment, while people work.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from desk.operations.archive import FORMAT, Manifest, digests, pack
from desk.operations.database import SQLITE
from desk.operations.rows import write_rows
from desk.results import REPORT
from ingest.errors import SetupError
from ingest.stage import sha256_file

ROWS = "database.jsonl"
HEAD = "audit.head"
#: The desk's own data inside the backup.
DATA = "desk"
_OF_THE_MOMENT = (f"{SQLITE}*", "*.part", "*.lock", "*.tmp")


def back_up(out: Path, to: Path, *, database: str = "") -> Manifest:
    """Write a backup of a desk into one file.

    Parameters
    ----------
    out : Path
        The folder of the run that the desk shows.
    to : Path
        The file; one that is there is not overwritten.
    database : str
        As for `desk.serve.serve`.

    Raises
    ------
    SetupError
        There is no desk in the folder, or the file is there already.
    """
    data = out / "desk"
    if not data.is_dir():
        what = f"{out}: 没有工作台的数据 · no data of a desk"
        raise SetupError(what, "用 --out 指明运行结果文件夹 · name the folder of a run with --out")
    if to.exists():
        what = f"{to}: 已有此文件，不覆盖 · is there already and is not overwritten"
        raise SetupError(what, "用 --to 另取文件名 · choose another name with --to")
    if to.resolve().is_relative_to(data.resolve()):
        what = f"{to}: 备份不能放在工作台的数据里 · a backup cannot lie inside the desk's own data"
        raise SetupError(what, "用 --to 放到别处 · put it elsewhere with --to")

    from desk.opened import open_desk

    open_desk(out, database=database)

    from desk.access.audit import record

    record(None, "desk.backup", to.name)
    to.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=to.resolve().parent) as folder:
        manifest = _collect(out, Path(folder))
        pack(Path(folder), manifest, to)
    return manifest


def _collect(out: Path, folder: Path) -> Manifest:
    """Copy everything into a folder; the head before the database, so that it is never ahead of it."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    from desk.access.audit import head_of

    kept = folder / DATA
    kept.mkdir(mode=0o700)
    head = head_of()
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(out / "desk" / SQLITE)) as source,
            closing(sqlite3.connect(kept / SQLITE)) as copy,
        ):
            source.backup(copy)
    else:
        write_rows(folder / ROWS)
    # what rows point at was written before them, so it is copied after them
    shutil.copytree(
        out / "desk", kept, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_OF_THE_MOMENT, HEAD)
    )
    (kept / HEAD).write_text(f"{head[0]} {head[1]}\n", encoding="ascii")
    applied = MigrationRecorder(connection).applied_migrations()
    report = out / REPORT
    return Manifest(
        format=FORMAT,
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version("qinqing"),
        database=connection.vendor,
        migrations=sorted(f"{app}.{name}" for app, name in applied),
        head=head,
        report=sha256_file(report) if report.is_file() else "",
        files=digests(folder),
    )
