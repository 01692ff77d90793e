"""Tables whose rows are added and never changed: a migration step that makes the database refuse it."""

from __future__ import annotations

from typing import Any

from django.db.migrations import RunPython

_POSTGRES = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql;
"""


def append_only(table: str) -> RunPython:
    """Return the step that makes SQLite or PostgreSQL refuse UPDATE and DELETE on a table."""

    def make(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(_POSTGRES, params=None)  # no placeholder: a % is a %
            editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            return
        for action in ("UPDATE", "DELETE"):
            editor.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )

    def drop(_apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            return
        for action in ("update", "delete"):
            editor.execute(f"DROP TRIGGER {table}_no_{action}")

    return RunPython(make, drop)
