"""What machine, when, with which versions: the line under every figure."""

from __future__ import annotations

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


def machine_line() -> str:
    """Return one line: cores, memory, processor family, Python, our version and commit, date."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parent,
    ).stdout.strip()  # fmt: skip
    return (
        f"{os.cpu_count()} cores, {pages * size / 2**30:.0f} GiB, {platform.machine()}, "
        f"Python {platform.python_version()}, qinqing {version('qinqing')} ({commit or 'no git'}), "
        f"{datetime.now(UTC):%Y-%m-%d}"
    )
