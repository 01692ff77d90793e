"""A desk put back from a backup (恢复): checked whole before anything is touched, then swapped in.

A backup that lacks events which the desk's audit has is older than the desk. It is put back only with
a reason, which is written into the audit; the head of the audit stays the newer one, so that
``qinqing audit verify`` names what is missing until somebody has looked at it and accepts it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from desk.operations.archive import Manifest, unpack
from desk.operations.backup import DATA, HEAD, ROWS
from desk.operations.database import SQLITE, database_url
from desk.operations.rows import audit_head_among, read_rows
from desk.operations.serving import alone
from desk.results import REPORT
from ingest.errors import InputError, SetupError
from ingest.stage import sha256_file

#: Where the restored data is made ready, and where what was there before is kept.
READY, BEFORE = ".desk.restoring", ".desk.before-restore"
Head = tuple[int, str]


def restore(file: Path, out: Path, *, database: str = "", older: str = "") -> tuple[Manifest, bool]:
    """Put a desk back from a backup.

    Parameters
    ----------
    file : Path
        The backup.
    out : Path
        The folder of the run; it may be empty.
    database : str
        As for `desk.serve.serve`; of the kind that the backup is of.
    older : str
        Why a backup is put back that lacks events which the desk has; without it that is refused.

    Returns
    -------
    tuple of Manifest and bool
        What the backup held, and whether the results in the folder are those that it knew.

    Raises
    ------
    InputError
        The backup is damaged.
    SetupError
        The desk is being served, the backup is older, or is of another database or version.
    """
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone(out), _ready(out) as ready:
        settle(out)
        manifest = unpack(file, ready)
        _check_kind(manifest, database_url(database))
        _check_database(file, ready, manifest)
        lost = _lost(out, ready, manifest)
        if lost and not older:
            what = (
                f"{file}: 备份旧于现有留痕（第 {lost[0]} 条不在备份内）· the backup is older than "
                f"the desk: it lacks event {lost[0]} of the audit"
            )
            fix = '确要恢复，写明理由 --older "…"，会留痕 · to restore it all the same give the reason with --older; it is kept in the audit'
            raise SetupError(what, fix)
        if lost:
            (ready / DATA / HEAD).write_text(f"{lost[0]} {lost[1]}\n", encoding="ascii")
        _put_in_place(out, ready, manifest, database)
    _tell(out, manifest, lost, older, database)
    report = out / REPORT
    return manifest, report.is_file() and sha256_file(report) == manifest.report


def settle(out: Path) -> None:
    """Undo a restore that was killed between its two renames: the old data goes back to its place."""
    if not (out / DATA).exists() and (out / BEFORE).exists():
        (out / BEFORE).rename(out / DATA)


@contextmanager
def _ready(out: Path) -> Iterator[Path]:
    ready = out / READY
    shutil.rmtree(ready, ignore_errors=True)
    ready.mkdir(mode=0o700)
    try:
        yield ready
    finally:
        shutil.rmtree(ready, ignore_errors=True)


def _check_kind(manifest: Manifest, url: str) -> None:
    kind = "postgresql" if url else "sqlite"
    if manifest.database != kind:
        what = f"备份来自 {manifest.database}，这里是 {kind} · the backup is of {manifest.database}, this desk is on {kind}"
        fix = "用 QINQING_DATABASE 指明同类数据库 · name a database of the same kind in QINQING_DATABASE"
        raise SetupError(what, fix)


def _check_database(file: Path, ready: Path, manifest: Manifest) -> None:
    """Refuse a database that is not whole, before anything is touched."""
    path = ready / (DATA + "/" + SQLITE if manifest.database == "sqlite" else ROWS)
    if not path.is_file() or not (ready / DATA / HEAD).is_file():
        what = "备份里没有数据库或留痕头 · no database or no head of the audit in the backup"
        raise InputError(what, "换用另一份备份 · use another backup", file=file)
    if manifest.database != "sqlite":
        return
    try:
        with closing(sqlite3.connect(path)) as con:
            whole = con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        whole = False
    if not whole:
        what = "备份里的数据库已损坏 · the database in the backup is damaged"
        raise InputError(what, "换用另一份备份 · use another backup", file=file)


def _lost(out: Path, ready: Path, manifest: Manifest) -> Head | None:
    """Return the last event that the desk knows of where the backup does not hold it."""
    try:
        number, _, digest = (out / DATA / HEAD).read_text(encoding="ascii").strip().partition(" ")
        here = int(number), digest
    except (OSError, ValueError):
        return None
    if here[0] == 0 or _holds(ready, manifest, here):
        return None
    return here


def _holds(ready: Path, manifest: Manifest, head: Head) -> bool:
    if manifest.database != "sqlite":
        return audit_head_among(ready / ROWS, *head)
    with closing(sqlite3.connect(ready / DATA / SQLITE)) as con:
        found = con.execute("SELECT digest FROM access_auditevent WHERE number = ?", head[:1])
        return bool(found.fetchone() == (head[1],))


def _put_in_place(out: Path, ready: Path, manifest: Manifest, database: str) -> None:
    if manifest.database == "sqlite":
        _swap(out, ready)
        return
    from django.db import transaction

    from desk.opened import open_desk

    open_desk(out, database=database)
    _check_version(manifest)
    with transaction.atomic():  # the rows and the files come in together, or neither
        read_rows(ready / ROWS)
        _swap(out, ready)


def _check_version(manifest: Manifest) -> None:
    """Refuse rows of other tables than this version has."""
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    applied = MigrationRecorder(connection).applied_migrations()
    if sorted(f"{app}.{name}" for app, name in applied) != sorted(manifest.migrations):
        what = f"备份来自另一版本 the backup is of another version: {manifest.version}"
        fix = "用该版本恢复，再升级 · restore it with that version, then upgrade"
        raise SetupError(what, fix)


def _swap(out: Path, ready: Path) -> None:
    shutil.rmtree(out / BEFORE, ignore_errors=True)
    if (out / DATA).exists():
        (out / DATA).rename(out / BEFORE)
    (ready / DATA).rename(out / DATA)
    handle = os.open(out, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _tell(out: Path, manifest: Manifest, lost: Head | None, older: str, database: str) -> None:
    """Write into the restored audit that it was restored, and what it lacks; end every session."""
    from desk.opened import open_desk

    open_desk(out, database=database)

    from django.contrib.sessions.models import Session

    from desk.access.audit import record

    Session.objects.all().delete()
    missing = {"lost": f"{lost[0]} {lost[1]}", "reason": older} if lost else {}
    record(None, "desk.restore", manifest.made, **missing)
