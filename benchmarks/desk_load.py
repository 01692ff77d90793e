"""How fast the desk answers fifty people at once, on this machine.

``python -m benchmarks.desk_load --minutes 10``: writes a synthetic run (30,000 officials, 400,000
companies, 3,000 leads), serves it by ``qinqing serve`` in a process of its own, and lets users in another
process, each with a session and a connection of his own, open the list with random filters and pages,
and dossiers, with time to think in between. Goals: 95 of 100 pages of each kind within 300 ms, no error.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlencode

from benchmarks.desk_run import PATTERNS, TYPOLOGIES, write_run
from benchmarks.machine import machine_line

GOAL = 0.3
Times = dict[str, list[float]]


def main() -> None:
    """Write, serve, load, print."""
    asked = _arguments()
    if asked.load:
        print(json.dumps(_load(asked)))
        return
    with tempfile.TemporaryDirectory(prefix="qinqing-load-") as folder:
        out = asked.out or Path(folder) / "run"
        if not out.exists():
            began = time.perf_counter()
            write_run(out, officials=asked.officials, companies=asked.companies, leads=asked.leads)
            print(f"run written in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        cookies = Path(folder) / "cookies.json"
        subprocess.run([sys.executable, "-m", "benchmarks.desk_load", "--make-users", "--out", out, "--users", str(asked.users), "--cookies", cookies], check=True)  # fmt: skip
        _measure(asked, out, cookies)


def _measure(asked: argparse.Namespace, out: Path, cookies: Path) -> None:
    port = free_port()
    server = subprocess.Popen([sys.executable, "-m", "desk.cli", "serve", "--out", str(out), "--port", str(port)])  # fmt: skip
    try:
        wait_for(port)
        before = os.getloadavg()[0]
        words = ["--load", "--port", str(port), "--cookies", str(cookies)]
        for name in ("users", "minutes", "think", "leads", "dossiers"):
            words += [f"--{name}", str(getattr(asked, name))]
        done = subprocess.run([sys.executable, "-m", "benchmarks.desk_load", *words], check=True, stdout=subprocess.PIPE, text=True)  # fmt: skip
        _print(json.loads(done.stdout), asked, before)
    finally:
        server.terminate()
        server.wait(timeout=30)


def make_users(out: Path, count: int, cookies: Path) -> None:
    """Make users who are signed in under an approved purpose ticket; write their cookies."""
    from desk.opened import open_desk

    open_desk(out)
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    from desk.access.models import Ticket
    from desk.web.models import Profile

    settings.ALLOWED_HOSTS.append("testserver")
    day = date(2025, 6, 30)
    fields = dict.fromkeys(("matter", "legal_basis", "purpose", "approver", "population", "tables"), "负载测试")  # fmt: skip
    number = Ticket.objects.get_or_create(
        number="MD2025-0001",
        defaults={**fields, "period_from": day, "period_to": day, "valid_until": date(2099, 12, 31), "made_by": "maker", "approved_by": "approver", "decision": "yes"},
    )[0].number  # fmt: skip
    found = []
    for n in range(count):
        user, new = User.objects.get_or_create(username=f"load{n:03d}")
        if new:
            Profile.objects.create(user=user, role="investigator", regions=["*"])
        client = Client()
        client.force_login(user)
        session = client.session
        session["ticket"] = number
        session.save()
        found.append("; ".join(f"{key}={morsel.value}" for key, morsel in client.cookies.items()))
    cookies.write_text(json.dumps(found))


def _load(asked: argparse.Namespace) -> dict[str, object]:
    """Be all users at once, each a thread with a connection of his own."""
    cookies = json.loads(asked.cookies.read_text())
    times: Times = defaultdict(list)
    errors: list[str] = []
    end = time.monotonic() + asked.minutes * 60

    def user(n: int) -> None:
        rng = random.Random(n)
        connection = http.client.HTTPConnection("127.0.0.1", asked.port, timeout=60)
        time.sleep(rng.uniform(0, asked.think * 2))
        while time.monotonic() < end:
            page, address = _page(rng, asked)
            began = time.perf_counter()
            told = _get(connection, address, cookies[n])
            times[page].append(time.perf_counter() - began)
            if told:
                errors.append(f"{page} {told}")
            time.sleep(rng.uniform(0, asked.think * 2))

    threads = [threading.Thread(target=user, args=(n,)) for n in range(asked.users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"times": times, "errors": errors}


def _get(connection: http.client.HTTPConnection, address: str, cookie: str) -> str:
    """Open a page; return what was wrong, nothing where it came whole."""
    try:
        connection.request("GET", address, headers={"Cookie": cookie})
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        connection.close()
        return type(error).__name__
    if answer.status == 200 and b"</html>" in content:
        return ""
    return f"{answer.status} {answer.getheader('Location', '')}"


def _page(rng: random.Random, asked: argparse.Namespace) -> tuple[str, str]:
    """Choose what a user opens next."""
    if rng.random() < asked.dossiers:
        return "dossier", f"/dossier/{quote(f'G{rng.randrange(asked.leads):06d}')}/"
    query: dict[str, object] = {}
    if rng.random() < 0.3:
        query["pattern"] = rng.choice(PATTERNS)
    if rng.random() < 0.3:
        query["typology"] = rng.choice(TYPOLOGIES)
    if rng.random() < 0.3:
        query["region"] = f"42{rng.randrange(13):02d}"
    query["page"] = rng.randrange(1, 6)
    return "list", f"/list/?{urlencode(query)}"


def _print(
    found: dict[str, dict[str, list[float]]], asked: argparse.Namespace, before: float
) -> None:
    print(machine_line())
    print(
        f"{asked.officials:,} officials, {asked.companies:,} companies, {asked.leads:,} leads; {asked.users} users, "
        f"think time 0-{asked.think * 2:g} s (mean {asked.think:g} s), {asked.minutes:g} minutes; "
        f"load average before {before:.1f}, after {os.getloadavg()[0]:.1f}"
    )
    every = 0
    for page, times in sorted(found["times"].items()):
        ranked = sorted(times)
        every += len(ranked)
        shown = "  ".join(f"p{p} {ranked[min(len(ranked) - 1, len(ranked) * p // 100)] * 1000:.0f} ms" for p in (50, 95, 99))  # fmt: skip
        fit = (
            "reached" if ranked[min(len(ranked) - 1, len(ranked) * 95 // 100)] <= GOAL else "missed"
        )
        print(
            f"{page:8} {len(ranked):6} pages  {shown}  longest {ranked[-1] * 1000:.0f} ms  goal {fit}"
        )
    print(f"{every / (asked.minutes * 60):.1f} pages a second, {len(found['errors'])} errors {sorted(set(found['errors']))[:5]}")  # fmt: skip


def wait_for(port: int) -> None:
    """Wait until the server takes connections."""
    for _ in range(1200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("the server does not answer")


def free_port() -> int:
    """Return a port of the loopback interface that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--think", type=float, default=3.0, help="mean seconds between two pages")
    parser.add_argument("--dossiers", type=float, default=0.5, help="share of dossiers")
    parser.add_argument("--officials", type=int, default=30_000)
    parser.add_argument("--companies", type=int, default=400_000)
    parser.add_argument("--leads", type=int, default=3_000)
    parser.add_argument("--out", type=Path, help="a run to use, or to write and keep")
    for name, kind in (("--port", int), ("--cookies", Path)):
        parser.add_argument(name, type=kind, help=argparse.SUPPRESS)
    parser.add_argument("--load", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--make-users", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.make_users:
        make_users(asked.out, asked.users, asked.cookies)
        sys.exit()
    return asked


if __name__ == "__main__":
    main()
