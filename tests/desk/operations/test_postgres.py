"""The desk on a real PostgreSQL: migrations, accounts, audit, many writers, and the desk's own tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from desk.operations.database import VARIABLE, database_url, databases
from ingest.errors import SetupError

HERE = Path(__file__).parent
STORY = HERE / "postgres_story.py"
ROOT = HERE.parents[2]
#: Tests of the desk that are run once more, on PostgreSQL.
AGAIN = (
    "tests/desk/test_web_access.py",
    "tests/desk/access/test_tickets.py",
    "tests/desk/cases/test_story.py",
)


def start(out: Path, url: str, *arguments: str) -> subprocess.Popen[str]:
    """Start the story on a database."""
    return subprocess.Popen(
        [sys.executable, str(STORY), str(out), *arguments],
        env={**os.environ, VARIABLE: url}, cwd=ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def told(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Return what a story saw."""
    said, complaint = process.communicate(timeout=300)
    assert process.returncode == 0, complaint
    content: dict[str, Any] = json.loads(said)
    return content


@pytest.mark.postgres
def test_the_main_story_on_postgresql(postgres_url: str, make_run: Any) -> None:
    out = make_run()
    seen = told(start(out, postgres_url))
    assert seen["vendor"] == "postgresql"
    assert (seen["signed_in"], seen["list"], seen["own"], seen["foreign"]) == (302, True, 200, 404)
    assert seen["views"] >= 1
    assert seen["adopted"] == [302, ["G001"]]
    assert seen["refused"] == [True, True]
    assert seen["events"] >= 1
    assert seen["faults"] == []
    assert not (out / "desk" / "desk.sqlite3").exists()


@pytest.mark.postgres
def test_many_processes_write_one_chain(postgres_url: str, make_run: Any) -> None:
    out = make_run()
    told(start(out, postgres_url, "write", "1"))
    writers = [start(out, postgres_url, "write", "25") for _ in range(3)]
    numbers = [number for writer in writers for number in told(writer)["numbers"]]
    assert len(set(numbers)) == 75
    assert max(numbers) == 76  # none skipped
    assert verified(out, postgres_url) == []


def verified(out: Path, url: str) -> list[Any]:
    """Return the faults of the chain, found by a process of its own."""
    code = (
        "import json,sys;from pathlib import Path;from desk.opened import open_desk;"
        "open_desk(Path(sys.argv[1]));from desk.access.audit import verify;"
        "print(json.dumps(list(verify())))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(out)], env={**os.environ, VARIABLE: url},
        cwd=ROOT, text=True, capture_output=True, check=True,
    )  # fmt: skip
    faults: list[Any] = json.loads(done.stdout)
    return faults


@pytest.mark.slow
@pytest.mark.postgres
def test_the_desks_own_tests_pass_on_postgresql(postgres_url: str) -> None:
    again = [path for path in AGAIN if (ROOT / path).exists()]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", "not browser and not slow", *again],
        env={**os.environ, VARIABLE: postgres_url}, cwd=ROOT, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4000:]


def test_a_url_is_kept_out_of_the_list_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql://desk:pw@db:5433/office")
    found = databases(database_url(), Path("data"))["default"]
    assert (found["ENGINE"], found["HOST"], found["PORT"], found["NAME"]) == (
        "django.db.backends.postgresql", "db", 5433, "office",
    )  # fmt: skip
    assert database_url("postgresql://other/x") == "postgresql://other/x"


@pytest.mark.parametrize(
    "url", ["mysql://a:secret@b/c", "postgresql://a:secret@b/", "desk.sqlite3"]
)
def test_another_kind_of_database_is_refused_without_telling_the_password(url: str) -> None:
    with pytest.raises(SetupError, match="postgresql://") as refused:
        databases(url, Path("data"))
    assert "secret" not in str(refused.value)


def test_without_a_url_the_desk_keeps_its_data_beside_the_run(tmp_path: Path) -> None:
    found = databases("", tmp_path)["default"]
    assert found["NAME"] == tmp_path / "desk.sqlite3"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]
