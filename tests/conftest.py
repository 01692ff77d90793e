"""What several rooms' tests share: a small simulated area and one finished run of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]
AS_OF = "2025-06-30"


@pytest.fixture(scope="session")
def qinqing() -> Command:
    """The command as a user runs it: ``qinqing("run", case, …, keys=folder)``."""

    def command(*arguments: str | Path, keys: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "desk.cli", *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "QINQING_KEYS": str(keys)},
        )

    return command


@pytest.fixture(scope="session")
def run(qinqing: Command) -> Command:
    """``run(case, out, keys, *more)``: the main command with the tests' date."""

    def command(case: Path, out: Path, keys: Path, *more: str) -> subprocess.CompletedProcess[str]:
        return qinqing("run", case, "--out", out, "--as-of", AS_OF, *more, keys=keys)

    return command


@pytest.fixture(scope="session")
def world(qinqing: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated area with many schemes: ``case/`` and ``truth/``."""
    folder = tmp_path_factory.mktemp("world")
    size = {"officials": 150, "companies": 1500, "complaints": 80, "documents": 12}
    made = qinqing(
        "world", "--out", folder / "w", "--seed", "5", "--prevalence", "0.1",
        *(part for name, n in size.items() for part in (f"--{name}", str(n))),
        keys=folder / "k",
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return folder / "w"


@pytest.fixture(scope="session")
def finished(
    world: Path, run: Command, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, str]:
    """An undisturbed run of the small area: its folder, its keys, and all that it said."""
    folder = tmp_path_factory.mktemp("run")
    done = run(world / "case", folder / "out", folder / "keys")
    assert done.returncode == 0, done.stderr
    return folder / "out", folder / "keys", done.stdout + done.stderr
