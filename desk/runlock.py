"""One run at a time in one folder: a second `qinqing run` on the same folder is refused."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from ingest.errors import SetupError

LOCK = ".lock"
#: Seconds for which an answer of `running` holds.
_LOOK = 3.0


class BusyError(SetupError):
    """Another run holds the folder: a batch system may try again later (exit code 4)."""

    exit_code = 4


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold the folder of a run; the lock goes with the process, however it ends.

    Raises
    ------
    BusyError
        Another process holds it.
    """
    with (out / LOCK).open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            what = f"{out}: 另一个运行正在使用该文件夹 · another run is using this folder"
            fix = "等它结束，或用 --out 另选文件夹 · wait for it, or choose another --out"
            raise BusyError(what, fix) from error
        yield


def at_work(out: Path) -> bool:
    """Say whether a process is at work in the folder of a run just now; asked without taking the lock.

    A look that took the lock itself, however shortly, could refuse a run that begins at that moment.
    """
    try:
        inode = (out / LOCK).stat().st_ino
        locks = Path("/proc/locks").read_text(encoding="ascii").splitlines()
    except OSError:
        return False
    return any(
        words[1] == "FLOCK" and words[3] == "WRITE" and words[5].endswith(f":{inode}")
        for words in map(str.split, locks)
        if len(words) > 5
    )


def running(out: Path) -> bool:
    """Say what `at_work` said within the last seconds: for pages that ask all the time."""
    return _held(out, int(time.monotonic() / _LOOK))


@lru_cache(maxsize=8)
def _held(out: Path, moment: int) -> bool:
    return at_work(out)
