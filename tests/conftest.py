"""What several rooms' tests share: simulated areas and a finished run of each, made once for all workers."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]
Once = Callable[[str, Callable[[Path], None]], Path]
AS_OF = "2025-06-30"


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """``once(name, make)``: the folder that ``make`` fills, filled by whichever worker asks first."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def folder(name: str, make: Callable[[Path], None]) -> Path:
        place, made = shared / f"once-{name}", shared / f"once-{name}.made"
        with (shared / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the other worker waits here until it is whole
            if not made.exists():
                place.mkdir()
                make(place)
                made.touch()
        return place

    return folder


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


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """The same in this process, which has the rooms loaded already: for what takes no time itself."""
    from desk.cli import main

    def call(*arguments: str | Path, keys: Path) -> subprocess.CompletedProcess[str]:
        words = ["qinqing", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", words)
        monkeypatch.setenv("QINQING_KEYS", str(keys))
        capsys.readouterr()
        code: object = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        return subprocess.CompletedProcess(words, int(str(code or 0)), said.out, said.err)

    return call


@pytest.fixture(scope="session")
def run(qinqing: Command) -> Command:
    """``run(case, out, keys, *more)``: the main command with the tests' date."""

    def command(case: Path, out: Path, keys: Path, *more: str) -> subprocess.CompletedProcess[str]:
        return qinqing("run", case, "--out", out, "--as-of", AS_OF, *more, keys=keys)

    return command


@pytest.fixture(scope="session")
def world(qinqing: Command, once: Once) -> Path:
    """A small simulated area with many schemes: ``case/`` and ``truth/``."""
    size = {"officials": 150, "companies": 1500, "complaints": 80, "documents": 12}

    def make(folder: Path) -> None:
        made = qinqing(
            "world", "--out", folder / "w", "--seed", "5", "--prevalence", "0.1",
            *(part for name, n in size.items() for part in (f"--{name}", str(n))),
            keys=folder / "k",
        )  # fmt: skip
        assert made.returncode == 0, made.stderr

    return once("world", make) / "w"


@pytest.fixture(scope="session")
def finished(world: Path, run: Command, once: Once) -> tuple[Path, Path, str]:
    """An undisturbed run of the small area: its folder, its keys, and all that it said."""

    def make(folder: Path) -> None:
        done = run(world / "case", folder / "out", folder / "keys")
        assert done.returncode == 0, done.stderr
        (folder / "said.txt").write_text(done.stdout + done.stderr, encoding="utf-8")

    folder = once("run", make)
    return folder / "out", folder / "keys", (folder / "said.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def hamlet(once: Once) -> Path:
    """The smallest area in ``case``, with a finished run of it in ``out`` and its ``keys``."""
    from desk.pipeline import RunOptions, run_case
    from ingest.case import IngestOptions
    from worlds.config import WorldConfig
    from worlds.write import write_world

    def make(folder: Path) -> None:
        small = WorldConfig(officials=50, companies=300, complaints=20, documents=8, seed=5)
        write_world(folder, small, progress=lambda *_: None)
        options = RunOptions(folder / "keys", ingest=IngestOptions(keep_going=True))
        run_case(
            folder / "case", folder / "out",
            as_of=date.fromisoformat(AS_OF), options=options, progress=lambda *_: None,
        )  # fmt: skip

    return once("hamlet", make)
