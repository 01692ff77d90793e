"""Runs that kill themselves with SIGKILL at a named place: what a power cut looks like.

``python killed_run.py CASE KEYS OUT=WHERE …`` prints the signal that ended each run, one a line; WHERE is
``<stage>:write`` (while its tables are being written), ``<stage>:swap`` (all written, not yet in place),
``<stage>:moved`` (the old folder is away, the new one not yet there), ``project`` or ``publish:<n>``
(before the n-th published file). The rooms are loaded once; each run is a fork that has done nothing else.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import desk.pipeline
import desk.publish
import ingest.stage
from desk.pipeline import RunOptions, run_case
from ingest.case import IngestOptions


def die(*_: object, **__: object) -> None:
    """End this process as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


def before(original: Callable[..., Any], condition: Callable[..., bool]) -> Callable[..., Any]:
    """Return `original`, but dying first where `condition` holds of its arguments."""

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        if condition(*args, **kwargs):
            die()
        return original(*args, **kwargs)

    return wrapped


def arm(where: str) -> None:
    """Set the trap."""
    stage, _, point = where.partition(":")
    folder = f".{stage}.tmp"
    if stage == "project":
        desk.pipeline.__dict__["project_embedded"] = die
    elif stage == "publish":
        calls = iter(range(1, 1000))
        desk.publish._copy = before(desk.publish._copy, lambda *_: next(calls) == int(point))
        desk.publish._write = before(desk.publish._write, lambda *_: next(calls) == int(point))
    elif point == "write":
        writer = ingest.stage.StageWriter
        writer.write = before(writer.write, lambda self, *_: self.folder.name == folder)  # type: ignore[method-assign]
    elif point == "swap":
        ingest.stage.swap_in = before(ingest.stage.swap_in, lambda tmp, _: tmp.name == folder)
    else:
        replace = Path.replace
        Path.replace = before(replace, lambda self, _: self.name == folder)  # type: ignore[method-assign]


def die_in(case: Path, keys: Path, out: Path, where: str) -> int:
    """Run a case in a fork that dies at a place; return the signal that ended it, 0 if none did."""
    child = os.fork()
    if child == 0:
        try:
            arm(where)
            options = RunOptions(keys=keys, ingest=IngestOptions(keep_going=True))
            run_case(case, out, as_of=date(2025, 6, 30), options=options, progress=lambda *_: None)
        except BaseException:
            traceback.print_exc()
        finally:  # never back into the parent's code
            os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    for told in sys.argv[3:]:
        place, _, at = told.partition("=")
        sys.stdout.write(f"{die_in(Path(sys.argv[1]), Path(sys.argv[2]), Path(place), at)}\n")
        sys.stdout.flush()  # or the next fork would say it again
