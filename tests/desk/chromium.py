"""Debian's Chromium for the browser tests, and a desk that it is signed in to."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
SERVED = Path(__file__).with_name("served.py")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Open Debian's Chromium; where it is missing the test is skipped, and in CI fails."""
    if not shutil.which(CHROMIUM):
        reason = "Debian's chromium is not installed: apt-get install chromium fonts-noto-cjk"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@contextmanager
def signed_in_desk(out: Path, data: Path) -> Iterator[tuple[str, str]]:
    """Serve a run in a process of its own; yield its address and the key of a session with a ticket."""
    command = [sys.executable, str(SERVED), str(out), str(data), "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            ready, _, _ = select.select([server.stdout], [], [], 120)
            assert ready, "the desk did not start"
            key, port = server.stdout.readline().split()
            yield f"http://127.0.0.1:{port}", key
        finally:
            server.terminate()
