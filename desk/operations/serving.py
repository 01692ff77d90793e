"""A desk that is being served holds its folder (占用): nobody restores under the hands of those who work."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import SetupError

LOCK = ".desk.lock"


@contextmanager
def served(out: Path) -> Iterator[None]:
    """Hold the folder together with others that serve it; refused while it is being restored."""
    with _hold(out, fcntl.LOCK_SH):
        yield


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Hold the folder alone; refused while it is served."""
    with _hold(out, fcntl.LOCK_EX):
        yield


@contextmanager
def _hold(out: Path, how: int) -> Iterator[None]:
    with (out / LOCK).open("a") as handle:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
        except OSError as error:
            what = f"{out}: 工作台正在使用 · the desk is in use"
            fix = "先停止 qinqing serve，或等恢复结束 · stop qinqing serve first, or wait for the restore to end"
            raise SetupError(what, fix) from error
        yield
