"""Django configured for the folder of a run: what the server and the commands of the desk begin with.

Django is imported inside the functions, so that the command line starts fast.
"""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path

from ingest.errors import SetupError


def open_desk(
    out: Path,
    *,
    case: Path | None = None,
    host: str = "127.0.0.1",
    data: Path | None = None,
    database: str = "",
) -> None:
    """Configure Django for a run's folder and bring its database up to date; no account is made.

    Raises
    ------
    SetupError
        The desk's data cannot be written.
    """
    import django
    from django.conf import settings
    from django.core.management import call_command

    from desk.operations.database import database_url
    from desk.operations.restore import settle
    from desk.web.settings import settings_for

    if not settings.configured:
        try:
            settle(out)
            hosts = () if is_loopback(host) else _names(host)
            settings.configure(
                **settings_for(
                    out.resolve(),
                    case=case.resolve() if case else None,
                    data=data,
                    hosts=hosts,
                    secure=not is_loopback(host),
                    database=database_url(database),
                )
            )
        except OSError as error:
            what = f"{out}: 不能写入工作台的数据 · cannot write the desk's data: {error.strerror}"
            raise SetupError(what, "用 --out 另选文件夹 · choose another --out") from error
        django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("clearsessions")


def is_loopback(host: str) -> bool:
    """Say whether an address is reachable from this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _names(host: str) -> tuple[str, ...]:
    """Return the names under which a request may ask for this machine."""
    wildcard = host in {"0.0.0.0", "::"}
    own = socket.gethostname()
    return (own, socket.getfqdn()) if wildcard else (host, own)
