"""The trace of all that is seen and done in the desk (留痕): append-only and hash-chained.

Each row carries a keyed digest over its own fields and the digest of the row before it, so that a
changed, missing or inserted row breaks the chain at a place that can be named. The head of the chain
is also kept in a file beside the database: a database put back from an old backup is behind its head.
law.md DP-20: 个人信息保护法 51, 54; 监督执纪工作规则 19-23.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import connection, transaction

from desk.access.models import AuditEvent
from desk.access.permit import role_of

GENESIS = "0" * 64
KEY, HEAD = "audit.key", "audit.head"
#: The fields that a digest covers, in this order.
FIELDS = ("number", "at", "username", "role", "action", "about", "purpose", "ticket", "run", "detail", "previous")  # fmt: skip
_LOCK = 0x71717161  # any number, the same in every process: one writer of the chain at a time


class Fault(NamedTuple):
    """A place where the chain does not hold."""

    number: int  # the row, or the one that should be there
    kind: str  # changed, missing, behind, forged
    told: str


def record(
    user: AbstractBaseUser | AnonymousUser | None,
    action: str,
    about: str = "",
    *,
    purpose: str = "",
    ticket: str = "",
    run: str = "",
    **detail: Any,
) -> AuditEvent:
    """Write one event before what it speaks of is shown or done.

    Parameters
    ----------
    user : user or None
        Who acts; None is the command line or the desk itself.
    action : str
        A code such as ``dossier.open`` or ``clue.assign``.
    about : str
        What it is about: an official's number, a clue's item number, a user name.
    **detail : Any
        Anything else that can be written as JSON; never the text of a complaint.
    """
    name = user.get_username() if user and user.is_authenticated else ""
    with transaction.atomic():
        _one_writer()
        last = AuditEvent.objects.order_by("-number").first()
        event = AuditEvent(
            number=last.number + 1 if last else 1,
            at=datetime.now(UTC).isoformat(timespec="microseconds"),
            username=name,
            role=role_of(user) if user and name else "",
            action=action,
            about=about[:200],
            purpose=purpose[:200],
            ticket=ticket[:64],
            run=run[:64],
            detail=json.dumps(detail, ensure_ascii=False, sort_keys=True, default=str),
            previous=last.digest if last else GENESIS,
        )
        event.digest = digest_of(event)
        event.save(force_insert=True)
        transaction.on_commit(lambda: _keep_head(event))
    return event


def digest_of(event: AuditEvent) -> str:
    """Return the keyed digest of a row (HMAC-SHA256)."""
    content = json.dumps([getattr(event, name) for name in FIELDS], ensure_ascii=False)
    return hmac.new(_key(), content.encode(), hashlib.sha256).hexdigest()


def verify() -> Iterator[Fault]:
    """Yield every place where the chain does not hold; nothing where all is as it was written."""
    number, previous = 0, GENESIS
    for event in AuditEvent.objects.order_by("number").iterator(chunk_size=2000):
        if event.number != number + 1:
            yield Fault(number + 1, "missing", f"{number + 1}–{event.number - 1}")
        elif event.previous != previous:
            yield Fault(event.number, "forged", event.action)
        if event.digest != digest_of(event):
            yield Fault(event.number, "changed", event.action)
        number, previous = event.number, event.digest
    head, digest = head_of()
    if head > number:
        yield Fault(number + 1, "behind", f"{number} < {head}")
    elif head and not AuditEvent.objects.filter(number=head, digest=digest).exists():
        yield Fault(head, "forged", "head")


def head_of() -> tuple[int, str]:
    """Return number and digest of the last event as the file beside the database has it."""
    path = _folder() / HEAD
    if not path.is_file():
        return 0, GENESIS
    number, _, digest = path.read_text(encoding="ascii").strip().partition(" ")
    return int(number), digest


def _keep_head(event: AuditEvent) -> None:
    """Write the head beside the database; a later one is never replaced by an earlier one."""
    if head_of()[0] >= event.number:
        return
    path = _folder() / HEAD
    part = path.with_name(f"{HEAD}.{os.getpid()}.{event.number}")
    part.write_text(f"{event.number} {event.digest}\n", encoding="ascii")
    part.replace(path)


def _one_writer() -> None:
    # SQLite's IMMEDIATE transactions already let one writer in at a time.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _folder() -> Path:
    folder: Path = settings.QINQING_DATA
    return folder


def _key() -> bytes:
    """Return the key of the chain, made on first use and readable by its owner only."""
    path = _folder() / KEY
    if not path.is_file():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
    return path.read_bytes()
