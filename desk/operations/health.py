"""Whether the desk can work (健康检查): database, run, audit, disk. Names nobody and nothing of a case."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, connection

from desk.access.audit import head_of
from desk.access.models import AuditEvent
from desk.tampering import SHOWN, tampered
from desk.web.shown_run import current_run

#: Below this the desk is told to be short of space: a backup and a night's run need more than that.
LOW_DISK = 2 * 2**30


class Check(NamedTuple):
    """One question and its answer."""

    name: str  # database, run, audit, disk
    well: bool
    told: str  # a word or a number


def checks() -> list[Check]:
    """Ask all questions; what depends on the database is not well where that cannot be reached."""
    return [_database(), _run(), _audit(), _disk(settings.QINQING_DATA)]


def _database() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError:
        return Check("database", well=False, told="unreachable")
    return Check("database", well=True, told=connection.vendor)


def _run() -> Check:
    run = current_run()
    state, _ = run.state()
    wrong = tampered(run.out, SHOWN) if state == "complete" else []
    if wrong:
        return Check("run", well=False, told="changed")
    return Check("run", well=state == "complete", told=state)


def _audit() -> Check:
    """Compare the head beside the database with the database; the whole chain is `qinqing audit verify`."""
    try:
        last = AuditEvent.objects.order_by("-number").values_list("number", flat=True).first() or 0
        number, digest = head_of()
        held = not number or AuditEvent.objects.filter(number=number, digest=digest).exists()
    except FileNotFoundError:
        return Check("audit", well=not last, told="no head" if last else "empty")
    except ValueError:
        return Check("audit", well=False, told="broken head")
    except DatabaseError:
        return Check("audit", well=False, told="unreachable")
    if number > last:
        return Check("audit", well=False, told="behind")
    return Check("audit", well=held, told="in step" if held else "forged")


def _disk(folder: Path) -> Check:
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return Check("disk", well=False, told="unreachable")
    return Check("disk", well=free >= LOW_DISK, told=str(free))
