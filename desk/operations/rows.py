"""All rows of the desk's database as lines of JSON (逐行备份), for PostgreSQL: no program of the server is needed.

Sessions are left out: whoever had signed in signs in again.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

#: Made anew by the migrations, or not worth keeping.
_LEFT_OUT = frozenset({"contenttypes.contenttype", "auth.permission", "sessions.session"})


def kept_models() -> list[Any]:
    """Return the models whose rows are kept, those that others point at first."""
    from django.apps import apps
    from django.core.serializers import sort_dependencies

    every = [(app, None) for app in apps.get_app_configs() if app.models_module]
    found = sort_dependencies(every, allow_cycles=True)
    return [m for m in found if m._meta.label_lower not in _LEFT_OUT and m._meta.managed]


def write_rows(path: Path) -> None:
    """Write every row as it is at one moment."""
    from django.core import serializers
    from django.db import connection, transaction

    with transaction.atomic(), path.open("w", encoding="utf-8") as file:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")

        def rows() -> Iterator[Any]:
            for model in kept_models():
                yield from model._base_manager.order_by("pk").iterator(chunk_size=2000)

        serializers.serialize("jsonl", rows(), stream=file, ensure_ascii=False)


def read_rows(path: Path) -> None:
    """Put the rows in the place of all that the database holds; the caller's transaction makes it one step."""
    from django.core import serializers
    from django.core.management.color import no_style
    from django.db import connection, models

    kept = kept_models()
    tables = [connection.ops.quote_name(model._meta.db_table) for model in kept]
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join([*tables, 'django_session'])} CASCADE")
        with path.open(encoding="utf-8") as file:
            for row in serializers.deserialize("jsonl", file):
                # as it was written: no date of today, no rule of an append-only model
                models.Model.save_base(row.object, raw=True, force_insert=True)
                for name, values in (row.m2m_data or {}).items():
                    getattr(row.object, name).set(values)
        for sql in connection.ops.sequence_reset_sql(no_style(), kept):
            cursor.execute(sql)


def audit_head_among(path: Path, number: int, digest: str) -> bool:
    """Say whether the rows hold this event of the audit."""
    import json

    wanted = '"model": "access.auditevent"'
    with path.open(encoding="utf-8") as file:
        for line in file:
            if wanted in line:
                row = json.loads(line)
                if row["pk"] == number:
                    return bool(row["fields"]["digest"] == digest)
    return False
