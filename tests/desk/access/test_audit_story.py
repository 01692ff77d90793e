"""The trail against a real database in a file: tampering is named, a crash is no false alarm, writers queue.

Each scene runs in its own process, as the command does, since the tests' own database is one in memory.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]
WRITE = """
import sys
from pathlib import Path
from threading import Thread
from desk.opened import open_desk
open_desk(Path(sys.argv[1]))
from django.db import connection, transaction
from desk.access.audit import record
def some(number):
    for n in range(int(sys.argv[3])):
        record(None, "dossier.open", f"G{number}-{n}")
    connection.close()
threads = [Thread(target=some, args=(n,)) for n in range(int(sys.argv[2]))]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
try:
    with transaction.atomic():
        record(None, "rolled.back")
        raise KeyError
except KeyError:
    pass
"""


@pytest.fixture(scope="module")
def first(shared_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run's folder whose trail holds 6 events, written by three at once."""
    out = tmp_path_factory.mktemp("trail") / "run"
    shutil.copytree(shared_run, out, ignore=shutil.ignore_patterns("desk"))
    write(out, threads=3, each=2)
    return out


@pytest.fixture
def desk(first: Path, tmp_path: Path) -> Path:
    """A copy of it to be tampered with."""
    return Path(shutil.copytree(first, tmp_path / "run"))


def write(out: Path, *, threads: int, each: int) -> None:
    command = [sys.executable, "-c", WRITE, str(out), str(threads), str(each)]
    subprocess.run(command, check=True, capture_output=True, text=True)


def database(out: Path) -> sqlite3.Connection:
    """The database as somebody with the file in his hands has it: the triggers taken off."""
    con = sqlite3.connect(out / "desk" / "desk.sqlite3", isolation_level=None)
    for action in ("update", "delete"):
        con.execute(f"DROP TRIGGER IF EXISTS access_auditevent_no_{action}")
    return con


@pytest.fixture
def verify(qinqing: Command, tmp_path: Path) -> Callable[..., list[str]]:
    def run(out: Path, *more: str, code: int = 1) -> list[str]:
        done = qinqing("audit", "verify", "--out", out, *more, keys=tmp_path / "keys")
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout.splitlines()

    return run


def test_writers_at_once_keep_one_chain_and_a_rollback_leaves_nothing(
    first: Path, verify: Callable[..., list[str]]
) -> None:
    assert verify(first, code=0) == []
    with closing(sqlite3.connect(first / "desk" / "desk.sqlite3")) as con:
        rows = con.execute("SELECT number, action FROM access_auditevent ORDER BY 1").fetchall()
    assert [number for number, _ in rows] == list(range(1, 7))
    assert {action for _, action in rows} == {"dossier.open"}
    assert (first / "desk" / "audit.head").read_text().startswith("6 ")


def test_a_changed_a_deleted_and_an_inserted_row_are_each_named(
    desk: Path, verify: Callable[..., list[str]]
) -> None:
    with closing(database(desk)) as con:
        con.execute("UPDATE access_auditevent SET username = 'else' WHERE number = 2")
        con.execute("DELETE FROM access_auditevent WHERE number = 4")
    said = verify(desk)
    assert [line.split()[:2] for line in said] == [["changed", "#2"], ["missing", "#4"]]
    with closing(database(desk)) as con:
        con.execute(
            "INSERT INTO access_auditevent SELECT 4, at, username, role, action, about, purpose, "
            "ticket, run, detail, previous, digest FROM access_auditevent WHERE number = 3"
        )
    kinds = [line.split()[:2] for line in verify(desk)]
    assert ["forged", "#4"] in kinds
    assert ["changed", "#4"] in kinds


def test_rows_cut_off_at_the_end_and_a_restored_old_database_are_named_for_good(
    desk: Path, verify: Callable[..., list[str]], qinqing: Command, tmp_path: Path
) -> None:
    file = desk / "desk" / "desk.sqlite3"
    old = file.read_bytes()
    write(desk, threads=1, each=4)
    assert not file.with_name("desk.sqlite3-wal").exists()  # all of it is in the file
    file.write_bytes(old)
    assert [line.split()[0] for line in verify(desk)] == ["behind"]
    write(desk, threads=1, each=9)  # work goes on past the old head: it is not forgotten
    assert [line.split()[:2] for line in verify(desk)] == [["forged", "#10"]]
    accepted = ("audit", "accept", "--reason", "已核对", "--out", desk)
    assert qinqing(*accepted, keys=tmp_path / "keys").returncode == 0
    assert verify(desk, code=0) == []


def test_a_crash_between_commit_and_head_is_no_alarm_and_a_lost_head_is_one(
    desk: Path, verify: Callable[..., list[str]]
) -> None:
    head = desk / "desk" / "audit.head"
    with closing(sqlite3.connect(desk / "desk" / "desk.sqlite3")) as con:
        (digest,) = con.execute("SELECT digest FROM access_auditevent WHERE number = 5").fetchone()
    head.write_text(f"5 {digest}\n")
    assert verify(desk, code=0) == []
    write(desk, threads=1, each=1)
    assert head.read_text().startswith("7 ")
    head.unlink()
    write(desk, threads=1, each=1)  # the next event does not make it anew
    assert [line.split()[:2] for line in verify(desk)] == [["no", "head"]]


def test_a_noted_head_is_found_again_or_missed(
    desk: Path, verify: Callable[..., list[str]], qinqing: Command, tmp_path: Path
) -> None:
    noted = qinqing("audit", "head", "--out", desk, keys=tmp_path / "keys").stdout.strip()
    assert noted.startswith("6:")
    assert verify(desk, "--head", noted.replace(":", ":0"))[0].startswith("forged  #6")
    assert verify(desk, "--head", "99:" + "0" * 64)[0].startswith("behind  #7")


def test_a_lost_key_is_named_and_not_made_anew(
    desk: Path, verify: Callable[..., list[str]]
) -> None:
    (desk / "desk" / "audit.key").unlink()
    assert [line.split()[:2] for line in verify(desk)] == [["no", "key"]]


def test_a_tampered_result_file_is_named_and_a_run_being_published_is_none(
    desk: Path, verify: Callable[..., list[str]]
) -> None:
    from desk.runlock import locked
    from desk.tampering import tampered

    table = desk / "findings.parquet"
    whole = table.read_bytes()
    table.write_bytes(whole[:-1] + b"x")
    assert verify(desk) == ["result  findings.parquet  与运行报告不符 differs from the run report"]
    with locked(desk):
        assert tampered(desk) == []
    table.write_bytes(whole)
    assert tampered(desk) == []
    (desk / "risk_list.parquet").unlink()
    assert tampered(desk) == ["risk_list.parquet"]
    (desk / "run_report.json").write_text("{")
    assert tampered(desk) == ["run_report.json"]


def test_the_export_holds_the_chain_and_no_formula(
    desk: Path, qinqing: Command, tmp_path: Path
) -> None:
    done = qinqing("audit", "export", "--out", desk, keys=tmp_path / "keys")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["number"] for row in rows] == list(range(1, 8))  # the export itself is the seventh
    assert all(a["digest"] == b["previous"] for a, b in pairwise(rows))


def test_no_cell_of_the_export_is_a_formula() -> None:
    from desk.access.models import AuditEvent
    from desk.access.trail import as_csv

    lines = list(as_csv([AuditEvent(number=1, about="=1+1", purpose="@x", detail="{}")]))
    assert lines[0].startswith("\ufeffnumber,at,")
    assert ",'=1+1,'@x," in lines[1]
