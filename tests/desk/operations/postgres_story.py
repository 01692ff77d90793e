"""The desk's main story on the database of ``QINQING_DATABASE``; prints what it saw as JSON.

``python postgres_story.py RUN [write N]``: with ``write`` it only adds N events to the audit.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from desk.accounts import add_user
from desk.opened import open_desk


def story() -> dict[str, Any]:
    """Migrate, make accounts, sign in, open a dossier; try to change the audit."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from desk.access.audit import verify
    from desk.access.models import AuditEvent
    from desk.cases.models import Clue
    from desk.web.models import Profile

    password = add_user("reader", role="investigator", regions=("4206",))
    add_user("leader", role="supervisor", regions=("*",))
    Profile.objects.update(must_change_password=False)
    reader, leader = (User.objects.get(username=name) for name in ("reader", "leader"))
    client = Client(SERVER_NAME="127.0.0.1")
    signed_in = client.post("/login/", {"username": "reader", "password": password})
    session = client.session
    session["ticket"] = approved(reader, leader)
    session.save()
    adopted = client.post("/adopt/G001/", {"findings": ["F0001"]}).status_code
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    seen = {
        "vendor": connection.vendor,
        "version": connection.cursor().execute("SHOW server_version").fetchone()[0],
        "signed_in": signed_in.status_code,
        "list": "江海" in client.get("/list/").content.decode(),
        "own": client.get("/dossier/G001/").status_code,
        "foreign": client.get("/dossier/G002/").status_code,
        "views": AuditEvent.objects.filter(action="dossier.open", about="G001").count(),
        "adopted": (adopted, [*Clue.objects.values_list("official_id", flat=True)]),
    }
    seen["refused"] = [refused(sql, "access_auditevent") for sql in CHANGES]
    return seen | {"events": AuditEvent.objects.count(), "faults": [*verify()]}


def approved(reader: Any, leader: Any) -> str:
    """Return the number of a purpose ticket that one has made and another has approved."""
    from desk.access.tickets import decide, make

    words = dict.fromkeys(
        ("matter", "legal_basis", "purpose", "approver", "population", "tables"), "专项"
    )
    days = dict.fromkeys(("period_from", "period_to"), date(2025, 6, 30))
    ticket = make(reader, **words, **days, valid_until=date(2099, 12, 31))
    decide(leader, ticket.number, yes=True)
    return str(ticket.number)


CHANGES = ("UPDATE {} SET username = 'other'", "DELETE FROM {}")


def refused(sql: str, table: str) -> bool:
    """Say whether the database refuses to change the rows of a table."""
    from django.db import DatabaseError, connection, transaction

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql.format(table))
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


def write(events: int) -> dict[str, Any]:
    """Add events to the audit, beside other processes that do the same."""
    from desk.access.audit import record

    return {"numbers": [record(None, "test.event", str(n)).number for n in range(events)]}


if __name__ == "__main__":
    open_desk(Path(sys.argv[1]))
    told = write(int(sys.argv[3])) if sys.argv[2:3] == ["write"] else story()
    sys.stdout.write(json.dumps(told, ensure_ascii=False))
