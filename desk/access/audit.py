"""The trace of all that is seen and done in the desk (留痕): append-only and hash-chained.

Each row carries a keyed digest over its own fields and the digest of the row before it, so that a
changed, missing or inserted row breaks the chain at a place that can be named. The head of the chain
is also kept in a file beside the database: a database put back from an old backup is behind its head.
law.md DP-20: 个人信息保护法 51, 54; 监督执纪工作规则 19-23.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
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
    kind: str  # changed, missing, behind, forged, no key, no head
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
        transaction.on_commit(lambda: keep_head(event))
    return event


def digest_of(event: AuditEvent) -> str:
    """Return the keyed digest of a row (HMAC-SHA256)."""
    content = json.dumps([getattr(event, name) for name in FIELDS], ensure_ascii=False)
    return hmac.new(_key(), content.encode(), hashlib.sha256).hexdigest()


def verify(noted: tuple[int, str] | None = None) -> Iterator[Fault]:
    """Yield every place where the chain does not hold; nothing where all is as it was written.

    Parameters
    ----------
    noted : tuple of (int, str), optional
        Number and digest of an event that somebody wrote down elsewhere; the chain must hold it.
    """
    number, previous = 0, GENESIS
    if AuditEvent.objects.exists() and not (_folder() / KEY).is_file():
        yield Fault(0, "no key", str(_folder() / KEY))
        return  # without the key no row can be told from a changed one
    for event in AuditEvent.objects.order_by("number").iterator(chunk_size=2000):
        if event.number != number + 1:
            yield Fault(number + 1, "missing", f"{number + 1}–{event.number - 1}")
        elif event.previous != previous:
            yield Fault(event.number, "forged", f"{event.action} ← {number}")
        if not hmac.compare_digest(event.digest, digest_of(event)):
            yield Fault(event.number, "changed", event.action)
        number, previous = event.number, event.digest
    yield from _against(number, noted)


def _against(last: int, noted: tuple[int, str] | None) -> Iterator[Fault]:
    """Yield what the heads kept outside of the database say against the chain."""
    kept = None
    try:
        kept = head_of()
    except (ValueError, FileNotFoundError):
        if last:
            yield Fault(last, "no head", str(_folder() / HEAD))
    for number, digest in dict.fromkeys(filter(None, (kept, noted))):
        if number > last:
            yield Fault(last + 1, "behind", f"{last} < {number}")
        elif number and not AuditEvent.objects.filter(number=number, digest=digest).exists():
            yield Fault(number, "forged", "head")


def head_of() -> tuple[int, str]:
    """Return number and digest of the last event as the file beside the database has it.

    Raises
    ------
    ValueError
        The file does not begin with a number.
    FileNotFoundError
        It is gone; it was made together with the key.
    """
    number, _, digest = (_folder() / HEAD).read_text(encoding="ascii").strip().partition(" ")
    return int(number), digest


def keep_head(event: AuditEvent) -> None:
    """Write the head beside the database; a later one is never replaced by an earlier one.

    It runs after the commit only, so a row that was rolled back never becomes the head. A crash in
    between leaves the head behind the chain, which is no fault. A head that the chain does not hold
    stays as it is: what it tells of must be looked at, and not be written over by the next event.
    """
    with _head_lock():
        try:
            number, digest = head_of()
        except (ValueError, FileNotFoundError):
            return
        held = number == 0 or AuditEvent.objects.filter(number=number, digest=digest).exists()
        if held and number < event.number:
            _write_head(event.number, event.digest)


def accept(user: AbstractBaseUser | None, reason: str) -> AuditEvent:
    """Take the chain as it stands for the true one, after its faults were looked at (核查后确认).

    The event names the head that was given up, so that the acceptance itself can be seen for good.
    """
    try:
        number, digest = head_of()
        given_up = f"{number} {digest}"
    except (ValueError, FileNotFoundError) as error:
        given_up = type(error).__name__
    event = record(user, "audit.accept", given_up=given_up, reason=reason)
    with _head_lock():
        _write_head(event.number, event.digest)
    return event


@contextmanager
def _head_lock() -> Iterator[None]:
    with (_folder() / f"{HEAD}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write_head(number: int, digest: str) -> None:
    path = _folder() / HEAD
    part = path.with_name(f"{HEAD}.part")
    part.write_text(f"{number} {digest}\n", encoding="ascii")
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
        part = path.with_name(f"{KEY}.{secrets.token_hex(8)}")
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
        with suppress(FileExistsError):  # another thread was first: its key holds
            os.link(part, path)
        part.unlink()
        with suppress(FileExistsError), (_folder() / HEAD).open("x", encoding="ascii") as head:
            head.write(f"0 {GENESIS}\n")
    return path.read_bytes()
