"""The trace of an older desk is not lost: its rows come into the chain, in order, and the chain holds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

STORY = """
import json, sys
from pathlib import Path
import django
from django.conf import settings
from desk.web.settings import settings_for
out = Path(sys.argv[1])
settings.configure(**settings_for(out))
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", "desk", "0002", verbosity=0)
rows = [
    ("2025-06-30 01:02:03+00:00", "li", "G001", "", "专项"),
    ("2025-06-30 01:02:04+00:00", "li", "G001", "股东出资.csv#2", ""),
    ("2025-06-30 01:02:05+00:00", "li", "G001", "judgement:undone:ab", ""),
    ("2025-06-30 01:02:06+00:00", "li", "G001", "identity:p1", ""),
    ("2025-06-30 01:02:07+00:00", "wu", "reconcile:Person", "宋听河", ""),
]
with connection.cursor() as cursor:
    cursor.executemany(
        "INSERT INTO desk_dossierview (seen_at, username, official_id, place, purpose, run) "
        "VALUES (%s, %s, %s, %s, %s, '')", rows)
call_command("migrate", verbosity=0)
from desk.access.audit import record, verify
from desk.access.models import AuditEvent
record(None, "after")
print(json.dumps({
    "rows": list(AuditEvent.objects.order_by("number").values_list("action", "about", "username")),
    "faults": [fault.kind for fault in verify()],
    "old": "desk_dossierview" in connection.introspection.table_names(),
}))
"""


def test_old_rows_are_copied_into_the_chain(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", STORY, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["rows"] == [
        ["dossier.open", "G001", "li"],
        ["source.open", "G001", "li"],
        ["identity.undo", "G001", "li"],
        ["identity.open", "G001", "li"],
        ["match.query", "reconcile:Person", "wu"],
        ["after", "", ""],
    ]
    assert told["faults"] == []
    assert told["old"] is False
    assert (tmp_path / "desk" / "audit.head").read_text().startswith("6 ")
