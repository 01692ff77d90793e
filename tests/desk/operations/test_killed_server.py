"""kill -9 of a real server under load: what it acknowledged is there, and the audit's chain holds."""

from __future__ import annotations

import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.desk_load import free_port, wait_for
from benchmarks.desk_run import write_run

ROOT = Path(__file__).resolve().parents[3]
USERS, LEADS, ACKNOWLEDGED = 6, 300, 25
TOKEN = "a" * 32
LEFT = """
import json, sys
from pathlib import Path
from desk.opened import open_desk
open_desk(Path(sys.argv[1]))
from desk.access.audit import verify
from desk.access.models import AuditEvent
from desk.cases.models import Clue
print(json.dumps({
    "faults": list(verify()),
    "opened": list(AuditEvent.objects.values_list("username", "about")),
    "clues": list(Clue.objects.values_list("official_id", flat=True)),
    "steps": sum(clue.steps.count() > 0 for clue in Clue.objects.all()),
}))
"""


class Users:
    """Those who work on the desk, each in a thread with a session of his own, and what was told them."""

    def __init__(self, port: int, cookies: list[str]) -> None:
        self.port = port
        self.opened: list[str] = []
        self.adopted: list[str] = []
        self.answers: Counter[tuple[str, int]] = Counter()
        self.threads = [
            threading.Thread(target=self._work, args=pair) for pair in enumerate(cookies)
        ]
        for thread in self.threads:
            thread.start()

    def _work(self, n: int, cookie: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        for official in (f"G{number:06d}" for number in range(n, LEADS, USERS)):
            form = {"findings": f"F{int(official[1:]):06d}", "summary": "核查"}
            try:
                seen = ask(connection, cookie, "GET", f"/dossier/{official}/")
                done = ask(connection, cookie, "POST", f"/adopt/{official}/", form)
            except (OSError, http.client.HTTPException):
                return  # the server is gone
            self.answers.update([("GET", seen), ("POST", done)])
            self.opened += [official] if seen == 200 else []
            self.adopted += [official] if done == 302 else []


def test_nothing_acknowledged_is_lost_when_the_server_is_killed_under_load(tmp_path: Path) -> None:
    out = write_run(tmp_path / "run", officials=LEADS, companies=800, leads=LEADS)
    cookies = tmp_path / "cookies.json"
    python(
        "-m",
        "benchmarks.desk_load",
        "--make-users",
        "--out",
        out,
        "--users",
        USERS,
        "--cookies",
        cookies,
    )
    server, port = start(out)
    users = Users(port, json.loads(cookies.read_text()))
    end = time.monotonic() + 150
    while len(users.adopted) < ACKNOWLEDGED and time.monotonic() < end and server.poll() is None:
        time.sleep(0.05)
    server.send_signal(signal.SIGKILL)
    server.wait()
    for thread in users.threads:
        thread.join()
    assert len(users.adopted) >= ACKNOWLEDGED, users.answers
    left = json.loads(python("-c", LEFT, out))
    assert left["faults"] == []
    assert set(users.adopted) <= set(left["clues"])
    assert set(users.opened) <= {about for _, about in left["opened"]}
    assert left["steps"] == len(left["clues"])  # a clue and its first step came together


def start(out: Path) -> tuple[subprocess.Popen[bytes], int]:
    """Start the server as a user does; return it when it answers."""
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "desk.cli", "serve", "--out", str(out), "--port", str(port)],
        cwd=ROOT, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_for(port)
    return server, port


def ask(
    connection: http.client.HTTPConnection, cookie: str, method: str, address: str,
    form: dict[str, str] | None = None,
) -> int:  # fmt: skip
    """Send a request as a browser does and return the status."""
    headers = {"Cookie": f"{cookie}; qinqing_csrf={TOKEN}", "X-CSRFToken": TOKEN}
    if form:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, address, urlencode(form or {}), headers)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def python(*words: object) -> str:
    """Run Python in the root of the project and return what it printed."""
    done = subprocess.run(
        [sys.executable, *map(str, words)], cwd=ROOT, text=True, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
