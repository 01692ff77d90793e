"""Item numbers: gapless and unique, whoever writes at the same time and whatever fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk.operations.conftest import postgres, postgres_url

__all__ = ["postgres", "postgres_url"]  # fixtures

CODE = """
import sys, threading
from pathlib import Path
sys.path[:0] = [{root!r}]
from desk.opened import open_desk
open_desk(Path({out!r}), database={database!r})
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone
from desk.cases.models import Clue
from desk.cases.taking import NewClue, register
from desk.web.models import Profile
user = User.objects.create(username="shou")
Profile.objects.create(user=user, role="intake", regions=["*"])
wrong = []
def write(n):
    try:
        for k in range(5):
            new = NewClue("audit", "420600" if (n + k) % 2 else "420602", "甲", timezone.localdate())
            try:
                with transaction.atomic():
                    register(user, new, [])
                    if k == 3:
                        raise ZeroDivisionError  # a registration that fails takes no number
            except ZeroDivisionError:
                pass
    except Exception as error:
        wrong.append(repr(error))
    finally:
        connection.close()
threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
assert not wrong, wrong
for item in Clue.objects.order_by("item").values_list("item", flat=True):
    print(item)
"""


def test_numbers_are_gapless_and_unique_under_threads(tmp_path: Path) -> None:
    numbers_hold(tmp_path, "")


@pytest.mark.postgres
def test_so_they_are_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    numbers_hold(tmp_path, postgres_url)


def numbers_hold(out: Path, database: str) -> None:
    """Write clues from many threads, some of which fail, and look at the numbers."""
    root = str(Path(__file__).resolve().parents[3])
    code = CODE.format(root=root, out=str(out), database=database)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    items = done.stdout.split()
    assert len(items) == 32
    year = items[0].split("-")[1]
    for region in ("420600", "420602"):
        own = [item for item in items if item.startswith(region)]
        assert own == [f"{region}-{year}-{n:04d}" for n in range(1, len(own) + 1)]
