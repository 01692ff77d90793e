"""A real Neo4j server for the tests: fetched from Maven, started on loopback, stopped by its id.

::

    python tools/neo4j_server.py fetch            into .cache/neo4j, once for each version
    python tools/neo4j_server.py start            prints {"url", "user", "password", "pid", "home"} as JSON
    python tools/neo4j_server.py stop HOME        ends that server and deletes its data

It needs Java 17 or newer and, for `fetch`, Maven. It is for tests only: small heap, no web page, a
password made up at each start, data thrown away. Users start Neo4j with compose.yaml.

This file imports nothing but the standard library: run as a script, its folder comes first on the
path, where `import neo4j` would find this very file.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
POM = ROOT / "tools" / "neo4j" / "pom.xml"
CACHE = ROOT / ".cache" / "neo4j"
_CONNECTION, _LOG = "connection.json", "console.log"
#: Seconds to wait for a server to answer, or to end.
_START, _STOP = 300, 30
#: Bolt's magic number, then the versions that the client offers: 5.0 to 5.4, and nothing else.
_HANDSHAKE = bytes.fromhex("6060b017 00040405 00000000 00000000 00000000")
_SETTINGS = """\
server.bolt.listen_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size=64m
dbms.usage_report.enabled=false
"""


class Missing(Exception):
    """Java, Maven or the fetched server is missing, or does not do its work."""


def jars() -> Path:
    """Return the folder of the pinned version's jars, whether fetched yet or not."""
    match = re.search(r"<neo4j.version>([\d.]+)</", POM.read_text(encoding="utf-8"))
    assert match is not None
    return CACHE / match[1]


def fetch() -> Path:
    """Fetch the pinned version unless it is there; return the folder of its jars."""
    folder = jars()
    if folder.is_dir():
        return folder
    maven = _program("mvn")
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as temporary:
        into = Path(temporary) / "lib"
        command = [maven, "-q", "-B", "-f", str(POM), "dependency:copy-dependencies"]
        done = subprocess.run(
            [*command, f"-DoutputDirectory={into}"], capture_output=True, text=True, check=False
        )
        if done.returncode != 0 or not into.is_dir():
            msg = f"Maven could not fetch Neo4j:\n{done.stdout[-2000:]}{done.stderr[-500:]}"
            raise Missing(msg)
        with suppress(OSError):  # another process may have been first
            into.rename(folder)
    return folder


def start() -> dict[str, str | int]:
    """Start a server with an empty database; return how to reach it once it answers."""
    classpath = f"{fetch()}{os.sep}*"
    java = _program("java")
    home = Path(tempfile.mkdtemp(prefix="home-", dir=CACHE))
    port, password = _free_port(), secrets.token_urlsafe(24)
    (home / "conf").mkdir()
    (home / "conf" / "neo4j.conf").write_text(_SETTINGS.format(port=port), encoding="ascii")
    _set_password(java, classpath, home, password)
    options = ["-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    entry = ["org.neo4j.server.CommunityEntryPoint", f"--home-dir={home}"]
    with (home / _LOG).open("wb") as log:
        server = subprocess.Popen(
            [java, *options, "-cp", classpath, *entry, f"--config-dir={home / 'conf'}"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
    connection: dict[str, str | int] = {
        "url": f"bolt://127.0.0.1:{port}", "user": "neo4j", "password": password,
        "pid": server.pid, "home": str(home),
    }  # fmt: skip
    note = home / _CONNECTION
    note.touch(mode=0o600)
    note.write_text(json.dumps(connection), encoding="utf-8")
    try:
        _wait(server, port, home)
    except BaseException:
        stop(home)
        raise
    return connection


def stop(home: Path) -> None:
    """End the server of this home and delete the home.

    It is killed outright: a gentle end takes ten seconds, and the data goes anyway.
    """
    pid = int(json.loads((home / _CONNECTION).read_text(encoding="utf-8"))["pid"])
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        _await_end(pid)
    shutil.rmtree(home)


def _set_password(java: str, classpath: str, home: Path, password: str) -> None:
    admin = ["org.neo4j.server.startup.Neo4jAdminCommand", "dbms", "set-initial-password", password]
    done = subprocess.run(
        [java, "-XX:TieredStopAtLevel=1", "-cp", classpath, f"-Dbasedir={home}", *admin],
        env={**os.environ, "NEO4J_HOME": str(home)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        msg = f"Neo4j could not be set up:\n{done.stderr[-2000:]}"
        raise Missing(msg)


def _wait(server: subprocess.Popen[bytes], port: int, home: Path) -> None:
    """Return when the server speaks Bolt."""
    end = time.monotonic() + _START
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        if _answers(port):
            return
        time.sleep(0.2)
    msg = f"Neo4j does not answer:\n{(home / _LOG).read_text(errors='replace')[-2000:]}"
    raise Missing(msg)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(_HANDSHAKE)
            return len(connection.recv(4)) == 4
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        msg = f"`{name}` is not on this machine"
        raise Missing(msg)
    return found


def _await_end(pid: int) -> None:
    """Wait for a process that may or may not be a child of this one; raises when it is gone."""
    end = time.monotonic() + _STOP
    while time.monotonic() < end:
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        os.kill(pid, 0)
        time.sleep(0.1)


def main() -> int:
    """Run the command line; what is missing is said in one line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("fetch")
    commands.add_parser("start")
    commands.add_parser("stop").add_argument("home", type=Path)
    given = parser.parse_args()
    try:
        if given.command == "stop":
            stop(given.home)
        else:
            answer = json.dumps(start()) if given.command == "start" else str(fetch())
            sys.stdout.write(f"{answer}\n")
    except Missing as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
