"""Where the desk keeps what people write (数据库): SQLite beside the run, or PostgreSQL by URL.

The URL comes from ``--database`` or, so that no password stands in the list of processes, from the
environment variable ``QINQING_DATABASE``. Every command that opens the desk's database reads it there.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url

from ingest.errors import SetupError

VARIABLE = "QINQING_DATABASE"
SQLITE = "desk.sqlite3"
_SCHEMES = ("postgresql", "postgres")


def database_url(given: str | None = None) -> str:
    """Return the URL that was given, else that of the environment; empty means SQLite."""
    return (given or os.environ.get(VARIABLE, "")).strip()


def databases(url: str, data: Path) -> dict[str, dict[str, Any]]:
    """Return Django's ``DATABASES``.

    Parameters
    ----------
    url : str
        ``postgresql://user:password@host:port/name``; empty for SQLite in `data`.
    data : Path
        The folder of the desk's own data.

    Raises
    ------
    SetupError
        The URL names another kind of database, or no database at all.
    """
    if not url:
        return {"default": _sqlite(data / SQLITE)}
    scheme, name = urlsplit(url).scheme, urlsplit(url).path.strip("/")
    if scheme not in _SCHEMES or not name:
        what = f"数据库地址不对 wrong database URL: {scheme or '?'}://…/{name}"
        fix = "写 postgresql://用户:口令@主机:端口/库名，或不写用 SQLite · postgresql://user:password@host:port/name, or leave it out for SQLite"
        raise SetupError(what, fix)
    found: dict[str, Any] = {
        **dj_database_url.parse(url, conn_max_age=300, conn_health_checks=True)
    }
    # a server that does not answer is told at once, not after minutes
    found["OPTIONS"] = {"connect_timeout": 10, **found.get("OPTIONS", {})}
    return {"default": found}


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        # each of the server's threads keeps its connection: opening one costs more than a query
        "CONN_MAX_AGE": None,
        # Readers do not wait for writers, and a writer takes its lock at once.
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
