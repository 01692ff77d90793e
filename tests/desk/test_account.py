"""Accounts of the desk from the command line: a one-time password, and an area that can be changed."""

from __future__ import annotations

import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

Command = Callable[..., subprocess.CompletedProcess[str]]


def profiles(out: Path) -> list[tuple[str, str, int]]:
    """Return name, regions and clearance of every account."""
    database = next((out / "desk").glob("*.sqlite*"))
    with sqlite3.connect(database) as connection:
        table = next(
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
            if name.endswith("_profile")
        )
        return connection.execute(
            f"SELECT u.username, p.regions, p.may_see_complaints FROM {table} p "
            "JOIN auth_user u ON u.id = p.user_id ORDER BY u.username"
        ).fetchall()


def test_an_account_is_added_changed_and_given_a_new_password(
    qinqing: Command, tmp_path: Path
) -> None:
    keys = tmp_path / "keys"
    added = qinqing("account", "fenxi", "--out", tmp_path, "--region", "420602", keys=keys)
    assert added.returncode == 0, added.stderr
    assert "one-time password" in added.stdout
    wider = ("--region", "4206", "--with-complaints", "--reset-password")
    changed = qinqing("account", "fenxi", "--out", tmp_path, *wider, keys=keys)
    assert changed.returncode == 0, changed.stderr
    assert changed.stdout.split()[-1] != added.stdout.split()[-1]
    assert ("fenxi", '["4206"]', 1) in profiles(tmp_path)


def test_an_account_without_a_region_sees_nothing(qinqing: Command, tmp_path: Path) -> None:
    assert qinqing("account", "xin", "--out", tmp_path, keys=tmp_path / "keys").returncode == 0
    assert ("xin", "[]", 0) in profiles(tmp_path)


def test_clearance_is_set_as_said_and_the_area_stays(qinqing: Command, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    qinqing("account", "shen", "--out", tmp_path, "--region", "4206", keys=keys)
    qinqing("account", "shen", "--out", tmp_path, "--with-complaints", keys=keys)
    assert ("shen", '["4206"]', 1) in profiles(tmp_path)


def test_a_region_that_is_no_code_an_empty_name_and_a_missing_folder_are_refused(
    qinqing: Command, tmp_path: Path
) -> None:
    keys = tmp_path / "keys"
    for arguments in (
        ("li", "--out", tmp_path, "--region", "东山区"),
        ("", "--out", tmp_path),
        ("li", "--out", tmp_path / "nothing"),
    ):
        refused = qinqing("account", *arguments, keys=keys)
        assert refused.returncode == 1
        assert "→" in refused.stderr
        assert "Traceback" not in refused.stderr
    assert not (tmp_path / "nothing").exists()


def test_an_account_gets_a_role_and_an_unknown_one_is_refused(
    qinqing: Command, tmp_path: Path
) -> None:
    keys = tmp_path / "keys"
    made = qinqing("account", "jian", "--out", tmp_path, "--role", "auditor", keys=keys)
    assert made.returncode == 0, made.stderr
    wrong = qinqing("account", "jian", "--out", tmp_path, "--role", "king", keys=keys)
    assert wrong.returncode == 1
    assert "case_supervision" in wrong.stderr, "the roles there are"
    with sqlite3.connect(tmp_path / "desk" / "desk.sqlite3") as connection:
        assert connection.execute("SELECT role FROM desk_profile").fetchall() == [("auditor",)]
        events = connection.execute("SELECT action, about FROM access_auditevent").fetchall()
    assert events == [("account.make", "jian")]
