"""Backup and restore by the commands that an office uses; damaged, hostile and old backups; a power cut."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import zstandard

from desk.operations.archive import Manifest, digests, pack, unpack
from desk.operations.database import VARIABLE
from desk.operations.restore import settle
from desk.operations.serving import served
from ingest.errors import InputError

ROOT = Path(__file__).resolve().parents[3]
Done = subprocess.CompletedProcess[str]


def qinqing(*words: object, url: str = "") -> Done:
    """Run the command."""
    return python("-m", "desk.cli", *words, url=url)


def python(*words: object, url: str = "") -> Done:
    """Run Python in the root of the project."""
    return subprocess.run(
        [sys.executable, *map(str, words)], cwd=ROOT, text=True, capture_output=True, check=False,
        env={**os.environ, VARIABLE: url},
    )  # fmt: skip


def events(out: Path, n: int = 0, url: str = "") -> list[Any]:
    """Add events to the audit of a desk; return the faults of its chain and the actions in it."""
    code = (
        "import json,sys;from pathlib import Path;from desk.opened import open_desk;"
        "open_desk(Path(sys.argv[1]));from desk.access.audit import record, verify;"
        "from desk.access.models import AuditEvent as A;"
        "[record(None, 'test.event', str(n)) for n in range(int(sys.argv[2]))];"
        "print(json.dumps([[f.kind for f in verify()],"
        "[*A.objects.order_by('number').values_list('action', flat=True)]]))"
    )
    done = python("-c", code, out, n, url=url)
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def first(shared_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with three events and a template of its own, and a backup of it: made once."""
    folder = tmp_path_factory.mktemp("first")
    shutil.copytree(shared_run, folder / "run")
    data = folder / "run" / "desk"
    events(folder / "run", 3)
    (data / "templates").mkdir()
    (data / "templates" / "提醒函.docx").write_bytes(b"template")
    done = qinqing("backup", "--out", folder / "run", "--to", folder / "desk.qqb")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def backed_up(first: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A copy of that desk and of its backup."""
    shutil.copytree(first, tmp_path / "first")
    return tmp_path / "first" / "run", tmp_path / "first" / "desk.qqb"


def test_a_backup_is_the_owners_own_and_comes_back_whole_elsewhere(
    backed_up: tuple[Path, Path], tmp_path: Path
) -> None:
    out, file = backed_up
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert qinqing("backup", "--out", out, "--to", file).returncode != 0  # never overwritten
    done = qinqing("restore", file, "--out", tmp_path / "new")
    assert done.returncode == 0, done.stderr
    assert "run's results are not those" in done.stderr
    new = tmp_path / "new" / "desk"
    assert (new / "templates" / "提醒函.docx").read_bytes() == b"template"
    for key in ("secret.key", "audit.key"):
        assert (new / key).read_bytes() == (out / "desk" / key).read_bytes()
        assert stat.S_IMODE((new / key).stat().st_mode) == 0o600
    faults, actions = events(tmp_path / "new")
    assert faults == []
    assert actions[-5:] == ["test.event"] * 3 + ["desk.backup", "desk.restore"]


def test_an_older_backup_needs_a_reason_and_the_audit_names_it(
    backed_up: tuple[Path, Path],
) -> None:
    out, file = backed_up
    events(out, 4)
    refused = qinqing("restore", file, "--out", out)
    assert refused.returncode != 0
    assert "--older" in refused.stderr
    done = qinqing("restore", file, "--out", out, "--older", "磁盘损坏")
    assert done.returncode == 0, done.stderr
    faults, actions = events(out)
    assert faults == ["behind"]
    assert actions[-1] == "desk.restore"
    events(out, 9)  # the chain grows past the old head: it is told all the same
    assert qinqing("audit", "verify", "--out", out).returncode != 0


def test_a_desk_that_is_served_is_not_restored(backed_up: tuple[Path, Path]) -> None:
    out, file = backed_up
    with served(out):
        done = qinqing("restore", file, "--out", out)
    assert done.returncode != 0
    assert "qinqing serve" in done.stderr


def test_every_damaged_backup_is_refused_and_nothing_is_touched(
    backed_up: tuple[Path, Path], tmp_path: Path
) -> None:
    out, file = backed_up
    content = file.read_bytes()
    before = digests(out / "desk")
    for name, damaged in {
        "cut": content[: len(content) // 2],
        "flipped": content[:-400] + bytes([content[-400] ^ 1]) + content[-399:],
        "other": b"no backup at all",
        "empty": b"",
    }.items():
        bad = tmp_path / name
        bad.write_bytes(damaged)
        with pytest.raises(InputError, match="undamaged"):
            unpack(bad, fresh(tmp_path / f"{name}.d"))
    done = qinqing("restore", tmp_path / "cut", "--out", out)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert digests(out / "desk") == before
    assert not (out / ".desk.restoring").exists()


def fresh(folder: Path) -> Path:
    folder.mkdir()
    return folder


def hostile(path: Path, names: dict[str, Any], *entries: tuple[tarfile.TarInfo, bytes]) -> Path:
    """Write an archive whose manifest names `names` and which holds `entries`."""
    manifest = {
        "format": 1, "made": "", "version": "", "database": "sqlite", "migrations": [],
        "head": [0, ""], "report": "", "files": names,
    }  # fmt: skip
    content = json.dumps(manifest).encode()
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for info, data in ((plain("manifest.json", len(content)), content), *entries):
            tar.addfile(info, io.BytesIO(data))
    path.write_bytes(zstandard.compress(buffer.getvalue()))
    return path


def plain(name: str, size: int, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = size, kind, link
    return info


EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "a//b", "./a", "..", "", "a\\b"])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    file = hostile(tmp_path / "f", {name: [0, EMPTY]}, (plain(name, 0), b""))
    with pytest.raises(InputError):
        unpack(file, fresh(tmp_path / "in"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["f", "in"]


@pytest.mark.parametrize(
    "entries",
    [
        [(plain("a", 0, tarfile.SYMTYPE, "/etc"), b"")],
        [(plain("a", 0, tarfile.LNKTYPE, "/etc/hostname"), b"")],
        [(plain("a", 0), b""), (plain("a", 0), b"")],  # twice
        [(plain("a", 0), b""), (plain("b", 0), b"")],  # not named
        [(plain("a", 1), b"1")],  # longer than it says
        [],  # missing
    ],
)
def test_only_what_the_manifest_names_comes_out(
    tmp_path: Path, entries: list[tuple[tarfile.TarInfo, bytes]]
) -> None:
    file = hostile(tmp_path / "f", {"a": [0, EMPTY]}, *entries)
    with pytest.raises(InputError):
        unpack(file, fresh(tmp_path / "in"))


def test_a_damaged_database_with_right_digests_is_refused(
    backed_up: tuple[Path, Path], tmp_path: Path
) -> None:
    out, file = backed_up
    folder = fresh(tmp_path / "in")
    told = unpack(file, folder)
    database = folder / "desk" / "desk.sqlite3"
    content = bytearray(database.read_bytes())
    content[8192:12288] = os.urandom(4096)
    database.write_bytes(content)
    names = ("format", "made", "version", "database", "migrations", "head", "report")
    forged = Manifest(**{name: getattr(told, name) for name in names}, files=digests(folder))
    pack(folder, forged, tmp_path / "forged")
    done = qinqing("restore", tmp_path / "forged", "--out", out)
    assert done.returncode != 0
    assert "damaged" in done.stderr
    assert chain(out) == chain(file.parent / "run")


KILL = """
import os, signal, sys
from pathlib import Path
import desk.operations.{module} as it
def die(*_, **__): os.kill(os.getpid(), signal.SIGKILL)
{trap}
from desk.cli import app
app(sys.argv[1:])
"""
TRAPS = {
    "backup-pack": ("archive", "Path.replace = die"),
    "restore-before-swap": ("restore", "it._swap = die"),
    "restore-between": (
        "restore",
        "r = Path.rename\ndef once(self, to):\n    die() if self.parent.name == it.READY else r(self, to)\nPath.rename = once",
    ),
}


@pytest.mark.parametrize("where", TRAPS)
def test_a_power_cut_leaves_the_old_state(
    backed_up: tuple[Path, Path], tmp_path: Path, where: str
) -> None:
    out, file = backed_up
    module, trap = TRAPS[where]
    words = (
        ("backup", "--out", out, "--to", tmp_path / "second")
        if where.startswith("backup")
        else ("restore", file, "--out", out, "--older", "test")
    )
    before = digests(out / "desk")
    killed = python("-c", KILL.format(module=module, trap=trap), *words)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert not (tmp_path / "second").exists()
    if where.startswith("restore"):
        settle(out)
        assert digests(out / "desk") == before
    assert chain(out) >= 4


def chain(out: Path) -> int:
    """Return the number of the last event in a database that is whole, with no event missing."""
    with closing(sqlite3.connect(out / "desk" / "desk.sqlite3")) as con:
        assert con.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        count, last = con.execute("SELECT count(*), max(number) FROM access_auditevent").fetchone()
    assert count == last
    return int(last)


@pytest.mark.postgres
def test_backup_and_restore_on_postgresql(
    postgres_url: str, make_run: Callable[..., Path], tmp_path: Path
) -> None:
    out, file = make_run(), tmp_path / "desk.qqb"
    events(out, 3, postgres_url)
    qinqing("account", "reader", "--out", out, "--region", "4206", url=postgres_url)
    done = qinqing("backup", "--out", out, "--to", file, url=postgres_url)
    assert done.returncode == 0, done.stderr
    events(out, 2, postgres_url)
    assert "sqlite" in qinqing("restore", file, "--out", out).stderr  # another kind of database
    done = qinqing("restore", file, "--out", out, "--older", "演练", url=postgres_url)
    assert done.returncode == 0, done.stderr
    faults, actions = events(out, 1, postgres_url)
    assert faults[:1] == ["behind"] or faults[:1] == ["forged"]
    assert actions.count("test.event") == 4
    assert "desk.restore" in actions
    again = qinqing("account", "reader", "--out", out, "--reset-password", url=postgres_url)
    assert again.returncode == 0, again.stderr
    assert "reader" in again.stdout
