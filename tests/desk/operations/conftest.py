"""A real PostgreSQL server from Debian's packages, started for these tests and thrown away."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

MakeDatabase = Callable[[], str]
_SETTINGS = ("-c", "fsync=off", "-c", "shared_buffers=32MB", "-c", "max_connections=60")


@pytest.fixture(scope="session")
def postgres() -> Iterator[tuple[Path, int, Path]]:
    """Binaries, port and socket folder of a running server."""
    binaries = _binaries()
    if binaries is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no PostgreSQL server: tools/system.sh installs it")
        pytest.skip("no PostgreSQL server on this machine: apt-get install postgresql")
    # outside pytest's own folders, which only this user may enter: the server refuses to be root
    home = Path(tempfile.mkdtemp(prefix="qinqing-postgres-"))
    port = _free_port()
    try:
        _as_server(
            home,
            binaries / "initdb",
            "-D",
            home / "data",
            "-U",
            "desk",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        options = f"-p {port} -k {home} -c listen_addresses='' " + " ".join(_SETTINGS)
        _as_server(
            home,
            binaries / "pg_ctl",
            "-D",
            home / "data",
            "-w",
            "-l",
            home / "log",
            "-o",
            options,
            "start",
        )
        yield binaries, port, home
        _as_server(home, binaries / "pg_ctl", "-D", home / "data", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)  # fmt: skip


@pytest.fixture
def postgres_url(postgres: tuple[Path, int, Path]) -> str:
    """The URL of a new, empty database."""
    binaries, port, home = postgres
    name = f"desk{os.urandom(4).hex()}"
    _as_server(home, binaries / "createdb", "-h", home, "-p", port, "-U", "desk", name)
    return f"postgresql://desk@{str(home).replace('/', '%2F')}:{port}/{name}"


def _binaries() -> Path | None:
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    found = installed[-1] if installed else shutil.which("postgres")
    return Path(found).resolve().parent if found else None


def _as_server(home: Path, *command: object) -> None:
    """Run a command as a user who is not root."""
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        user = next(name for name in ("postgres", "nobody") if _known(name))
        os.chown(home, pwd.getpwnam(user).pw_uid, -1)
        words = ["runuser", "-u", user, "--", *words]
    # a file, not a pipe: the server would hold a pipe open
    with (home.parent / f"{home.name}.out").open("w+") as said:
        done = subprocess.run(words, cwd=home, stdout=said, stderr=said, check=False)
        said.seek(0)
        text = said.read()
    Path(said.name).unlink()
    assert done.returncode == 0, text


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
